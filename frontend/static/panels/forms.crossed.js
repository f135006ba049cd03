/**
 * The fields of a form on the wire: the bytes of each field, taken from the recorded request and never from the form.
 * A text/plain body is ambiguous, so this module needs the names of the fields to split it.
 */

import { count } from "../shared/text.js";
import { boundaryOf, parts, toBytes, toText } from "../wire/bytes.js";

/**
 * @typedef {import("../wire/entry.js").Entry} Entry
 * @typedef {{ name: string, raw: string }} Piece `name=value` as encoded, or a part with its headers
 */

/**
 * Split a request into its fields.
 * @param {Entry} entry
 * @param {string[]} names of the fields, in the order in which the browser sends them
 * @returns {Piece[]} in the order on the wire, without the fields that the wire did not record
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
    raw: `${head}\r\n\r\n${toText(body) ?? beginning(body)}${whole ? "" : "…"}`,
  }));

/** Write the first bytes of binary data in hex. @param {Uint8Array} bytes */
const beginning = (bytes) =>
  `${Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ")} … (${count(bytes.length, "byte")})`;

/**
 * Split a text/plain body. A value may contain line breaks and text that looks like another field, so the search for
 * each field begins after the field before it.
 * @param {string} text
 * @param {string[]} names
 * @returns {Piece[]}
 */
function lines(text, names) {
  const fields = [];
  let at = 0;
  for (const [index, name] of names.entries()) {
    if (!text.startsWith(`${name}=`, at)) break;
    const next = names[index + 1];
    const end = next === undefined ? text.length : text.indexOf(`\r\n${next}=`, at) + 2;
    fields.push({ name, raw: text.slice(at, end > 1 ? end : text.length) });
    at = end;
  }
  return fields;
}
