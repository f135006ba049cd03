/**
 * The form lab: each row is a real form, which is submitted into a frame; what `/api/form` says that it got is compared
 * with what the HTML standard says a browser sends. (The page `/form` says the same, in twice the time.) How rows are
 * written down: `forms.rules.js`.
 */

import { make } from "../../shared/dom.js";
import { boundaryOf } from "../../wire/bytes.js";
import { ENCODED } from "./rows.encoded.js";
import { FILES } from "./rows.files.js";
import { SENT } from "./rows.sent.js";
import { TYPES } from "./rows.types.js";
import { NOTHING } from "./rules.js";

/**
 * @typedef {object} Try how a case is done; all but `html` may be left out
 * @property {string} html what is in the form
 * @property {string} [form] attributes of the form itself, which is posted to `/api/form` unless they say otherwise
 * @property {string} [press] the button that submits it, as a selector
 * @property {string} [value] what a script makes the first control's value, where markup cannot say it
 * @property {[name: string, type?: string][]} [files] what is chosen in the file control; each one says "hello"
 * @property {keyof typeof SEE} [see] what of the request is looked at
 *
 * @typedef {import("../runner.js").Row & Try} FormRow
 * @typedef {import("../places.js").Places} Places
 * @typedef {{ method: string, body: { text: string }, headers: [string, string][] }} Echo
 */

/** @type {import("../runner.js").Lab} */
export const lab = {
  name: "Form lab",
  panel: "forms",
  rows: [...TYPES, ...SENT, ...ENCODED, ...FILES],
  beside: () => true, // each has a form and a frame of its own
  async open(places) {
    return { attempt: (row) => attempt(places, row) };
  },
};

/** @param {Places} places @param {FormRow} row */
async function attempt(places, row) {
  const around = built(row, `it-${places.run}`);
  const form = /** @type {HTMLFormElement} */ (around.querySelector("form"));
  const submitter = row.press ? around.querySelector(row.press) : null;
  const page = await places.frame({ form, submitter: /** @type {HTMLElement | null} */ (submitter) });
  if (!page) throw new Error("No page came that this one may look at.");
  return SEE[row.see ?? "sent"](page, JSON.parse(page.querySelector("pre")?.textContent ?? ""));
}

/** The form of a row, which calls it `it`, and whatever stands beside it. @param {FormRow} row @param {string} id no other form's */
function built({ html, form = "", value, files }, id) {
  const inside = html.replace('form="it"', `form="${id}"`);
  const text = `<form ${form} id="${id}" method="post" action="/api/form" novalidate>${inside}</form>`; // the first of two counts
  const around = make("div");
  const unique = text.replaceAll('"it"', `"${crypto.randomUUID()}"`); // for other cases stand beside this one
  around.append(...new DOMParser().parseFromString(unique, "text/html").body.childNodes);
  if (value !== undefined) /** @type {HTMLInputElement} */ (around.querySelector("[name]")).value = value;
  if (files) choose(/** @type {HTMLInputElement} */ (around.querySelector("[type=file]")), files);
  return around;
}

/** @param {HTMLInputElement} input @param {[name: string, type?: string][]} files */
function choose(input, files) {
  const chosen = new DataTransfer();
  for (const [name, type = ""] of files) chosen.items.add(new File(["hello"], name, { type }));
  input.files = chosen.files;
}

/** What of a request is looked at, in the page that answered it. */
const SEE = {
  /** The query of a GET, the body of a POST. @param {Document} page @param {Echo} echo */
  sent(page, echo) {
    const text = echo.method === "POST" ? withoutBoundary(echo.body.text, echo) : new URL(page.URL).search;
    return text || NOTHING;
  },
  /** The media type of the body. @param {Document} _ @param {Echo} echo */
  type: (_, echo) => withoutBoundary(contentType(echo), echo),
  /** The method, and the address without its origin. @param {Document} page @param {Echo} echo */
  line: (page, { method }) => `${method} ${page.URL.slice(location.origin.length)}`,
};

/** @param {Echo} echo */
const contentType = ({ headers }) => headers.find(([name]) => name === "Content-Type")?.[1] ?? "";

/** `text` with `B` for the boundary, which a browser makes up anew each time. @param {string} text @param {Echo} echo */
function withoutBoundary(text, echo) {
  const boundary = boundaryOf(contentType(echo));
  return boundary ? text.replaceAll(boundary, "B") : text;
}
