/**
 * What a form says about its request, beyond what HTML lets it say. A browser builds every *Page* request
 * itself; this module only fills in the action and the method, and reads the same form for *Fetch*.
 *
 *   data-path="/number/{value}"    the path, filled from the fields named in braces (on a form, option or button)
 *   data-sets="method"             a control whose value becomes that attribute of the form
 *   data-origin="other"            the action is on the server's other name, which is another site
 *   data-only="fallback"           a field that only the form without script needs
 */
import { otherOrigin, server } from "../shared/server.js";

/**
 * @typedef {object} Plan what a form is about to ask
 * @property {string} method as chosen; a form itself can only GET and POST
 * @property {URL} url
 * @property {string} enctype
 */

/**
 * Set the form up for the request that its controls describe.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @returns {Plan | null} null if a browser could not ask for it
 */
export function prepare(form, submitter) {
  for (const control of fields(form, "[data-sets]")) {
    form.setAttribute(control.dataset.sets ?? "", /** @type {HTMLSelectElement} */ (control).value);
  }
  const unsendable = folderIn(form, submitter);
  if (unsendable) return complain(unsendable);
  const url = address(form, submitter);
  const holder = submitter?.hasAttribute("formaction") ? submitter : form;
  holder.setAttribute(holder === form ? "action" : "formaction", url.href);
  return {
    url,
    method: (submitter?.getAttribute("formmethod") ?? form.getAttribute("method") ?? "get").toUpperCase(),
    enctype:
      submitter?.getAttribute("formenctype") ?? form.getAttribute("enctype") ?? "application/x-www-form-urlencoded",
  };
}

/**
 * Keep out of the form's data what has gone into its path; for the `formdata` event, which the browser's own
 * submission and `new FormData(form)` both fire.
 * @param {FormDataEvent} event
 */
export function trim(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  for (const field of fields(form, "[data-only=fallback]")) event.formData.delete(field.getAttribute("name") ?? "");
  for (const name of names(pathOf(form, null) ?? "")) event.formData.delete(name);
}

/**
 * The request that `fetch` sends for a form, encoded as the browser itself would (HTML standard, form submission).
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
 * Names and values, a file by its name alone: all that encodings other than multipart carry of it.
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
    : (submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "/");
  return new URL(path, form.dataset.origin === "other" ? (otherOrigin() ?? server) : server);
}

/**
 * The path template in force: the submitter's, else a chosen option's, else the form's.
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
 * A field that would put `.` or `..` into the path, which the URL standard resolves before anything is sent.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @returns {HTMLInputElement | undefined}
 */
function folderIn(form, submitter) {
  const named = names(pathOf(form, submitter) ?? "").map((name) => form.elements.namedItem(name));
  const inputs = named.filter((each) => each instanceof HTMLInputElement);
  return inputs.find((each) => /(?:^|\/)\.{1,2}(?:\/|$)/.test(each.value));
}

/** @param {HTMLInputElement} input @returns {null} */
function complain(input) {
  input.setCustomValidity(
    "A browser takes . and .. for folders and resolves them itself: they never reach the server.",
  );
  input.reportValidity();
  input.addEventListener("input", () => input.setCustomValidity(""), { once: true });
  return null;
}

/** @param {string} template @returns {string[]} the fields that a template names */
function names(template) {
  return [...template.matchAll(/\{(\w+)\*?\}/g)].map((match) => match[1] ?? "");
}

/** @param {HTMLFormElement} form @param {string} selector @returns {HTMLElement[]} */
function fields(form, selector) {
  return [...form.elements]
    .filter((each) => each instanceof HTMLElement && each.matches(selector))
    .map((each) => /** @type {HTMLElement} */ (each));
}
