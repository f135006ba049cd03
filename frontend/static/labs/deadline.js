/** How long a lab waits for a page or an answer: ten seconds, and no longer than until Stop. */

const MILLISECONDS = 10_000;

export class Deadline {
  #signal;
  #cleaning = false;

  /** @param {AbortSignal} signal aborted by Stop */
  constructor(signal) {
    this.#signal = signal;
  }

  /**
   * Wait for a promise. Reject when the time is over, or when the lab is stopped.
   * @template T
   * @param {Promise<T>} promise
   * @returns {Promise<T>}
   */
  within(promise) {
    const { promise: end, reject } = Promise.withResolvers();
    const timer = setTimeout(reject, MILLISECONDS, new Error(`no answer within ${MILLISECONDS / 1000} seconds`));
    const stop = () => this.#cleaning || reject(this.#signal.reason);
    this.#signal.addEventListener("abort", stop);
    return Promise.race([promise, /** @type {Promise<never>} */ (end)]).finally(() => {
      clearTimeout(timer);
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
