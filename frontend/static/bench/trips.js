/** A panel's trip on the wire, and the tabs *Code* and *Reproduce* that show it. */
import { make } from "../shared/dom.js";
import { server } from "../shared/server.js";
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

export class TripTabs {
  /** @type {HTMLElement} */
  #bench;
  /** @type {{ plan: Plan, after: number, filled: Filled } | null} the last request, and the newest entry before it */
  #request = null;
  /** @type {Trip | null} */
  #trip = null;

  /** @param {HTMLElement} bench dispatches `bench-trip` for its trip */
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
    for (const panel of this.#bench.querySelectorAll("[data-tab]:not([data-tab=result])")) {
      panel.replaceChildren(make("p", { class: "none" }, missing(plan)));
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
    if (!first || !this.#request || isLab(first)) return false;
    const { plan, after } = this.#request;
    return first._id > after && path(first.request.url) === path(plan.url.href);
  }

  /** Fill the open tab. The other one is filled when the visitor opens it. */
  async #render() {
    const panel = /** @type {HTMLElement | null} */ (
      this.#bench.querySelector("[data-tab]:not([hidden], [data-tab=result])")
    );
    const [trip, request] = [this.#trip, this.#request];
    const load = VIEWS[panel?.dataset.tab ?? ""];
    if (!panel || !trip || !request || !load) return;
    const { length } = trip.entries;
    const nodes = await (await load()).view(trip.entries, request.filled, this.#bench);
    // While the view loaded, the trip may have grown, or a newer trip may have replaced it.
    if (this.#trip === trip && trip.entries.length === length) panel.replaceChildren(...nodes);
  }
}

/** Whether a lab sent a request, which shows in the wire's token. @param {Entry} entry */
const isLab = (entry) => new URL(entry.request.url).searchParams.has("wire");

/** Decode a path. WSGI decodes paths too, so the wire cannot tell `%40` from `@`. @param {string} url */
function path(url) {
  const { pathname } = new URL(url);
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

/** Explain why a request has no trip. @param {Plan} plan */
function missing({ url }) {
  if (url.origin === server) return "The wire has no exchange of this request yet.";
  return `The request went to ${url.origin}, another site. The browser did not send your visitor cookie there, so the request is not on your wire.`;
}
