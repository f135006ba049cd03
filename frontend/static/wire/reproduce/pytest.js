/** A trip as a test for pytest-playwright, built from the recorded requests. */
import { toText } from "../bytes.js";
import { header, isRedirect, pageless } from "../entry.js";
import { base64, body, conditionalHeaders, cookiesOf, remarks } from "./recorded.js";

/** @typedef {import("../entry.js").Entry} Entry */

/**
 * Return a trip as a complete test.
 * @param {Entry[]} trip
 * @returns {string}
 */
export function pytest(trip) {
  const [first] = trip;
  if (!first) return "";
  const steps = navigable(trip) ? navigation(trip) : trip.flatMap((entry, at) => [...(at ? [""] : []), ...step(entry)]);
  const lines = [...remarks(trip).map((remark) => `# ${remark}`), ...jar(first), ...steps];
  const decodes = lines.some((line) => line.includes("b64decode("));
  const expects = lines.some((line) => line.startsWith("expect("));
  return [
    `"""${first.request.method} ${new URL(first.request.url).pathname}, recorded by Roundtrip."""`,
    "",
    ...(decodes ? ["from base64 import b64decode", ""] : []),
    `from playwright.sync_api import Page${expects ? ", expect" : ""}`,
    "",
    "",
    `def test_${slug(first)}(page: Page) -> None:`,
    ...lines.map((line) => (line ? `    ${line}` : "")),
    "",
  ].join("\n");
}

/** Whether `page.goto` with the address alone repeats the trip. @param {Entry[]} trip */
function navigable(trip) {
  const [first, last] = [trip[0], trip.at(-1)];
  if (!first || !last || first.request.method !== "GET" || conditionalHeaders(first).length) return false;
  const { status, content } = last.response;
  const asPage = ["document", "iframe"].includes(header(first.request.headers, "sec-fetch-dest") ?? "");
  // `page.goto` fails for an error without a body, and for an answer that makes no page.
  const shown = status < 400 ? status > 0 && !isRedirect(status) : content.size > 0;
  return asPage && shown && !pageless(last) && last._outcome === "complete";
}

/** Open the address, and check each hop. @param {Entry[]} trip @returns {string[]} */
function navigation(trip) {
  const opened = [`response = page.goto(${python(trip[0]?.request.url ?? "")})`, "", "assert response is not None"];
  const arrived = `expect(page).to_have_url(${python(trip.at(-1)?.request.url ?? "")})`;
  const statuses = trip.map((entry) => entry.response.status);
  if (trip.length === 1) return [...opened, `assert response.status == ${statuses[0]}`, arrived];
  return [
    ...opened,
    "hops = [response]",
    "while earlier := hops[0].request.redirected_from:",
    "    hops.insert(0, earlier.response())",
    `assert [hop.status for hop in hops] == [${statuses.join(", ")}]`,
    arrived,
  ];
}

/** Send one hop as a request that follows no redirect. @param {Entry} entry @returns {string[]} */
function step(entry) {
  const { method, url } = entry.request;
  const { status, redirectURL } = entry.response;
  const options = [`${python(url)},`, `method=${python(method)},`, "max_redirects=0,", ...payload(entry)];
  return [
    "response = page.request.fetch(",
    ...options.map((option) => `    ${option}`),
    ")",
    status ? `assert response.status == ${status}` : "# No answer was recorded: the connection broke.",
    ...(redirectURL ? [`assert response.headers["location"] == ${python(redirectURL)}`] : []),
  ];
}

/** @param {Entry} entry @returns {string[]} lines of arguments */
function payload(entry) {
  const { bytes, type } = body(entry);
  const headers = conditionalHeaders(entry).map(({ name, value }) => `${python(name)}: ${python(value)}`);
  if (bytes.length) headers.push(`"Content-Type": ${python(type)}`);
  const lines = headers.length ? [`headers={${headers.join(", ")}},`] : [];
  if (!bytes.length) return lines;
  const text = toText(bytes);
  if (text !== null) return [...lines, `data=${python(text)},`];
  return [...lines, "data=b64decode(", ...base64(bytes).map((line) => `    "${line}"`), "),"];
}

/** Add the cookies that the browser sent. @param {Entry} entry @returns {string[]} */
function jar(entry) {
  const url = python(new URL(entry.request.url).origin);
  const cookies = cookiesOf(entry).map((pair) => {
    const [name = "", ...rest] = pair.split("=");
    return `    {"name": ${python(name)}, "value": ${python(rest.join("="))}, "url": ${url}},`;
  });
  return cookies.length ? ["page.context.add_cookies([", ...cookies, "])"] : [];
}

/** Write a Python string; the escapes of JSON are valid in Python. @param {string} text */
const python = (text) => JSON.stringify(text);

/** Make a name for the test. @param {Entry} entry */
function slug(entry) {
  const words = `${entry.request.method} ${new URL(entry.request.url).pathname}`.toLowerCase();
  return words.replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "");
}
