/** A page under `/lab/…` in a frame or a window, on this site or the other one. It runs the lab's commands. */
import { server } from "../shared/server.js";

export class RemotePage {
  #messages;
  #view;
  #origin;

  /**
   * @param {import("./messages.js").Messages} messages
   * @param {() => Window | null} view
   * @param {any} report the server's answer, as the page reported it when it was loaded
   * @param {string} [origin]
   */
  constructor(messages, view, report, origin = server) {
    this.#messages = messages;
    this.#view = view;
    this.report = report;
    this.#origin = origin;
  }

  /** @param {string} url @param {RequestInit} [init] @returns {Promise<any>} `{error}` or status, headers and text */
  fetch(url, init) {
    return this.#command({ command: "fetch", url, init });
  }

  /** Make a request of some kind; the page must be `/lab/loads`. @param {import("./requests.js").Order} order @returns {Promise<any>} */
  request(order) {
    return this.#command({ command: "request", order });
  }

  /** Let a script of the page set a cookie. @param {string} set @returns {Promise<any>} */
  cookie(set) {
    return this.#command({ command: "cookie", set });
  }

  /** Follow a link on the page. @param {string} path @returns {Promise<any>} the report of the next page */
  link(path) {
    return this.#navigate("link", path);
  }

  /** Submit a form on the page. @param {string} path @param {string} [method] @returns {Promise<any>} */
  form(path, method = "post") {
    return this.#navigate("form", path, { method });
  }

  /** Open a frame in the page. @param {string} path @returns {Promise<any>} */
  frame(path) {
    return this.#navigate("frame", path);
  }

  /**
   * Load an image or a frame in the page. The promise resolves also when loading fails.
   * @param {"img" | "iframe"} tag @param {string} url @param {string} [method] of the form that is submitted into the frame
   * @returns {Promise<any>}
   */
  load(tag, url, method) {
    return this.#command({ command: "load", tag, url, method });
  }

  /** @param {string} command @param {string} path @param {object} [options] */
  #navigate(command, path, options = {}) {
    const id = crypto.randomUUID();
    const report = this.#messages.report(id);
    const url = new URL(path, server).href + this.#messages.fragment(id);
    this.#command({ command, url, ...options }).catch(() => {}); // the page may be unloaded before it can answer
    return report;
  }

  /** @param {object} command @returns {Promise<any>} */
  #command(command) {
    const id = crypto.randomUUID();
    const report = this.#messages.report(id);
    this.#view()?.postMessage({ lab: id, ...command }, this.#origin);
    return report;
  }
}
