/** The controls of a form at the moment of a submission: label, value, and the reason why a control is not sent. */

/**
 * @typedef {object} Control
 * @property {string} label
 * @property {string} name
 * @property {string[]} names of the fields that it sends
 * @property {string} value
 * @property {string} [reason] why it is not sent
 */

/**
 * Return the controls of a form that have a name, in the order of the page.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @returns {Control[]}
 */
export function controlsOf(form, submitter) {
  const controls = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[name]"));
  return [...controls].map((control) => {
    const pressed = control === submitter;
    return {
      label: labelOf(control),
      name: control.name,
      names: namesOf(control),
      value: typedIn(control, pressed),
      reason: whyNotSent(control, pressed),
    };
  });
}

/** @param {HTMLInputElement} control */
function namesOf({ type, name, dirName }) {
  const names = type === "image" ? [`${name}.x`, `${name}.y`] : [name];
  return dirName ? [...names, dirName] : names;
}

/** Return the visible name of a control. @param {HTMLInputElement} control */
function labelOf(control) {
  if (control.type === "submit") return control.textContent ?? "";
  const [label] = control.labels ?? [];
  const words = [...(label?.childNodes ?? [])].filter((node) => node.nodeType === Node.TEXT_NODE);
  const text = words.map((node) => node.textContent).join("");
  return text.trim() || control.alt || control.type;
}

/** @param {HTMLInputElement | HTMLSelectElement} control @param {boolean} pressed */
function typedIn(control, pressed) {
  if (control instanceof HTMLSelectElement) return [...control.selectedOptions].map(({ value }) => value).join(", ");
  if (control.type === "file") return [...(control.files ?? [])].map(({ name }) => name).join(", ");
  if (isButton(control)) return pressed ? "pressed" : "not pressed";
  if (!["checkbox", "radio"].includes(control.type)) return control.value;
  return control.checked ? `${control.value}, checked` : `${control.value}, not checked`;
}

/** Return why a control is not sent (HTML standard, *Constructing the entry list*). @param {HTMLInputElement} control @param {boolean} pressed */
function whyNotSent(control, pressed) {
  if (control.matches(":disabled")) return "disabled";
  if (isButton(control) && !pressed) return "not pressed";
  if (["checkbox", "radio"].includes(control.type) && !control.checked) return "not checked";
  if (control.matches("select:not(:has(:checked))")) return "nothing selected";
  return undefined;
}

/** @param {HTMLInputElement} control */
const isButton = ({ type }) => ["submit", "image", "button", "reset"].includes(type);
