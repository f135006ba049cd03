/**
 * The Authentication panel, as Fetch: the page sets the header Authorization. For Digest it first requests the challenge.
 * The fetch omits the credentials of the browser, so that no browser opens a login window; a token in the query puts
 * the request onto this visitor's wire.
 */
import { toRequest } from "../bench/request.js";
import { ofFailure, ofFetch } from "../bench/result.js";
import { at } from "../shared/server.js";
import { answerTo } from "./authentication.digest.js";

/**
 * @typedef {import("../bench/request.js").Send} Send
 * @typedef {import("../bench/panel.js").PanelBench} PanelBench
 * @typedef {{ user: string, password: string, scheme: string }} Credentials
 */

/** @param {HTMLElement} section */
export function start(section) {
  const bench = /** @type {PanelBench} */ (section.querySelector("panel-bench"));
  section.addEventListener("bench-send", (event) => {
    const send = /** @type {CustomEvent<Send>} */ (event).detail;
    if (send.as !== "fetch") return;
    const form = /** @type {HTMLFormElement} */ (send.submitter?.closest("form"));
    event.preventDefault();
    authenticate(bench, send, credentialsIn(form));
  });
}

/** The credentials that the form describes; null if the request should have none. @param {HTMLFormElement} form @returns {Credentials | null} */
function credentialsIn(form) {
  const value = (/** @type {string} */ selector) =>
    /** @type {HTMLInputElement} */ (form.querySelector(selector)).value;
  const chosen = value("[data-credentials]");
  if (chosen === "none") return null;
  const password = chosen === "wrong" ? `not ${value("[name=passwd]")}` : value("[name=passwd]");
  return { user: value("[name=user]"), password, scheme: value("[name=endpoint]").split(".")[1] ?? "" };
}

/** Send the request, and show its answer. @param {PanelBench} bench @param {Send} send @param {Credentials | null} credentials */
async function authenticate(bench, { plan, data }, credentials) {
  let response = null;
  try {
    const request = await withToken(toRequest(plan, data));
    const header = credentials && (await authorization(request, credentials));
    response = await fetch(request, header ? { headers: { Authorization: header } } : {});
    bench.show(plan.url.href, await ofFetch(plan, response.clone()), plan);
  } catch (error) {
    bench.show(plan.url.href, ofFailure(plan, error), plan);
  } finally {
    bench.settle(response);
  }
}

/** Return the value of Authorization. @param {Request} request @param {Credentials} credentials */
async function authorization(request, { scheme, user, password }) {
  if (scheme === "bearer") return `Bearer ${encodeURIComponent(password)}`;
  if (!scheme.startsWith("digest")) return `Basic ${base64(`${user}:${password}`)}`;
  const challenge = (await fetch(request.clone())).headers.get("WWW-Authenticate") ?? "";
  const { pathname, search } = new URL(request.url);
  return answerTo(challenge, { user, password, method: request.method, uri: pathname + search });
}

/** Return a request without the credentials of the browser, and with a token. @param {Request} request */
async function withToken(request) {
  const token = await fetch(at("api/lab/token"), { credentials: "include" });
  const url = new URL(request.url);
  url.searchParams.set("wire", (await token.json()).wire);
  return new Request(url, { method: request.method, credentials: "omit", cache: "no-store" });
}

/** Base64 of the UTF-8 bytes of a text (RFC 7617, section 2.1). @param {string} text */
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
