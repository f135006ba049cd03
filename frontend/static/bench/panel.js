/**
 * The generic element of every panel. It adds *Send as*, the stage's address bar and the tabs to the forms and the
 * iframe inside it, and sends each form.
 *
 *   <panel-bench> <form action="hello" target="hello-stage">…</form> <iframe name="hello-stage">…</iframe> </panel-bench>
 *
 * Events, which bubble: `bench-send` before a request (detail: Send; a listener may add headers for a Fetch, or call
 * `preventDefault()` and send the Fetch itself), `bench-settle` at the end of a request (detail: the unread Response of
 * a Fetch, or null), and `bench-trip` when the wire has the request's trip, and each time that trip grows (detail: Trip).
 */

import { code, make } from "../shared/dom.js";
import { greeted, server, twin, username } from "../shared/server.js";
import { wire } from "../wire/client.js";
import { prepare, states, toRequest, trim, where } from "./request.js";
import { Stage } from "./stage.js";

/**
 * @typedef {import("./request.js").Plan} Plan
 * @typedef {import("./request.js").Send} Send
 * @typedef {import("../wire/entry.js").Entry} Entry
 * @typedef {import("../wire/entry.js").Trip} Trip
 */

/** The parts that the bench and its tabs look for. */
const PARTS = [
  "[value=fetch]",
  ".stage",
  "[aria-label='Final URL']",
  "[data-tab=result]",
  "[data-tab=code]",
  "[data-tab=reproduce]",
];

/** Milliseconds after a 401 until a page should have arrived: a browser with a login window shows this one first. */
const WINDOW = 500;

/** Load the module of the Result tab, and wait for the reason phrases that it uses. */
async function results() {
  try {
    const [module] = await Promise.all([import("./result.js"), greeted]);
    return module;
  } catch {
    const unreachable = () => [make("p", { class: "failure" }, `No Roundtrip answers at ${server}.`)];
    return {
      ofPage: unreachable,
      ofPageless: unreachable,
      ofLogin: unreachable,
      ofFetch: unreachable,
      ofFailure: unreachable,
      ofStopped: unreachable,
      fromCache: unreachable,
    };
  }
}

export class PanelBench extends HTMLElement {
  /** @type {Stage | null} */
  #stage = null;
  /** @type {Plan | null} the last request; null after the visitor follows a link inside the stage */
  #plan = null;
  /** @type {"page" | "fetch"} how the last request was sent; the radio buttons may have changed since */
  #sent = "page";
  /** @type {Promise<unknown> | null} what the panel's own module does before a request, until it is done */
  #ready = null;
  /** The status that a script received, and the one on the wire: they differ if the browser's cache answered. */
  #statuses = { received: 0, recorded: 0 };
  /** @type {import("./trips.js").TripTabs | null} */
  #tabs = null;
  /** @type {Map<string, HTMLElement>} parts by their selector; on the shelf, a part is no child of the panel */
  #parts = new Map();

  /** Add the parts to the panel when it opens for the first time: those of 16 panels would delay the page. */
  start() {
    const frame = this.#frame();
    this.#furnish(frame);
    this.#stage = new Stage(frame, (arrival) => this.#arrived(arrival));
    this.addEventListener("submit", (event) => this.#submit(event));
    this.addEventListener("formdata", trim);
    this.addEventListener("bench-trip", (event) => this.#answered(/** @type {CustomEvent<Trip>} */ (event).detail));
  }

  /** The name of the panel, such as `hello`. */
  get name() {
    return /** @type {HTMLElement} */ (this.closest("section")).id;
  }

  get as() {
    return /** @type {HTMLInputElement} */ (this.find("[value=fetch]")).checked ? "fetch" : "page";
  }

  /**
   * Hold requests back until the panel's own module is ready for them.
   * @param {Promise<unknown>} ready
   */
  waitFor(ready) {
    const waits = ready.finally(() => {
      if (this.#ready === waits) this.#ready = null;
    });
    this.#ready = waits;
  }

  /**
   * End the request.
   * @param {Response | null} [response]
   */
  settle(response = null) {
    this.ariaBusy = "false";
    this.dataset.settled = String(Number(this.dataset.settled ?? 0) + 1); // a test waits for the second of two equal requests
    this.dispatchEvent(new CustomEvent("bench-settle", { bubbles: true, detail: response }));
  }

  /**
   * Show the result of a request, unless a newer request has begun.
   * @param {string} url the final one
   * @param {Node[]} result
   * @param {Plan | null} [plan] the request
   */
  show(url, result, plan = this.#plan) {
    if (plan !== this.#plan) return;
    this.find("[aria-label='Final URL']").textContent = url;
    this.find("[data-tab=result]").replaceChildren(...result);
  }

  /** Return a part that the bench has added, also while the panel is on the shelf. @param {string} selector @returns {HTMLElement} */
  find(selector) {
    return /** @type {HTMLElement} */ (this.#parts.get(selector));
  }

  /** Stop a page that is loading. */
  async stop() {
    const plan = this.#plan;
    this.#stage?.stop();
    this.settle();
    const { ofStopped } = await results();
    this.show("", ofStopped(plan), plan);
  }

  /** Make the frame of the stage: a browser without script has it from the start, but those of all panels would delay the page. */
  #frame() {
    const text = /** @type {HTMLElement} */ (this.querySelector("noscript"));
    text.outerHTML = text.textContent ?? "";
    return /** @type {HTMLIFrameElement} */ (this.querySelector("iframe"));
  }

  /** @param {HTMLIFrameElement} frame */
  #furnish(frame) {
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById("bench"));
    const parts = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    for (const selector of PARTS) this.#parts.set(selector, /** @type {HTMLElement} */ (parts.querySelector(selector)));
    for (const radio of parts.querySelectorAll("input")) radio.name = `${this.name}-send-as`;
    for (const tab of parts.querySelectorAll("[role=tab]")) {
      const kind = tab.textContent?.toLowerCase();
      const panel = parts.querySelector(`[data-tab=${kind}]`);
      tab.id = `${this.name}-${kind}-tab`;
      tab.setAttribute("aria-controls", `${this.name}-${kind}`);
      if (panel) panel.id = `${this.name}-${kind}`;
    }
    const controls = make("div", { class: "controls" });
    controls.append(
      ...parts.querySelectorAll(".send-as, .ways"),
      ...[...this.childNodes].filter((node) => node !== frame),
    );
    parts.querySelector(".screen")?.append(frame);
    this.replaceChildren(controls, parts);
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const { submitter } = event;
    const plan = prepare(form, submitter);
    if (!plan) return event.preventDefault();
    if (this.#ready) return this.#later(this.#ready, event, plan);
    const data = new FormData(form, submitter);
    const as = wayOf(form, submitter) ?? this.as;
    if (as === "fetch") plan.url = twin(plan.url);
    const link = as === "page" && plan.method !== "POST" && [...data].length === 0;
    if (as === "fetch" || link) event.preventDefault();
    this.find(".stage").dataset.as = as;
    this.ariaBusy = "true";
    /** @type {Send} */
    const detail = { plan, data, as, submitter, headers: new Headers(), init: {} };
    const send = new CustomEvent("bench-send", { bubbles: true, cancelable: true, detail });
    const untouched = this.dispatchEvent(send);
    this.#begin(plan, { states: states(form), submitter, as, user: username() });
    if (link) visit(plan.url, form.target);
    else if (as === "fetch" && untouched) this.#fetch(detail);
  }

  /** Send the form when the panel's own module is ready. @param {Promise<unknown>} ready @param {SubmitEvent} event @param {Plan} plan */
  #later(ready, event, plan) {
    event.preventDefault();
    this.show("", waiting(plan));
    this.#reveal();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const send = () => form.requestSubmit(event.submitter);
    ready.then(send, send);
  }

  /** Clear the stage and the tabs for a new request. @param {Plan} plan @param {import("./trips.js").Filled} filled */
  #begin(plan, filled) {
    this.#plan = plan;
    this.#sent = filled.as;
    this.#statuses = { received: 0, recorded: 0 };
    this.#stage?.fresh();
    this.show("", waiting(plan));
    const after = wire.latest;
    import("./trips.js").then(({ TripTabs }) => {
      this.#tabs ??= new TripTabs(this);
      this.#tabs.expect(plan, after, filled);
    });
    this.#reveal();
  }

  /** Scroll to the stage now: a page that moves later moves under the pointer. */
  #reveal() {
    this.find(".stage").scrollIntoView({ block: "nearest" });
  }

  /** @param {Send} send */
  async #fetch({ plan, data, headers, init }) {
    const request = new Request(toRequest(plan, data), init);
    for (const [name, value] of headers) request.headers.set(name, value);
    const words = results();
    let response = null;
    try {
      response = await fetch(request);
      this.show(response.url, await (await words).ofFetch(plan, response.clone()), plan);
      if (this.#plan === plan) this.#compare({ received: response.status });
    } catch (error) {
      await wire.refresh(); // the wire knows whether the browser gave up a chain of redirects
      const last = this.#plan === plan ? this.#tabs?.last : undefined;
      this.show(request.url, (await words).ofFailure(plan, error, response, init.cache, last), plan);
    } finally {
      this.settle(response);
    }
  }

  /** Show a page that has arrived on the stage. @param {import("./stage.js").Arrival} arrival */
  async #arrived(arrival) {
    const plan = this.#plan;
    const { ofPage } = await results();
    // Of a page that this one cannot read, only the wire knows what it is. It has an exchange before the end of its answer.
    if (plan && arrival.url === null) await wire.refresh();
    if (this.#plan !== plan) return; // a newer request has begun
    this.find(".stage").dataset.as = "page";
    this.show(arrival.url ?? plan?.url.href ?? server, ofPage(plan, arrival, plan ? this.#tabs?.last : undefined));
    this.#plan = null;
    this.settle();
  }

  /**
   * Show an answer that makes no page, or no page yet: the stage does not change, so that only the wire has the answer.
   * @param {Trip} trip
   */
  async #answered(trip) {
    const { request, response } = trip.entries.at(-1) ?? {};
    const url = request?.url;
    const plan = this.#plan;
    if (this.#sent === "fetch") this.#compare({ recorded: response?.status ?? 0 });
    if (this.#sent !== "page" || !url) return;
    const { ofPageless, ofLogin } = await results();
    const result = ofPageless(plan, trip.entries);
    const login = result ? null : ofLogin(plan, /** @type {Entry} */ (trip.entries.at(-1)));
    if (login) await new Promise((resolve) => setTimeout(resolve, WINDOW));
    const shown = result ?? login;
    if (!shown || this.ariaBusy !== "true" || this.#plan !== plan) return;
    this.show(url, shown);
    if (result) this.settle();
  }

  /** Explain a 304 on the wire that became a 200 for the script. @param {{ received?: number, recorded?: number }} status */
  async #compare(status) {
    const statuses = Object.assign(this.#statuses, status);
    if (statuses.received !== 200 || statuses.recorded !== 304) return;
    const note = (await results()).fromCache();
    if (this.#statuses === statuses) this.find("[data-tab=result]").firstChild?.after(...note);
  }
}

/** Return how a form is always sent; null if the visitor chooses. @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
function wayOf(form, submitter) {
  if (form.dataset.origin === "other") return "page";
  return submitter?.dataset.as === "fetch" ? "fetch" : null;
}

/** The result until the answer arrives. @param {Plan} plan @returns {Node[]} */
function waiting({ method, url }) {
  return [make("p", { class: "none" }, "Waiting for ", code(`${method} ${where(url)}`), "…")];
}

/**
 * Go to an address as a link does. The GET of a form without fields would end the address with a lone `?`.
 * @param {URL} url
 * @param {string} target
 */
function visit(url, target) {
  Object.assign(document.createElement("a"), { href: url.href, target }).click();
}
