/**
 * How a case of the parser lab is made from a case of the corpus: its rule and source come from its group, which its
 * name tells, and where the newer standard differs from the corpus of 2011, its outcome comes from `NEWER`.
 *
 * @typedef {[name: string, headers: string[], cookie: string, address?: string]} CorpusCase
 *
 * @typedef {object} Try
 * @property {string[]} headers Set-Cookie values, in this order
 * @property {string} address of the request that must carry the cookies; a path is on the host that set them
 * @property {"response" | "script"} by
 * @property {string} [home] the origin that sets the cookies, if not `HOME`
 *
 * @typedef {import("../rows.js").Row & Try} ParserRow
 * @typedef {Pick<ParserRow, "expected" | "source" | "rule"> & Partial<Pick<ParserRow, "may" | "by" | "differs">>} Newer
 */
import { NEWER } from "./newer.js";

export const NOTHING = "nothing";
export const RESULT = "/cookie-parser-result";
/** The host of the corpus that sets the cookies. */
export const HOME = "http://home.example.org";

/** The rules of the groups of the corpus. @type {Record<string, [source: string, rule: string]>} */
const RULES = {
  "": [
    "RFC 6265bis, 5.6",
    "The first semicolon ends name and value, and the first equals sign in them ends the name. Unknown attributes are ignored.",
  ],
  attribute: [
    "RFC 6265bis, 5.6",
    "White space around an attribute and its letter case do not count. Quotes and unknown attributes have no meaning.",
  ],
  charset: ["RFC 6265bis, 5.6", "Names and values are bytes. They come back unchanged, in any encoding."],
  chromium: ["RFC 6265bis, 5.6", "Quotes have no meaning. White space counts only inside a name or a value."],
  comma: ["RFC 6265bis, 5.6", "A comma does not end a cookie, an attribute or a header."],
  disabled: ["RFC 6265bis, 5.7 step 4", "A cookie whose name and value have more than 4096 bytes is ignored."],
  domain: [
    "RFC 6265bis, 5.7 step 10",
    "Domain must be the host or a domain above it, without a port, and not a public suffix. If it occurs twice, the last one counts.",
  ],
  mozilla: [
    "RFC 6265bis, 5.6.2",
    "Max-Age must be a whole number. Zero or less deletes the cookie, and so does a date in the past.",
  ],
  name: ["RFC 6265bis, 5.6", "A name is everything before the first equals sign, with any characters."],
  "optional-domain": ["RFC 6265bis, 5.6.3", "An empty Domain counts: the cookie belongs to this host only."],
  ordering: ["RFC 6265bis, 5.8.3 step 4", "Cookies with longer paths come first, then older cookies."],
  path: [
    "RFC 6265bis, 5.1.4",
    "A path matches itself and everything below it. It is compared byte by byte. Without a slash at its beginning it is ignored.",
  ],
  value: ["RFC 6265bis, 5.6", "White space around a value is removed. Quotes belong to the value."],
};

/** @param {CorpusCase} values @returns {ParserRow} */
export function row([title, headers, cookie, address = RESULT]) {
  const [source = "", rule = ""] = RULES[title.replace(/(-chromium|-path)?\d+$/, "")] ?? [];
  const { by = "response", ...newer } = /** @type {Partial<Newer>} */ (NEWER[title] ?? {});
  const expected = shortened(cookie) || NOTHING;
  return { title, headers, address, by, expected, source, rule, ...newer, sent: sent(headers, address, by) };
}

/** The case as a person would write it. @param {string[]} headers @param {string} address @param {ParserRow["by"]} by @param {string} [home] */
export function sent(headers, address, by, home) {
  const lines = headers.map((header) =>
    by === "script" ? `document.cookie = ${JSON.stringify(header)}` : `Set-Cookie: ${shortened(header)}`,
  );
  return [
    ...(home ? [`at ${home}`] : []),
    ...lines,
    ...(address === RESULT ? [] : [`then a request for ${address}`]),
  ].join("\n");
}

/** A text with its long runs of one character counted. @param {string} text */
export const shortened = (text) => text.replace(/(.)\1{99,}/g, (run, letter) => `(${run.length} times ${letter})`);
