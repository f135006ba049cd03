/** A panel's trip on the wire, and the tabs *Code* and *Reproduce* that show it. */
import { make } from "../shared/dom.js";
import { wire } from "../wire/client.js";

/**
 * @typedef {import("./request.js").Plan} Plan
 * @typedef {import("../wire/entry.js").Entry} Entry
 * @typedef {import("../wire/entry.js").Trip} Trip
 */

/** The modules that fill the tabs. */
const VIEWS = /** @type {Record<string, () => Promise<{ view: (trip: Entry[]) => Node[] | Promise<Node[]> }>>} */ ({
  code: () => import("./code.js"),
  reproduce: () => import("./reproduce.js"),
});

const MISSING = "The wire has no exchange of this request yet.";

export class TripTabs {
  /** @type {HTMLElement} */
  #bench;
  /** @type {{ plan: Plan, after: number } | null} the last request, and the newest entry before it */
  #request = null;
  /** @type {Trip | null} */
  #trip = null;

  /** @param {HTMLElement} bench dispatches `bench-trip` for its trip */
  constructor(bench) {
    this.#bench = bench;
    bench.addEventListener("tab-select", () => this.#render());
    wire.addEventListener("news", (event) => this.#take(/** @type {CustomEvent<Trip[]>} */ (event).detail));
  }

  /**
   * Wait for the trip of a request.
   * @param {Plan} plan
   * @param {number} after the newest entry before it
   */
  expect(plan, after) {
    this.#request = { plan, after };
    this.#trip = null;
    for (const panel of this.#bench.querySelectorAll("[data-tab]:not([data-tab=result])")) {
      panel.replaceChildren(make("p", { class: "none" }, MISSING));
    }
    this.#take([...wire.trips.values()]);
  }

  /** Keep the newest trip that the request caused. @param {Trip[]} trips */
  #take(trips) {
    for (const trip of trips) {
      if (this.#trip !== trip && !this.#caused(trip)) continue;
      this.#trip = trip;
      this.#bench.dispatchEvent(new CustomEvent("bench-trip", { bubbles: true, detail: trip }));
      this.#render();
    }
  }

  /** Whether the panel's request began a trip. @param {Trip} trip */
  #caused({ entries: [first] }) {
    if (!first || !this.#request || first._lab !== null) return false;
    const { plan, after } = this.#request;
    return first._id > after && path(first.request.url) === path((plan.leadsTo ?? plan.url).href);
  }

  /** Fill the open tab. The other one is filled when the visitor opens it. */
  async #render() {
    const panel = /** @type {HTMLElement | null} */ (
      this.#bench.querySelector("[data-tab]:not([hidden], [data-tab=result])")
    );
    const trip = this.#trip;
    const load = VIEWS[panel?.dataset.tab ?? ""];
    if (!panel || !trip || !load) return;
    const { length } = trip.entries;
    const nodes = await (await load()).view(trip.entries);
    // While the view loaded, the trip may have grown, or a newer trip may have replaced it.
    if (this.#trip === trip && trip.entries.length === length) panel.replaceChildren(...nodes);
  }
}

/** Decode a path. WSGI decodes paths too, so the wire cannot tell `%40` from `@`. @param {string} url */
function path(url) {
  const { pathname } = new URL(url);
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
