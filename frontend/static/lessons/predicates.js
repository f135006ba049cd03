/**
 * The checks of the missions. Each is a pure function of trips, the oldest first: it returns the exchanges that show the
 * thing, or null. A check reads only the wire, so the thing counts in whatever way the learner did it.
 */
import { header } from "../wire/entry.js";

/**
 * @typedef {import("../wire/entry.js").Entry} Entry
 * @typedef {import("../wire/entry.js").Trip} Trip
 * @typedef {(trips: Trip[]) => Entry[] | null} Predicate
 * @typedef {(entry: Entry) => boolean} Test
 */

/** Cookies of Roundtrip itself. */
const OWN = ["session", "visitor"];

/** @param {Entry} entry @param {string} name */
const sent = (entry, name) => header(entry.request.headers, name);
/** @param {Entry} entry @param {string} name */
const answered = (entry, name) => header(entry.response.headers, name) ?? "";
/** @param {Entry} entry */
const body = (entry) => entry.request.postData?.text ?? "";
/** @param {Entry} entry */
const text = (entry) => entry.response.content.text ?? "";
/** @param {Entry} entry */
const path = (entry) => entry.request._target.replace(/[?#].*/s, "");
/** @param {Entry} entry */
const type = (entry) => entry.response.content.mimeType;

/** Whether a view answered a request, as a page or as JSON. @param {Entry} entry @param {string} endpoint @param {number} [status] */
const isOf = ({ _endpoint, response }, endpoint, status = response.status) =>
  (_endpoint === endpoint || _endpoint === `api.${endpoint}`) && response.status === status;

/** Whether a request has this method. @param {Entry} entry @param {string} method */
const by = ({ request }, method) => request.method === method;

/** The first exchange that passes a test. @param {Test} test @returns {Predicate} */
const exchange = (test) => (trips) => {
  const entry = entriesOf(trips).find(test);
  return entry ? [entry] : null;
};

/** The first redirect, with the request that it caused. @param {(first: Entry, next: Entry) => boolean} test @returns {Predicate} */
const redirect = (test) => (trips) => {
  for (const { entries } of trips) {
    for (const next of entries) {
      const first = entries.find(({ _id }) => _id === next._redirectedFrom);
      if (first && test(first, next)) return [first, next];
    }
  }
  return null;
};

/** All exchanges in the order of their ids. @param {Trip[]} trips */
const entriesOf = (trips) => trips.flatMap(({ entries }) => entries).sort((one, other) => one._id - other._id);

/** The cookies that a browser stores from an answer. @param {Entry} entry */
const stored = ({ response }) =>
  response.cookies.filter(({ name, _refused, _lifetime }) => !OWN.includes(name) && !_refused && _lifetime !== 0);

/** Whether a request carries a cookie. @param {Entry} entry @param {string} name */
const carries = (entry, name) => (sent(entry, "cookie") ?? "").split(/; */).some((pair) => pair.split("=")[0] === name);

/** A cookie that is set, and a later request that carries it. @param {(cookie: import("../wire/entry.js").Cookie) => boolean} [test] @returns {Predicate} */
const cameBack =
  (test = () => true) =>
  (trips) => {
    const entries = entriesOf(trips);
    for (const [index, first] of entries.entries()) {
      for (const { name } of stored(first).filter(test)) {
        const later = entries.slice(index + 1).find((entry) => carries(entry, name));
        if (later) return [first, later];
      }
    }
    return null;
  };

/**
 * A visitor who is logged in, and whom a redirect of this view leads to a session without a name.
 * @param {string} endpoint
 * @param {Test} [test] of the redirect
 * @returns {Predicate}
 */
const endOfLogin =
  (endpoint, test = () => true) =>
  (trips) => {
    const found = redirect(
      (first, next) =>
        isOf(first, endpoint, 303) && test(first) && loggedIn(next) === false && wasLoggedIn(trips, first),
    );
    return found(trips);
  };

/** What an answer of `/session` says; undefined for another answer. @param {Entry} entry */
function loggedIn(entry) {
  if (!isOf(entry, "session.session", 200)) return undefined;
  if (/"logged_in":\s*false|not logged in!/.test(text(entry))) return false;
  return /"logged_in":\s*true|logged in as /.test(text(entry));
}

/** Whether the last answer of `/session` before a request said that the visitor is logged in. @param {Trip[]} trips @param {Entry} request */
const wasLoggedIn = (trips, request) =>
  entriesOf(trips)
    .filter(({ _id }) => _id < request._id)
    .map(loggedIn)
    .findLast((state) => state !== undefined) === true;

/** Whether a page of another origin sent a request that is no preflight. @param {Entry} entry */
function isCrossOrigin(entry) {
  const origin = sent(entry, "origin");
  return Boolean(origin) && origin !== new URL(entry.request.url).origin && !by(entry, "OPTIONS");
}

/** Whether the CORS headers permit the page to read an answer. @param {Entry} entry */
function isReadable(entry) {
  const allowed = answered(entry, "access-control-allow-origin");
  const credentials = sent(entry, "cookie") !== undefined;
  if (allowed === "*") return !credentials;
  const withCookies = answered(entry, "access-control-allow-credentials") === "true";
  return allowed === sent(entry, "origin") && (!credentials || withCookies);
}

/** Whether a form left out its checkbox, and not all of its fields. @param {Entry} entry */
function lacksCheckbox(entry) {
  const fields = by(entry, "GET") ? (entry.request._target.split("?")[1] ?? "") : body(entry);
  const has = (/** @type {string} */ name) => new RegExp(`(^|[&\\n])${name}=|; name="${name}"`).test(fields);
  return !entry.request.postData?._truncated && has("text") && !has("checkbox");
}

/** Whether a body in parts has a file with a name. @param {Entry} entry */
const hasFile = (entry) =>
  (sent(entry, "content-type") ?? "").startsWith("multipart/form-data") && /; filename="[^"]/.test(body(entry));

/** @satisfies {Record<string, Predicate>} */
export const PREDICATES = {
  helloAsPage: exchange(
    (entry) => by(entry, "GET") && isOf(entry, "hello.hello", 200) && type(entry).startsWith("text/html"),
  ),
  helloAsJson: exchange(
    (entry) => by(entry, "GET") && isOf(entry, "hello.hello", 200) && type(entry) === "application/json",
  ),
  converterRefused: exchange(
    (entry) => entry.response.status === 404 && entry._rule === null && /\/number\/[^/]+$/.test(path(entry)),
  ),
  spaceEncoded: exchange(
    (entry) =>
      entry.response.status === 200 &&
      path(entry).includes("%20") &&
      Object.values(entry._args).some((value) => String(value).includes(" ")),
  ),
  slashDecoded: exchange((entry) => entry.response.status === 404 && /\/string\/.*%2F/i.test(path(entry))),
  methodRefused: exchange((entry) => entry.response.status === 405 && answered(entry, "allow") !== ""),
  headersOnly: exchange(
    (entry) =>
      by(entry, "HEAD") &&
      entry.response.status === 200 &&
      entry.response.bodySize === 0 &&
      Number(answered(entry, "content-length")) > 0,
  ),
  fieldsInQuery: exchange(
    (entry) => by(entry, "GET") && isOf(entry, "forms.form") && /\?[^=]+=/.test(entry.request._target),
  ),
  fieldsEncoded: exchange(
    (entry) =>
      by(entry, "POST") &&
      isOf(entry, "forms.form") &&
      (sent(entry, "content-type") ?? "").startsWith("application/x-www-form-urlencoded") &&
      /%[0-9A-F]{2}/i.test(body(entry)),
  ),
  uncheckedLeftOut: exchange((entry) => isOf(entry, "forms.form", 200) && lacksCheckbox(entry)),
  loginRefused: exchange((entry) => isOf(entry, "login.log_in", 401)),
  loginSeeOther: redirect(
    (first, next) =>
      isOf(first, "login.log_in", 303) &&
      first.response.cookies.some(({ name }) => name === "session") &&
      by(next, "GET") &&
      !next.request.postData,
  ),
  markupEscaped: exchange((entry) => {
    const name = String(entry._args.username ?? "");
    if (!isOf(entry, "templates.template", 200) || !type(entry).startsWith("text/html")) return false;
    return (
      name.includes("<") &&
      !text(entry).includes(name) &&
      text(entry).includes(name.replaceAll("<", "&lt;").replaceAll(">", "&gt;"))
    );
  }),
  noContent: exchange(
    (entry) => entry.response.status === 204 && entry.response.bodySize === 0 && !by(entry, "OPTIONS"),
  ),
  tagsAsText: exchange(
    (entry) =>
      isOf(entry, "responses.respond", 200) && type(entry).startsWith("text/plain") && /<\w+>/.test(text(entry)),
  ),
  redirectFollowed: redirect((first, next) => isOf(first, "redirects.re", 302) && isOf(next, "redirects.index", 200)),
  slashAdded: redirect((first, next) => first.response.status === 308 && path(next) === `${path(first)}/`),
  slashRefused: exchange(
    (entry) => entry.response.status === 404 && entry._rule === null && path(entry).endsWith("/unslash/"),
  ),
  postBecameGet: redirect(
    (first, next) =>
      by(first, "POST") &&
      [301, 302].includes(first.response.status) &&
      first.request.bodySize > 0 &&
      by(next, "GET") &&
      !next.request.postData,
  ),
  postStayed: redirect(
    (first, next) =>
      by(first, "POST") &&
      [307, 308].includes(first.response.status) &&
      by(next, "POST") &&
      next.request.bodySize > 0 &&
      next.request.bodySize === first.request.bodySize,
  ),
  loopStopped: (trips) =>
    trips.find(
      ({ entries }) =>
        entries.length >= 20 &&
        entries.every(({ request, response }) => request.url === entries[0]?.request.url && response.status === 302),
    )?.entries ?? null,
  notModified: exchange(
    (entry) => entry.response.status === 304 && Boolean(sent(entry, "if-none-match")) && entry.response.bodySize === 0,
  ),
  partOnly: exchange(
    (entry) =>
      entry.response.status === 206 && Boolean(sent(entry, "range")) && answered(entry, "content-range") !== "",
  ),
  cookieCameBack: cameBack(),
  pathDoesNotMatch: exchange(({ _changes }) => _changes.some((change) => /^cookie.* not sent: Path=/.test(change))),
  domainRefused: exchange(({ response }) =>
    response.cookies.some(({ _refused }) => _refused?.startsWith("Domain=") ?? false),
  ),
  httpOnlyCameBack: cameBack(({ httpOnly }) => httpOnly),
  cookieDeleted: redirect((first, next) =>
    first.response.cookies.some(
      ({ name, _lifetime }) => !OWN.includes(name) && _lifetime === 0 && carries(first, name) && !carries(next, name),
    ),
  ),
  sessionReadable: exchange((entry) => isOf(entry, "session.cookie", 200) && carries(entry, "session")),
  signatureRefused: endOfLogin("session.tamper", (entry) => by(entry, "POST")),
  loggedOut: endOfLogin("session.logout"),
  fileArrived: exchange((entry) => isOf(entry, "upload.receive", 303) && hasFile(entry)),
  fileLost: exchange(
    (entry) => isOf(entry, "upload.receive", 400) && /(^|[&\n])the_file=[^&\r\n]/.test(body(entry)) && !hasFile(entry),
  ),
  problemAsJson: exchange(
    (entry) => entry.response.status >= 400 && type(entry).startsWith("application/problem+json"),
  ),
  crashHidden: exchange((entry) => isOf(entry, "errors.crash", 500) && !text(entry).includes("Traceback")),
  fromOwnPage: exchange((entry) => isOf(entry, "origins.origins") && sent(entry, "sec-fetch-site") === "same-origin"),
  postRefused: exchange(
    (entry) => by(entry, "POST") && sent(entry, "sec-fetch-site") === "cross-site" && entry.response.status === 403,
  ),
  answerHidden: exchange(
    (entry) => by(entry, "GET") && isCrossOrigin(entry) && !answered(entry, "access-control-allow-origin"),
  ),
  answerAllowed: exchange((entry) => by(entry, "GET") && isCrossOrigin(entry) && isReadable(entry)),
  preflightPassed: (trips) => {
    for (const { entries } of trips) {
      for (const request of entries) {
        const preflight = entries.find(({ _id }) => _id === request._preflight);
        if (preflight) return [preflight, request];
      }
    }
    return null;
  },
  preflightRefused: exchange(({ _changes }) => _changes.some((change) => change.startsWith("preflight refused"))),
};
