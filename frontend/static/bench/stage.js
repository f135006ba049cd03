/**
 * The stage: a framed browser into which forms submit for real, so that redirects, cookies and encodings are
 * the browser's own doing. It only looks at what arrived.
 */

/**
 * @typedef {object} Sight what could be seen of a page that arrived
 * @property {string | null} url null when the browser lets nobody look: a sandboxed answer, another origin,
 *   or its own error page
 * @property {number} status 0 when the browser does not tell
 * @property {number} redirects
 * @property {number} bytes of the body
 * @property {number} ms from the request to the end of the answer
 * @property {string} type the media type, without parameters
 */

export class Stage {
  /** @type {HTMLIFrameElement} */
  #frame;
  /** @type {(sight: Sight) => void} */
  #arrived;

  /**
   * @param {HTMLIFrameElement} frame
   * @param {(sight: Sight) => void} arrived told of every page that arrives
   */
  constructor(frame, arrived) {
    this.#frame = frame;
    this.#arrived = arrived;
    this.#watch();
  }

  /**
   * Put an empty frame in the place of the old one: its first page adds no entry to the history, so that Back
   * goes through the panels, and a late answer to the last request cannot be taken for one to the next.
   */
  fresh() {
    const next = /** @type {HTMLIFrameElement} */ (this.#frame.cloneNode());
    this.#frame.replaceWith(next);
    this.#frame = next;
    this.#watch();
  }

  /** Stop what is loading, as the browser's own button would. */
  stop() {
    this.#frame.contentWindow?.stop();
  }

  #watch() {
    const frame = this.#frame;
    frame.addEventListener("load", () => {
      const sight = look(frame);
      if (sight) this.#arrived(sight);
    });
  }
}

/**
 * What is in a frame; null while it is still empty.
 * @param {HTMLIFrameElement} frame
 * @returns {Sight | null}
 */
function look(frame) {
  try {
    const view = /** @type {Window} */ (frame.contentWindow);
    if (view.location.href === "about:blank") return null;
    const [entry] = /** @type {PerformanceNavigationTiming[]} */ (view.performance.getEntriesByType("navigation"));
    return {
      url: view.location.href,
      status: entry?.responseStatus ?? 0,
      redirects: entry?.redirectCount ?? 0,
      bytes: entry?.encodedBodySize ?? 0,
      ms: entry ? entry.responseEnd - entry.startTime : 0,
      type: view.document.contentType,
    };
  } catch {
    return { url: null, status: 0, redirects: 0, bytes: 0, ms: 0, type: "" };
  }
}
