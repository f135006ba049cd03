/** A trip as a command and as a test, both built from what the wire recorded: copy, paste, run. */
import { boundaryOf, latin1, parts, toBytes, toText } from "./bytes.js";
import { header } from "./wire.js";

/**
 * @typedef {import("./wire.js").Entry} Entry
 * @typedef {import("./bytes.js").Part} Part
 */

const REDIRECTS = [301, 302, 303, 307, 308];
const OWN = /^(?:session|visitor)=/;

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
  const lines = [...remarks(trip).map((each) => `# ${each}`)];
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
 * @returns {string[]}
 */
function command(entry, follow, several) {
  const { method, url } = entry.request;
  const { files, options } = data(entry);
  const words = [`curl --silent --show-error --include ${quote(url)}`];
  const implied = options.length ? "POST" : "GET";
  if (method === "HEAD") words.push("--head");
  else if (method !== implied) words.push(`--request ${method}`);
  if (follow) words.push("--location --max-redirs 20");
  if (several) words.push(follow ? "--cookie-jar /dev/null" : "--cookie-jar jar.txt --cookie jar.txt");
  for (const { name, value } of entry.request.headers) {
    if (TELLING.includes(name.toLowerCase())) words.push(`--header ${quote(`${name}: ${value}`)}`);
  }
  const cookies = cookiesOf(entry);
  if (cookies.length) words.push(`--cookie ${quote(cookies.join("; "))}`);
  return [...files, [...words, ...options].join(" \\\n  ")];
}

/**
 * The body as curl's options, and the commands that first write the files it sends.
 * @param {Entry} entry
 * @returns {{ files: string[], options: string[] }}
 */
function data(entry) {
  const post = entry.request.postData;
  if (!post?.text) return { files: [], options: [] };
  const bytes = toBytes(post.text, post._encoding);
  const boundary = boundaryOf(post.mimeType);
  if (boundary) return form(parts(bytes, boundary));
  const type = `--header ${quote(`Content-Type: ${post.mimeType}`)}`;
  const text = toText(bytes);
  if (text !== null) return { files: [], options: [type, `--data-raw ${quote(text)}`] };
  return { files: [write("body.bin", bytes)], options: [type, "--data-binary @body.bin"] };
}

/** @param {Part[]} found */
function form(found) {
  const files = [];
  const options = [];
  for (const [index, part] of found.entries()) {
    const name = part.name ?? "";
    const text = toText(part.body);
    if (part.filename === null && text !== null) {
      options.push(`--form-string ${quote(`${name}=${text}`)}`);
      continue;
    }
    const file = `part${index + 1}`;
    files.push(write(file, part.body));
    const named = part.filename === null ? "" : `;filename="${part.filename.replace(/[\\"]/g, "\\$&")}"`;
    options.push(`--form ${quote(`${name}=@${file}${named}${part.type ? `;type=${part.type}` : ""}`)}`);
  }
  return { files, options };
}

/** @param {string} file @param {Uint8Array} bytes */
const write = (file, bytes) => `printf %s ${quote(btoa(latin1(bytes)))} | base64 --decode > ${file}`;

/** A word for the shell (POSIX, section 2.2.2). @param {string} text */
const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The cookies of a request, without those whose values the wire hides. @param {Entry} entry */
function cookiesOf(entry) {
  const sent = header(entry.request.headers, "cookie")?.split("; ") ?? [];
  return sent.filter((pair) => !OWN.test(pair));
}

/** What a snippet cannot carry. @param {Entry[]} trip @returns {string[]} */
function remarks(trip) {
  const said = [];
  if (trip[0]?.request.headers.some((each) => each.name === "cookie" && /(?:^|; )session=/.test(each.value))) {
    said.push("Your session cookie is a secret, so it is not in here. Reproduce the login first to be logged in.");
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
  const body = navigable(trip) ? navigation(trip) : trip.flatMap(step);
  const cookies = cookiesOf(first);
  const jar = cookies.length
    ? [`page.context.add_cookies([${cookies.map((each) => cookie(each, first)).join(", ")}])`]
    : [];
  const lines = [...remarks(trip).map((each) => `# ${each}`), ...jar, ...body];
  const imports = body.some((line) => line.includes("b64decode")) ? "from base64 import b64decode\n\n" : "";
  return `"""${first.request.method} ${new URL(first.request.url).pathname}, recorded by Roundtrip. Run it with: pytest --browser chromium"""

${imports}from playwright.sync_api import Page, expect


def test_${slug(first)}(page: Page) -> None:
${lines.map((line) => `    ${line}`).join("\n")}
`.replace(
    "import Page, expect",
    lines.some((line) => line.includes("expect(")) ? "import Page, expect" : "import Page",
  );
}

/** Whether a person could open it by its address alone. @param {Entry[]} trip */
function navigable(trip) {
  const [first, last] = [trip[0], trip.at(-1)];
  const page = ["document", "iframe"].includes(header(first?.request.headers ?? [], "sec-fetch-dest") ?? "");
  const shown =
    ![204, 205, 304].includes(last?.response.status ?? 0) && !REDIRECTS.includes(last?.response.status ?? 0);
  const kept = header(last?.response.headers ?? [], "content-disposition")?.startsWith("attachment");
  const telling = first?.request.headers.some((each) => TELLING.includes(each.name.toLowerCase()));
  return page && shown && !kept && !telling && first?.request.method === "GET" && last?._outcome === "complete";
}

/** Open it, and look at every hop. @param {Entry[]} trip @returns {string[]} */
function navigation(trip) {
  const last = /** @type {Entry} */ (trip.at(-1));
  const opened = [`response = page.goto(${python(trip[0]?.request.url ?? "")})`, "", "assert response is not None"];
  const statuses = trip.map((entry) => entry.response.status);
  const hops = [
    "hops = [response]",
    "while earlier := hops[0].request.redirected_from:",
    "    hops.insert(0, earlier.response())",
    `assert [hop.status for hop in hops] == [${statuses.join(", ")}]`,
  ];
  return [...opened, ...hops, `expect(page).to_have_url(${python(last.request.url)})`];
}

/** One hop, as a request that follows nothing. @param {Entry} entry @returns {string[]} */
function step(entry) {
  const { method, url } = entry.request;
  const options = [python(url), `method=${python(method)}`, "max_redirects=0", ...payload(entry)];
  const location = entry.response.redirectURL;
  const lines = [
    "response = page.request.fetch(",
    ...options.map((each) => `    ${each},`),
    ")",
    `assert response.status == ${entry.response.status}`,
  ];
  if (location) lines.push(`assert response.headers["location"] == ${python(location)}`);
  return lines;
}

/** @param {Entry} entry @returns {string[]} */
function payload(entry) {
  const headers = entry.request.headers.filter((each) => TELLING.includes(each.name.toLowerCase()));
  const pairs = headers.map((each) => `${python(each.name)}: ${python(each.value)}`);
  const post = entry.request.postData;
  if (!post?.text) return pairs.length ? [`headers={${pairs.join(", ")}}`] : [];
  const bytes = toBytes(post.text, post._encoding);
  const text = toText(bytes);
  const body = text === null ? `b64decode(${python(btoa(latin1(bytes)))})` : python(text);
  pairs.push(`"Content-Type": ${python(post.mimeType)}`);
  return [`headers={${pairs.join(", ")}}`, `data=${body}`];
}

/** @param {string} pair @param {Entry} entry */
function cookie(pair, entry) {
  const [name = "", ...rest] = pair.split("=");
  return `{"name": ${python(name)}, "value": ${python(rest.join("="))}, "url": ${python(new URL(entry.request.url).origin)}}`;
}

/** A Python string; JSON's escapes are Python's too. @param {string} text */
const python = (text) => JSON.stringify(text);

/** @param {Entry} entry */
function slug(entry) {
  const words = `${entry.request.method} ${new URL(entry.request.url).pathname}`.toLowerCase();
  return words.replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "");
}
