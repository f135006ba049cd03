/** Words and files in a shell script: any bytes, in every shell of POSIX, and safe to paste. */
import { isVisible, textOf } from "./recorded.js";

/**
 * Write bytes as one word (POSIX, section 2.2.2). In quotes, a control character would still reach the terminal into which
 * the script is pasted, so such bytes are in base64. The word then loses line feeds at its end, and cannot contain NUL.
 * @param {string} binary one character per byte
 * @param {{ inline?: boolean }} options `inline`: return an empty text in place of base64
 */
export function word(binary, { inline = false } = {}) {
  const text = textOf(binary);
  if (text !== null && isVisible(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  return inline ? "" : `"$(echo ${btoa(binary)} | base64 --decode)"`;
}

/** Whether a word can have these bytes. @param {string} binary */
export const fitsWord = (binary) => !binary.includes("\0") && !binary.endsWith("\n");

/** Write a file. @param {string} file @param {string[]} lines of base64 */
export const write = (file, lines) => `base64 --decode > ${file} <<'END'\n${lines.join("\n")}\nEND`;
