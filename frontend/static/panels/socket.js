/** The Socket panel: opens a WebSocket, sends messages, and shows each message that crosses in the Result tab. */
import { code, make, sheet } from "../shared/dom.js";

/**
 * @typedef {import("../bench/panel.js").PanelBench} PanelBench
 * @typedef {import("../bench/request.js").Send} Send
 */

/** @param {HTMLElement} section */
export async function start(section) {
  await sheet("streaming.css", import.meta.url);
  const talk = new Talk(section);
  section.addEventListener("bench-send", (event) => {
    const { submitter, plan } = /** @type {CustomEvent<Send>} */ (event).detail;
    talk.close();
    if (!submitter?.hasAttribute("data-open")) return;
    event.preventDefault();
    queueMicrotask(() => talk.open(plan)); // the bench clears the Result tab after this event
  });
}

/** The socket that is open, and its controls. */
class Talk {
  /** @type {PanelBench} */
  #bench;
  /** @type {HTMLTextAreaElement} */
  #message;
  /** @type {HTMLButtonElement[]} the buttons that need an open socket */
  #buttons;
  /** @type {WebSocket | null} */
  #socket = null;

  /** @param {HTMLElement} section */
  constructor(section) {
    this.#bench = /** @type {PanelBench} */ (section.querySelector("panel-bench"));
    this.#message = /** @type {HTMLTextAreaElement} */ (section.querySelector("[data-message]"));
    const button = (/** @type {string} */ name, /** @type {() => void} */ press) => {
      const found = /** @type {HTMLButtonElement} */ (section.querySelector(`[data-${name}]`));
      found.addEventListener("click", press);
      return found;
    };
    this.#buttons = [
      button("close", () => this.close()),
      button("text", () => this.#send(this.#message.value)),
      button("bytes", () => this.#send(new TextEncoder().encode(this.#message.value))),
    ];
  }

  /** @param {import("../bench/request.js").Plan} plan */
  open(plan) {
    const url = new URL(plan.url);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    const list = make("ol", { class: "pieces", "aria-label": "Messages", tabindex: "0" });
    this.#bench.show(url.href, [make("p", {}, "A ", code("WebSocket"), " at ", code(url.pathname), "."), list], plan);
    this.#add = (...content) => {
      list.append(make("li", {}, make("time", {}, new Date().toLocaleTimeString()), " ", ...content));
      list.scrollTop = list.scrollHeight;
    };
    socket.onopen = () => {
      this.#add("The socket is open.");
      this.#enable(true);
    };
    socket.onmessage = ({ data }) => this.#add("← ", code(shown(data)));
    socket.onclose = (event) => this.#closed(socket, event);
  }

  /** Close the socket, if one is open. */
  close() {
    this.#socket?.close(1000, "The visitor closed it.");
  }

  /** Add a line to the list of the open socket. @type {(...content: (Node | string)[]) => void} */
  #add = () => {};

  /** @param {string | Uint8Array<ArrayBuffer>} message */
  #send(message) {
    this.#socket?.send(message);
    this.#add("→ ", code(shown(message)));
  }

  /** @param {WebSocket} socket @param {CloseEvent} event */
  #closed(socket, { code: number, reason, wasClean }) {
    this.#add(wasClean ? "The socket is closed: " : "The socket has failed: ", code(`${number} ${reason}`.trim()));
    if (this.#socket !== socket) return; // the visitor has opened another one
    this.#socket = null;
    this.#enable(false);
    this.#bench.settle();
  }

  /** @param {boolean} on */
  #enable(on) {
    for (const button of this.#buttons) button.disabled = !on;
  }
}

/** Return a message as text; bytes in hex. @param {string | ArrayBuffer | Uint8Array<ArrayBuffer>} message */
function shown(message) {
  if (typeof message === "string") return message;
  return `bytes ${[...new Uint8Array(message)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ")}`;
}
