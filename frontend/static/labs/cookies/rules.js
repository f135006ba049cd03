/**
 * How a case of the cookie lab is written down: its title, the cookies to set, the cookies that must come back, and
 * how the case is done if not in the usual way: a response sets the cookie, and a script of this page makes the request.
 *
 * @typedef {"response" | "script" | "a frame's script" | "cross-site" | "cookieStore" | "cookieStore.delete"
 *   | "without credentials"} Setter `cross-site`: the response to a script of the other site
 *
 * @typedef {"a script" | "cookieStore" | "cookieStore, days" | "a script without credentials" | "document.cookie" | "that frame's script" | "a frame" | "a frame after a redirect by another site"
 *   | "a link" | "a posted form" | "another site's script" | "another site's frame"
 *   | "a frame in another site's frame" | "another site's link" | "another site's posted form"} Reader
 *
 * @typedef {object} Try
 * @property {string | string[]} set Set-Cookie values, in this order; `{4096}` is replaced by a filling up to that many bytes
 * @property {Setter} [by]
 * @property {string} [after] a value that a script sets afterwards
 * @property {number} [wait] milliseconds before the request
 * @property {Reader} [from] where the request starts
 * @property {string} [ask] the path of the request
 *
 * @typedef {import("../rows.js").Row & Try} CookieRow
 * @typedef {Omit<Try, "set"> & Partial<Pick<CookieRow, "differs" | "may" | "source" | "wpt">>} How
 * @typedef {import("../rows.js").Group<[title: string, set: string | string[], expected: string, how?: How]>} CookieGroup
 */

export const NOTHING = "nothing";
/** The outcome of a call of `cookieStore` that the browser rejects. */
export const FAILS = "TypeError";
export const HOME = "/api/lab/cookies";
export const PAST = "Thu, 01 Jan 1970 00:00:01 GMT";
export const FUTURE = "Fri, 01 Jan 2055 00:00:00 GMT";
/** For cookies that are sent to any path. */
export const ROOT = "Path=/";

/** Files of web-platform-tests that several rows name. */
export const WPT = {
  name: "cookies/name/name.html",
  value: "cookies/value/value.html",
  invalid: "cookies/attributes/invalid.html",
  domain: "cookies/attributes/domain.sub.html",
  path: "cookies/attributes/path.html",
  match: "cookies/path/match.html",
  boundaries: "cookies/path/match-segment-boundaries.https.window.js",
  fetch: "cookies/samesite/fetch.https.html",
  frame: "cookies/samesite/iframe.https.html",
  navigation: "cookies/samesite/window-open.https.html",
  form: "cookies/samesite/form-post-blank.https.html",
};

/** @type {import("../rows.js").Permitted} */
const INSECURE = {
  got: NOTHING,
  when: { secure: ["no"] },
  source: "RFC 6265bis, 5.7 step 13",
  why: "This browser does not treat plain HTTP to this machine as a secure connection, and refuses the Secure cookie. The standard leaves that to the browser.",
};
/** @type {import("../rows.js").Permitted} */
const NOT_SENT = {
  got: NOTHING,
  when: { sent: ["no"] },
  source: "RFC 6265bis, 5.8.1",
  why: "This browser sends no cookies of this site from a window of the other site. A browser may leave third-party cookies out.",
};
/** @type {import("../rows.js").Permitted} */
const NOT_KEPT = {
  got: NOTHING,
  when: { kept: ["apart", "no"] },
  source: "RFC 6265bis, 7.1",
  why: "This browser ignores a third-party cookie, or keeps it only for the top-level site that it was set under. A browser may do so.",
};

const THIRD_PARTY = /^another site's (script|frame)$/;

/**
 * @param {string} title @param {string | string[]} set @param {string} expected @param {How} [how]
 */
export const row = (title, set, expected, how) => ({
  title,
  set,
  expected,
  ...how,
  may: [...permitted(set, expected, how), ...(how?.may ?? [])],
  moot: moot(set, expected, how),
  sent: sent(set, how),
});

/** Whether all cookies of a case are Secure; `cookieStore` sets no others. @param {string | string[]} set @param {Setter} by */
const areSecure = (set, by) =>
  by.startsWith("cookieStore") || [set].flat().every((cookie) => /; Secure\b/.test(cookie));

/**
 * The outcomes that the standard permits for reasons that many cases share.
 * @param {string | string[]} set @param {string} expected @param {How} [how]
 */
function permitted(set, expected, { by = "response", from = "a script" } = {}) {
  if (expected === NOTHING || expected === FAILS) return [];
  return [
    ...(areSecure(set, by) ? [INSECURE] : []),
    ...(THIRD_PARTY.test(from) && by !== "cross-site" ? [NOT_SENT] : []),
    ...(by === "cross-site" && from === "a script" ? [NOT_KEPT] : []),
  ];
}

/**
 * The findings with which a case cannot fail: no such cookie is ever stored or sent.
 * @param {string | string[]} set @param {string} expected @param {How} [how] @returns {import("../rows.js").Condition[]}
 */
function moot(set, expected, { by = "response", from = "a script" } = {}) {
  if (expected !== NOTHING) return [];
  return [
    ...(areSecure(set, by) ? [{ secure: ["no"] }] : []),
    ...(THIRD_PARTY.test(from) ? [{ sent: ["no"] }] : []),
    ...(by === "cross-site" ? [{ kept: ["no"] }] : []),
  ];
}

/** @param {string} set */
const inWords = (set) =>
  set
    .replace("{host}", "(this host)")
    .replace("{other}", "(the other host)")
    .replace("{folder}", "(the folder of the frame)")
    .replace(/\{\d+\}/, "xxx…");

const READS_DOCUMENT = /^document\.cookie$|^that frame/;
const WORDS = /** @type {Record<string, string>} */ ({
  script: "document.cookie =",
  "a frame's script": "document.cookie =",
  cookieStore: "cookieStore.set:",
  "cookieStore.delete": "cookieStore.set, then delete:",
});

/** The case as a person would write it. @param {string | string[]} set @param {How} [how] */
function sent(set, { by, after, ask, from, wait } = {}) {
  const all = [set].flat();
  const shown = (all.length > 3 ? [`${all[0]} … ${all.at(-1)}`] : all).map(inWords);
  const lines = shown.map((cookie) =>
    by && WORDS[by] ? `${WORDS[by]} ${JSON.stringify(cookie)}` : `Set-Cookie: ${cookie}`,
  );
  if (by === "without credentials") lines.push("in a response to a fetch with credentials: omit");
  if (by === "cross-site") lines.push("in a response to another site's script");
  if (after) lines.push(`then document.cookie = ${JSON.stringify(after)}`);
  if (wait) lines.push(`then wait for ${wait / 1000} s`);
  if (from?.startsWith("cookieStore")) lines.push("then read cookieStore");
  else if (from) lines.push(READS_DOCUMENT.test(from) ? "then read document.cookie" : `then a request by ${from}`);
  if (ask) lines.push(`then a request for ${ask}`);
  return lines.join("\n");
}
