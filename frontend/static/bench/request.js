/**
 * The request that a form describes, with attributes that HTML does not have. The browser builds each *Page* request
 * itself: this module only sets the action and the method. For *Fetch* it reads the same form.
 *
 *   data-path="number/{value}"     the path, filled from the fields named in braces (on a form, option or button)
 *   data-sets="method"             a control that sets this attribute of the form
 *   data-origin="other"            the action is on the server's other name, which is another site
 *   data-leads-to="api/x"          the path that the page at the action requests; the panel's trip is that of this request
 *   data-only="fallback"           a field that only the form without script needs
 *   data-as="fetch"                a button that always works as Fetch
 */
import { at, otherOrigin, server } from "../shared/server.js";

/**
 * @typedef {object} Plan the request that a form describes
 * @property {string} method as chosen; a form can only send GET and POST
 * @property {URL} url
 * @property {string} enctype
 * @property {URL} [leadsTo] the address that the page at `url` requests
 *
 * @typedef {object} Send a request that is about to be sent
 * @property {Plan} plan
 * @property {FormData} data
 * @property {"page" | "fetch"} as
 * @property {Headers} headers additional headers of a Fetch
 * @property {RequestInit} init more of a Fetch, such as its cache mode
 * @property {HTMLElement | null} submitter
 *
 * @typedef {object} State a control as it was when the form was sent
 * @property {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} control
 * @property {string} value
 * @property {boolean} checked
 * @property {File[]} files
 * @property {HTMLOptionElement[]} chosen
 */

/**
 * Prepare the form for the request that its controls describe.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @returns {Plan | null} null if no browser can send this request
 */
export function prepare(form, submitter) {
  for (const control of fields(form, "[data-sets]")) {
    form.setAttribute(control.dataset.sets ?? "", /** @type {HTMLSelectElement} */ (control).value);
  }
  const invalid = dotSegment(form, submitter);
  if (invalid) return complain(invalid);
  const url = address(form, submitter);
  const holder = submitter?.hasAttribute("formaction") ? submitter : form;
  holder.setAttribute(holder === form ? "action" : "formaction", url.href);
  const { leadsTo } = form.dataset;
  return {
    url,
    ...(leadsTo && { leadsTo: at(leadsTo) }),
    method: (submitter?.getAttribute("formmethod") ?? form.getAttribute("method") ?? "get").toUpperCase(),
    enctype:
      submitter?.getAttribute("formenctype") ?? form.getAttribute("enctype") ?? "application/x-www-form-urlencoded",
  };
}

/** Return the state of each control: a visitor can change it right after the request. @param {HTMLFormElement} form @returns {State[]} */
export function states({ elements }) {
  const controls = /** @type {any[]} */ ([...elements]).filter((control) => "value" in control);
  return controls.map((control) => ({
    control,
    value: control.value,
    checked: control.checked === true,
    files: [...(control.files ?? [])],
    chosen: [...(control.selectedOptions ?? [])],
  }));
}

/**
 * Delete the fields of the path from the form's data. This is a listener for `formdata`, which both a submission by the
 * browser and `new FormData(form)` fire.
 * @param {FormDataEvent} event
 */
export function trim(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  for (const field of fields(form, "[data-only=fallback]")) event.formData.delete(field.getAttribute("name") ?? "");
  for (const name of names(pathOf(form, null) ?? "")) event.formData.delete(name);
}

/**
 * Return the request that `fetch` sends for a form, encoded as the browser encodes it (HTML standard, form submission).
 * @param {Plan} plan
 * @param {FormData} data
 * @returns {Request}
 */
export function toRequest({ method, url, enctype }, data) {
  const target = new URL(url);
  if (method === "GET" || method === "HEAD") {
    if (![...data].length) return new Request(target, { method, credentials: "include" });
    target.search = pairs(data).toString();
    return new Request(target, { method, credentials: "include" });
  }
  return new Request(target, { method, credentials: "include", ...encoded(enctype, data) });
}

/**
 * @param {string} enctype
 * @param {FormData} data
 * @returns {RequestInit}
 */
export function encoded(enctype, data) {
  if (enctype === "multipart/form-data") return { body: data };
  if (enctype === "text/plain") {
    const lines = [...pairs(data)].map(([name, value]) => `${name}=${value}\r\n`);
    return { body: lines.join(""), headers: { "Content-Type": "text/plain" } };
  }
  return { body: pairs(data) };
}

/**
 * Return the names and values. A file is only its name here, since only multipart carries its content.
 * @param {FormData} data
 * @returns {URLSearchParams}
 */
function pairs(data) {
  const flat = new URLSearchParams();
  for (const [name, value] of data) {
    flat.append(name, (typeof value === "string" ? value : value.name).replace(/\r\n?|\n/g, "\r\n"));
  }
  return flat;
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @returns {URL}
 */
function address(form, submitter) {
  const template = pathOf(form, submitter);
  const path = template
    ? fill(template, form)
    : (submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "");
  return at(path, form.dataset.origin === "other" ? (otherOrigin() ?? server) : server);
}

/**
 * Return the path template: the submitter's, else the selected option's, else the form's.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @returns {string | undefined}
 */
function pathOf(form, submitter) {
  if (submitter?.hasAttribute("formaction")) return undefined;
  const option = /** @type {HTMLElement | null} */ (form.querySelector("option[data-path]:checked"));
  return option?.dataset.path ?? form.dataset.path;
}

/**
 * @param {string} template
 * @param {HTMLFormElement} form
 * @returns {string}
 */
function fill(template, form) {
  const filled = template.replace(/\{(\w+)(\*?)\}/g, (_, name, wild) => {
    const control = form.elements.namedItem(name);
    const text = control && "value" in control ? String(control.value) : "";
    return wild ? text.split("/").map(encodeURIComponent).join("/") : encodeURIComponent(text);
  });
  return filled.length > 1 && form.hasAttribute("data-optional") ? filled.replace(/\/$/, "") : filled;
}

/**
 * Find a field that puts `.` or `..` into the path. A URL parser resolves these segments before the request is sent.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @returns {HTMLInputElement | undefined}
 */
function dotSegment(form, submitter) {
  const controls = names(pathOf(form, submitter) ?? "").map((name) => form.elements.namedItem(name));
  const inputs = controls.filter((control) => control instanceof HTMLInputElement);
  return inputs.find((input) => /(?:^|\/)\.{1,2}(?:\/|$)/.test(input.value));
}

/** @param {HTMLInputElement} input @returns {null} */
function complain(input) {
  input.setCustomValidity("A browser resolves the path segments . and .. itself, so they never reach the server.");
  input.reportValidity();
  input.addEventListener("input", () => input.setCustomValidity(""), { once: true });
  return null;
}

/** Return the fields that a template names. @param {string} template @returns {string[]} */
function names(template) {
  return [...template.matchAll(/\{(\w+)\*?\}/g)].map((match) => match[1] ?? "");
}

/** @param {HTMLFormElement} form @param {string} selector @returns {HTMLElement[]} */
function fields(form, selector) {
  return [...form.elements]
    .filter((control) => control instanceof HTMLElement && control.matches(selector))
    .map((control) => /** @type {HTMLElement} */ (control));
}

/** Return an address, without the origin if it is the server's. @param {URL} url */
export const where = (url) => (url.origin === server ? url.pathname : url.origin + url.pathname);
