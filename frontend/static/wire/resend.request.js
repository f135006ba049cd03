/** A recorded exchange as a request that a person can edit, and the rules of the requests that a page may send (Fetch standard). */
import { toBytes } from "./bytes.js";
import { headOf, textOf, utf8 } from "./reproduce/recorded.js";

/**
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {import("./entry.js").Pair} Pair
 * @typedef {"Method" | "URL" | "Headers" | "Body"} Field
 *
 * @typedef {object} Draft a request, as the form shows it first
 * @property {string} method
 * @property {string} url on this server
 * @property {string} moved the origin of the recorded request, if it is another one
 * @property {string} headers one per line
 * @property {(Pair & { why: string })[]} fixed the recorded headers that the form leaves out, each with the reason
 * @property {Uint8Array<ArrayBuffer> | null} bytes the recorded body; null if there is none, or if the wire has only its beginning
 * @property {string} text the body as text, perhaps only its beginning
 * @property {"LF" | "CRLF"} lines the line breaks of that text
 * @property {"none" | "text" | "bytes" | "truncated"} kind
 *
 * @typedef {object} Typed the content of the form
 * @property {string} method
 * @property {string} url
 * @property {string} headers
 * @property {Uint8Array<ArrayBuffer> | null} body
 *
 * @typedef {object} Checked
 * @property {{ field: Field, text: string }[]} problems if there is one, the request is not sent
 * @property {string} method
 * @property {string} url
 * @property {[name: string, value: string][]} headers one character per byte, as `fetch` takes them
 * @property {Uint8Array<ArrayBuffer> | null} body
 */

/** The methods that no page may send (Fetch, *forbidden method*). */
const FORBIDDEN_METHOD = /^(?:connect|trace|track)$/i;

/** The headers that no page may set (Fetch, *forbidden request-header*), each with the reason. @type {[name: RegExp, why: string][]} */
const FORBIDDEN = [
  [/^cookie2?$/, "The browser takes the cookies from its own store. To change one, use the Cookies panel."],
  [/^set-cookie$/, "Only a response sets cookies."],
  [/^host$/, "The browser takes it from the URL."],
  [/^(?:content-length|transfer-encoding|trailer)$/, "The browser derives it from the body."],
  [/^(?:origin|referer)$/, "It names the page that sends the request, so no page can choose it."],
  [/^sec-/, "Names with Sec- are reserved for the browser, so that a server can trust these headers."],
  [/^access-control-request-/, "It belongs to a preflight. The browser decides when to send one."],
  [/^(?:connection|keep-alive|upgrade|via|te|expect|proxy-.*)$/, "The browser manages its connections by itself."],
  [/^accept-(?:charset|encoding)$/, "It lists the encodings that the browser itself can decode."],
  [/^(?:date|dnt)$/, "Only the browser sets it."],
];

const OVERRIDE = /^x-(?:http-)?method(?:-override)?$/;
const USER_AGENT = "The browser sends its own.";
const NOT_TEXT = "Its bytes are not UTF-8, so this form cannot show them.";

const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Return the reason why a page may not set a header; empty if it may. @param {string} name @param {string} value */
export function forbidden(name, value) {
  const lower = name.toLowerCase();
  const overrides = OVERRIDE.test(lower) && value.split(",").some((method) => FORBIDDEN_METHOD.test(method.trim()));
  if (overrides) return "It names a method that no page may send.";
  return FORBIDDEN.find(([pattern]) => pattern.test(lower))?.[1] ?? "";
}

/** Return the request of an entry, for the form. @param {Entry} entry @param {string} server the origin to send it to @returns {Draft} */
export function draftOf(entry, server) {
  const { origin, pathname, search } = addressOf(entry, server);
  /** @type {string[]} */
  const lines = [];
  const fixed = [];
  for (const { name, value } of headOf(entry).headers) {
    const text = textOf(value);
    const why = text === null ? NOT_TEXT : forbidden(name, value) || (/^user-agent$/i.test(name) ? USER_AGENT : "");
    if (why) fixed.push({ name, value: text ?? value, why });
    else lines.push(`${name}: ${text}`);
  }
  const url = server + pathname + withoutToken(search);
  const moved = origin === server ? "" : origin;
  return { method: entry.request.method, url, moved, headers: lines.join("\n"), fixed, ...bodyOf(entry) };
}

/** @param {Entry} entry @param {string} server */
function addressOf({ request: { url } }, server) {
  return URL.canParse(url) ? new URL(url) : new URL("/", server);
}

/** Remove the wire's token, which the record shortens. The visitor cookie does its work. @param {string} query */
const withoutToken = (query) => query.replace(/(?<=[?&])wire=[^&]*\*\*\*(?:&|$)/, "").replace(/[?&]$/, "");

/** @param {Entry} entry @returns {Pick<Draft, "bytes" | "text" | "lines" | "kind">} */
function bodyOf({ request: { postData, bodySize } }) {
  if (bodySize <= 0) return { bytes: null, text: "", lines: "LF", kind: "none" };
  const bytes = new Uint8Array(toBytes(postData?.text ?? "", postData?._encoding));
  const text = readable(bytes);
  const lines = /\r\n/.test(text) && !/(?:^|[^\r])\n|\r(?!\n)/.test(text) ? "CRLF" : "LF";
  if (bytes.length < bodySize) return { bytes: null, text, lines, kind: "truncated" };
  return { bytes, text, lines, kind: text ? "text" : "bytes" };
}

/** Return bytes as text; nothing if they are not text. @param {Uint8Array} bytes */
function readable(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes("\0") ? "" : text;
  } catch {
    return "";
  }
}

/** Encode a text of a text area, which has only LF, with the line breaks of the recorded body. @param {string} text @param {"LF" | "CRLF"} lines */
export function encoded(text, lines) {
  return new TextEncoder().encode(lines === "CRLF" ? text.replaceAll(/\r?\n/g, "\r\n") : text);
}

/** Check what a person typed. @param {Typed} typed @param {string} server the only origin to send to @returns {Checked} */
export function check({ method, url, headers, body }, server) {
  const name = method.trim();
  const sent = body?.length ? body : null;
  const parsed = parse(headers);
  /** @type {[Field, string][]} */
  const found = [
    ["Method", problemOfMethod(name)],
    ["URL", problemOfUrl(url, server)],
    ...parsed.problems.map((text) => /** @type {[Field, string]} */ (["Headers", text])),
    [
      "Body",
      sent && /^(?:get|head)$/i.test(name)
        ? `A page cannot send a body with ${name}. Empty the body, or choose another method.`
        : "",
    ],
  ];
  const problems = found.flatMap(([field, text]) => (text ? [{ field, text }] : []));
  const address = URL.canParse(url.trim(), server) ? new URL(url.trim(), server).href : url;
  return { problems, method: name, url: address, headers: parsed.pairs, body: sent };
}

/** @param {string} method */
function problemOfMethod(method) {
  if (!TOKEN.test(method)) return "A method is one word, such as GET, without spaces and line breaks.";
  if (FORBIDDEN_METHOD.test(method))
    return `The browser lets no page send ${method}. (The Fetch standard forbids CONNECT, TRACE and TRACK.)`;
  return "";
}

/** @param {string} url @param {string} server */
function problemOfUrl(url, server) {
  if (!URL.canParse(url.trim(), server)) return `This is not a URL. Write a path, such as /hello, or ${server}/hello.`;
  const { origin, username, password } = new URL(url.trim(), server);
  if (origin !== server) return `This form sends requests only to ${server}, which is the server of this page.`;
  return username || password ? "A page cannot send a request to a URL with a user name or a password." : "";
}

/** Parse one header per line. @param {string} text */
function parse(text) {
  /** @type {[string, string][]} */
  const pairs = [];
  /** @type {string[]} */
  const problems = [];
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (!line.trim()) continue;
    const colon = line.indexOf(":");
    const [name, value] = [line.slice(0, Math.max(colon, 0)), line.slice(colon + 1).trim()];
    const why = TOKEN.test(name) ? forbidden(name, value) : "";
    if (!TOKEN.test(name))
      problems.push(`Line ${index + 1} is not a header. Write one header per line, as Name: value.`);
    else if (value.includes("\0")) problems.push(`Line ${index + 1} has a NUL character, which no header may contain.`);
    else if (why) problems.push(`Line ${index + 1}: the browser lets no page set ${name}. ${why}`);
    else pairs.push([name, utf8(value)]);
  }
  return { pairs, problems };
}
