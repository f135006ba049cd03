/**
 * How a case of the origins lab is written down: its title, the request and the answer, the outcome, and perhaps its
 * file of web-platform-tests and the engines that differ. Without options, a script of the other site sends a GET here.
 *
 * @typedef {"script" | "own script" | "frame" | "own frame" | "link" | "image" | "form" | "framed" | "own framed"} Sender
 *   `own` is this page; the others are the other site's page; `framed`: this page shows the answer in a frame
 *
 * @typedef {"end" | "cookies" | "status" | "metadata" | "origin" | "announced" | "last" | "sent" | "read"} Look
 *
 * @typedef {object} Try
 * @property {Sender} [by]
 * @property {RequestInit} [ask] the options of the script's `fetch`
 * @property {Record<string, string>} [answer] the headers of the answer: see SETS and ORDERS in labs/origins.py
 * @property {string} [path] of the request, if not the lab's
 * @property {["this" | "other", "this" | "other"]} [over] the sites of a redirect: the first one redirects to the second
 * @property {number} [times] how often the request is sent
 * @property {Look} [look] the part of the case that is compared
 * @property {string} [header] the header to look at
 * @property {boolean} [cookies] whether this site first sets a SameSite=None cookie and a SameSite=Lax cookie
 *
 * @typedef {import("../rows.js").Row & Try} OriginsRow
 * @typedef {Pick<OriginsRow, "wpt" | "differs" | "may"> & { framed?: boolean }} More
 * @typedef {import("../rows.js").Group<[title: string, how: Try, expected: string, more?: More]>} OriginsGroup
 */

/** The end of a script's request, in the words of the table. */
export const READS = "the script reads the answer";
export const FAILS = "the script gets an error";
export const OPAQUE = "the script gets an opaque answer";

/** Answers that a script of the other site may read. */
export const ALLOWED = { origin: "other" };
export const ANYONE = { origin: "*" };
export const TRUSTED = { origin: "other", credentials: "true" };
export const INCLUDE = /** @type {RequestInit} */ ({ credentials: "include" });

const NONE_COOKIE = "the SameSite=None cookie";

/**
 * For a row in which the other site's frame sends this site's SameSite=None cookie: `row` adds the outcome without a
 * cookie, which the standard permits where the browser sends no cookies from that frame.
 */
export const SENT_BY_FRAME = {
  framed: true,
  differs: {
    WebKit:
      "WebKitGTK refuses the Secure cookie here. It sends the SameSite=Lax cookie, because it compares the request only with the top-level page, which is of this site.",
  },
};

/** @param {string} expected @returns {import("../rows.js").Permitted} */
const unsent = (expected) => ({
  got: expected.replace(NONE_COOKIE, "no cookie"),
  when: { framed: ["no"] },
  source: "RFC 6265bis, 5.8.1",
  why: "This browser sends no cookies of this site from a frame of the other site, although the top-level page is of this site.",
});

/** The headers and values that the server's words stand for, without the ports. */
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
const SITES = { this: "this site", other: "the other site" };
const SENDERS = {
  script: "the other site's script",
  "own script": "this page's script",
  frame: "a frame in the other site's page",
  "own frame": "a frame in this page",
  link: "a link in the other site's page",
  image: "a picture in the other site's page",
  form: "a form in the other site's page",
  framed: "a frame in this page, with a page of the other site",
  "own framed": "a frame in this page, with a page of this site",
};

/** @param {string} title @param {Try} how @param {string} expected @param {More} [more] */
export function row(title, how, expected, { framed, ...more } = {}) {
  return { title, expected, ...how, ...more, ...(framed && { may: [unsent(expected)] }), sent: sent(how) };
}

/** The request, and a line for each header of the answer. @param {Try} how */
function sent({ by = "script", ask = {}, answer = {}, path = "", times = 1, over }) {
  const { method = by === "form" ? "POST" : "GET", headers = {}, body, ...rest } = ask;
  const options = Object.entries(rest).map(([name, value]) => `${name}: ${value}`);
  const names = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const redirect = over ? `redirected from ${SITES[over[0]]} to ${SITES[over[1]]}` : "";
  const request = [`${method} ${path}`.trim(), ...names, ...(body ? [`“${body}”`] : []), ...options, redirect];
  return [
    `${SENDERS[by]}: ${request.filter(Boolean).join(", ")}${times > 1 ? `, ${times} times` : ""}`,
    ...Object.entries(answer).map(([name, value]) => line(name, value)),
  ].join("\n");
}

/** @param {string} name @param {string} value */
function line(name, value) {
  if (name === "preflight") return `← the preflight is answered with ${value}`;
  const header = HEADERS[name] ?? name;
  return `← ${header}${header.includes(":") ? "" : ":"} ${VALUES[`${name} ${value}`] ?? value}`;
}
