/**
 * The page's copy of the wire: trips by their id, each a list of HAR entries. The server announces new exchanges of any
 * tab (server-sent events), and the page then fetches the entries that it does not have.
 */
import { at } from "../shared/server.js";

/**
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {import("./entry.js").Trip} Trip
 */

/** The key of the visitor's name in the session storage: after a reload, the page still knows whose wire it showed. */
const VISITOR = "wire.visitor";

/** The times in a row that the server may know no visitor, before the page stops asking for the news. */
const MOST_REFUSALS = 2;

/**
 * Dispatches `news` (detail: the trips that are new or longer), `cleared`, and `lost`: the browser no longer has the
 * cookie that names the visitor, so the server begins another wire. The old trips stay in this copy.
 */
class Wire extends EventTarget {
  /** @type {Map<string, Trip>} */
  trips = new Map();
  /** The number of exchanges to keep: the server's limit, once the page has it. */
  most = Infinity;
  /** Milliseconds from the news to the fetch. A lab makes hundreds of requests, so it sets a longer pace. */
  pace = 0;
  /** Whether the server has begun another wire. */
  lost = false;
  #latest = 0;
  #begun = 0;
  /** @type {EventSource | null} */
  #source = null;
  #refusals = 0;
  #queue = Promise.resolve();
  #due = 0;
  #compared = false;

  /** The id of the newest entry in this copy. */
  get latest() {
    return this.#latest;
  }

  /** Follow the news while the page is visible. */
  follow() {
    const switchOver = () => {
      this.#source?.close();
      this.#refusals = 0;
      this.#source = document.hidden ? null : this.#listen();
    };
    document.addEventListener("visibilitychange", switchOver);
    switchOver();
  }

  /** Fetch the new entries, one request at a time, so that no entry arrives twice. */
  refresh() {
    this.#queue = this.#queue.then(() => this.#fetch()).catch(() => {});
    return this.#queue;
  }

  /** Delete all entries, here and on the server. The request waits for its turn, so that no late answer restores old entries. */
  clear() {
    this.#queue = this.#queue.then(() => this.#clear()).catch(() => {});
    return this.#queue;
  }

  #listen() {
    const source = new EventSource(at("api/wire/news"), { withCredentials: true });
    source.onmessage = ({ data }) => {
      if (Number(data) < this.#latest) this.#check();
      if (Number(data) > this.#latest) this.#soon();
      // An empty wire can be that of a new visitor, although this tab has shown another one.
      if (Number(data) === 0 && !this.#compared && remembered()) this.refresh();
    };
    source.onopen = () => {
      this.#refusals = 0;
    };
    // The server knows no visitor: the next fetch makes one. (After other errors, the browser connects again by itself.)
    source.onerror = async () => {
      if (source.readyState !== EventSource.CLOSED || source !== this.#source) return;
      if (++this.#refusals > MOST_REFUSALS) return; // the browser blocks the cookie: each request makes another visitor
      await this.refresh();
      if (source === this.#source) this.#source = this.#listen();
    };
    return source;
  }

  /** Fetch after a pause, once for all news in that time. */
  #soon() {
    if (!this.pace) this.refresh();
    else if (!this.#due) {
      this.#due = setTimeout(() => {
        this.#due = 0;
        this.refresh();
      }, this.pace);
    }
  }

  /** The server has fewer entries than this copy: another tab has cleared the wire, or it is the wire of a new visitor. */
  #check() {
    this.#queue = this.#queue
      .then(async () => {
        const latest = this.#latest;
        await this.#fetch();
        if (latest && this.#latest === latest) this.#forget();
      })
      .catch(() => {});
  }

  async #clear() {
    await fetch(at("api/wire"), { method: "DELETE", credentials: "include" });
    this.#forget();
  }

  #forget() {
    this.trips.clear();
    this.#latest = this.#begun = 0;
    this.lost = false;
    this.dispatchEvent(new CustomEvent("cleared"));
  }

  async #fetch() {
    const { log } = await (await fetch(at(`api/wire?after=${this.#latest}`), { credentials: "include" })).json();
    this.#recognize(log._visitor);
    /** @type {Set<Trip>} */
    const touched = new Set();
    for (const entry of /** @type {Entry[]} */ (log.entries)) {
      const trip = this.trips.get(entry.pageref) ?? this.#begin(entry.pageref);
      trip.entries.push(entry);
      touched.add(trip);
      this.#latest = Math.max(this.#latest, entry._id);
    }
    this.#prune();
    if (touched.size) this.dispatchEvent(new CustomEvent("news", { detail: [...touched] }));
  }

  /** @param {string} id */
  #begin(id) {
    const trip = { id, number: ++this.#begun, entries: [] };
    this.trips.set(id, trip);
    return trip;
  }

  /** Notice a new visitor; its entries count from the first. @param {string} visitor */
  #recognize(visitor) {
    const before = remembered();
    remember(visitor);
    this.#compared = true;
    if (!before || before === visitor) return;
    this.#latest = 0;
    this.lost = true;
    this.dispatchEvent(new CustomEvent("lost"));
  }

  /**
   * Delete the oldest trips, but never the newest one. Entries that a token recorded and those of a lab have limits of
   * their own, as on the server: they never push out others.
   */
  #prune() {
    for (const kind of ["cookie", "token", "lab"]) {
      const [...all] = this.trips.values();
      const count = (/** @type {Trip} */ trip) => trip.entries.filter((entry) => kindOf(entry) === kind).length;
      let surplus = all.reduce((sum, trip) => sum + count(trip), 0) - this.most;
      for (const trip of all.slice(0, -1)) {
        if (surplus <= 0) break;
        if (!count(trip)) continue;
        surplus -= count(trip);
        this.trips.delete(trip.id);
      }
    }
  }
}

/** @param {Entry} entry */
const kindOf = (entry) => (entry._lab ? "lab" : entry._byToken ? "token" : "cookie");

/** Return the visitor that this tab has shown. A browser that blocks cookies denies the storage too. */
function remembered() {
  try {
    return sessionStorage.getItem(VISITOR);
  } catch {
    return null;
  }
}

/** @param {string} visitor */
function remember(visitor) {
  try {
    sessionStorage.setItem(VISITOR, visitor);
  } catch {} // then this page cannot notice that the visitor changes
}

export const wire = new Wire();
