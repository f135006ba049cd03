/** The differences between two texts, line by line. Pure functions. */
import { pretty, visible } from "../shared/text.js";
import { hex, toBytes, toText } from "./bytes.js";

/**
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {{ kind: "equal" | "first" | "second", text: string }} Line `first` and `second`: only that text has it
 */

/** The number of pairs of lines up to which two texts are compared line by line. */
const MOST_PAIRS = 1_000_000;

/** Return the lines of two bodies; nothing if the bodies are equal. @param {Entry} one @param {Entry} other @param {"request" | "response"} side @returns {Line[]} */
export function compareBodies(one, other, side) {
  const [first, second] = [bodyOf(one, side), bodyOf(other, side)];
  if (first.text === second.text && first.encoding === second.encoding) return [];
  const lines = compareLines(linesOf(first), linesOf(second));
  if (lines.some(({ kind }) => kind !== "equal")) return lines;
  return compareLines(visible(first.text).split("\\n"), visible(second.text).split("\\n")); // only line breaks or spaces differ
}

/** @param {Entry} entry @param {"request" | "response"} side */
function bodyOf({ request, response }, side) {
  if (side === "response") return { text: "", ...response.content };
  return {
    text: "",
    ...request.postData,
    mimeType: request.postData?.mimeType ?? "",
    encoding: request.postData?._encoding,
  };
}

/** The lines of a body in the form in which a person reads it. @param {{ text: string, mimeType: string, encoding?: string }} body */
function linesOf({ text, mimeType, encoding }) {
  if (!text) return [];
  const bytes = toBytes(text, encoding);
  const decoded = toText(bytes);
  if (decoded === null) return hex(bytes, bytes.length).split("\n");
  if (mimeType.startsWith("application/x-www-form-urlencoded")) return decoded.split("&");
  return (/\bjson\b/.test(mimeType) ? pretty(decoded) : decoded).split(/\r?\n/);
}

/** @param {string[]} first @param {string[]} second @returns {Line[]} */
export function compareLines(first, second) {
  const start = common(first, second);
  const [one, other] = [first.slice(start), second.slice(start)];
  const end = common(one.toReversed(), other.toReversed());
  const equal = (/** @type {string[]} */ lines) => lines.map((text) => line("equal", text));
  return [
    ...equal(first.slice(0, start)),
    ...middle(one.slice(0, one.length - end), other.slice(0, other.length - end)),
    ...equal(end ? one.slice(-end) : []),
  ];
}

/** @param {Line["kind"]} kind @param {string} text @returns {Line} */
const line = (kind, text) => ({ kind, text });

/** The number of equal lines at the beginning. @param {string[]} first @param {string[]} second */
function common(first, second) {
  const unequal = first.findIndex((text, index) => text !== second[index]);
  return unequal < 0 ? first.length : unequal;
}

/** Compare by the longest common subsequence. If there are too many lines, all differ. @param {string[]} first @param {string[]} second */
function middle(first, second) {
  if (first.length * second.length > MOST_PAIRS)
    return [...first.map((text) => line("first", text)), ...second.map((text) => line("second", text))];
  const lengths = lengthsOf(first, second);
  /** @type {Line[]} */
  const lines = [];
  let [i, j] = [0, 0];
  while (i < first.length || j < second.length) {
    const [text, other] = [first[i], second[j]];
    if (text !== undefined && text === other) {
      lines.push(line("equal", text));
      i++;
      j++;
    } else if (
      other === undefined ||
      (text !== undefined && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))
    ) {
      lines.push(line("first", text ?? ""));
      i++;
    } else {
      lines.push(line("second", other));
      j++;
    }
  }
  return lines;
}

/** The lengths of the longest common subsequences of all that follows two positions. @param {string[]} first @param {string[]} second */
function lengthsOf(first, second) {
  const lengths = Array.from({ length: first.length + 1 }, () => new Uint32Array(second.length + 1));
  for (let i = first.length - 1; i >= 0; i--) {
    const [row, below] = /** @type {[Uint32Array, Uint32Array]} */ ([lengths[i], lengths[i + 1]]);
    for (let j = second.length - 1; j >= 0; j--) {
      const longer = Math.max(below[j] ?? 0, row[j + 1] ?? 0);
      row[j] = first[i] === second[j] ? (below[j + 1] ?? 0) + 1 : longer;
    }
  }
  return lengths;
}

/**
 * Split two values into the words that they share at both ends, and those that differ.
 * @param {string} first @param {string} second
 * @returns {{ start: string, first: string, second: string, end: string }}
 */
export function apart(first, second) {
  const [one, other] = [words(first), words(second)];
  const start = common(one, other);
  const end = Math.min(common(one.toReversed(), other.toReversed()), Math.min(one.length, other.length) - start);
  return {
    start: one.slice(0, start).join(""),
    first: one.slice(start, one.length - end).join(""),
    second: other.slice(start, other.length - end).join(""),
    end: one.slice(one.length - end).join(""),
  };
}

/** @param {string} text */
const words = (text) => text.match(/[\p{L}\p{N}]+|./gsu) ?? [];
