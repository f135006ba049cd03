/**
 * How a case of the form lab is written down: its title, the content of the form, the request that must arrive, and how
 * the case is done if not in the usual way: the form is posted to `/api/lab/form`, URL-encoded.
 *
 * @typedef {"sent" | "type" | "line"} Look query or body, the media type, or the request line
 *
 * @typedef {object} Try
 * @property {string} html the content of the form
 * @property {string} [form] attributes of the form itself
 * @property {string} [press] a selector of the button that submits it
 * @property {string} [value] of the first control, set by script, where markup cannot express it
 * @property {[name: string, type?: string][]} [files] chosen in the file control; the content of each is "hello"
 * @property {(form: HTMLFormElement) => void} [prepare] what a script does with the form before it is submitted
 * @property {(form: HTMLFormElement, submitter: HTMLElement | null) => string} [run] a script in place of the submission; gives the outcome
 * @property {string} [words] these scripts as a person would write them
 * @property {Look} [look] the part of the request that is compared
 *
 * @typedef {import("../rows.js").Row & Try} FormRow
 * @typedef {Omit<Try, "html"> & Pick<FormRow, "wpt" | "differs">} How
 * @typedef {import("../rows.js").Group<[title: string, html: string, expected: string, how?: How]>} FormGroup
 */

export const NOTHING = "nothing";
export const MULTIPART = 'enctype="multipart/form-data"';
export const PLAIN = 'enctype="text/plain"';
const FORMS = "html/semantics/forms/";
/** Files of web-platform-tests that several rows name. */
export const WPT = {
  entries: "xhr/formdata/constructor-formelement.html",
  submitter: "xhr/formdata/constructor-submitter.html",
  pairs: `${FORMS}form-submission-0/urlencoded2.window.js`,
  parts: `${FORMS}form-submission-0/multipart-formdata.window.js`,
  plain: `${FORMS}form-submission-0/text-plain.window.js`,
  charset: `${FORMS}form-submission-0/constructing-form-data-set.html`,
  dirname: `${FORMS}attributes-common-to-form-controls/dirname-only-if-applies.html`,
};

/** The test of an input type. @param {string} type */
export const typeTest = (type) => `${FORMS}the-input-element/${type}.html`;

/** @param {string} title @param {string} html @param {string} expected @param {How} [how] */
export const row = (title, html, expected, how) => ({ title, html, expected, ...how, sent: sent(html, how) });

/** The case as a person would write it. @param {string} html @param {How} [how] */
function sent(html, { form, value, files = [], press, words } = {}) {
  const lines = [...(form && form !== "data-validates" ? [`<form ${form}>`] : []), html || "an empty form"];
  if (value !== undefined) lines.push(`then value = ${JSON.stringify(value)}`);
  for (const [name, type] of files) lines.push(`with the file ${JSON.stringify(name)}${type ? `, ${type}` : ""}`);
  if (words) lines.push(press ? `${words} with ${press}` : words);
  else if (press) lines.push(`submitted by ${press}`);
  return lines.join("\n");
}

/** A multipart body of these parts. @param {string[]} all */
export const parts = (...all) => `${all.map((part) => `--B\r\n${part}\r\n`).join("")}--B--\r\n`;

/** The part of a field. @param {string} name @param {string} value */
export const field = (name, value) => `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`;

/** The part of a file. @param {string} name @param {string} filename @param {string} type @param {string} content */
export const file = (name, filename, type = "text/plain", content = "hello") =>
  `Content-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: ${type}\r\n\r\n${content}`;
