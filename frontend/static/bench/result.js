/** The *Result* tab: one sentence that says what happened, the facts behind it, and what came back. */

import { chip, code, make, table } from "../shared/dom.js";
import { server } from "../shared/server.js";
import { count, pretty } from "../shared/text.js";

/**
 * @typedef {import("./request.js").Plan} Plan
 * @typedef {import("./stage.js").Sight} Sight
 */

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
 * Whether an answer makes no page, so that the browser stays where it was (HTML standard, navigation).
 * @param {import("../wire/client.js").Entry} entry
 */
export function pageless({ response }) {
  const kept = response.headers.some(
    (each) => /^content-disposition$/i.test(each.name) && /^attachment/i.test(each.value),
  );
  return kept || [204, 205, 304].includes(response.status);
}

/**
 * What an answer without a page came to, by the wire.
 * @param {Plan | null} plan
 * @param {import("../wire/client.js").Entry} entry
 * @returns {Node[]}
 */
export function ofPageless(plan, { response }) {
  const words = ". That makes no page, so the browser shows none and stays where it was.";
  return [make("p", {}, ...asked(plan), "The answer: ", chip(response.status, response.statusText), words)];
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
    ? make("pre", { tabindex: "0", "aria-label": "Body" }, shaped(text, response.headers.get("Content-Type") ?? ""))
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

/** @param {Plan | null} plan @param {string} [who] @returns {(Node | string)[]} */
function asked(plan, who = "Your browser") {
  if (!plan) return [];
  const method = who === SCRIPT ? plan.method : formMethod(plan.method);
  return [`${who} sent `, code(`${method} ${where(plan.url)}`), ". "];
}

/** Why the page cannot look at what is in the stage. @param {Plan | null} plan */
function unseen(plan) {
  if (plan?.url.pathname === "/respond")
    return "The stage shows your answer. It is sandboxed, so this page may not look into it; the wire has its status and headers.";
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

const SCRIPT = "A script";

/** An address, without the origin if it is the server's own. @param {URL} url */
const where = (url) => (url.origin === server ? url.pathname : url.origin + url.pathname);

/** @param {string} url */
const pathOf = (url) => url.slice(new URL(url).origin.length);

/** @param {string} text @param {string} type */
const shaped = (text, type) => (/\bjson\b/.test(type) ? pretty(text) : text);
