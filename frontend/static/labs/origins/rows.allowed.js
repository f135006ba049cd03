/** The values of Access-Control-Allow-Origin that a browser accepts: exactly the origin, or a star. */
import { FAILS, INCLUDE, READS, row } from "./rules.js";

const OTHER = "(the other site)";
const WPT = { wpt: "cors/origin.htm" };
const MULTIPLE = { wpt: "fetch/api/cors/cors-multiple-origins.sub.any.js" };

/** @typedef {Pick<import("../rows.js").Row, "wpt" | "differs">} More */

/** The words of the server's query (ALLOWS in labs/origins.py), with the header that each stands for. @type {[allow: string, header: string, more?: More][]} */
const REFUSED = [
  ["a list", `${OTHER}, (this site)`, MULTIPLE],
  ["the same twice", `${OTHER}, ${OTHER}`, MULTIPLE],
  ["with a star", `${OTHER}, *`, WPT],
  ["two headers", `${OTHER}\n← Access-Control-Allow-Origin: ${OTHER}`, WPT],
  ["two stars", "*, *", MULTIPLE],
  ["double star", "**", WPT],
  ["a quoted star", '"*"', WPT],
  ["a pattern", "http://*", WPT],
  ["a slash", `${OTHER}/`, WPT],
  ["a path", `${OTHER}/lab/actor`, WPT],
  ["a query", `${OTHER}?`, WPT],
  ["a fragment", `${OTHER}#`, WPT],
  ["uppercase", "(the other site, in uppercase)", WPT],
  ["no scheme", "(the other site, without its scheme)", WPT],
  ["a relative scheme", "//(the other site's host)", WPT],
  ["another scheme", "https://(the other site's host)", WPT],
  ["another port", `${OTHER}1`, WPT],
  ["a user", "http://user@(the other site's host)"],
  ["a dot", "http://.(the other site's host)", WPT],
  ["quotes", `"${OTHER}"`],
  ["null", "null", WPT],
  ["this", "(this site)", WPT],
  ["nothing", "", WPT],
];

/** @type {[allow: string, header: string, more?: More][]} */
const ACCEPTED = [
  ["white space", `\\t ${OTHER} \\t`, WPT],
  ["white space and a star", "\\t *", WPT],
];

/** Values that are refused even with `Access-Control-Allow-Credentials: true`. */
const WITH_CREDENTIALS = ["a list", "two stars", "a slash", "uppercase", "null", "this", "white space and a star"];

/** @param {string} title @param {string} allow @param {string} header @param {boolean} reads @param {import("./rules.js").Try} [how] @param {More} [more] */
function allowed(title, allow, header, reads, how = {}, more = {}) {
  const end = `GET arrived, ${reads ? READS : FAILS}`;
  const answer = { allow, ...how.answer };
  const { sent, ...rest } = row(title, { ...how, answer }, end, more);
  return {
    source: "Fetch, CORS check",
    rule: "Access-Control-Allow-Origin must be the origin, byte for byte, or a star without credentials. White space around the value does not count.",
    ...rest,
    sent: sent.replace(`← allow: ${allow}`, `← Access-Control-Allow-Origin: ${header}`),
  };
}

export const ALLOWED_VALUES = [
  ...REFUSED.map(([allow, header, more]) => allowed(`Allowed by ${allow}`, allow, header, false, {}, more)),
  ...ACCEPTED.map(([allow, header, more]) => allowed(`Allowed by ${allow}`, allow, header, true, {}, more)),
  ...[...REFUSED, ...ACCEPTED]
    .filter(([allow]) => WITH_CREDENTIALS.includes(allow))
    .map(([allow, header]) =>
      allowed(`Allowed by ${allow}, with credentials`, allow, header, false, {
        ask: INCLUDE,
        answer: { credentials: "true" },
      }),
    ),
  allowed("Allowed by white space, with credentials", "white space", `\\t ${OTHER} \\t`, true, {
    ask: INCLUDE,
    answer: { credentials: "true" },
  }),
];
