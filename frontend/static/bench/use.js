/** What a visitor did in the form of a panel, for the snippet that does it again: its controls by name, and their values. */
import { username } from "../shared/server.js";
import { initialOptions, initialValue } from "./initial.js";

/**
 * @typedef {import("../wire/reproduce/browser.js").Attached} Attached
 * @typedef {import("../wire/reproduce/browser.js").Field} Field
 * @typedef {import("../wire/reproduce/browser.js").Form} Form
 * @typedef {import("../wire/reproduce/browser.js").Target} Target
 * @typedef {import("./request.js").State} State
 */

/** Bytes of a file that a snippet contains; a longer file becomes zeros. */
const SMALL = 2048;

/** The roles of inputs that a person finds by role, because another element of the panel has the same label. */
const ROLES = /** @type {Record<string, string>} */ ({ number: "spinbutton", range: "slider", search: "searchbox" });

/**
 * Describe the use of a form.
 * @param {HTMLElement} panel
 * @param {import("./trips.js").Filled} filled the form as it was sent
 * @returns {Promise<Form>}
 */
export async function use(panel, { states, submitter, as, user }) {
  const heading = panel.querySelector("h2")?.textContent ?? "";
  const buttons = [...panel.querySelectorAll("button, input:is([type=submit], [type=image], [type=file])")];
  const fields = await Promise.all(states.filter(isChanged).map((state) => field(panel, state)));
  const button = /** @type {HTMLElement} */ (submitter ?? states[0]?.control.form?.querySelector("button"));
  const name = nameOf(button);
  return {
    panel: heading,
    address: new URL(`#${panel.id}`, location.href).href,
    as,
    fields,
    button: {
      by: "button",
      name,
      exact: isPart(
        name,
        button,
        buttons.map((other) => ({ element: other, name: nameOf(other) })),
      ),
    },
    user: user ?? username(), // the page may have learned it since
  };
}

/** Whether a visitor changed a control that a person can change. @param {State} state */
function isChanged({ control, value, checked, files, chosen }) {
  if (control.disabled || control instanceof HTMLButtonElement) return false;
  if (control instanceof HTMLSelectElement)
    return labels(chosen).join("\n") !== labels(initialOptions(control)).join("\n");
  if (control instanceof HTMLTextAreaElement) return !control.readOnly && value !== control.defaultValue;
  if (!(control instanceof HTMLInputElement) || control.readOnly) return false;
  if (["hidden", "submit", "image", "reset", "button"].includes(control.type)) return false;
  if (control.type === "file") return files.length > 0;
  if (control.type === "checkbox") return checked !== control.defaultChecked;
  if (control.type === "radio") return checked && !control.defaultChecked;
  return value !== initialValue(control);
}

/** @param {HTMLOptionElement[]} options */
const labels = (options) => options.map(({ label }) => label);

/** @param {HTMLElement} panel @param {State} state @returns {Promise<Field>} */
async function field(panel, { control, value, checked, files, chosen }) {
  const target = targetOf(panel, control);
  if (control instanceof HTMLSelectElement) return { ...target, select: labels(chosen) };
  if (control.type === "password") return { ...target, secret: true };
  if (control.type === "checkbox" || control.type === "radio") return { ...target, check: checked };
  if (control.type === "file") return { ...target, files: await Promise.all(files.map(attached)) };
  return { ...target, fill: value };
}

/** @param {File} file @returns {Promise<Attached>} */
async function attached(file) {
  const { name, type, size } = file;
  const bytes = size > SMALL ? null : await file.arrayBuffer().catch(() => null); // the file may be gone by now
  return { name, type, size, bytes: bytes && new Uint8Array(bytes) };
}

/** Return how a person finds a control: by its label, or by its role and name. @param {HTMLElement} panel @param {State["control"]} control @returns {Target} */
function targetOf(panel, control) {
  const name = nameOf(control);
  const others = labelled(panel);
  const role =
    roleOf(control) ??
    (others.some((other) => other.element !== control && other.name === name)
      ? (ROLES[control.type] ?? "textbox")
      : null);
  return { by: role ?? "label", name, exact: isPart(name, control, others) };
}

/** Return the role of a control that a person finds by its role. @param {State["control"]} control */
function roleOf(control) {
  if (control instanceof HTMLSelectElement) return control.multiple ? "listbox" : "combobox";
  if (control instanceof HTMLTextAreaElement) return "textbox";
  return ["checkbox", "radio"].includes(control.type) ? control.type : null;
}

/** Return the elements of a panel that have a label, with its text. @param {HTMLElement} panel */
function labelled(panel) {
  const elements = [...panel.querySelectorAll("input, select, textarea, [aria-label], [aria-labelledby]")];
  return elements.map((element) => ({ element, name: nameOf(element) }));
}

/** Whether a name is a part of another one, as Playwright compares them. @param {string} name @param {Element} element @param {{ element: Element, name: string }[]} others */
const isPart = (name, element, others) =>
  others.some((other) => other.element !== element && other.name.toLowerCase().includes(name.toLowerCase()));

/** Return the accessible name of an element of a panel. @param {Element} element */
function nameOf(element) {
  const by = document.getElementById(element.getAttribute("aria-labelledby") ?? "");
  const [label] = "labels" in element ? /** @type {NodeListOf<HTMLLabelElement>} */ (element.labels ?? []) : [];
  const text =
    by?.textContent ??
    element.getAttribute("aria-label") ??
    element.getAttribute("alt") ??
    (label ?? element).textContent;
  return text.replace(/\s+/g, " ").trim();
}
