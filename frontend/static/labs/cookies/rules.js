/**
 * How the cases of the cookie lab are written down: by the rule of RFC 6265bis that each one tries: what it is called, what sets the cookie,
 * what has to come back, and how it is done where that is not the plain way (see `Try` in cookies.js).
 */

/**
 * @typedef {import("./lab.js").Try} Try
 * @typedef {import("./lab.js").CookieRow} CookieRow
 * @typedef {Omit<Try, "set"> & Pick<CookieRow, "differs" | "may">} How
 */

export const NOTHING = "nothing";
export const HOME = "/api/lab/cookies";
export const PAST = "Thu, 01 Jan 1970 00:00:01 GMT";
export const FUTURE = "Fri, 01 Jan 2055 00:00:00 GMT";
/** For requests that go to another path than the one that set it. */
export const ROOT = "Path=/";

/**
 * @param {string} section of RFC 6265bis, or a source of another name
 * @param {string} rule
 * @param {[title: string, set: string | string[], expected: string, how?: How][]} cases
 * @returns {CookieRow[]}
 */
export function under(section, rule, cases) {
  const source = /^\d/.test(section) ? `RFC 6265bis, ${section}` : section;
  return cases.map(([title, set, expected, how]) => ({
    title,
    set,
    expected,
    rule,
    source,
    ...how,
    sent: sent(set, how),
  }));
}

/** @param {string} set */
const inWords = (set) =>
  set
    .replace("{host}", "(this host)")
    .replace("{other}", "(the other host)")
    .replace(/\{\d+\}/, "xxx…");

const READ = /^document\.cookie$|^that frame/;

/** What goes out, as a person would write it. @param {string | string[]} set @param {How} [how] */
function sent(set, { by, after, ask, from, wait } = {}) {
  const all = [set].flat();
  const shown = (all.length > 3 ? [`${all[0]} … ${all.at(-1)}`] : all).map(inWords);
  const lines = shown.map((each) =>
    by?.endsWith("script") ? `document.cookie = ${JSON.stringify(each)}` : `Set-Cookie: ${each}`,
  );
  if (by === "cross-site") lines.push("to another site's script");
  if (after) lines.push(`then document.cookie = ${JSON.stringify(after)}`);
  if (wait) lines.push(`then wait for ${wait / 1000} s`);
  if (from) lines.push(READ.test(from) ? "then read document.cookie" : `then asked by ${from}`);
  if (ask) lines.push(`then asked: ${ask}`);
  return lines.join("\n");
}
