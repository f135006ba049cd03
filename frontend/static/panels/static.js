/** The Static panel: as Fetch, *Get it again* sends the version of the last answer, so that the server can answer 304. */

/** @param {HTMLElement} section */
export function start(section) {
  let etag = "";
  section.addEventListener("bench-send", (event) => {
    const { submitter, headers } = /** @type {CustomEvent<import("../bench/request.js").Send>} */ (event).detail;
    if (etag && submitter?.hasAttribute("data-again")) headers.set("If-None-Match", etag);
  });
  section.addEventListener("bench-settle", (event) => {
    const response = /** @type {CustomEvent<Response | null>} */ (event).detail;
    etag = response?.headers.get("ETag") ?? etag;
  });
}
