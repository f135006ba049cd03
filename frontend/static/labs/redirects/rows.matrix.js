/** The matrix itself: five codes, by five methods of a script and the two of a form. */

const SOURCE = "Fetch, HTTP-redirect fetch";
const METHOD = "fetch/api/redirect/redirect-method.any.js";
const LOCATION = "fetch/api/redirect/redirect-location.any.js";
const BEACON = "beacon/beacon-redirect.https.window.js";
const FRAGMENT = "fetch/redirect-navigate/preserve-fragment.html";
const FORM = "fetch/redirect-navigate/302-found-post.html";

/** Code, method, the method that arrives, and the test that says so, where there is one. @type {[number, string, string, string?][]} */
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

/** The same for forms, which have no other methods. @type {[number, string, string, string?][]} */
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

/** Why, in one line. @param {number} code @param {string} method */
function rule(code, method) {
  if (method === "GET") return "A GET stays a GET over any redirect.";
  if (code >= 307) return "A 307 or 308 changes nothing: the same method again, with the same body.";
  if (code === 303)
    return "A 303 makes a GET of all but GET and HEAD: the body goes, and the headers that describe it.";
  return method === "POST"
    ? "A 301 or 302 makes a GET of a POST: the body goes, and the headers that describe it."
    : "A 301 or 302 makes a GET of a POST, and of no other method.";
}

/** @param {string} method @param {string} type */
const arrival = (method, type) => (method === "GET" ? "GET, no body" : `${method}, body, ${type}`);

/** @type {import("./lab.js").RedirectRow[]} */
export const MATRIX = [
  ...FETCHED.map(([code, method, arrives, wpt]) => ({
    title: `${code} on a ${method} by fetch`,
    sent: `${method} /api/redirect/${code}${method === "GET" ? "" : "\nhello"}`,
    by: /** @type {const} */ ("script"),
    to: `/redirect/${code}`,
    method,
    ...(method === "GET" ? {} : { body: /** @type {const} */ ("text") }),
    expected: arrival(arrives, "text/plain;charset=UTF-8"),
    rule: rule(code, method),
    source: SOURCE,
    ...(wpt && { wpt }),
  })),
  ...SUBMITTED.map(([code, method, arrives, wpt]) => ({
    title: `${code} on a ${method} by a form`,
    sent: method === "GET" ? `GET /redirect/${code}?note=hello` : `POST /redirect/${code}\nnote=hello`,
    by: /** @type {const} */ ("frame"),
    to: `/redirect/${code}`,
    method,
    body: /** @type {const} */ ("text"),
    expected: arrival(arrives, "application/x-www-form-urlencoded"),
    rule: rule(code, method),
    source: SOURCE,
    ...(wpt && { wpt }),
  })),
];
