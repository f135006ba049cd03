/**
 * How the cases of the form lab are written down: by the section of the HTML standard and the rule that each one tries:
 * what it is called, what is in the form, what has to cross the wire, and how it is done where that is not the plain way
 * (see `Try` in forms.js).
 */

/**
 * @typedef {import("./lab.js").FormRow} FormRow
 * @typedef {Omit<import("./lab.js").Try, "html"> & Pick<FormRow, "wpt" | "differs">} How
 */

export const NOTHING = "nothing";
export const MULTIPART = 'enctype="multipart/form-data"';
export const PLAIN = 'enctype="text/plain"';
const FORMS = "html/semantics/forms/";
/** Where web-platform-tests has its cases, by the short names that the rows use. */
export const WPT = {
  entries: "xhr/formdata/constructor-formelement.html",
  submitter: "xhr/formdata/constructor-submitter.html",
  pairs: `${FORMS}form-submission-0/urlencoded2.window.js`,
  parts: `${FORMS}form-submission-0/multipart-formdata.window.js`,
  plain: `${FORMS}form-submission-0/text-plain.window.js`,
  charset: `${FORMS}form-submission-0/constructing-form-data-set.html`,
  dirname: `${FORMS}attributes-common-to-form-controls/dirname-only-if-applies.html`,
};

/** The test of one type of input. @param {string} type */
export const typeTest = (type) => `${FORMS}the-input-element/${type}.html`;

/**
 * @param {string} section of the HTML standard
 * @param {string} rule
 * @param {string | undefined} wpt
 * @param {[title: string, html: string, expected: string, how?: How][]} cases
 * @returns {FormRow[]}
 */
export function under(section, rule, wpt, cases) {
  return cases.map(([title, html, expected, how]) => ({
    title,
    html,
    expected,
    rule,
    source: `HTML, ${section}`,
    wpt,
    ...how,
    sent: sent(html, how),
  }));
}

/** What goes out, as a person would write it. @param {string} html @param {How} [how] */
function sent(html, { form, value, files = [], press } = {}) {
  const lines = [...(form ? [`<form ${form}>`] : []), html || "an empty form"];
  if (value !== undefined) lines.push(`then value = ${JSON.stringify(value)}`);
  for (const [name, type] of files) lines.push(`with the file ${JSON.stringify(name)}${type ? `, ${type}` : ""}`);
  if (press) lines.push(`by ${press}`);
  return lines.join("\n");
}

/** A multipart body of these parts. @param {string[]} all */
export const parts = (...all) => `${all.map((each) => `--B\r\n${each}\r\n`).join("")}--B--\r\n`;

/** A part that is a field. @param {string} name @param {string} value */
export const field = (name, value) => `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`;

/** A part that is a file. @param {string} name @param {string} filename @param {string} type @param {string} content */
export const file = (name, filename, type = "text/plain", content = "hello") =>
  `Content-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: ${type}\r\n\r\n${content}`;
