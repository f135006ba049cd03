/**
 * The Forms panel: after each request, a table compares the typed value of each field, its bytes on the wire, and the
 * value in Flask. They come from the form, from the wire's entry, and from the echo in the answer.
 */

import { make, sheet } from "../shared/dom.js";
import { wire } from "../wire/client.js";
import { controlsOf } from "./forms.controls.js";
import { pieces } from "./forms.crossed.js";
import { attributes, comparison } from "./forms.table.js";

/**
 * @typedef {import("../bench/request.js").Send} Send
 * @typedef {import("../wire/entry.js").Trip} Trip
 * @typedef {import("./forms.table.js").Echo} Echo
 *
 * @typedef {object} Request the sources of one table; the last two arrive later, in any order
 * @property {import("./forms.controls.js").Control[]} controls
 * @property {string[]} names of the sent fields, in order
 * @property {number} after the newest entry on the wire before the request
 * @property {Trip} [trip]
 * @property {Echo} [echo]
 */

/** @param {HTMLElement} section */
export async function start(section) {
  await sheet("forms.css", import.meta.url);
  const result = /** @type {HTMLElement} */ (section.querySelector("[data-tab=result]"));
  const frame = () => /** @type {HTMLIFrameElement} */ (section.querySelector("iframe"));
  /** @type {Request | null} */
  let request = null;

  const show = () => {
    const [entry] = request?.trip?.entries ?? [];
    if (!request?.echo || !entry) return;
    insert(result, [
      ...comparison(request.controls, pieces(entry, request.names), request.echo),
      ...attributes(request.echo),
    ]);
    request = null;
  };

  section.addEventListener("bench-send", (event) => {
    request = begin(/** @type {CustomEvent<Send>} */ (event).detail);
  });
  section.addEventListener("bench-trip", (event) => {
    const trip = /** @type {CustomEvent<Trip>} */ (event).detail;
    // The trip of an earlier request may still grow.
    if (request && (trip.entries[0]?._id ?? 0) > request.after) request.trip = trip;
    show();
  });
  section.addEventListener("bench-settle", async (event) => {
    const settled = request;
    const echo = await echoIn(/** @type {CustomEvent<Response | null>} */ (event).detail, frame());
    if (settled) settled.echo = echo;
    show();
  });
  result.append(
    make("p", { class: "none" }, "Send the form to compare each field: as typed, on the wire, and in Flask."),
  );
}

/** @param {Send} send @returns {Request | null} */
function begin({ data, submitter }) {
  const form = submitter?.closest("form");
  return form ? { controls: controlsOf(form, submitter), names: [...data.keys()], after: wire.latest } : null;
}

/** Insert nodes after the sentences of a result and before its facts. @param {HTMLElement} result @param {Node[]} nodes */
function insert(result, nodes) {
  const facts = result.querySelector(":scope > :not(p)");
  if (facts) facts.before(...nodes);
  else result.append(...nodes);
}

/**
 * Return the echo in an answer: the JSON of a Fetch, or a script element of the page on the stage. Return undefined for
 * an answer without one, such as an error or the form that the server checks.
 * @param {Response | null} response
 * @param {HTMLIFrameElement} frame
 * @returns {Promise<Echo | undefined>}
 */
async function echoIn(response, frame) {
  try {
    const page = frame.contentDocument;
    const text = response ? await response.text() : (page?.querySelector("[data-echo]")?.textContent ?? "");
    const echo = JSON.parse(text);
    return echo.args && echo.body ? echo : undefined;
  } catch {
    return undefined;
  }
}
