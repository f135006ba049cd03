/** Which trip on the wire is a panel's own, and the tabs *Code* and *Reproduce* that show it. */
import { make } from "../shared/dom.js";
import { server } from "../shared/server.js";
import { wire } from "../wire/client.js";

/**
 * @typedef {import("../wire/client.js").Trip} Trip
 * @typedef {import("./panel.js").PanelBench} PanelBench
 */

/** @type {Map<PanelBench, { plan: import("./request.js").Plan, after: number }>} what a panel asked last */
const asked = new Map();
/** @type {Map<PanelBench, Trip>} what came of it */
const own = new Map();

/**
 * Await the trip that a panel's request makes.
 * @param {PanelBench} bench
 * @param {import("./request.js").Plan} plan
 * @param {number} after the newest entry before it
 */
export function expect(bench, plan, after) {
  asked.set(bench, { plan, after });
  own.delete(bench);
  for (const panel of bench.querySelectorAll("[data-tab]:not([data-tab=result])")) {
    panel.replaceChildren(make("p", { class: "none" }, missing(plan)));
  }
  take([...wire.trips.values()]);
}

document.addEventListener("tab-select", (event) => {
  const bench = benchOf(event);
  if (bench) render(bench);
});

wire.addEventListener("news", (event) => take(/** @type {CustomEvent<Trip[]>} */ (event).detail));

/** Give each panel the newest trip that is its own. @param {Trip[]} trips */
function take(trips) {
  for (const trip of trips) {
    for (const [bench, request] of asked) {
      if (own.get(bench) !== trip && !answers(trip, request)) continue;
      own.set(bench, trip);
      bench.answer(trip);
      bench.dispatchEvent(new CustomEvent("bench-trip", { bubbles: true, detail: trip }));
      render(bench);
    }
  }
}

/** @param {Trip} trip @param {{ plan: import("./request.js").Plan, after: number }} request */
function answers(trip, { plan, after }) {
  const [first] = trip.entries;
  return first !== undefined && first._id > after && !ofALab(first) && path(first.request.url) === path(plan.url.href);
}

/** Whether a lab asked, by the wire's token. @param {import("../wire/client.js").Entry} entry */
const ofALab = (entry) => new URL(entry.request.url).searchParams.has("wire");

/** The path in letters: WSGI has it decoded, so the wire cannot tell `%40` from `@`. @param {string} url */
function path(url) {
  const { pathname } = new URL(url);
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

/** Fill the tab that is open; the other one waits until somebody looks. @param {PanelBench} bench */
async function render(bench) {
  const panel = /** @type {HTMLElement | null} */ (bench.querySelector("[data-tab]:not([hidden], [data-tab=result])"));
  const trip = own.get(bench);
  if (!panel || !trip) return;
  const { length } = trip.entries;
  const { codeOf, reproduce } = await import("./code.js");
  const nodes = panel.dataset.tab === "code" ? await codeOf(trip.entries) : reproduce(trip.entries);
  // It may have grown, or another may have taken its place, while the code was on its way.
  if (own.get(bench) === trip && trip.entries.length === length) panel.replaceChildren(...nodes);
}

/** Why there is nothing to show of a request. @param {import("./request.js").Plan} plan */
function missing({ url }) {
  if (url.origin === server) return "Nothing of it has come over the wire so far.";
  return `It went to ${url.origin}, another site: your visitor cookie stayed behind, so your wire has nothing of it.`;
}

/** @param {Event} event @returns {PanelBench | null} */
const benchOf = (event) => /** @type {Element} */ (event.target).closest("panel-bench");
