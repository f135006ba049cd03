/**
 * The state of a panel in the address of the page: `#redirects?code=307&as=fetch`. It has the fields that differ from
 * the form as the page has it, but never a password or a file. `as` is the way to send.
 */
import { initialOptions, initialValue } from "./initial.js";

const NEVER = new Set(["password", "file", "hidden", "submit", "image", "button", "reset", "fieldset", "output"]);

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/** Write the state of a panel into the address of the current history entry. @param {HTMLElement} panel */
export function writeAddress(panel) {
  const state = new URLSearchParams();
  for (const [key, controls] of controlsOf(panel)) {
    if (controls.every((control) => sameAsInPage(control))) continue;
    const values = controls.flatMap(valuesOf);
    for (const value of values.length ? values : [""]) state.append(key, value);
  }
  const query = state.size ? `?${state}` : "";
  history.replaceState(history.state, "", `${location.search}#${panel.id}${query}`);
}

/**
 * Give the controls of a panel the values in the address, and all others their first values. An address without values
 * changes nothing: the link in the menu must not undo what the visitor has typed.
 * @param {HTMLElement} panel
 */
export function readAddress(panel) {
  const [, query = ""] = location.hash.split(/\?(.*)/s);
  if (!query) return;
  const state = new URLSearchParams(query);
  for (const [key, controls] of controlsOf(panel)) {
    for (const control of controls) assign(control, state.has(key) ? state.getAll(key) : null);
  }
}

/**
 * The controls of a panel by their keys. Radio buttons share a key; a second form with a field of the same name has the
 * key `name.2`.
 * @param {HTMLElement} panel
 */
function controlsOf(panel) {
  /** @type {Map<string, Control[]>} */
  const keys = new Map();
  const ways = /** @type {NodeListOf<HTMLInputElement>} */ (panel.querySelectorAll(".send-as input"));
  if (ways.length) keys.set("as", [...ways]);
  for (const form of panel.querySelectorAll("panel-bench form")) {
    const inForm = new Map();
    for (const control of /** @type {HTMLFormElement} */ (form).elements) {
      const { name, type, disabled, dataset } = /** @type {Control} */ (control);
      const key = dataset.sets ?? name;
      if (!key || disabled || NEVER.has(type)) continue;
      inForm.set(key, [...(inForm.get(key) ?? []), control]);
    }
    for (const [key, controls] of inForm) keys.set(free(key, keys), controls);
  }
  return keys;
}

/** @param {string} key @param {Map<string, unknown>} keys */
function free(key, keys) {
  let number = 1;
  while (keys.has(number === 1 ? key : `${key}.${number}`)) number++;
  return number === 1 ? key : `${key}.${number}`;
}

/** @param {Control} control */
const isChoice = (control) =>
  control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio");

/** @param {Control} control */
function sameAsInPage(control) {
  if (control instanceof HTMLSelectElement) {
    const before = initialOptions(control);
    return [...control.options].every((option) => option.selected === before.includes(option));
  }
  if (isChoice(control)) {
    const { checked, defaultChecked } = /** @type {HTMLInputElement} */ (control);
    return checked === defaultChecked;
  }
  return control.value === initialValue(control);
}

/** @param {Control} control @returns {string[]} */
function valuesOf(control) {
  if (control instanceof HTMLSelectElement) return [...control.selectedOptions].map(({ value }) => value);
  if (isChoice(control)) return /** @type {HTMLInputElement} */ (control).checked ? [control.value] : [];
  return [control.value];
}

/** @param {Control} control @param {string[] | null} values null for the first values */
function assign(control, values) {
  if (control instanceof HTMLSelectElement) {
    const before = initialOptions(control);
    for (const option of control.options)
      option.selected = values ? values.includes(option.value) : before.includes(option);
  } else if (isChoice(control)) {
    const box = /** @type {HTMLInputElement} */ (control);
    box.checked = values ? values.includes(box.value) : box.defaultChecked;
  } else control.value = values ? (values[0] ?? "") : initialValue(control);
}
