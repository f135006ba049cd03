/** The parts of a recorded request that the snippets send again, byte for byte: target, headers, cookies and body. */
import { boundaryOf, latin1, toBytes } from "../bytes.js";
import { header } from "../entry.js";

/**
 * @typedef {import("../entry.js").Entry} Entry
 * @typedef {import("../entry.js").Pair} Pair
 *
 * @typedef {object} Sent a request as the snippets send it; its strings have one character per byte
 * @property {string} method
 * @property {string} origin such as `http://127.0.0.1:5000`
 * @property {string} target the target as the browser sent it, such as `/form?a=b`
 * @property {Pair[]} headers the headers that change the answer, without the next two
 * @property {string[]} cookies the values of its Cookie headers
 * @property {string} type the Content-Type of its body, which a POST without a body can have too
 * @property {Uint8Array} body
 */

/** Roundtrip's own two cookies: the wire hides their values. */
const HIDDEN = /^\s*(?:session|visitor)\s*=/;

/** Headers that change the answer, and that no client sends by itself. */
const DECISIVE = [
  "authorization",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "last-event-id",
  "range",
];

/** Headers that change the answer to a request of another origin (Fetch, CORS protocol). */
const CROSS_ORIGIN = ["origin", "access-control-request-method", "access-control-request-headers"];

/** A target that is a URL (RFC 9112, section 3.2.2). */
const ABSOLUTE = /^[a-z][a-z\d+.-]*:\/\//i;
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Return the bytes of a text in UTF-8, one character per byte. @param {string} text */
export const utf8 = (text) => latin1(new TextEncoder().encode(text));

/** Return the text of such bytes, with a BOM if there is one; null if they are not UTF-8. @param {string} binary */
export function textOf(binary) {
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return decoder.decode(Uint8Array.from(binary, (byte) => byte.charCodeAt(0)));
  } catch {
    return null;
  }
}

/** Whether a person sees each character of a text: no control character, nothing that is invisible or turns lines around. */
export const isVisible = (/** @type {string} */ text) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(text);

/** @param {Entry} entry @returns {Sent} */
export function sent(entry) {
  const { target, headers } = headOf(entry);
  const values = (/** @type {string} */ name) => headers.filter((pair) => pair.name.toLowerCase() === name);
  const { method } = entry.request;
  const type = values("content-type")[0]?.value ?? "";
  const bytes = body(entry, type);
  const from = origin(entry.request.url, target, values("host")[0]?.value ?? "");
  const foreign = (values("origin")[0]?.value ?? from) !== from;
  const negotiated = /\baccept\b(?!-)/i.test(header(entry.response.headers, "vary") ?? "");
  const decisive = [...DECISIVE, ...(foreign ? CROSS_ORIGIN : []), ...(negotiated ? ["accept"] : [])];
  return {
    method,
    origin: from,
    target: prefix(entry.request.url.slice(from.length), target) + target,
    headers: headers.filter(({ name }) => decisive.includes(name.toLowerCase())),
    cookies: values("cookie").flatMap(({ value }) => open(value)),
    type: bytes.length || method === "POST" ? type : "",
    body: bytes,
  };
}

/** Return the target and the headers of a request, one character per byte. `_head` has their bytes if a text cannot show them. @param {Entry} entry */
export function headOf({ request }) {
  if (request._head === undefined) {
    const headers = request.headers.map(({ name, value }) => ({ name: utf8(name), value: utf8(value) }));
    return { target: utf8(request._target), headers };
  }
  const [line = "", ...lines] = latin1(toBytes(request._head, "base64")).split("\r\n");
  const target = line.slice(request.method.length + 1, line.lastIndexOf(" "));
  const headers = lines.slice(0, request.headers.length).map((line) => {
    const colon = line.indexOf(": ");
    return { name: line.slice(0, colon), value: line.slice(colon + 2) };
  });
  return { target, headers };
}

/**
 * Return the origin of the server that recorded a request. A target that is a URL can name any other server or even a
 * file, so that only Host names the server.
 * @param {string} url
 * @param {string} target
 * @param {string} host
 */
function origin(url, target, host) {
  if (!ABSOLUTE.test(target)) return /^https?:\/\/[^/?#]+/i.exec(url)?.[0] ?? "http://localhost";
  return HOST.test(host) ? `http://${host}` : "http://localhost";
}

/**
 * Return the prefix that a proxy has removed from a target; nothing without one.
 * @param {string} path the path and query that the browser asked for
 * @param {string} target
 */
function prefix(path, target) {
  const spelled = /^[\0-\x7f]*$/.test(target)
    ? target
    : target.replace(/[^!-~]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
  return target.startsWith("/") && path.endsWith(spelled) ? path.slice(0, -spelled.length) : "";
}

/** Return a Cookie header without the cookies whose values the wire hides; nothing if none is left. @param {string} cookies */
function open(cookies) {
  const pairs = cookies.split(";");
  const shown = pairs.filter((pair) => !HIDDEN.test(pair));
  const rest = shown.length === pairs.length ? cookies : shown.join(";").replace(/^[ \t]+/, "");
  return rest ? [rest] : [];
}

/**
 * Return the body that was sent. If the wire has only the beginning of a multipart body, add the boundary that ends it.
 * @param {Entry} entry
 * @param {string} type
 */
function body({ request: { postData } }, type) {
  if (!postData?.text) return new Uint8Array();
  const boundary = postData._truncated ? boundaryOf(type) : null;
  const end = new TextEncoder().encode(boundary ? `\r\n--${boundary}--\r\n` : "");
  return Uint8Array.of(...toBytes(postData.text, postData._encoding), ...end);
}

/** Encode bytes in lines of 76 characters (RFC 2045, section 6.8). @param {Uint8Array} bytes @returns {string[]} */
export const base64 = (bytes) => btoa(latin1(bytes)).match(/.{1,76}/g) ?? [];

/** Explain what a snippet does not send. @param {Entry[]} trip @returns {string[]} */
export function remarks(trip) {
  const lines = [];
  if (/(?:^|;)\s*session\s*=/.test(header(trip[0]?.request.headers ?? [], "cookie") ?? "")) {
    lines.push(
      "This does not send your session cookie, which is a secret.",
      "Reproduce the login first to be logged in.",
    );
  }
  if (trip.some((entry) => entry.request.postData?._truncated)) {
    lines.push("The wire keeps only the beginning of a long body, so this sends only the beginning.");
  }
  return lines;
}
