/** The Upload panel: files dropped on it, a look at images, and as Fetch the bytes as they go out. */

import { encoded } from "../bench/request.js";
import { ofFailure, ofFetch } from "../bench/result.js";
import { make } from "../shared/dom.js";
import { visitor } from "../shared/server.js";
import { count, size } from "../shared/text.js";

/** @typedef {import("../bench/panel.js").Send} Send */

const section = /** @type {HTMLElement} */ (document.getElementById("upload"));
const bench = /** @type {import("../bench/panel.js").PanelBench} */ (section.querySelector("panel-bench"));
const input = /** @type {HTMLInputElement} */ (section.querySelector("input[type=file]"));
const list = /** @type {HTMLElement} */ (section.querySelector(".files"));
const bar = /** @type {HTMLProgressElement} */ (section.querySelector("progress"));
const said = /** @type {HTMLElement} */ (section.querySelector(".progress-said"));
const cancel = /** @type {HTMLButtonElement} */ (section.querySelector("[data-cancel]"));

/** @type {XMLHttpRequest | null} */
let running = null;

/** Show what is chosen: a picture of each image, the name and size of each file. */
function preview() {
  for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  list.replaceChildren(
    ...[...(input.files ?? [])].map((file) => {
      const picture = file.type.startsWith("image/") ? make("img", { src: URL.createObjectURL(file), alt: "" }) : "";
      return make("li", {}, picture, make("span", {}, file.name), make("small", {}, size(file.size)));
    }),
  );
}

/** @param {DragEvent} event */
function drop(event) {
  event.preventDefault();
  section.classList.remove("dropping");
  if (!event.dataTransfer?.files.length) return;
  input.files = event.dataTransfer.files;
  preview();
}

/** @param {CustomEvent<Send>} event */
function send(event) {
  const { as, plan, data, submitter } = event.detail;
  if (!submitter?.hasAttribute("data-upload")) return;
  cancel.disabled = false;
  if (as === "page") {
    bar.removeAttribute("value");
    said.textContent = "On its way. A page navigation tells a script nothing of its progress; Fetch does.";
    return;
  }
  event.preventDefault();
  transfer(plan, encoded(plan.enctype, data));
}

/**
 * `fetch` does not tell how much of a body has gone out; XMLHttpRequest does.
 * @param {import("../bench/request.js").Plan} plan
 * @param {RequestInit} request
 */
function transfer(plan, { body, headers }) {
  const xhr = new XMLHttpRequest();
  const began = performance.now();
  running = xhr;
  xhr.open(plan.method, plan.url);
  xhr.withCredentials = true;
  xhr.upload.onprogress = ({ loaded, total }) => progress(loaded, total, (performance.now() - began) / 1000);
  xhr.onload = async () => bench.show(xhr.responseURL, await ofFetch(plan, toResponse(xhr, plan.url.href)));
  xhr.onerror = () => bench.show(plan.url.href, ofFailure(plan, new TypeError("the connection broke")));
  xhr.onabort = () => bench.show(plan.url.href, ofFailure(plan, new DOMException("", "AbortError")));
  xhr.onloadend = () => {
    running = null;
    bench.settle();
  };
  for (const [name, value] of new Headers(headers)) xhr.setRequestHeader(name, value);
  xhr.send(/** @type {XMLHttpRequestBodyInit} */ (body));
}

/**
 * The answer in the shape that `fetch` would have given it.
 * @param {XMLHttpRequest} xhr
 * @param {string} asked
 * @returns {Response}
 */
function toResponse(xhr, asked) {
  const { status, responseURL } = xhr;
  const lines = xhr.getAllResponseHeaders().trim().split("\r\n");
  const headers = lines.map((line) => /** @type {[string, string]} */ (line.split(/: ?(.*)/s, 2)));
  const response = new Response(xhr.response, { status, headers });
  return Object.defineProperties(response, {
    url: { value: responseURL },
    redirected: { value: responseURL !== asked },
  });
}

/** @param {number} loaded @param {number} total bytes @param {number} seconds */
function progress(loaded, total, seconds) {
  bar.max = total;
  bar.value = loaded;
  const rate = seconds > 0 ? `, ${size(loaded / seconds)} a second` : "";
  said.textContent = `${size(loaded)} of ${size(total)}${rate}`;
}

function settle() {
  cancel.disabled = true;
  if (bar.value < bar.max) {
    bar.value = 0;
    said.textContent = "";
  }
}

input.addEventListener("change", preview);
section.addEventListener("dragover", (event) => {
  event.preventDefault();
  section.classList.add("dropping");
});
section.addEventListener("dragleave", (event) => {
  if (!section.contains(/** @type {Node | null} */ (event.relatedTarget))) section.classList.remove("dropping");
});
section.addEventListener("drop", drop);
section.addEventListener("bench-send", (event) => send(/** @type {CustomEvent<Send>} */ (event)));
section.addEventListener("bench-settle", settle);
cancel.addEventListener("click", () => {
  if (running) running.abort();
  else bench.stop();
});
const { limits } = await visitor();
/** @type {HTMLElement} */ (section.querySelector(".limits")).textContent =
  `At most ${size(limits.max_upload)} a request, ${count(limits.max_files, "file")} and ${size(limits.max_stored)} in all, kept for ${count(limits.keep / 60, "minute")}.`;
