/** The matrix: five status codes, each with the five methods of a script and the two methods of a form. */

const METHOD = "fetch/api/redirect/redirect-method.any.js";
const LOCATION = "fetch/api/redirect/redirect-location.any.js";
const BEACON = "beacon/beacon-redirect.https.window.js";
const FRAGMENT = "fetch/redirect-navigate/preserve-fragment.html";
const FORM = "fetch/redirect-navigate/302-found-post.html";

/** Status code, method, the method that arrives, and the file of web-platform-tests if there is one. @type {[number, string, string, string?][]} */
const FETCHED = [
  [301, "GET", "GET", METHOD],
  [301, "POST", "GET", METHOD],
  [301, "PUT", "PUT"],
  [301, "PATCH", "PATCH"],
  [301, "DELETE", "DELETE"],
  [302, "GET", "GET", METHOD],
  [302, "POST", "GET", METHOD],
  [302, "PUT", "PUT"],
  [302, "PATCH", "PATCH"],
  [302, "DELETE", "DELETE"],
  [303, "GET", "GET", METHOD],
  [303, "POST", "GET", METHOD],
  [303, "PUT", "GET", METHOD],
  [303, "PATCH", "GET", METHOD],
  [303, "DELETE", "GET", METHOD],
  [307, "GET", "GET", METHOD],
  [307, "POST", "POST", METHOD],
  [307, "PUT", "PUT"],
  [307, "PATCH", "PATCH"],
  [307, "DELETE", "DELETE"],
  [308, "GET", "GET", LOCATION],
  [308, "POST", "POST", BEACON],
  [308, "PUT", "PUT"],
  [308, "PATCH", "PATCH"],
  [308, "DELETE", "DELETE"],
];

/** The same for forms. @type {[number, string, string, string?][]} */
const SUBMITTED = [
  [301, "GET", "GET", FRAGMENT],
  [301, "POST", "GET"],
  [302, "GET", "GET", FRAGMENT],
  [302, "POST", "GET", FORM],
  [303, "GET", "GET", FRAGMENT],
  [303, "POST", "GET"],
  [307, "GET", "GET", FRAGMENT],
  [307, "POST", "POST"],
  [308, "GET", "GET", FRAGMENT],
  [308, "POST", "POST"],
];

/** @param {number} code @param {string} method */
function ruleOf(code, method) {
  if (method === "GET") return "A GET stays a GET over any redirect.";
  if (code >= 307) return "A 307 or 308 keeps the method and the body.";
  if (code === 303)
    return "A 303 changes every method except GET and HEAD to GET, and drops the body and the headers that describe it.";
  return method === "POST"
    ? "A 301 or 302 changes POST to GET, and drops the body and the headers that describe it."
    : "A 301 or 302 changes POST to GET, and no other method.";
}

/** @param {string} method @param {string} type */
const arrival = (method, type) => (method === "GET" ? "GET, no body" : `${method}, body, ${type}`);

/**
 * @param {[number, string, string, string?][]} table @param {"fetch" | "form"} by @param {string} sender in words @param {string} type
 * @returns {import("./rules.js").RedirectGroup[]}
 */
const groups = (table, by, sender, type) =>
  table.map(([code, method, arrives, wpt]) => ({
    source: "Fetch, HTTP-redirect fetch",
    rule: ruleOf(code, method),
    ...(wpt && { wpt }),
    cases: [
      [`${code} on a ${method} by ${sender}`, by, `${method} /lab/redirect/${code}`, "arrival", arrival(arrives, type)],
    ],
  }));

export const MATRIX = [
  ...groups(FETCHED, "fetch", "fetch", "text/plain;charset=UTF-8"),
  ...groups(SUBMITTED, "form", "a form", "application/x-www-form-urlencoded"),
];
