/** The messages of a WebSocket: arrows below its hop in the diagram, and a table in the dialog of its exchange. */
import { make } from "../shared/dom.js";
import { count, size } from "../shared/text.js";

/**
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {import("./entry.js").SocketMessage} SocketMessage
 */

/** Messages that the diagram shows; the table has all. */
const ARROWS = 8;

/** Characters of a message in the diagram. */
const SHORT = 40;

const KINDS = /** @type {Record<number, string>} */ ({ 1: "text", 2: "binary", 8: "close" });

/** @param {Entry} entry */
export function messageArrows({ _webSocketMessages: messages = [] }) {
  if (!messages.length) return [];
  const items = messages.slice(0, ARROWS).map((message) => make("li", { class: message.type }, ...arrow(message)));
  if (messages.length > ARROWS) items.push(make("li", {}, `and ${count(messages.length - ARROWS, "more message")}`));
  return [make("ol", { class: "messages", "aria-label": "Messages" }, ...items)];
}

/** @param {SocketMessage} message */
function arrow(message) {
  const sent = message.type === "send";
  const text = message.data.length > SHORT ? `${message.data.slice(0, SHORT)}…` : message.data;
  const what = message.opcode === 1 ? text : `${KINDS[message.opcode] ?? "frame"} ${text}`;
  const direction = make("span", { class: "hidden" }, sent ? "to the server: " : "to the browser: ");
  const sign = make("span", { "aria-hidden": "true" }, sent ? "→" : "←");
  return sent ? [direction, what, " ", sign] : [direction, sign, " ", what];
}

/** @param {Entry} entry */
export function messageTable({ _webSocketMessages: messages, startedDateTime }) {
  if (!messages) return [];
  const began = new Date(startedDateTime).getTime() / 1000;
  const columns = ["Time", "From", "Frame", "Data", "Size"].map((name) => make("th", { scope: "col" }, name));
  const rows = messages.map((message) =>
    make(
      "tr",
      {},
      make("td", {}, `${Math.max(0, message.time - began).toFixed(2)} s`),
      make("td", {}, message.type === "send" ? "browser" : "server"),
      make("td", {}, KINDS[message.opcode] ?? String(message.opcode)),
      make("td", {}, message.data, message._truncated ? "…" : ""),
      make("td", {}, size(message._size)),
    ),
  );
  const table = make(
    "table",
    { class: "messages" },
    make("caption", {}, count(messages.length, "message")),
    make("thead", {}, make("tr", {}, ...columns)),
    make("tbody", {}, ...rows),
  );
  return [make("section", { "aria-label": "Messages" }, make("h3", {}, "Messages"), table)];
}
