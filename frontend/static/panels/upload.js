/** The Upload panel: a drop zone, a preview of the chosen files, and the progress of a Fetch. */

import { encoded } from "../bench/request.js";
import { ofFailure, ofFetch } from "../bench/result.js";
import { make, sheet } from "../shared/dom.js";
import { limits } from "../shared/server.js";
import { count, size } from "../shared/text.js";

/**
 * @typedef {import("../bench/request.js").Plan} Plan
 * @typedef {import("../bench/request.js").Send} Send
 * @typedef {import("../bench/panel.js").PanelBench} PanelBench
 */

/** @param {HTMLElement} section */
export async function start(section) {
  await sheet("upload.css", import.meta.url);
  const files = new Files(section);
  const transfer = new Transfer(section);
  section.addEventListener("dragover", (event) => {
    event.preventDefault();
    section.classList.add("dropping");
  });
  section.addEventListener("dragleave", (event) => {
    if (!section.contains(/** @type {Node | null} */ (event.relatedTarget))) section.classList.remove("dropping");
  });
  section.addEventListener("drop", (event) => {
    section.classList.remove("dropping");
    files.drop(event);
  });
  section.addEventListener("bench-send", (event) => transfer.send(/** @type {CustomEvent<Send>} */ (event)));
  section.addEventListener("bench-settle", () => transfer.settle());
  showLimits(/** @type {HTMLElement} */ (section.querySelector(".limits")));
}

/** @param {HTMLElement} output */
async function showLimits(output) {
  const { max_upload, max_files, max_stored, keep } = await limits();
  output.textContent = `Limits: ${size(max_upload)} per request, ${count(max_files, "file")} and ${size(max_stored)} in total. Files are deleted after ${count(keep / 60, "minute")}.`;
}

/** The chosen files. */
class Files {
  /** @type {HTMLInputElement} */
  #input;
  /** @type {HTMLElement} */
  #list;

  /** @param {HTMLElement} section */
  constructor(section) {
    this.#input = /** @type {HTMLInputElement} */ (section.querySelector("input[type=file]"));
    this.#list = /** @type {HTMLElement} */ (section.querySelector(".files"));
    this.#input.addEventListener("change", () => this.#preview());
    this.#preview(); // the visitor may have chosen files before this module was there
  }

  /** Show the name and the size of each file, and a picture of each image. */
  #preview() {
    for (const image of this.#list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    this.#list.replaceChildren(
      ...[...(this.#input.files ?? [])].map((file) => {
        const picture = file.type.startsWith("image/") ? make("img", { src: URL.createObjectURL(file), alt: "" }) : "";
        return make("li", {}, picture, make("span", {}, file.name), make("small", {}, size(file.size)));
      }),
    );
  }

  /** @param {DragEvent} event */
  drop(event) {
    event.preventDefault();
    if (!event.dataTransfer?.files.length) return;
    this.#input.files = event.dataTransfer.files;
    this.#preview();
  }
}

/** An upload, its progress and its end. */
class Transfer {
  /** @type {PanelBench} */
  #bench;
  /** @type {HTMLProgressElement} */
  #bar;
  /** @type {HTMLElement} */
  #message;
  /** @type {HTMLButtonElement} */
  #cancel;
  /** @type {XMLHttpRequest | null} */
  #running = null;

  /** @param {HTMLElement} section */
  constructor(section) {
    this.#bench = /** @type {PanelBench} */ (section.querySelector("panel-bench"));
    this.#bar = /** @type {HTMLProgressElement} */ (section.querySelector("progress"));
    this.#message = /** @type {HTMLElement} */ (section.querySelector(".progress-message"));
    this.#cancel = /** @type {HTMLButtonElement} */ (section.querySelector("[data-cancel]"));
    this.#cancel.addEventListener("click", () => (this.#running ? this.#running.abort() : this.#bench.stop()));
  }

  /** @param {CustomEvent<Send>} event */
  send(event) {
    const { as, plan, data, submitter } = event.detail;
    if (!submitter?.hasAttribute("data-upload")) return;
    this.#cancel.disabled = false;
    if (as === "page") {
      this.#bar.removeAttribute("value");
      this.#message.textContent = "Uploading. A page navigation reports no progress to a script; Fetch does.";
      return;
    }
    event.preventDefault();
    this.#transfer(plan, encoded(plan.enctype, data));
  }

  settle() {
    this.#cancel.disabled = true;
    if (this.#bar.value < this.#bar.max) {
      this.#bar.value = 0;
      this.#message.textContent = "";
    }
  }

  /**
   * Send the request with XMLHttpRequest, since `fetch` does not report the progress of a request body.
   * @param {Plan} plan
   * @param {RequestInit} request
   */
  #transfer(plan, { body, headers }) {
    const xhr = new XMLHttpRequest();
    const began = performance.now();
    this.#running = xhr;
    xhr.open(plan.method, plan.url);
    xhr.withCredentials = true;
    xhr.upload.onprogress = ({ loaded, total }) => this.#progress(loaded, total, (performance.now() - began) / 1000);
    const show = (/** @type {string} */ url, /** @type {Node[]} */ result) => this.#bench.show(url, result, plan);
    xhr.onload = async () => show(xhr.responseURL, await ofFetch(plan, toResponse(xhr, plan.url.href)));
    xhr.onerror = () => show(plan.url.href, ofFailure(plan, new TypeError("the connection broke")));
    xhr.onabort = () => show(plan.url.href, ofFailure(plan, new DOMException("", "AbortError")));
    xhr.onloadend = () => {
      this.#running = null;
      this.#bench.settle();
    };
    for (const [name, value] of new Headers(headers)) xhr.setRequestHeader(name, value);
    xhr.send(/** @type {XMLHttpRequestBodyInit} */ (body));
  }

  /** @param {number} loaded @param {number} total bytes @param {number} seconds */
  #progress(loaded, total, seconds) {
    this.#bar.max = total;
    this.#bar.value = loaded;
    const rate = seconds > 0 ? `, ${size(loaded / seconds)} per second` : "";
    this.#message.textContent = `${size(loaded)} of ${size(total)}${rate}`;
  }
}

/**
 * Return the answer of an XMLHttpRequest as the Response that `fetch` returns.
 * @param {XMLHttpRequest} xhr
 * @param {string} url of the request
 * @returns {Response}
 */
function toResponse(xhr, url) {
  const { status, statusText, responseURL } = xhr;
  const lines = xhr.getAllResponseHeaders().trim().split("\r\n");
  const headers = lines.map((line) => /** @type {[string, string]} */ (line.split(/: ?(.*)/s, 2)));
  const response = new Response(xhr.response, { status, statusText, headers });
  return Object.defineProperties(response, {
    url: { value: responseURL },
    redirected: { value: responseURL !== url },
  });
}
