/**
 * The wire as the page knows it: trips by their id, each a list of HAR entries. The server tells when there is
 * news (server-sent events), from whichever tab; the page then asks for what it lacks.
 */
import { server } from "../shared/server.js";

/**
 * @typedef {{ name: string, value: string }} Pair
 *
 * @typedef {object} Entry a HAR 1.2 entry, as far as the page reads it
 * @property {string} pageref
 * @property {string} startedDateTime
 * @property {number} time milliseconds
 * @property {{ method: string, url: string, httpVersion: string, headers: Pair[], bodySize: number,
 *   postData?: { mimeType: string, text: string, _encoding?: string, _truncated?: boolean } }} request
 * @property {{ status: number, statusText: string, httpVersion: string, headers: Pair[], redirectURL: string, bodySize: number,
 *   content: { size: number, mimeType: string, text?: string, encoding?: string, _truncated?: boolean } }} response
 * @property {number} _id
 * @property {string | null} _rule
 * @property {string | null} _endpoint
 * @property {Record<string, unknown>} _args
 * @property {string[]} _changes
 * @property {"complete" | "aborted" | "exception"} _outcome
 *
 * @typedef {{ id: string, entries: Entry[] }} Trip
 */

/** Tells of `news` (detail: the trips that are new or longer) and of `cleared`. */
class Wire extends EventTarget {
  /** @type {Map<string, Trip>} */
  trips = new Map();
  /** Exchanges that are kept, as many as the server keeps. */
  most = 200;
  /** Milliseconds from news to a look at it; a lab, which makes hundreds of requests, wants it calmer. */
  pace = 0;
  #latest = 0;
  /** @type {EventSource | null} */
  #source = null;
  #queue = Promise.resolve();
  #due = 0;

  /** The id of the newest entry known here. */
  get latest() {
    return this.#latest;
  }

  /** Follow the news for as long as the page can be seen. */
  follow() {
    const switchOver = () => {
      this.#source?.close();
      this.#source = document.hidden ? null : this.#listen();
    };
    document.addEventListener("visibilitychange", switchOver);
    switchOver();
  }

  /** Fetch what is new; one request at a time, so that nothing comes twice. */
  refresh() {
    this.#queue = this.#queue.then(() => this.#fetch()).catch(() => {});
    return this.#queue;
  }

  /** Forget everything, here and on the server; in its turn, so that no answer under way brings the old back. */
  clear() {
    this.#queue = this.#queue.then(() => this.#clear()).catch(() => {});
    return this.#queue;
  }

  #listen() {
    const source = new EventSource(new URL("/api/wire/news", server), { withCredentials: true });
    source.onmessage = ({ data }) => {
      if (Number(data) < this.#latest) this.#forget();
      if (Number(data) > this.#latest) this.#soon();
    };
    return source;
  }

  /** Look after a while, once for all that has come by then. */
  #soon() {
    if (!this.pace) this.refresh();
    else if (!this.#due) {
      this.#due = setTimeout(() => {
        this.#due = 0;
        this.refresh();
      }, this.pace);
    }
  }

  async #clear() {
    await fetch(new URL("/api/wire", server), { method: "DELETE", credentials: "include" });
    this.#forget();
  }

  #forget() {
    this.trips.clear();
    this.#latest = 0;
    this.dispatchEvent(new CustomEvent("cleared"));
  }

  async #fetch() {
    const url = new URL(`/api/wire?after=${this.#latest}`, server);
    const { log } = await (await fetch(url, { credentials: "include" })).json();
    /** @type {Set<Trip>} */
    const touched = new Set();
    for (const entry of /** @type {Entry[]} */ (log.entries)) {
      const trip = this.trips.get(entry.pageref) ?? { id: entry.pageref, entries: [] };
      this.trips.set(trip.id, trip);
      trip.entries.push(entry);
      touched.add(trip);
      this.#latest = Math.max(this.#latest, entry._id);
    }
    this.#prune();
    if (touched.size) this.dispatchEvent(new CustomEvent("news", { detail: [...touched] }));
  }

  /** Drop the oldest trips, but never the newest one. */
  #prune() {
    const [...all] = this.trips.values();
    let surplus = all.reduce((sum, trip) => sum + trip.entries.length, 0) - this.most;
    for (const trip of all.slice(0, -1)) {
      if (surplus <= 0) return;
      surplus -= trip.entries.length;
      this.trips.delete(trip.id);
    }
  }
}

export const wire = new Wire();

/** The path of an entry, with its query. @param {Entry} entry */
export function pathOf(entry) {
  const url = new URL(entry.request.url);
  return url.pathname + url.search;
}

/** The first header of a name. @param {Pair[]} headers @param {string} name */
export const header = (headers, name) => headers.find((each) => each.name.toLowerCase() === name)?.value;
