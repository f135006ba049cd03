/**
 * The Caching panel: cache modes and conditions of a Fetch, and a table of the answers with the place that each came
 * from. The wire decides: an answer without a request on it came from the browser's cache. The number in the answer and
 * the facts of the browser (Resource Timing) are further evidence.
 */
import { ofFetch } from "../bench/result.js";
import { make, sheet } from "../shared/dom.js";
import { chip } from "../shared/status.js";
import { count } from "../shared/text.js";
import { wire } from "../wire/client.js";
import { start as startExamples } from "./caching.examples.js";

/**
 * @typedef {import("../bench/request.js").Send} Send
 *
 * @typedef {object} Asked a request that the visitor caused
 * @property {string} how in words
 * @property {import("../bench/request.js").Plan} [plan]
 * @property {boolean} bySelf whether the request had a condition of its own, so that the script receives a 304
 *
 * @typedef {object} Answer what the page knows about an answer
 * @property {string} number empty if the page could not read one
 * @property {boolean} failed whether there was no answer
 * @property {PerformanceResourceTiming | undefined} timing
 */

/** The cache modes of a Fetch (Fetch standard, *cache mode*), except the usual one. */
const MODES = /** @type {const} */ (["no-cache", "reload", "no-store", "force-cache", "only-if-cached"]);

/** Answers that the table keeps. */
const MOST = 8;

/** Milliseconds to wait for the facts of the browser about a request. */
const PATIENCE = 500;

/** @type {Asked} */
const LINK = { how: "Link in the frame", bySelf: false };

/** @param {HTMLElement} section */
export async function start(section) {
  await sheet("caching.css", import.meta.url);
  const form = /** @type {HTMLFormElement} */ (section.querySelector("form"));
  startExamples(form);
  form.querySelector("[data-modes]")?.append(...MODES.map(modeButton));
  const sources = new Sources(section);
  section.addEventListener("bench-send", (event) => {
    const send = /** @type {CustomEvent<Send>} */ (event).detail;
    prepare(form, send);
    sources.expect(send);
  });
  section.addEventListener("bench-settle", (event) => sources.note(/** @type {CustomEvent} */ (event).detail));
  form.querySelector("[data-reload]")?.addEventListener("click", () => sources.reload());
}

/** @param {string} mode */
const modeButton = (mode) => make("button", { "data-as": "fetch", "data-mode": mode }, `cache: ${mode}`);

/** Add the cache mode or the condition of a button to its Fetch. @param {HTMLFormElement} form @param {Send} send */
function prepare(form, { plan, data, submitter, headers, init }) {
  const mode = /** @type {RequestCache | undefined} */ (submitter?.dataset.mode);
  if (mode) init.cache = mode;
  if (mode === "only-if-cached") init.mode = "same-origin"; // the standard requires it
  if (!submitter?.hasAttribute("data-conditional")) return;
  const [name, value] = condition(form);
  if (value) headers.set(name, value);
  if (plan.method !== "PUT") return;
  plan.url.search = new URLSearchParams(/** @type {any} */ (data)).toString(); // the answer is described in the query
  for (const field of [...data.keys()]) data.delete(field);
}

/** Return the header of the chosen condition. @param {HTMLFormElement} form @returns {[name: string, value: string]} */
function condition(form) {
  const name = /** @type {HTMLSelectElement} */ (form.querySelector("[data-condition]")).value;
  const typed = /** @type {HTMLInputElement} */ (form.querySelector("[data-version]")).value.trim();
  const validator = form.elements.namedItem(/Match$/.test(name) ? "etag" : "modified");
  return [name, typed || /** @type {HTMLInputElement} */ (validator).value.trim()];
}

/** The table of the answers, the newest first. */
class Sources {
  /** @type {HTMLElement} */
  #section;
  #rows = make("tbody");
  /** @type {HTMLElement} */
  #status;
  /** @type {HTMLElement} */
  #place;
  /** @type {Asked | null} the request that is not answered yet */
  #asked = null;
  #after = wire.latest;
  /** @type {PerformanceResourceTiming[]} the facts of the browser about the Fetches since the last answer */
  #timings = [];

  /** @param {HTMLElement} section */
  constructor(section) {
    this.#section = section;
    this.#status = /** @type {HTMLElement} */ (section.querySelector(".source"));
    this.#place = /** @type {HTMLElement} */ (section.querySelector(".sources"));
    const observer = new PerformanceObserver((list) => {
      const entries = /** @type {PerformanceResourceTiming[]} */ (list.getEntries());
      this.#timings.push(...entries.filter(({ name }) => isAnswer(name)));
    });
    observer.observe({ type: "resource" });
  }

  /** @param {Send} send */
  expect({ as, plan, submitter }) {
    const how = `${submitter?.textContent ?? "Get answer"} (${as === "page" ? "Page" : "Fetch"})`;
    this.#begin({ how, plan, bySelf: submitter?.hasAttribute("data-conditional") ?? false });
  }

  /** Reload the page in the frame, as the browser's button does. */
  reload() {
    const view = this.#frame.contentWindow;
    if (view?.location.href === "about:blank") return;
    this.#begin({ how: "Refresh the frame (Page)", bySelf: false });
    view?.location.reload();
  }

  /** Add an answer to the table. @param {Response | null} response of a Fetch */
  async note(response) {
    const asked = this.#asked ?? LINK;
    const after = this.#after;
    const byFetch = asked.how.endsWith("(Fetch)");
    this.#asked = null;
    const answer = byFetch ? await this.#fetched(response) : this.#arrived();
    await wire.refresh(); // the server records an exchange before the end of its answer leaves
    this.#after = wire.latest;
    const status = statusAfter(after);
    this.#add(asked, answer, status);
    if (!response || status || !asked.plan) return;
    const words = await ofFetch(asked.plan, response.clone(), true);
    this.#bench.show(response.url, words, asked.plan);
  }

  get #bench() {
    return /** @type {import("../bench/panel.js").PanelBench} */ (this.#section.querySelector("panel-bench"));
  }

  get #frame() {
    return /** @type {HTMLIFrameElement} */ (this.#section.querySelector("iframe"));
  }

  /** @param {Asked} asked */
  #begin(asked) {
    this.#asked = asked;
    this.#after = wire.latest;
    this.#timings = [];
  }

  /** @param {Response | null} response @returns {Promise<Answer>} */
  async #fetched(response) {
    if (!response) return { number: "", failed: true, timing: undefined };
    const text = await response.clone().text();
    const deadline = performance.now() + PATIENCE;
    while (!this.#timings.length && performance.now() < deadline) await new Promise(requestAnimationFrame);
    return { number: text.match(/"number": ?"(\w+)"/)?.[1] ?? "", failed: false, timing: this.#timings.at(-1) };
  }

  /** @returns {Answer} */
  #arrived() {
    try {
      const view = /** @type {Window} */ (this.#frame.contentWindow);
      const [timing] = /** @type {PerformanceNavigationTiming[]} */ (view.performance.getEntriesByType("navigation"));
      return { number: view.document.querySelector("output")?.textContent ?? "", failed: false, timing };
    } catch {
      return { number: "", failed: false, timing: undefined }; // the frame shows a page of another origin
    }
  }

  /** @param {Asked} asked @param {Answer} answer @param {number} status on the wire; 0 without a request */
  #add({ how, bySelf }, { number, failed, timing }, status) {
    const source = sourceOf({ failed, status, bySelf, moved: timing?.transferSize ?? 1 });
    const row = make(
      "tr",
      {},
      make("th", { scope: "row" }, how),
      make("td", { class: "number" }, number || "none"),
      make("td", {}, status ? chip(status) : "no request"),
      make("td", {}, source, make("p", { class: "hint" }, facts(timing))),
    );
    this.#rows.prepend(row);
    for (const old of [...this.#rows.children].slice(MOST)) old.remove();
    this.#status.textContent = `Source: ${source}.`;
    if (!this.#rows.closest("table")) this.#place.append(this.#table());
  }

  #table() {
    const columns = ["Request", "Answer", "Wire", "Source"];
    const head = make("tr", {}, ...columns.map((name) => make("th", { scope: "col" }, name)));
    return make("table", {}, make("caption", {}, "Where the answers came from"), make("thead", {}, head), this.#rows);
  }
}

/** Whether an address is that of an answer. @param {string} url */
const isAnswer = (url) => new URL(url).pathname.endsWith("/caching/answer");

/** Return the status of the newest answer on the wire after an entry; 0 if there is none. @param {number} after */
function statusAfter(after) {
  const entries = [...wire.trips.values()].flatMap((trip) => trip.entries);
  const newer = entries.filter(({ _id, _lab, request }) => _id > after && !_lab && isAnswer(request.url));
  return newer.at(-1)?.response.status ?? 0;
}

/**
 * Say where an answer came from.
 * @param {{ failed: boolean, status: number, bySelf: boolean, moved: number }} facts `moved`: bytes before the script had it
 */
function sourceOf({ failed, status, bySelf, moved }) {
  if (failed) return status ? "The server, but the script received no answer" : "Nowhere. The cache has no copy";
  if (!status) return "The browser's cache, without a request";
  if (!moved) return "The browser's cache; the browser asked the server in the background";
  if (status === 304 && !bySelf) return "The browser's cache, after the server confirmed the copy";
  return "The server";
}

/** Return the facts of the browser about a request. @param {PerformanceResourceTiming | undefined} timing */
function facts(timing) {
  if (!timing) return "The browser reports no facts.";
  const delivery = /** @type {{ deliveryType?: string }} */ (timing).deliveryType;
  return `transferSize: ${count(timing.transferSize, "byte")}${delivery ? `, deliveryType: ${delivery}` : ""}`;
}
