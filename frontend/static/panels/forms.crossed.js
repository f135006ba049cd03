/**
 * What crossed the wire of a form, field by field: each one's own bytes, cut out of the recorded request. Nothing is
 * made up from what the form holds; only a text/plain body needs to be told the names, since it cannot be read without.
 */

import { count } from "../shared/text.js";
import { boundaryOf, parts, toBytes, toText } from "../wire/bytes.js";

/**
 * @typedef {import("../wire/client.js").Entry} Entry
 * @typedef {{ name: string, raw: string }} Piece `name=value` as encoded, or a part with its headers
 */

/**
 * @param {Entry} entry
 * @param {string[]} names of the fields, in the order in which the browser sends them
 * @returns {Piece[]} in the order of the wire; those that its record no longer holds are not there
 */
export function pieces({ request }, names) {
  if (request.method !== "POST") return pairs(new URL(request.url).search.slice(1));
  const { mimeType = "", text = "", _encoding } = request.postData ?? {};
  const boundary = boundaryOf(mimeType);
  if (boundary) return sections(toBytes(text, _encoding), boundary);
  return mimeType.startsWith("text/plain") ? lines(text, names) : pairs(text);
}

/** @param {string} text @returns {Piece[]} */
const pairs = (text) =>
  text
    .split("&")
    .filter(Boolean)
    .map((raw) => ({ name: [...new URLSearchParams(raw).keys()][0] ?? "", raw }));

/** @param {Uint8Array} bytes @param {string} boundary @returns {Piece[]} */
const sections = (bytes, boundary) =>
  parts(bytes, boundary).map(({ name, head, body, whole }) => ({
    name: name ?? "",
    raw: `${head}\r\n\r\n${toText(body) ?? numbers(body)}${whole ? "" : "…"}`,
  }));

/** The beginning of what is no text. @param {Uint8Array} bytes */
const numbers = (bytes) =>
  `${Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ")} … (${count(bytes.length, "byte")})`;

/**
 * A value may hold line breaks, and what looks like the next field: so each one is looked for after the one before.
 * @param {string} text
 * @param {string[]} names
 * @returns {Piece[]}
 */
function lines(text, names) {
  const found = [];
  let at = 0;
  for (const [index, name] of names.entries()) {
    if (!text.startsWith(`${name}=`, at)) break;
    const next = names[index + 1];
    const end = next === undefined ? text.length : text.indexOf(`\r\n${next}=`, at) + 2;
    found.push({ name, raw: text.slice(at, end > 1 ? end : text.length) });
    at = end;
  }
  return found;
}
