/** The tab *Reproduce*: a trip as a command and as two tests, each with a button that copies it. */
import { make, sheet } from "../shared/dom.js";
import { browser } from "../wire/reproduce/browser.js";
import { curl } from "../wire/reproduce/curl.js";
import { pytest } from "../wire/reproduce/pytest.js";
import { listing } from "./listing.js";
import { use } from "./use.js";

const SOCKET =
  "No command repeats a WebSocket: curl and Playwright's requests would only repeat its first request. In a test in the browser, page.expect_websocket() waits for a socket of the page, and its events framesent and framereceived have the messages.";

/**
 * @param {import("../wire/entry.js").Entry[]} trip
 * @param {import("./trips.js").Filled} filled
 * @param {HTMLElement} bench
 * @returns {Promise<Node[]>}
 */
export async function view(trip, filled, bench) {
  const panel = /** @type {HTMLElement} */ (bench.closest("section"));
  await sheet("code.css", import.meta.url);
  if (trip.at(-1)?.response.status === 101) return [make("p", {}, SOCKET)];
  return [
    listing("curl", "In a shell: curl", curl(trip)),
    listing("pytest", "As a test: pytest", pytest(trip)),
    listing(
      "playwright",
      "As a test in the browser: Playwright",
      browser(trip, await use(panel, filled), shown(bench)),
    ),
  ];
}

/** Return what the panel shows. @param {HTMLElement} bench @returns {import("../wire/reproduce/browser.js").Shown} */
function shown(bench) {
  const url = bench.querySelector("[aria-label='Final URL']")?.textContent ?? "";
  const page = bench.querySelector("iframe")?.contentDocument; // null for a page of another origin or in a sandbox
  const headings = [...(page?.querySelectorAll("h1") ?? [])];
  const text = page?.body?.innerText.trim() ?? "";
  return {
    url,
    heading: headings.length === 1 ? (headings[0]?.textContent?.trim() ?? null) : null,
    text: !headings.length && text && text.length <= 80 ? text : null,
  };
}
