/** The messages between the lab and the pages that it opens under `/lab/…` (`actor.js` is the script of those pages). */
import { sameServer, server } from "../shared/server.js";

export class Messages {
  #deadline;
  /** @type {Map<string, (report: any) => void>} */
  #awaited = new Map();

  /** @param {import("./deadline.js").Deadline} deadline */
  constructor(deadline) {
    this.#deadline = deadline;
  }

  open() {
    window.opener = null; // a frame reports to `top.opener` if there is one, and here it must report to this page
    addEventListener("message", this.#receive);
  }

  close() {
    removeEventListener("message", this.#receive);
  }

  /**
   * The fragment of an address whose page reports to this one. A redirect keeps it.
   * @param {string} id names the report
   */
  fragment(id) {
    return `#${new URLSearchParams({ id, home: server })}`;
  }

  /** Wait for the report with this id. @param {string} id @returns {Promise<any>} */
  report(id) {
    return this.#deadline.within(new Promise((done) => this.#awaited.set(id, done)));
  }

  /** @param {MessageEvent} event */
  #receive = ({ origin, data }) => {
    if (!sameServer(origin)) return;
    this.#awaited.get(data?.lab)?.(data.report);
    this.#awaited.delete(data?.lab);
  };
}
