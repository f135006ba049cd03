/** The *Result* tab: one sentence about the answer, the facts, and the body. */

import { code, make, table } from "../shared/dom.js";
import { chip } from "../shared/status.js";
import { count, fromJson, pretty } from "../shared/text.js";
import { hex, toText } from "../wire/bytes.js";
import { asksForLogin, isDownload, isRedirect, isSandboxed, pageless } from "../wire/entry.js";
import { where } from "./request.js";

/**
 * @typedef {import("./request.js").Plan} Plan
 * @typedef {import("./stage.js").Arrival} Arrival
 * @typedef {import("../wire/entry.js").Entry} Entry
 */

/** The redirects that a browser follows (Fetch standard, HTTP-redirect fetch). */
const MOST_REDIRECTS = 20;

const ERROR_PAGE =
  "The stage shows an error page of the browser, which received no answer or followed too many redirects.";

const NO_COPY =
  "A script asked for an answer from the cache alone (only-if-cached), so the browser sent no request. The cache has no copy for this address. Page and Fetch have different addresses, so each needs a copy of its own.";

/**
 * Show the result of a page navigation.
 * @param {Plan | null} plan null after the visitor followed a link inside the stage
 * @param {Arrival} arrival
 * @param {Entry} [entry] the last exchange of the request on the wire
 * @returns {Node[]}
 */
export function ofPage(plan, arrival, entry) {
  if (arrival.url === null)
    return [make("p", {}, ...(isElsewhere(plan) ? [] : sentByBrowser(plan)), ...unreadable(plan, entry))];
  const before = plan && isElsewhere(plan) ? sentFrom(plan) : arrival.cached ? fromItsCache(plan) : sentByBrowser(plan);
  const after = arrival.redirects ? `After ${count(arrival.redirects, "redirect")}, the` : "The";
  const sentence = make("p", {}, ...before, `${after} stage shows `, ...path(arrival.url), ": ");
  sentence.append(arrival.status ? chip(arrival.status) : "this browser does not report the status", ".");
  const facts = { type: arrival.type, body: count(arrival.bytes, "byte"), time: `${Math.round(arrival.ms)} ms` };
  return [sentence, ...advice(plan), table("Reported by the browser", Object.entries(facts))];
}

/**
 * Show the end of a trip that makes no page, from the wire. Return null if a page arrives.
 * @param {Plan | null} plan
 * @param {Entry[]} entries of the trip
 * @returns {Node[] | null}
 */
export function ofPageless(plan, entries) {
  const entry = /** @type {Entry} */ (entries.at(-1));
  // Firefox tells the page nothing about its error page.
  if (entries.length > MOST_REDIRECTS && isRedirect(entry.response.status))
    return [make("p", {}, ...sentByBrowser(plan), ERROR_PAGE)];
  if (entry._outcome === "cut") return [cut(plan, entry)];
  if (!pageless(entry)) return null;
  const { status, statusText } = entry.response;
  const rest = `. ${isDownload(entry) ? "The browser downloads it" : "It has no content to show"}; the frame is unchanged.`;
  return [make("p", {}, ...sentByBrowser(plan), "The answer: ", chip(status, statusText), rest)];
}

/**
 * Explain why no page arrives after an answer that asks for a password. Return null for another answer.
 * @param {Plan | null} plan
 * @param {Entry} entry
 * @returns {Node[] | null}
 */
export function ofLogin(plan, entry) {
  if (!asksForLogin(entry)) return null;
  const { status, statusText } = entry.response;
  const words = ". Your browser asks for a name and a password in a window of its own. Then the stage shows a page.";
  return [make("p", {}, ...sentByBrowser(plan), "The answer: ", chip(status, statusText), words)];
}

/** Explain an answer whose body ended too early. @param {Plan | null} plan @param {Entry} entry */
function cut(plan, { response: { status, statusText, bodySize } }) {
  const words = `. Its body ended after ${count(bodySize, "byte")}, before the announced length. The stage shows the beginning; the rest never comes.`;
  return make("p", {}, ...sentByBrowser(plan), "The answer: ", chip(status, statusText), words);
}

/**
 * Show the result of `fetch`.
 * @param {Plan} plan
 * @param {Response} response
 * @param {boolean} [cached] whether the browser's cache answered, without a request
 * @returns {Promise<Node[]>}
 */
export async function ofFetch(plan, response, cached = false) {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = toText(bytes) ?? hex(bytes);
  const end = response.redirected ? ["The browser followed a redirect to ", ...path(response.url), ". "] : [];
  const answer = chip(response.status, response.statusText);
  const before = cached ? scriptFromCache(plan) : sentByScript(plan);
  const sentence = make("p", {}, ...before, ...end, "The answer: ", answer, ".");
  const type = response.headers.get("Content-Type") ?? "";
  const body = text
    ? [make("pre", { tabindex: "0", "aria-label": "Body" }, shaped(text, type)), ...inLines(text, type)]
    : [make("p", { class: "none" }, "The answer has no body.")];
  const { headerTables } = await import("../shared/headers.js");
  const headers = [...response.headers].map(([name, value]) => ({ name, value }));
  return [sentence, ...body, ...headerTables("Headers that a script may read", headers, headerTable)];
}

/**
 * Explain why a script has no answer to read.
 * @param {Plan} plan
 * @param {unknown} error
 * @param {Response | null} [response] whose body did not arrive completely
 * @param {RequestCache} [cache] the cache mode of the request
 * @param {Entry} [last] the last exchange of the request on the wire
 * @returns {Node[]}
 */
export function ofFailure(plan, error, response = null, cache = "default", last = undefined) {
  const aborted = error instanceof DOMException && error.name === "AbortError";
  if (cache === "only-if-cached" && !aborted) return [make("p", { class: "failure" }, NO_COPY)];
  const reason = aborted
    ? "You cancelled the request before the answer arrived."
    : response
      ? `The answer began with ${response.status}, but its body did not arrive completely (${error}). The script has its headers only.`
      : last && isRedirect(last.response.status)
        ? `The script received no answer (${error}). The browser followed too many redirects and gave up: the last answer on the wire is another redirect.`
        : `The script received no answer (${error}). Either the browser did not reach the server, or it followed too many redirects, or it hides the answer of another origin.`;
  return [make("p", { class: "failure" }, ...sentByScript(plan), reason)];
}

/** Explain that the visitor stopped a page that was loading. @param {Plan | null} plan @returns {Node[]} */
export const ofStopped = (plan) => [
  make("p", { class: "failure" }, ...sentByBrowser(plan), "You cancelled the request before the answer arrived."),
];

/** Explain why a script has a 200 and the wire a 304. @returns {Node[]} */
export const fromCache = () => [
  make(
    "p",
    { class: "advice" },
    "The server answered 304 (see the wire): the copy in the browser's cache is still current. The browser gave this copy to the script, with the status 200.",
  ),
];

/** @param {Plan | null} plan */
const sentByBrowser = (plan) => (plan ? sent("Your browser", formMethod(plan.method), plan) : []);

/** @param {Plan | null} plan */
const fromItsCache = (plan) =>
  plan ? ["Your browser had ", code(where(plan.url)), " in its cache, and did not wait for the server. "] : [];

/** @param {Plan} plan */
const scriptFromCache = (plan) => [
  "A script asked for ",
  code(where(plan.url)),
  ". The browser's cache had a copy, so the browser sent no request. ",
];

/** @param {Plan} plan */
const sentFrom = ({ url }) => [`A page of ${url.origin} sent the request. `];

/** @param {Plan} plan */
const sentByScript = (plan) => sent("A script", plan.method, plan);

/** @param {string} sender @param {string} method @param {Plan} plan @returns {(Node | string)[]} */
const sent = (sender, method, plan) => [`${sender} sent `, code(`${method} ${where(plan.url)}`), ". "];

/** @param {Plan | null} plan */
const isElsewhere = (plan) => plan !== null && plan.url.origin !== location.origin;

/** Explain why the page cannot read the stage. @param {Plan | null} plan @param {Entry} [entry] @returns {(Node | string)[]} */
function unreadable(plan, entry) {
  if (plan && isElsewhere(plan))
    return [
      `The frame shows a page of another origin, ${plan.url.origin}. Roundtrip's own page cannot read what is in it.`,
    ];
  if (!entry || !isSandboxed(entry)) return [ERROR_PAGE];
  const { status, statusText } = entry.response;
  const why = ". The answer is sandboxed, so this page cannot read it; the wire has its headers.";
  return ["The stage shows the answer: ", chip(status, statusText), why];
}

/** Explain a method that a form cannot send. @param {Plan | null} plan @returns {Node[]} */
function advice(plan) {
  if (!plan || plan.method === formMethod(plan.method)) return [];
  const words = `A form can only send GET or POST, so the browser sent GET instead of ${plan.method}. To send ${plan.method}, choose Fetch.`;
  return [make("p", { class: "advice" }, words)];
}

/**
 * Return the method that a form sends (HTML standard: GET for an unknown one).
 * @param {string} method
 */
const formMethod = (method) => (method === "POST" ? "POST" : "GET");

/** @param {string} caption @param {{ name: string, value: string }[]} headers */
const headerTable = (caption, headers) =>
  table(
    caption,
    headers.map(({ name, value }) => [name, value]),
  );

/** Characters of a path that a sentence shows. */
const LONGEST = 100;

/** The path and the query of an address; long ones are cut, and a button shows the whole. @param {string} url */
function path(url) {
  const whole = url.slice(new URL(url).origin.length);
  if (whole.length <= LONGEST) return [code(whole)];
  const short = `${whole.slice(0, LONGEST)}…`;
  const shown = code(short);
  const more = make("button", { type: "button", class: "quiet", "aria-expanded": "false" }, "Whole address");
  more.addEventListener("click", () => {
    more.ariaExpanded = String(more.ariaExpanded === "false");
    shown.textContent = more.ariaExpanded === "true" ? whole : short;
  });
  return [shown, " ", more];
}

/** Show the texts of a JSON object that have several lines: in JSON, a line break is `\n`. @param {string} text @param {string} type */
function inLines(text, type) {
  if (!isJson(type)) return [];
  return Object.entries(/** @type {Record<string, unknown>} */ (fromJson(text) ?? {}))
    .filter(([, value]) => typeof value === "string" && value.includes("\n"))
    .map(([name, value]) =>
      make(
        "figure",
        {},
        make("figcaption", {}, make("span", {}, code(name), ", with its line breaks")),
        make("pre", { tabindex: "0", "aria-label": `${name}, with its line breaks` }, String(value)),
      ),
    );
}

/** @param {string} type */
const isJson = (type) => /\bjson\b/.test(type);

/** @param {string} text @param {string} type */
const shaped = (text, type) => (isJson(type) ? pretty(text) : text);
