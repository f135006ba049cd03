/** Bodies as bytes: decoded from HAR, written as a hex dump, and split into parts (multipart, RFC 7578). */

/**
 * @param {string} text
 * @param {string} [encoding]
 * @returns {Uint8Array}
 */
export function toBytes(text, encoding) {
  if (encoding !== "base64") return new TextEncoder().encode(text);
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** @param {Uint8Array} bytes @returns {string} one character per byte */
export const latin1 = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

/**
 * Return the text of UTF-8 bytes, or null for other bytes. The bytes may end in the middle of a character.
 * @param {Uint8Array} bytes
 * @returns {string | null}
 */
export function toText(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}

/**
 * Write a hex dump with sixteen bytes per line: the offset, the bytes in hex, and the printable ASCII characters.
 * @param {Uint8Array} bytes
 * @param {number} most
 * @returns {string}
 */
export function hex(bytes, most = 1024) {
  const lines = [];
  for (let at = 0; at < Math.min(bytes.length, most); at += 16) {
    const row = bytes.subarray(at, Math.min(at + 16, most));
    const codes = Array.from(row, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const characters = latin1(row).replace(/[^\x20-\x7e]/g, ".");
    lines.push(`${at.toString(16).padStart(6, "0")}  ${codes.padEnd(47)}  ${characters}`);
  }
  if (bytes.length > most) lines.push(`… ${(bytes.length - most).toLocaleString("en")} bytes more`);
  return lines.join("\n");
}

/**
 * @typedef {object} Part
 * @property {string} head the header lines as sent
 * @property {string | null} name
 * @property {string | null} filename
 * @property {string} type
 * @property {Uint8Array} body
 * @property {boolean} whole whether a boundary follows
 */

/**
 * Split a multipart body.
 * @param {Uint8Array} bytes
 * @param {string} boundary
 * @returns {Part[]}
 */
export function parts(bytes, boundary) {
  const text = latin1(bytes);
  const mark = `--${boundary}`;
  /** @type {Part[]} */
  const all = [];
  let at = text.startsWith(mark) ? 0 : text.indexOf(`\r\n${mark}`) + 2;
  while (text.startsWith(mark, at) && !text.startsWith("--", at + mark.length)) {
    const begin = at + mark.length + 2;
    const middle = text.indexOf("\r\n\r\n", begin);
    const next = text.indexOf(`\r\n${mark}`, begin - 2);
    const split = middle < 0 ? text.length : middle;
    all.push(part(bytes, begin, split, next));
    if (next < 0) break;
    at = next + 2;
  }
  return all;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} begin
 * @param {number} middle the end of the header lines
 * @param {number} next the beginning of the next boundary; -1 if there is none
 * @returns {Part}
 */
function part(bytes, begin, middle, next) {
  const head = new TextDecoder().decode(bytes.subarray(begin, middle));
  return {
    head,
    name: parameter(head, "name"),
    filename: parameter(head, "filename"),
    type: /^content-type:\s*(.*)$/im.exec(head)?.[1] ?? "",
    body: bytes.subarray(Math.min(middle + 4, bytes.length), next < 0 ? bytes.length : next),
    whole: next >= 0,
  };
}

/**
 * Return a parameter of Content-Disposition. Browsers write `"` as %22 and line breaks as %0D%0A (HTML standard,
 * multipart/form-data encoding algorithm), and escape no other character.
 * @param {string} head
 * @param {string} name
 */
function parameter(head, name) {
  const match = new RegExp(`^content-disposition:.*?;\\s*${name}="([^"]*)"`, "im").exec(head);
  return match?.[1]?.replace(/%22/g, '"').replace(/%0D/g, "\r").replace(/%0A/g, "\n") ?? null;
}

/** Return the boundary in a Content-Type; null if there is none. @param {string} type */
export const boundaryOf = (type) => /^multipart\/.*;\s*boundary="?([^";]+)"?/i.exec(type)?.[1] ?? null;
