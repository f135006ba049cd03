/** The scripts of the form lab's rows: they read the entries of a form, note its events, or submit it twice. */

/** The entries of a form as text. @param {HTMLFormElement} form @param {HTMLElement | null} [submitter] */
export function entries(form, submitter) {
  const data = submitter ? new FormData(form, submitter) : new FormData(form);
  return [...data].map(([name, value]) => `${name}=${typeof value === "string" ? value : fileOf(value)}`).join("&");
}

/** @param {File} file */
const fileOf = ({ name, size }) => `(${name || "a file without a name"}, ${size} bytes)`;

/** The events that a submission fires. @param {HTMLFormElement} form @param {HTMLElement | null} [submitter] @param {() => void} [submit] */
export function events(form, submitter, submit = () => form.requestSubmit(submitter)) {
  /** @type {string[]} */
  const names = [];
  for (const name of ["click", "invalid", "submit", "formdata", "reset"]) {
    const note = (/** @type {Event} */ event) => {
      const by = event instanceof SubmitEvent && event.submitter ? ` by ${event.submitter.localName}` : "";
      names.push(name + by);
      if (name === "invalid") event.preventDefault(); // the browser would report a control that it cannot show
    };
    form.addEventListener(name, note, { capture: true });
  }
  submit();
  return names.join(", ");
}

/** @param {HTMLFormElement} form */
export function nested(form) {
  let name = "";
  form.addEventListener("formdata", () => {
    try {
      new FormData(form);
    } catch (error) {
      name = error instanceof Error ? error.name : "";
    }
  });
  new FormData(form);
  return name;
}

/** @param {HTMLFormElement} form */
export function detached(form) {
  form.remove();
  return events(form);
}

/** @param {HTMLFormElement} form @param {(data: FormData) => void} change */
export const onFormData = (form, change) => form.addEventListener("formdata", ({ formData }) => change(formData));

/** Submit to `?n=1` in the submit event, whose default then submits to `?n=2`. @param {HTMLFormElement} form @param {boolean} cancelled */
export function again(form, cancelled) {
  form.addEventListener("submit", (event) => {
    submitTo(form, 1);
    form.action = "/api/lab/form?n=2";
    if (cancelled) event.preventDefault();
  });
}

/** @param {HTMLFormElement} form */
export function twice(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submitTo(form, 0);
    submitTo(form, 1);
  });
}

/** @param {HTMLFormElement} form @param {number} number */
function submitTo(form, number) {
  form.action = `/api/lab/form?n=${number}`;
  form.submit();
}
