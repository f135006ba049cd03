/**
 * The places that a lab's requests come from: a script of this page, a frame, a window of its own, and a page of
 * the other site in such a frame or window. Each run has its own, so that two tabs do not meet.
 */
import { make } from "../shared/dom.js";
import { otherOrigin, server } from "../shared/server.js";

/**
 * @typedef {object} Order what a form or a link asks for
 * @property {string} url
 * @property {string} [method]
 * @property {string} [enctype]
 * @property {Record<string, string>} [fields]
 *
 * @typedef {object} Ready
 * @property {HTMLFormElement} form one that is ready, perhaps with more around it
 * @property {HTMLElement | null} [submitter] the button of it that is pressed
 */

/** The small window is not there, or no longer. */
export class NoWindow extends Error {
  constructor() {
    super("its small window is gone. Allow pop-ups for this page, leave the window open, and run it again.");
  }
}

/**
 * A small window for the cases that need one; null where the browser does not allow it. To be called from within a click.
 * @returns {Window | null}
 */
export function openPopup() {
  const popup = open("about:blank", crypto.randomUUID(), "popup,width=360,height=240");
  focus();
  addEventListener("pagehide", () => popup?.close(), { once: true });
  return popup;
}

/** Milliseconds after which a page, or an answer, has not come. */
const PATIENCE = 10_000;

export class Places {
  /** What tells this run from all others: letters and digits. */
  run = crypto.randomUUID().slice(0, 8);
  /** Puts a request on this visitor's wire that comes without the visitor's cookie. */
  token = "";
  #popup;
  #signal;
  #undisturbed = false;
  #scene = make("div", { hidden: "", class: "scene" });
  /** @type {Map<string, (told: any) => void>} */
  #awaited = new Map();

  /** @param {AbortSignal} signal @param {Window | null} popup */
  constructor(signal, popup) {
    this.#signal = signal;
    this.#popup = popup;
  }

  async open() {
    const response = await fetch("/api/lab/token");
    if (!response.ok) throw new Error(`The server answered ${response.status} to /api/lab/token.`);
    this.token = (await response.json()).wire;
    document.body.append(this.#scene);
    window.opener = null; // whoever opened this page: from here on, what a frame tells its top is for this page
    addEventListener("message", this.#hear);
  }

  /** Take away the frames of the case that is over. */
  clear() {
    for (const each of [...this.#scene.children]) if (!each.hasAttribute("data-stays")) each.remove();
  }

  close() {
    this.#scene.remove();
    removeEventListener("message", this.#hear);
  }

  /**
   * An address of this server, by this page's name for it or by the other one.
   * @param {string} path
   * @param {Record<string, string>} [query]
   * @param {string} [origin]
   */
  url(path, query = {}, origin = server) {
    const url = new URL(path, origin);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url.href;
  }

  /** Whether somebody has closed the small window. */
  get windowGone() {
    return this.#popup?.closed ?? false;
  }

  /** The server by its other name, to a browser another site. */
  get other() {
    return /** @type {string} */ (otherOrigin());
  }

  /**
   * Submit a form, or follow a link, into a fresh frame of this page.
   * @param {Order | Ready} order
   * @returns {Promise<Document | null>} what arrived; null where the browser lets nobody look: an error page of its own
   */
  async frame(order) {
    const frame = /** @type {HTMLIFrameElement} */ (make("iframe", { name: crypto.randomUUID() }));
    const form = "form" in order ? order.form : asForm(order);
    form.target = frame.name;
    this.#scene.append(frame, form.getRootNode());
    const loaded = settled(frame);
    if ("form" in order) form.requestSubmit(order.submitter);
    else if (order.method) form.submit();
    else frame.src = order.url;
    await this.inTime(loaded);
    form.remove();
    return frame.contentDocument;
  }

  /**
   * Open a page that tells (`/lab/…`) in a frame of this page.
   * @param {string} path @param {string} [origin] @param {{ stays?: boolean }} [options] until the lab is over, not only the case
   * @returns {Promise<Page>}
   */
  async page(path, origin, { stays } = {}) {
    const [id, url] = this.#address(path, origin);
    const told = this.hear(id);
    const frame = /** @type {HTMLIFrameElement} */ (make("iframe", { src: url, ...(stays && { "data-stays": "" }) }));
    this.#scene.append(frame);
    return new Page(this, () => frame.contentWindow, await told, origin);
  }

  /**
   * Whether a frame of this page shows a page that tells; where it may not, the browser has an error page of its own.
   * @param {string} path @param {string} [origin]
   * @returns {Promise<boolean>}
   */
  async shows(path, origin) {
    const [id, url] = this.#address(path, origin);
    const frame = make("iframe", { src: url });
    const loaded = new Promise((done) => frame.addEventListener("load", done));
    let shown = false;
    const told = () => {
      shown = true;
    };
    this.hear(id).then(told, () => {});
    this.#scene.append(frame);
    await this.inTime(loaded);
    await this.page("/lab/actor", origin); // whatever had to be told has been told before this one came
    return shown;
  }

  /**
   * Open one in the window, at the top of everything.
   * @param {string} path @param {string} [origin]
   * @returns {Promise<Page>}
   */
  async window(path, origin) {
    const popup = this.#popup;
    if (!popup || popup.closed) {
      throw new NoWindow();
    }
    const [id, url] = this.#address(path, origin);
    const told = this.hear(id);
    popup.location.replace(url);
    return new Page(this, () => popup, await told, origin);
  }

  /** An address whose page will tell, and the id that it will do so by. @param {string} path @param {string} [origin] */
  #address(path, origin) {
    const id = crypto.randomUUID();
    return /** @type {const} */ ([id, this.telling(path, id, origin)]);
  }

  /** @param {string} path @param {string} id @param {string} [origin] */
  telling(path, id, origin) {
    return `${this.url(path, {}, origin)}#${new URLSearchParams({ id, home: server })}`;
  }

  /** What a page tells by this id, once it does. @param {string} id @returns {Promise<any>} */
  hear(id) {
    return this.inTime(new Promise((done) => this.#awaited.set(id, done)));
  }

  /** Clean up, which nobody's Stop shall interrupt. @param {() => Promise<void>} work */
  async undisturbed(work) {
    this.#undisturbed = true;
    try {
      await work();
    } finally {
      this.#undisturbed = false;
    }
  }

  /**
   * What comes in time, and before somebody stops the lab, unless it is to clean up.
   * @template T
   * @param {Promise<T>} promise
   * @returns {Promise<T>}
   */
  inTime(promise) {
    const { promise: end, reject } = Promise.withResolvers();
    const timer = setTimeout(reject, PATIENCE, new Error(`nothing came within ${PATIENCE / 1000} seconds`));
    const stop = () => this.#undisturbed || reject(this.#signal.reason);
    this.#signal.addEventListener("abort", stop);
    return Promise.race([promise, /** @type {Promise<never>} */ (end)]).finally(() => {
      clearTimeout(timer);
      this.#signal.removeEventListener("abort", stop);
    });
  }

  /** @param {MessageEvent} event */
  #hear = ({ origin, data }) => {
    if (origin !== server && origin !== otherOrigin()) return;
    this.#awaited.get(data?.lab)?.(data.told);
    this.#awaited.delete(data?.lab);
  };
}

/** A page of `/lab/…` in a frame or a window, which does what it is asked to. */
class Page {
  #places;
  #view;
  #origin;

  /**
   * @param {Places} places
   * @param {() => Window | null} view
   * @param {any} told what it told when it arrived
   * @param {string} [origin]
   */
  constructor(places, view, told, origin = server) {
    this.#places = places;
    this.#view = view;
    this.told = told;
    this.#origin = origin;
  }

  /** @param {string} url @param {RequestInit} [init] @returns {Promise<any>} `{error}` or status, headers and text */
  fetch(url, init) {
    return this.#ask({ deed: "fetch", url, init });
  }

  /** Follow a link from here. @param {string} path @returns {Promise<any>} what the page there tells */
  link(path) {
    return this.#arrive("go", path);
  }

  /** Submit a form from here. @param {string} path @param {string} [method] @returns {Promise<any>} */
  form(path, method = "post") {
    return this.#arrive("form", path, { method });
  }

  /** Open a frame in here. @param {string} path @returns {Promise<any>} */
  frame(path) {
    return this.#arrive("frame", path);
  }

  /**
   * Load a picture or a frame in here, whatever comes of it.
   * @param {"img" | "iframe"} tag @param {string} url @param {string} [method] by a form of this method
   * @returns {Promise<any>}
   */
  load(tag, url, method) {
    return this.#ask({ deed: "load", tag, url, method });
  }

  /** @param {string} deed @param {string} path @param {object} [order] */
  #arrive(deed, path, order = {}) {
    const id = crypto.randomUUID();
    const told = this.#places.hear(id);
    this.#ask({ deed, url: this.#places.telling(path, id), ...order }).catch(() => {}); // the page may be gone before it answers
    return told;
  }

  /** @param {object} order @returns {Promise<any>} */
  #ask(order) {
    const id = crypto.randomUUID();
    const told = this.#places.hear(id);
    this.#view()?.postMessage({ lab: id, ...order }, this.#origin);
    return told;
  }
}

/** @param {Order} order @returns {HTMLFormElement} */
function asForm({ url, method = "get", enctype = "", fields = {} }) {
  const form = /** @type {HTMLFormElement} */ (make("form", { action: url, method, enctype }));
  for (const [name, value] of Object.entries(fields)) form.append(make("input", { type: "hidden", name, value }));
  return form;
}

/** Until a frame has loaded, or shows what nobody may look into: Firefox fires no load event for an error page of its own. @param {HTMLIFrameElement} frame */
function settled(frame) {
  const { promise, resolve } = Promise.withResolvers();
  const watch = setInterval(() => frame.contentDocument ?? resolve(null), 50);
  frame.addEventListener("load", resolve);
  return promise.finally(() => clearInterval(watch));
}
