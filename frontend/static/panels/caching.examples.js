/** The examples of the Caching panel: each fills in the headers of the answer, and its hint says what to try. */
import { make } from "../shared/dom.js";

/**
 * @typedef {object} Example
 * @property {string} title
 * @property {string} hint
 * @property {Record<string, string>} fields the headers that it does not leave out
 */

/** A day in the past. */
const DATE = "Thu, 01 Jan 2026 00:00:00 GMT";

/** The first one is the form as the page has it. @type {Example[]} */
export const EXAMPLES = [
  {
    title: "Fresh for a minute",
    hint: "Get the answer twice: for 60 seconds the browser uses its copy, without a request. Then it asks with If-None-Match.",
    fields: { control: "max-age=60", etag: '"v1"' },
  },
  {
    title: "Ask each time",
    hint: "no-cache permits a copy, but the browser must ask before each use. The ETag lets the server answer 304, without a body.",
    fields: { control: "no-cache", etag: '"v1"' },
  },
  {
    title: "Never store",
    hint: "no-store: each answer is new, although it has an ETag.",
    fields: { control: "no-store", etag: '"v1"' },
  },
  {
    title: "A date and no rule",
    hint: "Without Cache-Control, the browser guesses: a tenth of the age is usual (RFC 9111, section 4.2.2). This date is old, so the copy stays fresh for long.",
    fields: { modified: DATE },
  },
  {
    title: "Nothing at all",
    hint: "Without a rule, an ETag or a date, a browser has nothing to guess from and nothing to ask with.",
    fields: {},
  },
  {
    title: "Stale for a moment",
    hint: "After a second the copy is stale. Chromium and Firefox still use it, and ask the server in the background (RFC 5861).",
    fields: { control: "max-age=1, stale-while-revalidate=60", etag: '"v1"' },
  },
  {
    title: "A copy for no other request",
    hint: "Vary: * says that no copy fits another request, so that the browser always asks.",
    fields: { control: "max-age=60", vary: "*" },
  },
];

/** Fill the list of examples. @param {HTMLFormElement} form */
export function start(form) {
  const select = /** @type {HTMLSelectElement} */ (form.querySelector("[data-example]"));
  const hint = /** @type {HTMLElement} */ (form.querySelector("#caching-hint"));
  select.append(...EXAMPLES.map(({ title }) => make("option", {}, title)));
  const show = () => {
    const { hint: words, fields } = /** @type {Example} */ (EXAMPLES[select.selectedIndex]);
    hint.textContent = words;
    for (const name of ["control", "etag", "modified", "vary"]) {
      /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value = fields[name] ?? "";
    }
  };
  select.addEventListener("change", show);
  hint.textContent = EXAMPLES[0]?.hint ?? ""; // the page has its fields; what the visitor has typed by now stays
}
