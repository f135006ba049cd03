/**
 * The browsing contexts in which a lab makes requests: this page, frames in it, and the small window. Each run has
 * contexts of its own, so that two tabs do not disturb each other.
 */
import { make } from "../shared/dom.js";
import { otherOrigin, server } from "../shared/server.js";
import { Deadline } from "./deadline.js";
import { Messages } from "./messages.js";
import { NoWindow } from "./popup.js";
import { RemotePage } from "./remote-page.js";

/**
 * @typedef {object} Navigation a form to build and submit, or without a method a link to follow
 * @property {string} url
 * @property {string} [method]
 * @property {string} [enctype]
 * @property {Record<string, string>} [fields]
 *
 * @typedef {object} Submission a form to submit as it is
 * @property {HTMLFormElement} form
 * @property {HTMLElement | null} [submitter] the button that submits it
 */

export class Contexts {
  /** Names this run: letters and digits. */
  run = crypto.randomUUID().slice(0, 8);
  /** Puts a request without the visitor cookie on this visitor's wire. */
  token = "";
  /** Names the case that runs now, in the URLs of its requests; empty if the wire cannot show which requests belong to it. */
  mark = "";
  /** Whether this run has only one case. */
  alone = false;
  #popup;
  #scene = make("div", { hidden: "", class: "scene" });

  /** @param {AbortSignal} signal @param {Window | null} popup */
  constructor(signal, popup) {
    this.#popup = popup;
    this.deadline = new Deadline(signal, popup);
    this.messages = new Messages(this.deadline);
  }

  async open() {
    const response = await fetch("/api/lab/token");
    if (!response.ok) throw new Error(`the server answered ${response.status} to /api/lab/token.`);
    this.token = (await response.json()).wire;
    document.body.append(this.#scene);
    this.messages.open();
  }

  /** Remove the frames of the last case. */
  clear() {
    for (const element of [...this.#scene.children]) if (!element.hasAttribute("data-stays")) element.remove();
  }

  close() {
    this.#scene.remove();
    this.messages.close();
  }

  /**
   * A URL on this server, under this page's host name or another origin, with the mark of the case.
   * @param {string} path
   * @param {Record<string, string>} [query]
   * @param {string} [origin]
   */
  url(path, query = {}, origin = server) {
    const url = new URL(path, origin);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const marked = !this.mark || url.searchParams.has("case");
    if (!marked) url.search += `${url.search ? "&" : "?"}case=${this.mark}`; // not by `searchParams`: it encodes the rest again
    return url.href;
  }

  /** Whether the small window has been closed. */
  get windowClosed() {
    return this.#popup?.closed ?? false;
  }

  /** The server's origin under its other host name: another site to a browser. */
  get other() {
    return /** @type {string} */ (otherOrigin());
  }

  /**
   * Submit a form, or follow a link, into a new frame of this page.
   * @param {Navigation | Submission} target
   * @returns {Promise<Document | null>} null if this page may not read the document, such as an error page of the browser
   */
  async frame(target) {
    const frame = /** @type {HTMLIFrameElement} */ (make("iframe", { name: crypto.randomUUID() }));
    const form = "form" in target ? target.form : formOf(target);
    form.target = frame.name;
    this.#scene.append(frame, form.getRootNode());
    const loaded = settled(frame);
    if ("form" in target) form.requestSubmit(target.submitter);
    else if (target.method) form.submit();
    else frame.src = target.url;
    await this.deadline.within(loaded);
    form.remove();
    return frame.contentDocument;
  }

  /**
   * Open a page under `/lab/…` in a frame of this page.
   * @param {string} path @param {string} [origin] @param {{ stays?: boolean }} [options] `stays`: until the end of the lab, not of the case
   */
  async page(path, origin, { stays } = {}) {
    const [id, src] = this.#address(path, origin);
    const report = this.messages.report(id);
    const frame = /** @type {HTMLIFrameElement} */ (make("iframe", { src, ...(stays && { "data-stays": "" }) }));
    this.#scene.append(frame);
    return new RemotePage(this.messages, () => frame.contentWindow, await report, origin);
  }

  /**
   * Whether a page under `/lab/…` is shown in a frame of this page. If not, the browser shows an error page.
   * @param {string} path @param {string} [origin]
   */
  async shows(path, origin) {
    const [id, src] = this.#address(path, origin);
    const frame = make("iframe", { src });
    const loaded = new Promise((done) => frame.addEventListener("load", done));
    let shown = false;
    const reported = () => {
      shown = true;
    };
    this.messages.report(id).then(reported, () => {});
    this.#scene.append(frame);
    await this.deadline.within(loaded);
    await this.page("/lab/actor", origin); // its report comes after the report of the page above, if there is one
    return shown;
  }

  /** Open a page under `/lab/…` in the small window, as the top-level page. @param {string} path @param {string} [origin] */
  async window(path, origin) {
    const popup = this.#popup;
    if (!popup || popup.closed) throw new NoWindow();
    const [id, url] = this.#address(path, origin);
    const report = this.messages.report(id);
    popup.location.replace(url);
    return new RemotePage(this.messages, () => popup, await report, origin);
  }

  /** The address of a page, and the id of its report. @param {string} path @param {string} [origin] */
  #address(path, origin) {
    const id = crypto.randomUUID();
    return /** @type {const} */ ([id, this.url(path, {}, origin) + this.messages.fragment(id)]);
  }
}

/** @param {Navigation} navigation @returns {HTMLFormElement} */
function formOf({ url, method = "get", enctype = "", fields = {} }) {
  const form = /** @type {HTMLFormElement} */ (make("form", { action: url, method, enctype }));
  for (const [name, value] of Object.entries(fields)) form.append(make("input", { type: "hidden", name, value }));
  return form;
}

/** Wait until a frame has loaded. Firefox fires no load event for its error pages, so look for those. @param {HTMLIFrameElement} frame */
function settled(frame) {
  const { promise, resolve } = Promise.withResolvers();
  const watch = setInterval(() => frame.contentDocument ?? resolve(null), 50);
  frame.addEventListener("load", resolve);
  return promise.finally(() => clearInterval(watch));
}
