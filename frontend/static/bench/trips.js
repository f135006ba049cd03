/** A panel's trip on the wire, and the tabs *Code* and *Reproduce* that show it. */
import { make } from "../shared/dom.js";
import { wire } from "../wire/client.js";

/**
 * @typedef {import("./request.js").Plan} Plan
 * @typedef {import("../wire/entry.js").Entry} Entry
 * @typedef {import("../wire/entry.js").Trip} Trip
 *
 * @typedef {object} Filled a form as it was sent
 * @property {import("./request.js").State[]} states
 * @property {HTMLElement | null} submitter
 * @property {"page" | "fetch"} as
 * @property {string | null} user who was logged in
 */

/** The modules that fill the tabs. */
const VIEWS =
  /** @type {Record<string, () => Promise<{ view: (trip: Entry[], filled: Filled, bench: HTMLElement) => Promise<Node[]> }>>} */ ({
    code: () => import("./code.js"),
    reproduce: () => import("./reproduce.js"),
  });

const MISSING = "No request recorded here yet.";

export class TripTabs {
  /** @type {import("./panel.js").PanelBench} */
  #bench;
  /** @type {{ plan: Plan, after: number, filled: Filled } | null} the last request, and the newest entry before it */
  #request = null;
  /** @type {Trip | null} */
  #trip = null;
  /** @type {Map<string, string>} the state of the request that each tab shows */
  #shown = new Map();

  /** @param {import("./panel.js").PanelBench} bench dispatches `bench-trip` for its trip */
  constructor(bench) {
    this.#bench = bench;
    for (const event of ["tab-select", "bench-settle"]) bench.addEventListener(event, () => this.#render());
    wire.addEventListener("news", (event) => this.#take(/** @type {CustomEvent<Trip[]>} */ (event).detail));
  }

  /**
   * Wait for the trip of a request.
   * @param {Plan} plan
   * @param {number} after the newest entry before it
   * @param {Filled} filled
   */
  expect(plan, after, filled) {
    this.#request = { plan, after, filled };
    this.#trip = null;
    this.#shown.clear();
    for (const tab of Object.keys(VIEWS)) {
      this.#bench.find(`[data-tab=${tab}]`).replaceChildren(make("p", { class: "none" }, MISSING));
    }
    this.#take([...wire.trips.values()]);
  }

  /** The last exchange of the request, as far as the wire has it. */
  get last() {
    return this.#trip?.entries.at(-1);
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

  /** Fill the open tab, unless it shows this state already: a text that the visitor selects or copies stays. */
  async #render() {
    const [trip, request] = [this.#trip, this.#request];
    const open = Object.keys(VIEWS).find((tab) => !this.#bench.find(`[data-tab=${tab}]`).hidden) ?? "";
    const load = VIEWS[open];
    if (!trip || !request || !load) return;
    const state = this.#state(open);
    if (this.#shown.get(open) === state) return;
    const nodes = await (await load()).view(trip.entries, request.filled, this.#bench);
    // While the view loaded, the trip may have grown, a newer one may have replaced it, or another call may have been faster.
    if (this.#state(open) !== state || this.#shown.get(open) === state) return;
    this.#shown.set(open, state);
    this.#bench.find(`[data-tab=${open}]`).replaceChildren(...nodes);
  }

  /** Name what a tab depends on: a snippet also checks what the stage shows. @param {string} tab */
  #state(tab) {
    const { entries = [] } = this.#trip ?? {};
    return [entries[0]?._id, entries.length, tab === "reproduce" && this.#bench.dataset.settled].join();
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
