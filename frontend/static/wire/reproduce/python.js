/** Literals and names in Python. */
import { latin1 } from "../bytes.js";
import { base64, isVisible, textOf } from "./recorded.js";

/** Write a string. The escapes of JSON are valid in Python; what a person cannot see is escaped too. @param {string} text */
export const string = (text) => `"${inQuotes(text)}"`;

/** Write a text as it stands between double quotes. @param {string} text */
export const inQuotes = (text) =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, unicodeEscape);

/** @param {string} letter */
function unicodeEscape(letter) {
  const code = letter.codePointAt(0)?.toString(16) ?? "";
  return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
}

/** Write bytes as a literal. @param {string} binary one character per byte */
export const bytes = (binary) => `b"${binary.replace(/[^ !#-[\]-~]/g, byteEscape)}"`;

/** @param {string} byte */
const byteEscape = (byte) =>
  ({ "\r": "\\r", "\n": "\\n", '"': '\\"', "\\": "\\\\" })[byte] ??
  `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`;

/**
 * Write the lines of an expression for a body. A text stays readable, and other bytes are in base64.
 * @param {Uint8Array} body
 * @returns {string[]}
 */
export function bodyLines(body) {
  const text = textOf(latin1(body));
  if (text !== null && isVisible(text.replace(/[\t\r\n]/g, ""))) return [string(text)];
  return ["b64decode(", ...base64(body).map((line) => `    "${line}"`), ")"];
}

/** Make a name for a test. @param {string} text */
export const slug = (text) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "")
    .slice(0, 60);
