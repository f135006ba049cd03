/**
 * This visitor's wire, read without drawing it. All lanes of the lab share a recording: the wire has the exchanges of
 * all labs, and each is read only once.
 *
 * @typedef {import("../../wire/entry.js").Entry} Entry
 */
export class Recording {
  /** @type {Recording | null} */
  static #shared = null;
  #users = 0;
  #latest = 0;
  /** The exchanges of each case, by its mark. @type {Map<string, Entry[]>} */
  #entries = new Map();
  /** @type {Promise<void>} */
  #reading = Promise.resolve();
  /** @type {Promise<void> | null} */
  #next = null;

  /** The recording of this page; the caller closes it. */
  static open() {
    Recording.#shared ??= new Recording();
    Recording.#shared.#users++;
    return Recording.#shared;
  }

  close() {
    if (--this.#users === 0) Recording.#shared = null; // the visitor may clear the wire before the next run
  }

  /** The exchanges of a case, in their order. @param {string} mark the value of `case` in their URLs */
  async arrived(mark) {
    await this.#read();
    return (this.#entries.get(mark) ?? []).toSorted((one, other) => one._id - other._id);
  }

  /** Read the new exchanges. A call during a request waits for the next request, which all such calls share. */
  #read() {
    this.#next ??= this.#reading
      .catch(() => {})
      .then(() => {
        this.#next = null;
        this.#reading = this.#fetch();
        return this.#reading;
      });
    return this.#next;
  }

  async #fetch() {
    const { log } = await (await fetch(`/api/wire?after=${this.#latest}`)).json();
    for (const entry of /** @type {Entry[]} */ (log.entries)) {
      this.#latest = Math.max(this.#latest, entry._id);
      const mark = new URL(entry.request.url).searchParams.get("case");
      if (mark) this.#entries.set(mark, [...(this.#entries.get(mark) ?? []), entry]);
    }
  }
}
