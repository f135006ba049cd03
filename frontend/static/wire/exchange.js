/** The dialog of one exchange: start lines, headers with notes, and bodies; the raw text is one click away. */

import { make } from "../shared/dom.js";
import { headerTables } from "../shared/headers.js";
import { inWords } from "../shared/status.js";
import { count } from "../shared/text.js";
import { ask, oneStop, rove } from "./ask.js";
import { bodyOf } from "./body.js";
import { action, show } from "./dialog.js";
import { clientOf, header, pathOf, rawHead } from "./entry.js";
import { note } from "./explanations/explain.js";
import { messageTable } from "./messages.js";
import { cookieNote } from "./notes.js";
import { stopIfItScrolls } from "./scrolling.js";

/**
 * @typedef {import("./entry.js").Cookie} Cookie
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {import("./entry.js").Pair} Pair
 * @typedef {Pair & { note: string, side: "request" | "response" }} Header
 */

const UNREAD = " The server answered before it had read the whole body.";
const REBUILT =
  " The request headers are sorted and in lower case, because this server does not tell their order and letter case.";

/**
 * Open the dialog on an entry.
 * @param {HTMLDialogElement} dialog
 * @param {Entry} entry
 * @param {() => void} [back] shows the view from which it was opened
 */
export async function openExchange(dialog, entry, back) {
  const { request, response } = entry;
  const again = () => openExchange(dialog, entry, back);
  const resend = async () => (await import("./resend.js")).openResend(dialog, entry, again);
  const title = [make("span", { class: "target" }, `${request.method} ${pathOf(entry)}`), " ", askStatus(response)];
  const buttons = [action("Edit and resend", resend), ...(back ? [action("Back", back)] : [])];
  await show(
    dialog,
    { title, buttons },
    make("p", { class: "hint" }, answeredBy(entry)),
    side(
      "Request",
      rawHead(`${request.method} ${pathOf(entry)} ${request.httpVersion}`, request),
      request.headers.map((pair) => ({ ...pair, side: "request", note: note("request", pair.name, pair.value) })),
      bodyOf(request.postData?.mimeType ?? "", request.bodySize, request.postData?.text, request.postData?._encoding),
    ),
    side(
      "Response",
      rawHead(`HTTP/1.1 ${response.status} ${response.statusText}`, response),
      responseHeaders(response),
      responseBody(response),
    ),
    ...messageTable(entry),
  );
}

/** The body of a response; a compressed one is decoded, and a sentence says so. @param {Entry["response"]} response */
function responseBody({ headers, bodySize, content }) {
  const body = bodyOf(content.mimeType, content.size, content.text, content.encoding);
  if (content.compression === undefined) return body;
  const coding = header(headers, "content-encoding");
  const words = `${count(bodySize, "byte")} crossed the wire, compressed with ${coding}. Decoded, the body has ${count(content.size, "byte")}:`;
  return { pretty: make("div", {}, make("p", { class: "hint" }, words), body.pretty), raw: `(${words})\n${body.raw}` };
}

/** Return the headers of a response with their notes; the n-th Set-Cookie header is the n-th cookie. @param {Entry["response"]} response @returns {Header[]} */
function responseHeaders({ headers, cookies }) {
  const parsed = cookies.values();
  return headers.map((pair) => {
    const cookie = pair.name.toLowerCase() === "set-cookie" ? parsed.next().value : undefined;
    return { ...pair, side: "response", note: cookie ? cookieNote(cookie) : note("response", pair.name, pair.value) };
  });
}

/** A button that explains the status. @param {Entry["response"]} response */
function askStatus({ status, statusText }) {
  const text = status ? inWords(status, statusText) : "no answer";
  const colour = { class: "word status", "data-class": String(Math.floor(status / 100)), tabindex: "0" };
  return ask(text, { kind: "status" }, colour);
}

/** @param {Entry} entry */
function answeredBy(entry) {
  const view = entry._rule ? `Answered by ${entry._endpoint}, the view of ${entry._rule}` : "No rule matched";
  const end = {
    complete: "",
    aborted: " The client disconnected before the end.",
    cut: " The server ended the connection before the end of the body.",
    exception: " The view raised an exception.",
  }[entry._outcome];
  const { wait, receive } = entry.timings;
  const times = `${entry.time.toFixed(1)} ms (head ${wait.toFixed(1)} ms, body ${receive.toFixed(1)} ms)`;
  const sender = entry._caught ? ` Sent by ${clientOf(entry)} to your address of the panel Catch.` : "";
  return `${view}, in ${times}.${end}${sender}${entry.request._unread ? UNREAD : ""}${entry._rebuilt ? REBUILT : ""}`;
}

/**
 * @param {"Request" | "Response"} name
 * @param {string[]} head the lines as sent
 * @param {Header[]} headers
 * @param {{ pretty: Node, raw: string }} body
 */
function side(name, head, headers, body) {
  const raw = stopIfItScrolls(
    make("pre", { class: "raw", "aria-label": `${name}, raw` }, [...head, "", body.raw].join("\n")),
  );
  const readable = make(
    "div",
    { class: "readable" },
    make("pre", { class: "start" }, head[0] ?? ""),
    ...headerTables("Headers", headers, headerTable),
    make("h4", {}, "Body"),
    body.pretty,
  );
  const toggle = make("button", { type: "button", class: "quiet", "aria-pressed": "false" }, "Raw");
  raw.hidden = true;
  toggle.addEventListener("click", () => {
    raw.hidden = !raw.hidden;
    readable.hidden = !raw.hidden;
    toggle.ariaPressed = String(!raw.hidden);
  });
  return make(
    "section",
    { "aria-label": name },
    make("div", { class: "bar" }, make("h3", {}, name), toggle),
    readable,
    raw,
  );
}

/** A table of headers with their notes. @param {string} caption @param {Header[]} headers */
function headerTable(caption, headers) {
  const body = make("tbody");
  for (const pair of headers) {
    const cell = make("td", {}, ...shownValue(pair), pair.note ? make("p", { class: "hint" }, pair.note) : "");
    const name = ask(pair.name, { kind: pair.side, value: pair.value }, { class: "word" });
    body.append(make("tr", {}, make("th", { scope: "row" }, name), cell));
  }
  const table = make("table", {}, make("caption", {}, caption), body);
  rove(table);
  oneStop(table);
  return table;
}

/** The value of a header. In Set-Cookie each attribute, and the prefix of the name, is a question. @param {Header} header */
function shownValue({ side, name, value }) {
  if (side !== "response" || name.toLowerCase() !== "set-cookie") return [value];
  const [cookie = "", ...rest] = value.split(/(;\s*)/);
  const [prefix = ""] = cookie.match(/^__(?:Host|Secure)-/i) ?? [];
  return [
    ...(prefix ? [attribute(prefix)] : []),
    cookie.slice(prefix.length),
    ...rest.map((part, at) => (at % 2 && part ? attribute(part) : part)),
  ];
}

/** @param {string} text such as `Path=/` */
function attribute(text) {
  const [name = "", value = ""] = text.split("=", 2);
  return ask(text, { kind: "attribute", name: name.trim(), value: value.trim() }, { class: "word" });
}
