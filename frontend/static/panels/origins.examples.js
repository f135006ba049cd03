/** The examples of cross-origin by hand: each fills in the whole form, and its hint says what to try. */
import { make } from "../shared/dom.js";

/** The other origin, in the values of the examples. */
const OTHER = "{other}";

/**
 * @typedef {object} Example
 * @property {string} title
 * @property {string} hint
 * @property {Record<string, string>} fields the fields that differ from `SIMPLE`
 */

const SIMPLE = {
  method: "GET",
  type: "",
  with: "same-origin",
  mode: "cors",
  header: "",
  body: "",
  "answer-allow": "",
  "answer-methods": "",
  "answer-headers": "",
  "answer-credentials": "",
  "answer-age": "",
  "answer-expose": "",
};

const PUT = { method: "PUT", type: "application/json", header: "X-Custom: 1", body: '{"a": 1}', "answer-allow": OTHER };

/** The first one is the form as the page has it. @type {Example[]} */
export const EXAMPLES = [
  {
    title: "A preflight that is refused",
    hint: "A form cannot send a PUT, so the browser asks first. Add PUT to Allow-Methods, and X-Custom and Content-Type to Allow-Headers.",
    fields: PUT,
  },
  {
    title: "A preflight that is passed",
    hint: "The browser sends the PUT after its preflight. Send it again: for Max-Age seconds, the browser does not have to ask again. Firefox asks a few times before it remembers.",
    fields: { ...PUT, "answer-methods": "PUT", "answer-headers": "X-Custom, Content-Type", "answer-age": "60" },
  },
  {
    title: "A GET that the script cannot read",
    hint: "The request arrives without a preflight, but the browser hides the answer. Fill in Allow-Origin.",
    fields: {},
  },
  {
    title: "A POST like that of a form",
    hint: "The request arrives and could change something, although the script cannot read the answer. With application/json it would need a preflight.",
    fields: { method: "POST", type: "application/x-www-form-urlencoded", body: "a=1" },
  },
  {
    title: "A header that the script can read",
    hint: "The answer has the header X-Answer. Without Expose-Headers, the script cannot see it.",
    fields: { "answer-allow": "*", "answer-expose": "X-Answer" },
  },
  {
    title: "With cookies",
    hint: "First set a cookie with SameSite=None and Secure in the panel Cookies: others do not go to another site. The answer must name the origin, and have Allow-Credentials.",
    fields: { with: "include", "answer-allow": OTHER, "answer-credentials": "true" },
  },
  {
    title: "With cookies, but for any site",
    hint: "With credentials, * is not a wildcard. Name the origin instead.",
    fields: { with: "include", "answer-allow": "*", "answer-credentials": "true" },
  },
  {
    title: "Without CORS",
    hint: "In the mode no-cors, a script may send a simple request to any site, and learns nothing of the answer.",
    fields: { method: "POST", type: "text/plain", body: "hello", mode: "no-cors" },
  },
];

/** Fill the list of examples, and begin with the first one. @param {HTMLFormElement} form @param {string} other origin */
export function start(form, other) {
  const select = /** @type {HTMLSelectElement} */ (form.querySelector("[data-example]"));
  const hint = /** @type {HTMLElement} */ (form.querySelector("#origins-hint"));
  select.append(...EXAMPLES.map(({ title }) => make("option", {}, title)));
  form.querySelector("datalist")?.append(...[other, "*", "null"].map((value) => make("option", { value })));
  const example = () => /** @type {Example} */ (EXAMPLES[select.selectedIndex]);
  const show = () => {
    const { hint: words, fields } = example();
    hint.textContent = words;
    for (const [name, value] of Object.entries({ ...SIMPLE, ...fields })) {
      const control = /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
      control.value = value.replace(OTHER, other);
    }
  };
  select.addEventListener("change", show);
  hint.textContent = example().hint;
  // The page has the fields of the first example, but not the other origin. What the visitor has typed by now stays.
  /** @type {HTMLInputElement} */ (form.elements.namedItem("answer-allow")).defaultValue = other;
}
