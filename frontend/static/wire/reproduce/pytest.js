/** A trip as a test for pytest-playwright, built from the recorded requests. */
import { header, isRedirect, pageless } from "../entry.js";
import { bodyLines, inQuotes, slug, string } from "./python.js";
import { remarks, sent } from "./recorded.js";
import { exchange, REMARK } from "./socket.js";

/**
 * @typedef {import("../entry.js").Entry} Entry
 * @typedef {import("./recorded.js").Sent} Sent
 * @typedef {Sent & { entry: Entry }} Step a request with its entry
 */

/** A cookie that `add_cookies` takes and sends as it is. */
const COOKIE = /^(?!__(?:host|secure)-)[\w!#$%&'*+.^`|~-]+=[!#-+--:<-[\]-~]*$/i;
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * Return a trip as a complete test.
 * @param {Entry[]} trip
 * @returns {string}
 */
export function pytest(trip) {
  const requests = trip.map((entry) => ({ ...sent(entry), entry }));
  const [first] = requests;
  if (!first) return "";
  const lines = [...remarks(trip).map((remark) => `# ${remark}`), ...steps(requests)];
  const path = first.target.replace(/\?.*/s, "");
  return [
    `"""${inQuotes(`${first.method} ${path}`)}, recorded by Roundtrip."""`,
    "",
    ...imports(lines),
    "",
    "",
    `def test_${slug(`${first.method} ${path}`)}(${lines.some((line) => /\bpage\./.test(line)) ? "page: Page" : ""}) -> None:`,
    ...lines.map((line) => (line ? `    ${line}` : "")),
    "",
  ].join("\n");
}

/** @param {string[]} lines @returns {string[]} */
function imports(lines) {
  const has = (/** @type {string} */ text) => lines.some((line) => line.startsWith(text));
  const connection = ["HTTPConnection", "HTTPSConnection"].filter((name) => has(`with closing(${name}(`));
  const standard = [
    ...(lines.some((line) => line.includes("b64decode(")) ? ["from base64 import b64decode"] : []),
    ...(connection.length ? ["from contextlib import closing", `from http.client import ${connection}`] : []),
  ];
  if (connection.length) return standard;
  return [
    ...(standard.length ? [...standard, ""] : []),
    `from playwright.sync_api import Page${has("expect(") ? ", expect" : ""}`,
  ];
}

/** @param {Step[]} requests @returns {string[]} */
function steps(requests) {
  const separate = (/** @type {string[][]} */ blocks) => blocks.flatMap((lines, at) => [...(at ? [""] : []), ...lines]);
  if (!requests.every(isKept)) {
    const written = requests.map((request) => exchange(request, request.entry.response.status));
    return [`# ${REMARK}`, ...separate(written)];
  }
  const opens = navigable(requests);
  return [...jar(requests[0]), ...(opens ? navigation(requests) : separate(requests.map(step)))];
}

/** Whether Playwright sends a request as it was sent. @param {Step} request */
function isKept({ method, origin, target, headers, cookies, type, body }) {
  const values = [...headers.map(({ value }) => value), ...(body.length || type ? [type] : [])];
  return (
    METHODS.includes(method) &&
    !(body.length && ["GET", "HEAD"].includes(method)) &&
    isNormal(origin + target) &&
    values.every((value) => /^[!-~](?:[ -~]*[!-~])?$/.test(value)) &&
    cookies.length < 2 &&
    areKept(cookies)
  );
}

/** Whether Playwright's `add_cookies` takes cookies, and sends them as they are. @param {string[]} cookies */
export const areKept = (cookies) => cookies.every((value) => value.split("; ").every((pair) => COOKIE.test(pair)));

/** Whether a URL is one that a client does not rewrite (URL standard, URL serializing). @param {string} url */
function isNormal(url) {
  try {
    return new URL(url).href === url && !url.includes("#");
  } catch {
    return false;
  }
}

/** Whether `page.goto` with the address alone repeats the trip. @param {Step[]} requests */
function navigable(requests) {
  const [first, last] = [requests[0], requests.at(-1)?.entry];
  if (!first || !last || first.method !== "GET" || first.headers.length) return false;
  const { status, content } = last.response;
  const asPage = ["document", "iframe"].includes(header(first.entry.request.headers, "sec-fetch-dest") ?? "");
  // `page.goto` fails for an error without a body, and for an answer that makes no page.
  const shown = status < 400 ? status > 0 && !isRedirect(status) : content.size > 0;
  return asPage && shown && !pageless(last) && last._outcome === "complete";
}

/** Open the address, and check each hop. @param {Step[]} requests @returns {string[]} */
function navigation(requests) {
  const [first, last] = [url(requests[0]), url(requests.at(-1))];
  const opened = [`response = page.goto(${first})`, "", "assert response is not None"];
  const arrived = `expect(page).to_have_url(${last})`;
  const statuses = requests.map(({ entry }) => entry.response.status);
  if (requests.length === 1) return [...opened, `assert response.status == ${statuses[0]}`, arrived];
  return [
    ...opened,
    "hops = [response]",
    "while earlier := hops[0].request.redirected_from:",
    "    hops.insert(0, earlier.response())",
    `assert [hop.status for hop in hops] == [${statuses.join(", ")}]`,
    arrived,
  ];
}

/** @param {Sent | undefined} request */
const url = (request) => string(request ? request.origin + request.target : "");

/** Send one hop as a request that follows no redirect. @param {Step} request @returns {string[]} */
function step(request) {
  const { status, redirectURL } = request.entry.response;
  const options = [`${url(request)},`, `method=${string(request.method)},`, "max_redirects=0,", ...payload(request)];
  // Playwright decodes other headers than ASCII in another way than the wire.
  const located = redirectURL && /^[ -~]*$/.test(redirectURL);
  return [
    "response = page.request.fetch(",
    ...options.map((option) => `    ${option}`),
    ")",
    status ? `assert response.status == ${status}` : "# No answer was recorded: the connection broke.",
    ...(located ? [`assert response.headers["location"] == ${string(redirectURL)}`] : []),
  ];
}

/** @param {Sent} request @returns {string[]} lines of arguments */
function payload({ headers, type, body }) {
  const all = type ? [...headers, { name: "Content-Type", value: type }] : headers;
  const sent = all.map(({ name, value }) => `${string(name)}: ${string(value)}`);
  const lines = sent.length ? [`headers={${sent.join(", ")}},`] : [];
  if (!body.length) return lines;
  const [data = "", ...more] = bodyLines(body);
  // Playwright writes a text as JSON if its type is JSON, and bytes as they are.
  const encoded = !more.length && /json/i.test(type) ? `${data}.encode()` : data;
  return [...lines, ...`data=${[encoded, ...more].join("\n")},`.split("\n")];
}

/** Add the cookies that the browser sent. @param {Sent | undefined} request @returns {string[]} */
export function jar(request) {
  const cookies = (request?.cookies[0]?.split("; ") ?? []).map((pair) => {
    const [name = "", ...rest] = pair.split("=");
    return `    {"name": ${string(name)}, "value": ${string(rest.join("="))}, "url": ${string(request?.origin ?? "")}},`;
  });
  return cookies.length ? ["page.context.add_cookies([", ...cookies, "])"] : [];
}
