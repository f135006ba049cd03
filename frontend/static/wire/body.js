/** The body of a request or a response, formatted by its type. */

import { make, table } from "../shared/dom.js";
import { pretty, size } from "../shared/text.js";
import { boundaryOf, hex, parts, toBytes, toText } from "./bytes.js";
import { stopIfItScrolls } from "./scrolling.js";

/**
 * Return a body in a readable form and in its raw form.
 * @param {string} type
 * @param {number} length of the whole body in bytes
 * @param {string} [text]
 * @param {string} [encoding]
 * @returns {{ pretty: Node, raw: string }}
 */
export function bodyOf(type, length, text = "", encoding = undefined) {
  if (length <= 0 || !text) return { pretty: make("p", { class: "none" }, "none"), raw: "" };
  const bytes = toBytes(text, encoding);
  const raw = toText(bytes) ?? hex(bytes, bytes.length);
  const box = make("div", { class: "body" }, formatted(type, bytes));
  if (length > bytes.length)
    box.append(make("p", { class: "hint" }, `The first ${size(bytes.length)} of ${size(length)}.`));
  return { pretty: box, raw };
}

/** @param {string} type @param {Uint8Array} bytes @returns {Node} */
function formatted(type, bytes) {
  const boundary = boundaryOf(type);
  if (boundary) return multipart(bytes, boundary);
  const text = toText(bytes);
  if (text === null) return dump(bytes);
  if (type.startsWith("application/x-www-form-urlencoded")) return table("Pairs, decoded", new URLSearchParams(text));
  if (/\bjson\b/.test(type)) return preformatted(pretty(text));
  return preformatted(text);
}

/** @param {string} text */
const preformatted = (text) => stopIfItScrolls(make("pre", { "aria-label": "Body" }, text));

/** @param {Uint8Array} bytes @param {number} [most] */
const dump = (bytes, most) => stopIfItScrolls(make("pre", { class: "code", "aria-label": "Body" }, hex(bytes, most)));

/**
 * List the parts of a multipart body, each after its boundary.
 * @param {Uint8Array} bytes
 * @param {string} boundary
 */
function multipart(bytes, boundary) {
  const list = make("ol", { class: "parts", "aria-label": "Parts" });
  for (const part of parts(bytes, boundary)) {
    list.append(
      make(
        "li",
        {},
        make("code", { class: "boundary" }, `--${boundary}`),
        make("pre", { class: "head" }, part.head),
        make(
          "p",
          { class: "hint" },
          `${describe(part)}, ${size(part.body.length)}${part.whole ? "" : " (the beginning)"}`,
        ),
        content(part.body),
      ),
    );
  }
  list.append(make("li", {}, make("code", { class: "boundary" }, `--${boundary}--`)));
  return list;
}

/** @param {import("./bytes.js").Part} part */
const describe = ({ name, filename }) =>
  filename === null ? `field ${name}` : `file ${filename || "(none chosen)"} in ${name}`;

/** @param {Uint8Array} body */
function content(body) {
  if (!body.length) return make("p", { class: "none" }, "empty");
  const text = toText(body);
  return text === null ? dump(body, 256) : preformatted(text);
}
