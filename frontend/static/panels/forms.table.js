/** The table *Field by field*, and the attributes of Flask's request that hold the fields. */

import { code, make } from "../shared/dom.js";
import { size, visible } from "../shared/text.js";

/**
 * @typedef {object} Echo what CONTRACT calls *echo*, as far as this module reads it
 * @property {Record<string, string[]>} args
 * @property {Record<string, string[]>} form
 * @property {{ field: string, filename: string, content_type: string, size: number }[]} files
 * @property {{ size: number, text: string, truncated: boolean }} body
 */

/**
 * Create the table, with a row for each control.
 * @param {import("./forms.controls.js").Control[]} controls
 * @param {import("./forms.crossed.js").Piece[]} crossed
 * @param {Echo} echo
 * @returns {Node[]}
 */
export function comparison(controls, crossed, echo) {
  const body = make("tbody");
  for (const { label, name, names, value, reason } of controls) {
    const pieces = reason ? [] : crossed.filter((piece) => names.includes(piece.name));
    const missing = reason ? `not sent: ${reason}` : "not recorded: the wire keeps only the beginning of a body";
    body.append(
      make(
        "tr",
        {},
        make("th", { scope: "row" }, label, " ", code(name)),
        make("td", {}, value ? code(visible(value)) : none("empty")),
        make("td", {}, ...(pieces.length ? pieces.map(({ raw }) => make("pre", {}, inLines(raw))) : [none(missing)])),
        make("td", {}, ...(reason ? [none("nothing")] : inFlask(names, echo))),
      ),
    );
  }
  const head = ["Field", "Typed", "On the wire", "In Flask"].map((name) => make("th", { scope: "col" }, name));
  const caption = make("caption", {}, "Field by field");
  const hint = "A line break is written \\r\\n. The boundary between two multipart parts is left out.";
  return [
    make("div", { class: "sides" }, make("table", {}, caption, make("thead", {}, make("tr", {}, ...head)), body)),
    make("p", { class: "hint" }, hint),
  ];
}

/** Show the values of a field in Flask, with the name of their attribute. @param {string[]} names @param {Echo} echo @returns {Node[]} */
function inFlask(names, { args, form, files }) {
  const values = names.flatMap((name) => [
    ...read("args", name, args[name] ?? []),
    ...read("form", name, form[name] ?? []),
    ...files.filter(({ field }) => field === name).map((file) => `files[${JSON.stringify(name)}] = ${describe(file)}`),
  ]);
  if (!values.length) return [none("nothing: Flask does not parse this type")];
  return values.map((text) => make("pre", {}, text));
}

/** Show how Python reads the values of a field: `form["a"]` is only the first of several. @param {string} attribute @param {string} name @param {string[]} values */
function read(attribute, name, values) {
  const key = JSON.stringify(name);
  const all = values.map((value) => JSON.stringify(value));
  if (all.length > 1) return [`${attribute}.getlist(${key}) = [${all.join(", ")}]`];
  return all.map((value) => `${attribute}[${key}] = ${value}`);
}

/** Show each attribute of the request as a whole. @param {Echo} echo @returns {Node[]} */
export function attributes({ args, form, files, body }) {
  const data = body.text ? `${inLines(body.text)}${body.truncated ? "…" : ""}` : "(empty)";
  const filesText = files.map((file) => `${file.field}: ${describe(file)}`).join("\n") || "(empty)";
  return [
    attribute("request.args", listing(args)),
    attribute("request.form", listing(form)),
    attribute("request.files", filesText),
    attribute("request.get_data()", data, `${size(body.size)}, read before request.form, which consumes the body`),
  ];
}

/** @param {string} name @param {string} text @param {string} [hint] */
const attribute = (name, text, hint = "") =>
  make(
    "figure",
    {},
    make("figcaption", {}, code(name), hint),
    make("pre", { tabindex: "0", "aria-label": name }, text),
  );

/** @param {Record<string, string[]>} values */
const listing = (values) =>
  Object.entries(values)
    .map(([name, all]) => `${name}: ${JSON.stringify(all)}`)
    .join("\n") || "(empty)";

/** @param {Echo["files"][number]} file */
const describe = ({ filename, content_type, size: bytes }) =>
  `${JSON.stringify(filename)}, ${content_type}, ${size(bytes)}`;

/** Make control characters visible, and begin a new line after each line break. @param {string} text */
const inLines = (text) => text.split("\r\n").map(visible).join("\\r\\n\n").trimEnd();

/** @param {string} text */
const none = (text) => make("span", { class: "none" }, text);
