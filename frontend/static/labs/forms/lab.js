/**
 * The form lab: each case is a real form, which is submitted into a frame. The request that `/api/lab/form` received is
 * compared with the request that the HTML standard requires.
 */
import { make } from "../../shared/dom.js";
import { boundaryOf } from "../../wire/bytes.js";
import { rowsOf } from "../rows.js";
import { ENCODED } from "./rows.encoded.js";
import { FILES } from "./rows.files.js";
import { SCRIPT } from "./rows.script.js";
import { SENT } from "./rows.sent.js";
import { TYPES } from "./rows.types.js";
import { NOTHING, row } from "./rules.js";

/**
 * @typedef {import("./rules.js").FormRow} FormRow
 * @typedef {import("../contexts.js").Contexts} Contexts
 * @typedef {{ method: string, body: { text: string }, headers: [string, string][] }} Echo
 */

/** @type {import("../runner.js").Lab} */
export const lab = {
  name: "Form lab",
  rows: rowsOf([...TYPES, ...SENT, ...ENCODED, ...FILES, ...SCRIPT], row),
  parallel: () => true, // every case has its own form and frame
  async open(contexts) {
    return { attempt: (row) => attempt(contexts, row) };
  },
};

/** @param {Contexts} contexts @param {FormRow} row */
async function attempt(contexts, row) {
  const markup = built(row, row.run ? "/api/lab/form" : contexts.url("/api/lab/form"));
  const form = /** @type {HTMLFormElement} */ (markup.querySelector("form"));
  const submitter = row.press ? markup.querySelector(row.press) : null;
  row.prepare?.(form);
  if (row.run) {
    contexts.mark = "";
    return ran(row.run, markup, form, submitter);
  }
  const page = await contexts.frame({ form, submitter: /** @type {HTMLElement | null} */ (submitter) });
  if (!page) throw new Error("the browser showed an error page");
  contexts.mark = new URL(page.URL).searchParams.get("case") ?? ""; // a GET and a case's own action have no mark
  return LOOK[row.look ?? "sent"](page, JSON.parse(page.querySelector("pre")?.textContent ?? ""));
}

/**
 * The outcome of a row's script, in the document and with a frame as the target, which is removed before it loads.
 * @param {NonNullable<FormRow["run"]>} run @param {HTMLElement} markup @param {HTMLFormElement} form @param {Element | null} submitter
 */
function ran(run, markup, form, submitter) {
  const frame = make("iframe", { name: crypto.randomUUID() });
  form.target = frame.getAttribute("name") ?? "";
  const scene = make("div", { hidden: "" }, frame, markup);
  document.body.append(scene);
  try {
    return run(form, /** @type {HTMLElement | null} */ (submitter)) || NOTHING;
  } catch (error) {
    return error instanceof Error || error instanceof DOMException ? error.name : String(error);
  } finally {
    scene.remove();
  }
}

/** The markup of a row: a form, and perhaps controls outside it. The rows give the form the id `it`. @param {FormRow} row @param {string} action */
function built({ html, form = "", value, files }, action) {
  const id = crypto.randomUUID(); // other cases run beside this one
  const inside = html.replaceAll('form="it"', `form="${id}"`);
  const text = `<form ${form} id="${id}" method="post" action="${action}"${form === "data-validates" ? "" : " novalidate"}>${inside}</form>`; // the first of two equal attributes counts
  const markup = make("div");
  markup.append(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  if (value !== undefined) /** @type {HTMLInputElement} */ (markup.querySelector("[name]")).value = value;
  if (files) choose(/** @type {HTMLInputElement} */ (markup.querySelector("[type=file]")), files);
  return markup;
}

/** @param {HTMLInputElement} input @param {[name: string, type?: string][]} files */
function choose(input, files) {
  const chosen = new DataTransfer();
  for (const [name, type = ""] of files) chosen.items.add(new File(["hello"], name, { type }));
  input.files = chosen.files;
}

/**
 * The part of a request that a case looks at.
 * @type {Record<import("./rules.js").Look, (page: Document, echo: Echo) => string>}
 */
const LOOK = {
  /** The query of a GET, the body of a POST. */
  sent(page, echo) {
    const text = echo.method === "POST" ? withoutBoundary(echo.body.text, echo) : new URL(page.URL).search;
    return text || NOTHING;
  },
  /** The media type of the body. */
  type: (_, echo) => withoutBoundary(contentType(echo), echo),
  /** The method, and the URL without its origin. */
  line: (page, { method }) => `${method} ${page.URL.slice(location.origin.length).replace(/[?&]case=[^&#]*/, "")}`,
};

/** @param {Echo} echo */
const contentType = ({ headers }) => headers.find(([name]) => name === "Content-Type")?.[1] ?? "";

/** `text` with `B` as the boundary: browsers choose a new one for each request. @param {string} text @param {Echo} echo */
function withoutBoundary(text, echo) {
  const boundary = boundaryOf(contentType(echo));
  return boundary ? text.replaceAll(boundary, "B") : text;
}
