/** How long a lab waits for a page or an answer: some seconds, and no longer than until Stop or until its window closes. */
import { NoWindow } from "./popup.js";

/** Seconds for a page: some browsers report nothing for an error page. */
const SECONDS = 10;

/** Milliseconds between two looks at the window: no event reports that a visitor has closed it. */
const LOOK = 200;

export class Deadline {
  #signal;
  #popup;
  #cleaning = false;

  /** @param {AbortSignal} signal aborted by Stop @param {Window | null} popup the window that the cases need */
  constructor(signal, popup) {
    this.#signal = signal;
    this.#popup = popup;
  }

  /**
   * Wait for a promise. Reject when the time is over, when the lab is stopped, or when its window is closed.
   * @template T
   * @param {Promise<T>} promise
   * @param {number} [seconds]
   * @returns {Promise<T>}
   */
  within(promise, seconds = SECONDS) {
    const { promise: end, reject } = Promise.withResolvers();
    const timer = setTimeout(reject, seconds * 1000, new Error(`no answer within ${seconds} seconds`));
    const stop = () => this.#cleaning || reject(this.#signal.reason);
    this.#signal.addEventListener("abort", stop);
    const look = setInterval(() => this.#popup?.closed && !this.#cleaning && reject(new NoWindow()), LOOK);
    return Promise.race([promise, /** @type {Promise<never>} */ (end)]).finally(() => {
      clearTimeout(timer);
      clearInterval(look);
      this.#signal.removeEventListener("abort", stop);
    });
  }

  /** Clean up, even if the lab is stopped meanwhile. @param {() => Promise<void>} work */
  async despiteStop(work) {
    this.#cleaning = true;
    try {
      await work();
    } finally {
      this.#cleaning = false;
    }
  }
}
