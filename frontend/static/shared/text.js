/** Text for people: pure functions from values to words, without an element. */

/** @param {number} number @param {string} noun */
export const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

/** Format a number of bytes in steps of 1024. @param {number} bytes */
export function size(bytes) {
  const step = Math.min(3, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  const number = bytes / 1024 ** step;
  const unit = ["bytes", "KiB", "MiB", "GiB"][step];
  return `${number.toLocaleString("en", { maximumFractionDigits: step && number < 100 ? 1 : 0 })} ${bytes === 1 ? "byte" : unit}`;
}

/** Return the value of JSON, undefined for any other text. @param {string} text @returns {unknown} */
export function fromJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Indent JSON; return any other text unchanged. @param {string} text */
export function pretty(text) {
  const value = fromJson(text);
  return value === undefined ? text : JSON.stringify(value, null, 2);
}

const SHORT = /** @type {Record<string, string>} */ ({ "\t": "\\t", "\n": "\\n", "\r": "\\r" });

/** Write control characters as JavaScript escapes, so that a tab differs from a space. @param {string} text */
export const visible = (text) =>
  text.replace(/\p{Cc}/gu, (control) => SHORT[control] ?? `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`);
