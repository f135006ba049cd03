/** The Static panel: as Fetch, *Get it again* tells the server which version is at hand, so that it can answer 304. */

const section = document.getElementById("static");
let etag = "";

section?.addEventListener("bench-send", (event) => {
  const { submitter, headers } = /** @type {CustomEvent<import("../bench/panel.js").Send>} */ (event).detail;
  if (etag && submitter?.hasAttribute("data-again")) headers.set("If-None-Match", etag);
});

section?.addEventListener("bench-settle", (event) => {
  const response = /** @type {CustomEvent<Response | null>} */ (event).detail;
  etag = response?.headers.get("ETag") ?? etag;
});
