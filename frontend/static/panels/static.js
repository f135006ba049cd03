/**
 * The Static panel, as Fetch: *Get it again* sends the version of the last answer, so that the server can answer 304, and
 * *Get a part* requests the first 100 bytes, and *Resume* the rest: there is a rest after a part.
 */

/** @param {HTMLElement} section */
export function start(section) {
  const resume = /** @type {HTMLButtonElement} */ (section.querySelector("[data-rest]"));
  let etag = "";
  /** The bytes of the file that the last part has; a download continues after them. */
  let received = 0;
  section.addEventListener("bench-send", (event) => {
    const { submitter, headers } = /** @type {CustomEvent<import("../bench/request.js").Send>} */ (event).detail;
    if (etag && submitter?.hasAttribute("data-again")) headers.set("If-None-Match", etag);
    if (submitter?.hasAttribute("data-part")) headers.set("Range", "bytes=0-99");
    if (!submitter?.hasAttribute("data-rest")) return;
    headers.set("Range", `bytes=${received}-`);
    if (etag) headers.set("If-Range", etag);
  });
  section.addEventListener("bench-settle", (event) => {
    const response = /** @type {CustomEvent<Response | null>} */ (event).detail;
    etag = response?.headers.get("ETag") ?? etag;
    received = Number(response?.headers.get("Content-Range")?.match(/^bytes 0-(\d+)/)?.[1] ?? -1) + 1;
    resume.disabled = received === 0;
  });
}
