/**
 * The stage: an iframe that receives real form submissions, so that the browser itself follows redirects, stores cookies
 * and encodes forms. This module only reads the page that arrives.
 */

/**
 * @typedef {object} Arrival the facts that the browser reports about a page that has arrived
 * @property {string | null} url null if this page may not read the stage: a sandboxed answer, another origin,
 *   or the browser's error page
 * @property {number} status 0 if the browser does not report it
 * @property {number} redirects
 * @property {boolean} cached the browser's cache had the page: the browser reports no transferred byte
 * @property {number} bytes of the body
 * @property {number} ms from the request to the end of the answer
 * @property {string} type the media type, without parameters
 */

export class Stage {
  /** @type {HTMLIFrameElement} */
  #frame;
  /** @type {(arrival: Arrival) => void} */
  #arrived;

  /**
   * @param {HTMLIFrameElement} frame
   * @param {(arrival: Arrival) => void} arrived called for each page that arrives
   */
  constructor(frame, arrived) {
    this.#frame = frame;
    this.#arrived = arrived;
    this.#watch();
  }

  /**
   * Replace the frame with an empty one. Its first page adds no entry to the history, so that Back goes through the
   * panels, and a late answer to the last request cannot appear as the answer to the next one.
   */
  fresh() {
    const next = /** @type {HTMLIFrameElement} */ (this.#frame.cloneNode());
    this.#frame.replaceWith(next);
    this.#frame = next;
    this.#watch();
  }

  /** Stop loading, like the browser's Stop button. */
  stop() {
    this.#frame.contentWindow?.stop();
  }

  #watch() {
    const frame = this.#frame;
    frame.addEventListener("load", () => {
      const arrival = read(frame);
      if (arrival) this.#arrived(arrival);
    });
  }
}

/**
 * Read the page in a frame; return null while the frame is empty.
 * @param {HTMLIFrameElement} frame
 * @returns {Arrival | null}
 */
function read(frame) {
  try {
    const view = /** @type {Window} */ (frame.contentWindow);
    if (view.location.href === "about:blank") return null;
    const [entry] = /** @type {PerformanceNavigationTiming[]} */ (view.performance.getEntriesByType("navigation"));
    return {
      url: view.location.href,
      status: entry?.responseStatus ?? 0,
      redirects: entry?.redirectCount ?? 0,
      cached: entry?.transferSize === 0 && entry.encodedBodySize > 0,
      bytes: entry?.encodedBodySize ?? 0,
      ms: entry ? entry.responseEnd - entry.startTime : 0,
      type: view.document.contentType,
    };
  } catch {
    return { url: null, status: 0, redirects: 0, cached: false, bytes: 0, ms: 0, type: "" };
  }
}
