/**
 * One generic element makes every panel work: it adds *Send as*, the stage's address bar and the tabs to the
 * forms and the iframe inside it, and sees to it that each form goes where it should.
 *
 *   <panel-bench> <form action="/hello" target="hello-stage">…</form> <iframe name="hello-stage">…</iframe> </panel-bench>
 *
 * Events, which bubble: `bench-send` before a request (detail: Send; its headers may be added to, and for a
 * Fetch `preventDefault()` takes it over), `bench-settle` when it has come to its end (detail: the Response, if any, still
 * to be read), `bench-trip` when the wire knows of it, and whenever it knows more (detail: the Trip).
 */

import { server, twin } from "../shared/server.js";
import { wire } from "../wire/client.js";
import { prepare, toRequest, trim } from "./request.js";
import { ofFailure, ofFetch, ofPage, ofPageless, onItsWay, pageless } from "./result.js";
import { Stage } from "./stage.js";

/**
 * @typedef {import("./request.js").Plan} Plan
 *
 * @typedef {object} Send a request on its way
 * @property {Plan} plan
 * @property {FormData} data
 * @property {"page" | "fetch"} as
 * @property {Headers} headers more of them, for a Fetch
 * @property {HTMLElement | null} submitter
 */

export class PanelBench extends HTMLElement {
  /** @type {Stage | null} */
  #stage = null;
  /** @type {Plan | null} */
  #plan = null;
  /** @type {"page" | "fetch"} how it was sent; the choice may have changed since */
  #sent = "page";
  #ready = !this.closest("section")?.dataset.module;

  connectedCallback() {
    const frame = /** @type {HTMLIFrameElement} */ (this.querySelector("iframe"));
    this.#furnish(frame);
    this.#stage = new Stage(frame, (sight) => this.#arrived(sight));
    this.addEventListener("submit", (event) => this.#submit(event));
    this.addEventListener("formdata", trim);
  }

  /** The name of the panel, such as `hello`. */
  get name() {
    return /** @type {HTMLElement} */ (this.closest("section")).id;
  }

  get as() {
    const chosen = /** @type {HTMLInputElement | null} */ (this.querySelector(".send-as input:checked"));
    return chosen?.value === "fetch" ? "fetch" : "page";
  }

  /**
   * Say that the request has come to its end.
   * @param {Response | null} [response]
   */
  settle(response = null) {
    this.ariaBusy = "false";
    this.dispatchEvent(new CustomEvent("bench-settle", { bubbles: true, detail: response }));
  }

  /**
   * Show what a request came to.
   * @param {string} url the final one
   * @param {Node[]} result
   */
  show(url, result) {
    this.#part("[aria-label='Final URL']").textContent = url;
    this.#part("[data-tab=result]").replaceChildren(...result);
  }

  /**
   * What the wire saw of the request: all there is to show, where the browser got no page out of it.
   * @param {import("../wire/client.js").Trip} trip
   */
  answer(trip) {
    const last = trip.entries.at(-1);
    if (this.ariaBusy !== "true" || this.#sent !== "page" || !last || !pageless(last)) return;
    this.show(last.request.url, ofPageless(this.#plan, last));
    this.settle();
  }

  /** Stop a page that is loading. */
  stop() {
    this.#stage?.stop();
    this.settle();
  }

  /** @param {HTMLIFrameElement} frame */
  #furnish(frame) {
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById("bench"));
    const parts = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    for (const radio of parts.querySelectorAll("input")) radio.name = `${this.name}-send-as`;
    for (const tab of parts.querySelectorAll("[role=tab]")) {
      const kind = tab.textContent?.toLowerCase();
      const panel = parts.querySelector(`[data-tab=${kind}]`);
      tab.id = `${this.name}-${kind}-tab`;
      tab.setAttribute("aria-controls", `${this.name}-${kind}`);
      if (panel) panel.id = `${this.name}-${kind}`;
      panel?.setAttribute("aria-labelledby", tab.id);
    }
    const controls = document.createElement("div");
    controls.className = "controls";
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
    if (!this.#ready) return this.#later(event, form);
    const plan = prepare(form, submitter);
    if (!plan) return event.preventDefault();
    const data = new FormData(form, submitter);
    const as = form.dataset.origin === "other" ? "page" : this.as;
    if (as === "fetch") plan.url = twin(plan.url);
    const link = as === "page" && plan.method !== "POST" && [...data].length === 0;
    if (as === "fetch" || link) event.preventDefault();
    this.#part(".stage").dataset.as = as;
    this.ariaBusy = "true";
    /** @type {Send} */
    const detail = { plan, data, as, submitter, headers: new Headers() };
    const send = new CustomEvent("bench-send", { bubbles: true, cancelable: true, detail });
    const untouched = this.dispatchEvent(send);
    this.#plan = plan;
    this.#sent = as;
    this.#stage?.fresh();
    this.show("", onItsWay(plan));
    const after = wire.latest;
    import("./trips.js").then(({ expect }) => expect(this, plan, after));
    this.#part(".stage").scrollIntoView({ block: "nearest" });
    if (link) follow(plan.url, form.target);
    else if (as === "fetch" && untouched) this.#fetch(detail);
  }

  /** Send it once the panel's own module is there to hear of it. @param {SubmitEvent} event @param {HTMLFormElement} form */
  #later(event, form) {
    event.preventDefault();
    const plan = prepare(form, event.submitter);
    if (plan) this.show("", onItsWay(plan));
    const again = () => {
      this.#ready = true;
      form.requestSubmit(event.submitter);
    };
    import(`../${this.closest("section")?.dataset.module}.js`).then(again, again);
  }

  /** @param {Send} send */
  async #fetch({ plan, data, headers }) {
    const request = toRequest(plan, data);
    for (const [name, value] of headers) request.headers.set(name, value);
    let response = null;
    try {
      response = await fetch(request);
      const result = await ofFetch(plan, response.clone());
      if (this.#plan === plan) this.show(response.url, result);
    } catch (error) {
      if (this.#plan === plan) this.show(request.url, ofFailure(plan, error));
    } finally {
      this.settle(response);
    }
  }

  /** @param {import("./stage.js").Sight} sight */
  #arrived(sight) {
    this.#part(".stage").dataset.as = "page";
    this.show(sight.url ?? this.#plan?.url.href ?? server, ofPage(this.#plan, sight));
    this.#plan = null;
    this.settle();
  }

  /** @param {string} selector @returns {HTMLElement} */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }
}

/**
 * Go there as a link would: a form's GET without fields would leave a lone `?` at the end of the address.
 * @param {URL} url
 * @param {string} target
 */
function follow(url, target) {
  Object.assign(document.createElement("a"), { href: url.href, target }).click();
}

customElements.define("panel-bench", PanelBench);
