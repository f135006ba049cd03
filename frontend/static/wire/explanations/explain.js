/**
 * The table of explanations: two sentences and the section of a standard for each status, header, cookie attribute,
 * change by the browser, outcome and verdict. The notes in an exchange are the first sentences of the same rows.
 *
 * @typedef {[name: string, first: string | ((value: string) => string), second: string, source: string]} Row
 * @typedef {Row[]} Rows
 * @typedef {"status" | "request" | "response" | "attribute" | "cookie" | "refused" | "change" | "outcome" | "verdict"} Kind
 *
 * @typedef {object} Subject something that the page can explain
 * @property {Kind} kind
 * @property {string} [name] its name in the table; without it, the text of the button
 * @property {string} [value] the value of a header, the reason of a refusal, or the cause of a change
 * @property {string} [source] the section, if it is not the one in the table
 *
 * @typedef {{ sentences: [string, string], source: string }} Explanation
 */
import { CHANGES, NOT_SENT, PREFLIGHTS, REFUSED } from "./rows.changes.js";
import { ATTRIBUTES, COOKIES } from "./rows.cookies.js";
import { OUTCOMES, VERDICTS } from "./rows.outcomes.js";
import { REQUEST_HEADERS } from "./rows.requests.js";
import { RESPONSE_HEADERS } from "./rows.responses.js";
import { STATUSES } from "./rows.statuses.js";

/** @type {Row} */
const UNKNOWN_HEADER = [
  "*",
  "This table has no row for the header: an application may invent headers of its own.",
  "A browser ignores a header that it does not know.",
  "RFC 9110, 5.1",
];

/** @type {Row} */
const UNKNOWN_CHANGE = [
  "*",
  "The browser changed the request, or did not send or store a cookie.",
  "The note has the reason, as far as the headers show it.",
  "Fetch, HTTP-redirect fetch",
];

/** How to find the row of each kind. @type {Record<Kind, (name: string, value: string) => Row | undefined>} */
const FIND = {
  status: (name) => named(STATUSES, name.slice(0, 3)) ?? named(STATUSES, classOf(name)),
  request: (name) => named(REQUEST_HEADERS, name) ?? UNKNOWN_HEADER,
  response: (name) => named(RESPONSE_HEADERS, name) ?? UNKNOWN_HEADER,
  attribute: (name, value) =>
    named(ATTRIBUTES, `${name}=${value}`) ?? named(ATTRIBUTES, name) ?? named(ATTRIBUTES, "unknown"),
  cookie: (name) => named(COOKIES, name),
  refused: (_name, value) => occurring(REFUSED, value)[0] ?? UNKNOWN_CHANGE,
  change: (note, value) => ofNote(note, value) ?? UNKNOWN_CHANGE,
  outcome: (name) => named(OUTCOMES, name),
  verdict: (name) => named(VERDICTS, name),
};

/** Explain a subject. @param {Subject & { name: string }} subject @returns {Explanation} */
export function explanationOf({ kind, name, value = "", source }) {
  const row = FIND[kind](name, value);
  if (!row) throw new Error(`no explanation of the ${kind} ${name}`);
  return { sentences: [sentence(row, value), row[2]], source: source ?? row[3] };
}

/** The note on a header: the first sentence of its row, empty if there is none. @param {"request" | "response"} side @param {string} name @param {string} value */
export function note(side, name, value) {
  const row = named(side === "request" ? REQUEST_HEADERS : RESPONSE_HEADERS, name);
  return row ? sentence(row, value) : "";
}

/** The first sentence on a cookie attribute, such as `SameSite=Lax`. @param {string} name */
export const attributeNote = (name) => sentence(/** @type {Row} */ (named(ATTRIBUTES, name)), "");

/** @param {Row} row @param {string} value */
const sentence = ([, text], value) => (typeof text === "string" ? text : text(value));

/** The row of a name; a name in the table that ends with `*` stands for all names with this beginning. @param {Rows} rows @param {string} name */
function named(rows, name) {
  const key = name.trim().toLowerCase();
  const exact = rows.find(([known]) => known === key);
  return exact ?? rows.find(([known]) => known.endsWith("*") && key.startsWith(known.slice(0, -1)));
}

/** The class of a status: `4` for 400 to 499, `0` for no answer, `6` for a number outside the classes. @param {string} status */
function classOf(status) {
  const [digit] = status.match(/^[1-5](?=\d\d)/) ?? [];
  return digit ?? (/^\d/.test(status) ? "6" : "0");
}

/** The rows whose names occur in a text, in their order there; of two at the same place, only the earlier row. @param {Rows} rows @param {string} text @returns {Row[]} */
function occurring(rows, text) {
  const places = rows.map((row) => ({ row, at: text.indexOf(row[0]) })).filter(({ at }) => at >= 0);
  const ordered = places.sort((one, other) => one.at - other.at);
  return ordered.filter(({ at }, index) => at !== ordered[index - 1]?.at).map(({ row }) => row);
}

/** The row of a reason. If a text has two reasons, the sentences are the first one of each. @param {Rows} rows @param {string} text @returns {Row | undefined} */
function ofReason(rows, text) {
  const [row, other] = occurring(rows, text);
  if (!row || !other) return row;
  return [row[0], row[1], `${text.includes(", or ") ? "Or" : "Also"}: ${sentence(other, "")}`, row[3]];
}

/** The row of a note, such as `cookie a not sent: Path=/b`. @param {string} note @param {string} value `stored`: a response of the trip has stored the cookie */
function ofNote(note, value) {
  const [, preflight] = note.match(/^preflight refused: (.*)$/s) ?? [];
  if (preflight !== undefined) return occurring(PREFLIGHTS, preflight)[0];
  const [, fate, why] = note.match(/^(?:cookie .*?|\d+ cookies) (not sent|refused): (.*)$/s) ?? [];
  if (why !== undefined) return fate === "refused" ? occurring(REFUSED, why)[0] : ofReason(NOT_SENT, why);
  if (/^cookie .* changed$/s.test(note)) return named(CHANGES, "cookie changed");
  if (/^cookie .* added$/s.test(note)) return named(CHANGES, value ? `cookie added, ${value}` : "cookie added");
  return CHANGES.find(([beginning]) => note.startsWith(beginning));
}
