/** The state of a control that nobody has touched, as the HTML of the page gives it. */

/** Return the value of a field: a range without a value, for example, has 50. @param {HTMLInputElement | HTMLTextAreaElement} control */
export function initialValue(control) {
  if (control instanceof HTMLTextAreaElement) return control.defaultValue;
  const fresh = document.createElement("input");
  for (const name of ["type", "min", "max", "step", "value"]) {
    const value = control.getAttribute(name);
    if (value !== null) fresh.setAttribute(name, value);
  }
  return fresh.value;
}

/** Return the selected options: a select of one choice takes its last marked option, else its first one. @param {HTMLSelectElement} select */
export function initialOptions({ options, multiple }) {
  const marked = [...options].filter((option) => option.defaultSelected);
  return multiple ? marked : [marked.at(-1) ?? options[0]].filter((option) => option !== undefined);
}
