/** The *Result* tab: one sentence that says what happened, the facts behind it, and what came back. */

import { server } from "./server.js";

/**
 * @typedef {import("./request.js").Plan} Plan
 * @typedef {import("./stage.js").Sight} Sight
 */

/**
 * An element with attributes and children; text stays text.
 * @param {string} name
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Reason phrases (RFC 9110, section 15), which a navigation and HTTP/2 do not tell. */
const REASONS = /** @type {Record<number, string>} */ ({
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  206: "Partial Content",
  301: "Moved Permanently",
  302: "Found",
  303: "See Other",
  304: "Not Modified",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  410: "Gone",
  413: "Content Too Large",
  418: "I'm a teapot",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  451: "Unavailable For Legal Reasons",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
});

/**
 * A status with its number, its reason and its hue.
 * @param {number} status
 * @returns {HTMLElement}
 */
export function chip(status) {
  const words = `${status} ${REASONS[status] ?? ""}`.trim();
  return make("span", { class: "status", "data-class": String(Math.floor(status / 100)) }, words);
}

/**
 * What to say until the answer comes, and for good where none ever shows.
 * @param {Plan} plan
 * @returns {Node[]}
 */
export function onItsWay(plan) {
  const words = " is on its way. An answer that is no page, such as a 204 or a download, leaves the stage empty.";
  return [make("p", { class: "none" }, code(`${plan.method} ${where(plan.url)}`), words)];
}

/**
 * What a page navigation came to.
 * @param {Plan | null} plan null when the visitor went on inside the stage
 * @param {Sight} sight
 * @returns {Node[]}
 */
export function ofPage(plan, sight) {
  if (sight.url === null) return [make("p", {}, ...asked(plan), unseen(plan))];
  const path = pathOf(sight.url);
  const after = sight.redirects ? `, after ${count(sight.redirects, "redirect")},` : "";
  const sentence = make("p", {}, ...asked(plan), `The stage${after} shows `, code(path), ": ");
  sentence.append(sight.status ? chip(sight.status) : "no status told by this browser", ".");
  const facts = { type: sight.type, body: count(sight.bytes, "byte"), time: `${Math.round(sight.ms)} ms` };
  return [sentence, ...advice(plan), table("What the browser tells of it", Object.entries(facts))];
}

/**
 * What `fetch` came to.
 * @param {Plan} plan
 * @param {Response} response
 * @returns {Promise<Node[]>}
 */
export async function ofFetch(plan, response) {
  const text = await response.text();
  const end = response.redirected ? ["It was redirected to ", code(pathOf(response.url)), ". "] : [];
  const sentence = make("p", {}, ...asked(plan, SCRIPT), ...end, "The answer: ", chip(response.status), ".");
  const body = text
    ? make("pre", { tabindex: "0", "aria-label": "Body" }, pretty(text, response.headers.get("Content-Type") ?? ""))
    : make("p", { class: "none" }, "No body came.");
  return [sentence, body, table("Headers that a script may read", [...response.headers])];
}

/**
 * What to say when there was no answer to read.
 * @param {Plan} plan
 * @param {unknown} error
 * @returns {Node[]}
 */
export function ofFailure(plan, error) {
  const aborted = error instanceof DOMException && error.name === "AbortError";
  const words = aborted
    ? "You cancelled it before the answer came."
    : `The browser gave no answer to the script (${error}): it found no server, followed too many redirects, or keeps another origin's answer to itself.`;
  return [make("p", { class: "failure" }, ...asked(plan, SCRIPT), words)];
}

/**
 * A table of names and values.
 * @param {string} caption
 * @param {Iterable<[string, string]>} rows
 * @returns {HTMLElement}
 */
export function table(caption, rows) {
  const body = make("tbody");
  for (const [name, value] of rows)
    body.append(make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, value)));
  return make("table", {}, make("caption", {}, caption), body);
}

/** @param {Plan | null} plan @param {string} [who] @returns {(Node | string)[]} */
function asked(plan, who = "Your browser") {
  if (!plan) return [];
  const method = who === SCRIPT ? plan.method : formMethod(plan.method);
  return [`${who} sent `, code(`${method} ${where(plan.url)}`), ". "];
}

/** Why the page cannot look at what is in the stage. @param {Plan | null} plan */
function unseen(plan) {
  if (plan?.url.pathname === "/respond")
    return "The stage shows your answer. It is sandboxed, so this page may not look into it.";
  if (plan && plan.url.origin !== location.origin)
    return "The stage shows its answer. It is of another origin, so this page may not look into it.";
  return "The stage shows an error page of the browser's own: it got no answer, or followed too many redirects.";
}

/** @param {Plan | null} plan @returns {Node[]} */
function advice(plan) {
  if (!plan || plan.method === formMethod(plan.method)) return [];
  return [
    make(
      "p",
      { class: "advice" },
      `A form knows only GET and POST, so the browser made a GET of ${plan.method}. Send it as Fetch to see a real ${plan.method}.`,
    ),
  ];
}

/**
 * What a form makes of a method (HTML standard: an unknown one is GET).
 * @param {string} method
 */
const formMethod = (method) => (method === "POST" ? "POST" : "GET");

/** @param {string} text */
const code = (text) => make("code", {}, text);

const SCRIPT = "A script";

/** An address, without the origin if it is the server's own. @param {URL} url */
const where = (url) => (url.origin === server ? url.pathname : url.origin + url.pathname);

/** @param {string} url */
const pathOf = (url) => url.slice(new URL(url).origin.length);

/** @param {number} number @param {string} noun */
export const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

/** @param {string} text @param {string} type */
function pretty(text, type) {
  if (!/\bjson\b/.test(type)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
