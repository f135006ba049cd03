/** A trip as a command and as a test, both built from what the wire recorded: copy, paste, run. */
import { boundaryOf, latin1, parts, toBytes, toText } from "./bytes.js";
import { header } from "./client.js";

/**
 * @typedef {import("./client.js").Entry} Entry
 * @typedef {import("./bytes.js").Part} Part
 */

const REDIRECTS = [301, 302, 303, 307, 308];
const OWN = /^(?:session|visitor)=/;
const PAIRS = "application/x-www-form-urlencoded";

/** Headers that change the answer and that no client sends by itself. */
const TELLING = ["if-none-match", "if-modified-since", "range"];

/**
 * The trip as `curl`, which follows the redirects as the browser did.
 * @param {Entry[]} trip
 * @returns {string}
 */
export function curl(trip) {
  const [first] = trip;
  if (!first) return "";
  const follow = trip.length > 1 && sameWay(trip);
  const lines = remarks(trip).map((each) => `# ${each}`);
  for (const entry of follow ? [first] : trip) lines.push(...command(entry, follow, trip.length > 1));
  return `${lines.join("\n")}\n`;
}

/** Whether curl's `--location` changes methods at each hop as the browser did. @param {Entry[]} trip */
function sameWay(trip) {
  const plain = ["GET", "POST", "HEAD"].includes(trip[0]?.request.method ?? "");
  const ended = !REDIRECTS.includes(trip.at(-1)?.response.status ?? 0);
  return ended && (plain || trip.every((entry) => entry.request.method === trip[0]?.request.method));
}

/**
 * @param {Entry} entry
 * @param {boolean} follow
 * @param {boolean} several whether cookies of one hop must come along to the next
 * @returns {string[]} lines of a shell script
 */
function command(entry, follow, several) {
  const { method, url } = entry.request;
  const { files, options } = data(entry);
  const words = ["curl --silent --show-error --include"];
  const implied = options.length ? "POST" : "GET";
  if (method === "HEAD") words.push("--head");
  else if (method !== implied) words.push(`--request ${method}`);
  if (follow) words.push("--location --max-redirs 20");
  if (several) words.push(follow ? "--cookie-jar /dev/null" : "--cookie-jar jar.txt --cookie jar.txt");
  for (const { name, value } of telling(entry)) words.push(`--header ${quote(`${name}: ${value}`)}`);
  const cookies = cookiesOf(entry);
  if (cookies.length) words.push(`--cookie ${quote(cookies.join("; "))}`);
  return [...files, [...words, ...options, quote(url)].join(" \\\n  ")];
}

/** @param {Entry} entry */
const telling = (entry) => entry.request.headers.filter((each) => TELLING.includes(each.name.toLowerCase()));

/**
 * The body as curl's options, and the commands that first write the files it sends.
 * @param {Entry} entry
 * @returns {{ files: string[], options: string[] }}
 */
function data(entry) {
  const { bytes, type } = body(entry);
  // Not `--request POST`, which would make a POST of every redirect too.
  if (!bytes.length) return { files: [], options: entry.request.method === "POST" ? ["--data ''"] : [] };
  const boundary = boundaryOf(type);
  const found = boundary ? parts(bytes, boundary) : [];
  if (found.length && found.every(plain)) return form(found);
  const options = type === PAIRS ? [] : [`--header ${quote(`Content-Type: ${type}`)}`];
  const text = toText(bytes);
  if (text !== null) return { files: [], options: [...options, `--data-raw ${quote(text)}`] };
  return { files: [write("body.bin", bytes)], options: [...options, "--data-binary @body.bin"] };
}

/** Whether curl's `--form` can say it; a name ends at its first `=`, and bytes without a filename are no field. @param {Part} part */
const plain = ({ name, filename, body }) =>
  !!name && !name.includes("=") && (filename !== null || toText(body) !== null);

/** @param {Part[]} found */
function form(found) {
  const files = [];
  const options = [];
  for (const [index, part] of found.entries()) {
    if (part.filename === null) {
      options.push(`--form-string ${quote(`${part.name}=${toText(part.body)}`)}`);
      continue;
    }
    const file = `part${index + 1}`;
    files.push(write(file, part.body));
    const named = `filename="${part.filename.replace(/[\\"]/g, "\\$&")}"`;
    options.push(`--form ${quote(`${part.name}=@${file};${named}${part.type ? `;type=${part.type}` : ""}`)}`);
  }
  return { files, options };
}

/** @param {string} file @param {Uint8Array} bytes */
const write = (file, bytes) => `base64 --decode > ${file} <<'END'\n${base64(bytes).join("\n")}\nEND`;

/** In lines of 76 letters (RFC 2045, section 6.8). @param {Uint8Array} bytes @returns {string[]} */
const base64 = (bytes) => btoa(latin1(bytes)).match(/.{1,76}/g) ?? [];

/** A word for the shell (POSIX, section 2.2.2). @param {string} text */
const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * The body that was sent. One of which the wire has only the beginning ends there, as a body of its kind ends.
 * @param {Entry} entry
 * @returns {{ bytes: Uint8Array, type: string }}
 */
function body({ request: { postData: post } }) {
  if (!post?.text) return { bytes: new Uint8Array(), type: "" };
  const bytes = toBytes(post.text, post._encoding);
  const boundary = post._truncated ? boundaryOf(post.mimeType) : null;
  const end = new TextEncoder().encode(boundary ? `\r\n--${boundary}--\r\n` : "");
  return { bytes: Uint8Array.of(...bytes, ...end), type: post.mimeType };
}

/** The cookies of a request, without those whose values the wire hides. @param {Entry} entry */
function cookiesOf(entry) {
  const sent = header(entry.request.headers, "cookie")?.split("; ") ?? [];
  return sent.filter((pair) => !OWN.test(pair));
}

/** What a snippet cannot carry. @param {Entry[]} trip @returns {string[]} */
function remarks(trip) {
  const said = [];
  if (/(?:^|; )session=/.test(header(trip[0]?.request.headers ?? [], "cookie") ?? "")) {
    said.push("Your session cookie is a secret, so it is not in here.", "Reproduce the login first to be logged in.");
  }
  if (trip.some((entry) => entry.request.postData?._truncated)) {
    said.push("The wire keeps only the beginning of a long body, so this sends only that.");
  }
  return said;
}

/**
 * The trip as a complete test for pytest-playwright, hop by hop.
 * @param {Entry[]} trip
 * @returns {string}
 */
export function pytest(trip) {
  const [first] = trip;
  if (!first) return "";
  const steps = navigable(trip) ? navigation(trip) : trip.flatMap((entry, at) => [...(at ? [""] : []), ...step(entry)]);
  const lines = [...remarks(trip).map((each) => `# ${each}`), ...jar(first), ...steps];
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

/** Whether a person could open it by its address alone. @param {Entry[]} trip */
function navigable(trip) {
  const [first, last] = [trip[0], trip.at(-1)];
  if (!first || !last || first.request.method !== "GET" || telling(first).length) return false;
  const { status, headers, content } = last.response;
  const asPage = ["document", "iframe"].includes(header(first.request.headers, "sec-fetch-dest") ?? "");
  const kept = header(headers, "content-disposition")?.startsWith("attachment");
  // Of an error without a body, and of what makes no page, a navigation fails instead of telling the status.
  const shown = status < 400 ? ![0, 204, 205, 304, ...REDIRECTS].includes(status) : content.size > 0;
  return asPage && shown && !kept && last._outcome === "complete";
}

/** Open it, and look at every hop. @param {Entry[]} trip @returns {string[]} */
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

/** One hop, as a request that follows nothing. @param {Entry} entry @returns {string[]} */
function step(entry) {
  const { method, url } = entry.request;
  const { status, redirectURL } = entry.response;
  const options = [`${python(url)},`, `method=${python(method)},`, "max_redirects=0,", ...payload(entry)];
  return [
    "response = page.request.fetch(",
    ...options.map((each) => `    ${each}`),
    ")",
    status ? `assert response.status == ${status}` : "# No answer was recorded: the connection broke.",
    ...(redirectURL ? [`assert response.headers["location"] == ${python(redirectURL)}`] : []),
  ];
}

/** @param {Entry} entry @returns {string[]} lines of arguments */
function payload(entry) {
  const { bytes, type } = body(entry);
  const headers = telling(entry).map(({ name, value }) => `${python(name)}: ${python(value)}`);
  if (bytes.length) headers.push(`"Content-Type": ${python(type)}`);
  const given = headers.length ? [`headers={${headers.join(", ")}},`] : [];
  if (!bytes.length) return given;
  const text = toText(bytes);
  if (text !== null) return [...given, `data=${python(text)},`];
  return [...given, "data=b64decode(", ...base64(bytes).map((line) => `    "${line}"`), "),"];
}

/** The cookies that the browser had for it. @param {Entry} entry @returns {string[]} */
function jar(entry) {
  const url = python(new URL(entry.request.url).origin);
  const cookies = cookiesOf(entry).map((pair) => {
    const [name = "", ...rest] = pair.split("=");
    return `    {"name": ${python(name)}, "value": ${python(rest.join("="))}, "url": ${url}},`;
  });
  return cookies.length ? ["page.context.add_cookies([", ...cookies, "])"] : [];
}

/** A Python string; JSON's escapes are Python's too. @param {string} text */
const python = (text) => JSON.stringify(text);

/** @param {Entry} entry */
function slug(entry) {
  const words = `${entry.request.method} ${new URL(entry.request.url).pathname}`.toLowerCase();
  return words.replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "");
}
