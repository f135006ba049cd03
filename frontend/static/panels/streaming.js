/**
 * The Streaming panel: a Fetch whose body is read piece by piece, and an EventSource. The Result tab shows each piece
 * when it arrives, with its time since the request.
 */
import { toRequest } from "../bench/request.js";
import { ofFailure } from "../bench/result.js";
import { code, make, sheet, table } from "../shared/dom.js";
import { chip } from "../shared/status.js";
import { count, size } from "../shared/text.js";

/**
 * @typedef {import("../bench/panel.js").PanelBench} PanelBench
 * @typedef {import("../bench/request.js").Send} Send
 */

/** Pieces that the list keeps. */
const MOST = 200;

/** Characters of a piece that the list shows. */
const SHOWN = 200;

/** @param {HTMLElement} section */
export async function start(section) {
  await sheet("streaming.css", import.meta.url);
  const bench = /** @type {PanelBench} */ (section.querySelector("panel-bench"));
  const stop = /** @type {HTMLButtonElement} */ (section.querySelector("[data-stop]"));
  /** @type {(() => void) | null} ends what is running */
  let end = null;
  section.addEventListener("bench-send", (event) => {
    const send = /** @type {CustomEvent<Send>} */ (event).detail;
    end?.();
    end = send.as === "page" ? () => bench.stop() : null;
    stop.disabled = false;
    if (send.as === "page") return;
    event.preventDefault();
    const arrivals = new Arrivals();
    const read = send.submitter?.hasAttribute("data-source") ? follow : receive;
    end = read(bench, send, arrivals);
  });
  section.addEventListener("bench-settle", () => {
    end = null;
    stop.disabled = true;
  });
  stop.addEventListener("click", () => end?.());
}

/** The pieces of one answer, as a list that grows. */
class Arrivals {
  #began = performance.now();
  #sentence = make("p");
  #list = make("ol", { class: "pieces", "aria-label": "Pieces", tabindex: "0" });
  #progress = make("progress", { "aria-label": "Received" });
  #bytes = 0;
  #pieces = 0;
  /** @type {Record<string, string>} */
  #facts = {};

  /** The elements to show at the beginning. @param {(Node | string)[]} sentence */
  nodes(...sentence) {
    this.#sentence.append(...sentence);
    return [this.#sentence, this.#progress, this.#list];
  }

  /** Note that the head of the answer is there. @param {Response} response */
  head({ headers }) {
    this.#facts["Head after"] = this.#time();
    const length = headers.get("Content-Length");
    if (length) this.#progress.setAttribute("max", length);
    this.#facts["Announced length"] = length ? count(Number(length), "byte") : "none: the body is chunked";
  }

  /** Add a piece. @param {string} text @param {number} bytes */
  piece(text, bytes) {
    this.#facts["First piece after"] ??= this.#time();
    this.#facts["Last piece after"] = this.#time();
    this.#bytes += bytes;
    this.#pieces += 1;
    if (this.#progress.hasAttribute("max")) this.#progress.setAttribute("value", String(this.#bytes));
    this.add(make("pre", {}, text.trimEnd().slice(0, SHOWN)), make("small", {}, size(bytes)));
  }

  /** Add a line to the list. @param {...(Node | string)} content */
  add(...content) {
    this.#list.append(make("li", {}, make("time", {}, this.#time()), " ", ...content));
    while (this.#list.childElementCount > MOST) this.#list.firstElementChild?.remove();
    this.#list.scrollTop = this.#list.scrollHeight;
  }

  /** Whether a piece has come. */
  get some() {
    return this.#pieces > 0;
  }

  /** Show that nothing more comes. */
  stop() {
    this.#progress.remove();
  }

  /** The elements to show at the end, without the progress. @param {boolean} [stopped] by the visitor */
  ended(stopped = false) {
    const end = `You stopped the answer after ${count(this.#pieces, "piece")}.`;
    const facts = [
      ...Object.entries(this.#facts),
      ["Pieces", String(this.#pieces)],
      ["Body", count(this.#bytes, "byte")],
    ];
    const summary = table("Measured by the script", /** @type {[string, string][]} */ (facts));
    return [this.#sentence, this.#list, ...(stopped ? [make("p", { class: "failure" }, end)] : []), summary];
  }

  /** The time since the request. */
  #time() {
    return `${((performance.now() - this.#began) / 1000).toFixed(2)} s`;
  }
}

/**
 * Read the answer of a Fetch piece by piece. Return a function that ends it.
 * @param {PanelBench} bench
 * @param {Send} send
 * @param {Arrivals} arrivals
 */
function receive(bench, { plan, data, headers }, arrivals) {
  const controller = new AbortController();
  const request = new Request(toRequest(plan, data), { headers, signal: controller.signal });
  const read = async () => {
    let response = null;
    try {
      response = await fetch(request);
      arrivals.head(response);
      const answer = ["The answer: ", chip(response.status, response.statusText), "."];
      const nodes = arrivals.nodes("A script sent ", code(`GET ${plan.url.pathname}`), ". ", ...answer);
      bench.show(response.url, nodes, plan);
      await pieces(response, arrivals);
      bench.show(response.url, arrivals.ended(), plan);
    } catch (error) {
      const stopped = controller.signal.aborted && arrivals.some;
      bench.show(request.url, stopped ? arrivals.ended(true) : ofFailure(plan, error), plan);
    } finally {
      bench.settle();
    }
  };
  read();
  return () => controller.abort();
}

/** @param {Response} response @param {Arrivals} arrivals */
async function pieces({ body }, arrivals) {
  const decoder = new TextDecoder();
  const reader = body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    arrivals.piece(decoder.decode(next.value, { stream: true }), next.value.length);
  }
}

/**
 * Follow an EventSource until the server ends it. Return a function that closes it.
 * @param {PanelBench} bench
 * @param {Send} send
 * @param {Arrivals} arrivals
 */
function follow(bench, { plan, data }, arrivals) {
  const { url } = toRequest(plan, data);
  const source = new EventSource(url, { withCredentials: true });
  const nodes = arrivals.nodes("A script opened an ", code("EventSource"), " at ", code(plan.url.pathname), ".");
  const close = (/** @type {string} */ why) => {
    source.close();
    arrivals.add(code("closed"), ` ${why}`);
    arrivals.stop();
    bench.settle();
  };
  source.onopen = () => arrivals.add(code("open"), " The answer is an event stream.");
  source.onmessage = ({ data, lastEventId }) => arrivals.add(code(`id: ${lastEventId}`), make("pre", {}, data));
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED)
      close("The server answered without an event stream, so the browser does not connect again.");
    else
      arrivals.add(
        code("error"),
        " The connection has ended: an EventSource calls every end an error. The browser connects again.",
      );
  };
  // The bench clears the Result tab after this event.
  queueMicrotask(() => bench.show(url, nodes, plan));
  return () => close("You closed the source.");
}
