/**
 * The Origins panel. A token puts the requests of the other site onto this visitor's wire. Cross-origin by hand: examples
 * fill in the form, and after each request the Result tab explains why the script could read the answer or not.
 */
import { make, sheet } from "../shared/dom.js";
import { at, otherOrigin, server } from "../shared/server.js";
import { wire } from "../wire/client.js";
import { start as startExamples } from "./origins.examples.js";
import { explain } from "./origins.reason.js";

/**
 * @typedef {import("../bench/request.js").Send} Send
 * @typedef {import("../wire/entry.js").Trip} Trip
 */

/** @param {HTMLElement} section */
export async function start(section) {
  const forms = /** @type {HTMLFormElement[]} */ ([...section.querySelectorAll("form[data-origin=other]")]);
  const byHand = /** @type {HTMLFormElement} */ (section.querySelector(".by-hand"));
  const other = otherOrigin();
  await sheet("origins.css", import.meta.url);
  startExamples(byHand, other ?? "");
  if (!other) return disable(section, forms);
  sendTokens(section);
  explainTrips(section, byHand);
}

/** Disable the forms for the other site where the server has no second name. @param {HTMLElement} section @param {HTMLFormElement[]} forms */
function disable(section, forms) {
  for (const form of forms) for (const button of form.querySelectorAll("button")) button.disabled = true;
  const note = `${new URL(server).hostname} has no second name. Open Roundtrip at localhost or 127.0.0.1 to try this.`;
  section.querySelector(".origins-note")?.replaceChildren(note);
}

/**
 * Milliseconds for which a token is used again: with another token in its URL, a request needs another preflight, even
 * if `Access-Control-Max-Age` lets the browser remember the last one.
 */
const REUSED = 10 * 60_000;

/** Milliseconds after which a missing token is asked for again. */
const RETRY = 1000;

/** Give each form for the other site a token before the browser submits it. @param {HTMLElement} section */
function sendTokens(section) {
  const bench = /** @type {import("../bench/panel.js").PanelBench} */ (section.querySelector("panel-bench"));
  let token = "";
  let expires = 0;
  wire.addEventListener("lost", () => {
    expires = 0; // the token names the wire of a visitor whose cookie is gone
  });
  const renew = async () => {
    token = await newToken();
    expires = Date.now() + (token ? REUSED : RETRY);
  };
  const submit = (/** @type {SubmitEvent} */ event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.dataset.origin === "other" && Date.now() >= expires) bench.waitFor(renew());
  };
  section.addEventListener("submit", submit, { capture: true });
  section.addEventListener("formdata", (event) => {
    if (/** @type {HTMLFormElement} */ (event.target).dataset.origin === "other" && token)
      event.formData.set("wire", token);
  });
}

/** A token that names this visitor's wire; empty if the server does not answer. */
async function newToken() {
  try {
    const response = await fetch(at("api/lab/token"), { credentials: "include" });
    return /** @type {string} */ ((await response.json()).wire);
  } catch {
    return "";
  }
}

/** Explain each request by hand in the Result tab, when the stage and the wire have its answer. @param {HTMLElement} section @param {HTMLFormElement} form */
function explainTrips(section, form) {
  const result = /** @type {HTMLElement} */ (section.querySelector("[data-tab=result]"));
  const note = make("p", { class: "advice" });
  /** @type {{ fields: FormData, after: number } | null} */
  let request = null;
  section.addEventListener("bench-send", (event) => {
    const { submitter, data } = /** @type {CustomEvent<Send>} */ (event).detail;
    request = submitter?.closest("form") === form ? { fields: data, after: wire.latest } : null;
    note.replaceChildren();
  });
  section.addEventListener("bench-trip", (event) => {
    const { entries } = /** @type {CustomEvent<Trip>} */ (event).detail;
    if (!request || (entries[0]?._id ?? 0) <= request.after) return;
    note.replaceChildren(explain(entries, request.fields));
    if (note.textContent) result.append(note);
  });
  section.addEventListener("bench-settle", () => note.textContent && result.append(note));
}
