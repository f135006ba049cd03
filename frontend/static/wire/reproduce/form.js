/** A multipart body as options of curl, if curl then sends the same body with another boundary. */
import { latin1, parts } from "../bytes.js";
import { base64, utf8 } from "./recorded.js";
import { fitsWord, word, write } from "./shell.js";

/** @typedef {import("../bytes.js").Part} Part */

const TYPE = /^multipart\/form-data; ?boundary=([\w'()+,./:=?-]+)$/;

/** A type that `--form` takes as it is: after a semicolon or a comma, curl reads options such as `headers=@file`. */
const PLAIN_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/;

/**
 * Return the body as options; null if `--form` cannot express it.
 * @param {string} type
 * @param {Uint8Array} body
 * @returns {import("./curl.js").Data | null}
 */
export function form(type, body) {
  const boundary = TYPE.exec(type)?.[1];
  const all = boundary ? parts(body, boundary) : [];
  if (!all.length || !all.every(isExpressible)) return null;
  const written = all.map((part) => `--${boundary}\r\n${head(part)}\r\n\r\n${latin1(part.body)}\r\n`);
  if (`${written.join("")}--${boundary}--\r\n` !== latin1(body)) return null;
  const options = all.map((part, index) => option(part, `part${index + 1}`));
  const files = all.flatMap(({ filename, body }, index) =>
    filename === null ? [] : [write(`part${index + 1}`, base64(body))],
  );
  return { files, options };
}

/** Whether curl has an option for a part: a name ends at its first `=`, and a value is a word. @param {Part} part */
function isExpressible({ name, filename, type, body }) {
  if (!name || /[=\0]/.test(name)) return false;
  return filename === null ? fitsWord(latin1(body)) : PLAIN_TYPE.test(type) && !filename.includes("\0");
}

/** Write the head of a part as curl and browsers do (HTML standard, multipart/form-data). @param {Part} part */
function head({ name, filename, type }) {
  const field = `Content-Disposition: form-data; name="${encoded(name ?? "")}"`;
  return filename === null ? field : `${field}; filename="${encoded(filename)}"\r\nContent-Type: ${type}`;
}

const encoded = (/** @type {string} */ text) =>
  utf8(text.replace(/["\r\n]/g, (letter) => ({ '"': "%22", "\r": "%0D", "\n": "%0A" })[letter] ?? ""));

/** @param {Part} part @param {string} file */
function option({ name, filename, type, body }, file) {
  if (filename === null) return `--form-string ${word(`${utf8(name ?? "")}=${latin1(body)}`)}`;
  const quoted = utf8(filename.replace(/[\\"]/g, "\\$&"));
  return `--form ${word(`${utf8(name ?? "")}=@${file};filename="${quoted}";type=${type}`)}`;
}
