/**
 * The Forms panel: after each request, field by field, what was typed, what crossed the wire, and what Flask holds. The
 * first is read from the form, the second from the wire's record, the third from the echo that came back.
 */

import { code, make } from "../shared/dom.js";
import { size, visible } from "../shared/text.js";
import { wire } from "../wire/client.js";
import { pieces } from "./forms.crossed.js";

/**
 * @typedef {import("../bench/panel.js").Send} Send
 * @typedef {import("../wire/client.js").Trip} Trip
 *
 * @typedef {object} Echo what CONTRACT calls so, as far as this module reads it
 * @property {Record<string, string[]>} args
 * @property {Record<string, string[]>} form
 * @property {{ field: string, filename: string, content_type: string, size: number }[]} files
 * @property {{ size: number, text: string, truncated: boolean }} body
 *
 * @typedef {object} Held a control as it was when the form was sent
 * @property {string} label
 * @property {string} name
 * @property {string[]} names under which it is sent
 * @property {string} value
 * @property {string} [left] why it is left out
 *
 * @typedef {object} Look what is known of one request so far
 * @property {Held[]} held
 * @property {string[]} names of what was sent, in its order
 * @property {number} after the newest entry on the wire before it
 * @property {Trip} [trip]
 * @property {Echo} [echo]
 */

const section = /** @type {HTMLElement} */ (document.getElementById("forms"));
const result = /** @type {HTMLElement} */ (section.querySelector("[data-tab=result]"));

/** @type {Look | null} */
let look = null;

result.append(make("p", { class: "none" }, "Each field will stand here as it was typed, on the wire, and in Flask."));

section.addEventListener("bench-send", (event) => {
  const { data, submitter } = /** @type {CustomEvent<Send>} */ (event).detail;
  const form = submitter?.closest("form");
  look = form ? { held: held(form, submitter), names: [...data.keys()], after: wire.latest } : null;
});
section.addEventListener("bench-trip", (event) => {
  const trip = /** @type {CustomEvent<Trip>} */ (event).detail;
  if (look && (trip.entries[0]?._id ?? 0) > look.after) look.trip = trip; // an earlier one may still grow
  show();
});
section.addEventListener("bench-settle", async (event) => {
  const mine = look;
  const echo = await echoed(/** @type {CustomEvent<Response | null>} */ (event).detail);
  if (mine) mine.echo = echo;
  show();
});

/** Both the wire and the answer tell when they know something; the table waits for both. */
function show() {
  const [first] = look?.trip?.entries ?? [];
  if (!look?.echo || !first) return;
  const nodes = [...sides(look.held, pieces(first, look.names), look.echo), ...four(look.echo)];
  look = null;
  const after = result.querySelector(":scope > :not(p)");
  if (after) after.before(...nodes);
  else result.append(...nodes);
}

/** The echo in an answer: in the JSON of a Fetch, or in the page on the stage. @param {Response | null} response @returns {Promise<Echo | undefined>} */
async function echoed(response) {
  try {
    const page = /** @type {HTMLIFrameElement} */ (section.querySelector("iframe")).contentDocument;
    const text = response ? await response.text() : (page?.querySelector("[data-echo]")?.textContent ?? "");
    const echo = JSON.parse(text);
    return echo.args && echo.body ? echo : undefined;
  } catch {
    return undefined; // the answer was no echo, but an error, or the form that the server checks
  }
}

/** The controls of a form that have a name, in the order of the page. @param {HTMLFormElement} form @param {HTMLElement | null} submitter @returns {Held[]} */
function held(form, submitter) {
  const controls = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[name]"));
  return [...controls].map((control) => {
    const pressed = control === submitter;
    const image = control.type === "image";
    const names = image ? [`${control.name}.x`, `${control.name}.y`] : [control.name];
    if (control.dirName) names.push(control.dirName);
    return {
      label: label(control),
      name: control.name,
      names,
      value: value(control, pressed),
      left: left(control, pressed),
    };
  });
}

/** What a person knows a control by. @param {HTMLInputElement} control */
function label(control) {
  if (control.type === "submit") return control.textContent ?? "";
  const [own] = control.labels ?? [];
  const text = [...(own?.childNodes ?? [])].filter((node) => node.nodeType === Node.TEXT_NODE);
  return (
    text
      .map((node) => node.textContent)
      .join("")
      .trim() ||
    control.alt ||
    control.type
  );
}

/** @param {HTMLInputElement | HTMLSelectElement} control @param {boolean} pressed */
function value(control, pressed) {
  if (control instanceof HTMLSelectElement) return [...control.selectedOptions].map((each) => each.value).join(", ");
  if (control.type === "file") return [...(control.files ?? [])].map(({ name }) => name).join(", ");
  if (isButton(control)) return pressed ? "pressed" : "not pressed";
  if (!["checkbox", "radio"].includes(control.type)) return control.value;
  return control.checked ? `${control.value}, checked` : `${control.value}, not checked`;
}

/** Why a control is not sent (HTML standard, *Constructing the entry list*). @param {HTMLInputElement} control @param {boolean} pressed */
function left(control, pressed) {
  if (control.matches(":disabled")) return "disabled";
  if (isButton(control) && !pressed) return "not pressed";
  if (["checkbox", "radio"].includes(control.type) && !control.checked) return "not checked";
  if (control.matches("select:not(:has(:checked))")) return "nothing chosen";
  return undefined;
}

/** @param {HTMLInputElement} control */
const isButton = ({ type }) => ["submit", "image", "button", "reset"].includes(type);

/**
 * A field a row.
 * @param {Held[]} fields
 * @param {import("./forms.crossed.js").Piece[]} crossed
 * @param {Echo} echo
 * @returns {Node[]}
 */
function sides(fields, crossed, echo) {
  const body = make("tbody");
  for (const { label, name, names, value, left } of fields) {
    const own = left ? [] : crossed.filter(({ name }) => names.includes(name));
    const lost = left ? `not sent: ${left}` : "not in the wire's record, which holds the beginning of a body";
    body.append(
      make(
        "tr",
        {},
        make("th", { scope: "row" }, label, " ", code(name)),
        make("td", {}, value ? code(visible(value)) : none("empty")),
        make("td", {}, ...(own.length ? own.map(({ raw }) => make("pre", {}, broken(raw))) : [none(lost)])),
        make("td", {}, ...(left ? [none("nothing")] : inFlask(names, echo))),
      ),
    );
  }
  const head = ["Field", "Typed", "On the wire", "In Flask"].map((name) => make("th", { scope: "col" }, name));
  const caption = make("caption", {}, "Field by field");
  const hint = "Line breaks show as \\r\\n. Between two multipart parts stands the boundary, which is left out here.";
  return [
    make("div", { class: "sides" }, make("table", {}, caption, make("thead", {}, make("tr", {}, ...head)), body)),
    make("p", { class: "hint" }, hint),
  ];
}

/** What Flask holds of a field, by the name of the attribute that holds it. @param {string[]} names @param {Echo} echo @returns {Node[]} */
function inFlask(names, { args, form, files }) {
  const found = names.flatMap((name) => [
    ...(args[name] ?? []).map((each) => `args[${JSON.stringify(name)}] = ${JSON.stringify(each)}`),
    ...(form[name] ?? []).map((each) => `form[${JSON.stringify(name)}] = ${JSON.stringify(each)}`),
    ...files.filter(({ field }) => field === name).map((each) => `files[${JSON.stringify(name)}] = ${inWords(each)}`),
  ]);
  return found.length
    ? found.map((text) => make("pre", {}, text))
    : [none("nothing: Flask reads no fields out of this type")];
}

/** @param {Echo["files"][number]} file */
const inWords = ({ filename, content_type, size: bytes }) =>
  `${JSON.stringify(filename)}, ${content_type}, ${size(bytes)}`;

/** What the view could ask for, as a whole. @param {Echo} echo @returns {Node[]} */
function four({ args, form, files, body }) {
  const data = body.text ? `${broken(body.text)}${body.truncated ? "…" : ""}` : "(empty)";
  return [
    attribute("request.args", listing(args)),
    attribute("request.form", listing(form)),
    attribute("request.files", files.map((each) => `${each.field}: ${inWords(each)}`).join("\n") || "(empty)"),
    attribute("request.get_data()", data, `${size(body.size)}; asked for before request.form, which uses it up`),
  ];
}

/** @param {Record<string, string[]>} values */
const listing = (values) =>
  Object.entries(values)
    .map(([name, all]) => `${name}: ${JSON.stringify(all)}`)
    .join("\n") || "(empty)";

/** @param {string} name @param {string} text @param {string} [hint] */
const attribute = (name, text, hint = "") =>
  make(
    "figure",
    {},
    make("figcaption", {}, code(name), hint),
    make("pre", { tabindex: "0", "aria-label": name }, text),
  );

/** Control characters to be seen, and a new line after each line break. @param {string} text */
const broken = (text) => text.split("\r\n").map(visible).join("\\r\\n\n").trimEnd();

/** @param {string} text */
const none = (text) => make("span", { class: "none" }, text);
