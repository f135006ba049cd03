/** A HAR entry: its shape, and the facts that several modules read from it. */

import { latin1, toBytes, toText } from "./bytes.js";

/**
 * @typedef {{ name: string, value: string }} Pair
 *
 * @typedef {object} Cookie a Set-Cookie header as the server parsed it (RFC 6265bis, section 5.6)
 * @property {string} name
 * @property {string} value
 * @property {string} path
 * @property {string} domain
 * @property {boolean} httpOnly
 * @property {boolean} secure
 * @property {string} sameSite
 * @property {boolean} _hostOnly
 * @property {boolean} _partitioned
 * @property {number | null} _lifetime seconds: null for a session cookie, 0 if the header deletes the cookie
 * @property {string | null} _refused the reason why a browser does not store the cookie
 *
 * @typedef {object} SocketMessage a message of a WebSocket as Chrome writes it
 * @property {"send" | "receive"} type `send`: by the browser
 * @property {number} time seconds since 1970
 * @property {number} opcode 1: text, 2: binary, 8: close
 * @property {string} data base64 if it is binary
 * @property {number} _size bytes
 * @property {boolean} [_truncated]
 *
 * @typedef {object} Entry a HAR 1.2 entry, as far as the page reads it
 * @property {SocketMessage[]} [_webSocketMessages] the messages of a WebSocket
 * @property {string} pageref
 * @property {string} startedDateTime
 * @property {number} time milliseconds
 * @property {{ wait: number, receive: number }} timings milliseconds until the head of the answer, and from there to its end
 * @property {{ method: string, url: string, httpVersion: string, headers: Pair[], cookies: Pair[], bodySize: number, _target: string,
 *   _head?: string, _unread?: boolean,
 *   postData?: { mimeType: string, text: string, _encoding?: string, _truncated?: boolean } }} request
 * @property {{ status: number, statusText: string, httpVersion: string, headers: Pair[], cookies: Cookie[],
 *   redirectURL: string, bodySize: number, _head?: string,
 *   content: { size: number, compression?: number, mimeType: string, text?: string, encoding?: string,
 *     _truncated?: boolean } }} response
 * @property {number} _id
 * @property {string | null} _rule
 * @property {string | null} _endpoint
 * @property {Record<string, unknown>} _args
 * @property {string[]} _changes
 * @property {"complete" | "aborted" | "cut" | "exception"} _outcome
 * @property {boolean} _byToken whether a token named the visitor, not a cookie
 * @property {boolean} _caught whether any client may have sent it, to the visitor's address of the panel Catch
 * @property {string | null} _lab the lab that sent the request, by the name of its folder; null if a person sent it
 * @property {number} [_redirectedFrom] the id of the redirect that caused the request
 * @property {number} [_preflight] the id of the preflight that permitted the request
 * @property {boolean} _rebuilt whether the server did not tell the request headers as they were sent
 *
 * @typedef {{ id: string, number: number, entries: Entry[] }} Trip `number`: its place on this page's wire, from 1
 */

/** Return the target of a request as it was sent, such as its path and its query. @param {Entry} entry */
export const pathOf = (entry) => entry.request._target;

/** Return the value of the first header of a name. @param {Pair[]} headers @param {string} name in lower case */
export const header = (headers, name) => headers.find((pair) => pair.name.toLowerCase() === name)?.value;

/** The product that a browser names for itself, with the first number of its version. */
const BROWSER = /\b(?:Firefox|(?:Headless)?Chrome|Version)\/\d+/;

/** Return the name of the client that sent a request, as short as it says it, such as `curl/8.5.0`. @param {Entry} entry */
export function clientOf({ request }) {
  const agent = header(request.headers, "user-agent")?.trim() ?? "";
  if (!agent) return "a client without a name";
  return agent.startsWith("Mozilla/")
    ? (agent.match(BROWSER)?.[0].replace("Version", "Safari") ?? "a browser")
    : (agent.split(" ")[0] ?? "");
}

/** Whether a status makes a browser follow `Location` (Fetch standard, *redirect status*). @param {number} status */
export const isRedirect = (status) => [301, 302, 303, 307, 308].includes(status);

/**
 * Return the lines of a head as they crossed the wire. `_head` has its bytes if a text cannot show them all; a byte that
 * is not UTF-8 is then `\xNN`.
 * @param {string} startLine
 * @param {{ headers: Pair[], _head?: string }} message
 */
export function rawHead(startLine, { headers, _head }) {
  if (_head === undefined) return [startLine, ...headers.map(({ name, value }) => `${name}: ${value}`)];
  const lines = latin1(toBytes(_head, "base64"))
    .replace(/(?:\r\n){2}$/, "")
    .split("\r\n");
  return lines.map((line) => toText(Uint8Array.from(line, (byte) => byte.charCodeAt(0))) ?? escaped(line));
}

/** @param {string} line one character per byte */
const escaped = (line) =>
  line.replace(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`);

/**
 * Whether an answer makes no page, so that the browser stays where it is: an answer without content, or a download
 * (HTML standard, navigation).
 * @param {Entry} entry
 */
export const pageless = (entry) => isDownload(entry) || [204, 205, 304].includes(entry.response.status);

/** Whether the browser saves the answer as a file: as the server wants, or because it cannot show such bytes. @param {Entry} entry */
export const isDownload = ({ response: { headers } }) =>
  /^attachment/i.test(header(headers, "content-disposition") ?? "") ||
  header(headers, "content-type") === "application/octet-stream";

/** Whether a browser opens its login window for the answer to a page (Fetch standard, HTTP-network-or-cache fetch). @param {Entry} entry */
export const asksForLogin = ({ response: { status, headers } }) =>
  status === 401 && /^(basic|digest)\b/i.test(header(headers, "www-authenticate") ?? "");

/** Whether the answer makes a page of an origin of its own, which no other page can read (CSP, `sandbox`). @param {Entry} entry */
export const isSandboxed = ({ response: { headers } }) =>
  /(^|[;,])\s*sandbox\b(?![^;,]*allow-same-origin)/i.test(header(headers, "content-security-policy") ?? "");
