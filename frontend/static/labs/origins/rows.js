/**
 * How the cases of the origins lab are written down: by the rule that each one tries: what it is called, what the
 * request and the answer are, and what has to come of it. *Here* is this page's site, *there* the other one.
 */

/**
 * @typedef {object} Try how a case is done; all of it may be left out
 * @property {"script" | "own script" | "frame" | "own frame" | "link" | "image" | "form" | "framed" | "own framed"} [by]
 *   who asks here: the other site's script, a script of this page, a frame or a link there, …
 * @property {RequestInit} [ask] what a script asks with
 * @property {Record<string, string>} [answer] what the answer is to carry: see SETS and ORDERS in labs/origins.py
 * @property {string} [path] another one than the lab's own
 * @property {string[]} [over] where it is sent first, `here` or `there`, to be redirected to the other one
 * @property {number} [times] how often it is done
 * @property {"ending" | "cookies" | "status" | "metadata" | "origin" | "asked" | "last" | "sent" | "read"} [tell] what is looked at
 * @property {string} [header] the header that was sent, or is read
 * @property {boolean} [cookies] whether this site has two cookies meanwhile, one SameSite=None and one SameSite=Lax
 *
 * @typedef {import("../runner.js").Row & Try} OriginsRow
 * @typedef {Pick<OriginsRow, "wpt" | "differs">} More
 */

/** What came of a script's request, in the words of the table. */
export const READS = "the script reads the answer";
export const FAILS = "the script gets an error";
export const OPAQUE = "the script gets an opaque answer";

/** Answers that the other site's scripts may read. */
export const ALLOWED = { origin: "other" };
export const ANYONE = { origin: "*" };
export const TRUSTED = { origin: "other", credentials: "true" };
export const INCLUDE = /** @type {RequestInit} */ ({ credentials: "include" });

/** Where browsers differ, and why. */
export const APART = {
  Firefox:
    "Firefox takes this site, asked from a frame of the other one, for a third party: it keeps the cookie back, and says so by Sec-Fetch-Storage-Access: inactive.",
};

/** What the server's words stand for; the one origin and the other have ports that are nobody's business here. */
const HEADERS = /** @type {Record<string, string>} */ ({
  origin: "Access-Control-Allow-Origin",
  credentials: "Access-Control-Allow-Credentials",
  methods: "Access-Control-Allow-Methods",
  headers: "Access-Control-Allow-Headers",
  expose: "Access-Control-Expose-Headers",
  age: "Access-Control-Max-Age",
  shared: "Cross-Origin-Resource-Policy",
  framed: "X-Frame-Options",
  ancestors: "Content-Security-Policy: frame-ancestors",
});
const VALUES = /** @type {Record<string, string>} */ ({
  "origin other": "(the other site)",
  "ancestors none": "'none'",
  "ancestors self": "'self'",
  "ancestors other": "'self' (this page's site)",
});
const WHO = {
  script: "the other site's script",
  "own script": "this page's script",
  frame: "a frame in the other site's page",
  "own frame": "a frame in this page",
  link: "a link in the other site's page",
  image: "a picture in the other site's page",
  form: "a form in the other site's page",
  framed: "this page frames the other site's",
  "own framed": "this page frames one of its own site",
};

/**
 * @param {string} source
 * @param {string} rule
 * @param {[title: string, how: Try, expected: string, more?: More][]} cases
 * @returns {OriginsRow[]}
 */
export function under(source, rule, cases) {
  return cases.map(([title, how, expected, more]) => ({
    title,
    expected,
    rule,
    source,
    ...how,
    ...more,
    sent: sent(how),
  }));
}

/** The request, and a line for each header of the answer. @param {Try} how */
function sent({ by = "script", ask = {}, answer = {}, path = "", times = 1, over }) {
  const { method = by === "form" ? "POST" : "GET", headers = {}, body, ...rest } = ask;
  const options = Object.entries(rest).map(([name, value]) => `${name}: ${value}`);
  const names = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const way = over ? `by a redirect from ${over.join(" to ")}` : "";
  const request = [`${method} ${path}`.trim(), ...names, ...(body ? [`“${body}”`] : []), ...options, way];
  return [
    `${WHO[by]}: ${request.filter(Boolean).join(", ")}${times > 1 ? `, ${times} times` : ""}`,
    ...Object.entries(answer).map(([name, value]) => line(name, value)),
  ].join("\n");
}

/** @param {string} name @param {string} value */
function line(name, value) {
  if (name === "preflight") return `← the preflight is answered with ${value}`;
  const header = HEADERS[name] ?? name;
  return `← ${header}${header.includes(":") ? "" : ":"} ${VALUES[`${name} ${value}`] ?? value}`;
}
