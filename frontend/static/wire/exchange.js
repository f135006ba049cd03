/** The dialog of one exchange: start lines, headers with notes, and bodies; the raw text is one click away. */

import { make } from "../shared/dom.js";
import { chip } from "../shared/status.js";
import { count } from "../shared/text.js";
import { bodyOf } from "./body.js";
import { action, show } from "./dialog.js";
import { pathOf, rawHead } from "./entry.js";
import { cookieNote, note } from "./notes.js";

/**
 * @typedef {import("./entry.js").Cookie} Cookie
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {import("./entry.js").Pair} Pair
 * @typedef {Pair & { note: string }} Header
 */

/** Headers that most exchanges have. */
const COMMON =
  /^(?:accept(?:-.*)?|cache-control|connection|content-length|content-security-policy|date|dnt|host|keep-alive|pragma|priority|referrer-policy|sec-ch-.*|sec-gpc|server|te|upgrade-insecure-requests|user-agent|vary|x-content-type-options)$/i;

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
  const title = [
    make("span", { class: "target" }, `${request.method} ${pathOf(entry)}`),
    " ",
    response.status ? chip(response.status, response.statusText) : "no answer",
  ];
  const buttons = [action("Edit and resend", resend), ...(back ? [action("Back", back)] : [])];
  await show(
    dialog,
    { title, buttons },
    make("p", { class: "hint" }, answeredBy(entry)),
    side(
      "Request",
      rawHead(`${request.method} ${pathOf(entry)} ${request.httpVersion}`, request),
      request.headers.map((pair) => ({ ...pair, note: note("request", pair.name, pair.value) })),
      bodyOf(request.postData?.mimeType ?? "", request.bodySize, request.postData?.text, request.postData?._encoding),
    ),
    side(
      "Response",
      rawHead(`HTTP/1.1 ${response.status} ${response.statusText}`, response),
      responseHeaders(response),
      bodyOf(response.content.mimeType, response.content.size, response.content.text, response.content.encoding),
    ),
  );
}

/** Return the headers of a response with their notes; the n-th Set-Cookie header is the n-th cookie. @param {Entry["response"]} response @returns {Header[]} */
function responseHeaders({ headers, cookies }) {
  const parsed = cookies.values();
  return headers.map((pair) => {
    const cookie = pair.name.toLowerCase() === "set-cookie" ? parsed.next().value : undefined;
    return { ...pair, note: cookie ? cookieNote(cookie) : note("response", pair.name, pair.value) };
  });
}

/** @param {Entry} entry */
function answeredBy(entry) {
  const view = entry._rule ? `Answered by ${entry._endpoint}, the view of ${entry._rule}` : "No rule matched";
  const end = {
    complete: "",
    aborted: " The client disconnected before the end.",
    exception: " The view raised an exception.",
  }[entry._outcome];
  return `${view}, in ${entry.time.toFixed(1)} ms.${end}${entry.request._unread ? UNREAD : ""}${entry._rebuilt ? REBUILT : ""}`;
}

/**
 * @param {"Request" | "Response"} name
 * @param {string[]} head the lines as sent
 * @param {Header[]} headers
 * @param {{ pretty: Node, raw: string }} body
 */
function side(name, head, headers, body) {
  const raw = make(
    "pre",
    { class: "raw", tabindex: "0", "aria-label": `${name}, raw` },
    [...head, "", body.raw].join("\n"),
  );
  const readable = make(
    "div",
    { class: "readable" },
    make("pre", { class: "start" }, head[0] ?? ""),
    ...headerTables(headers),
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

/** Show the headers with their notes; those that most exchanges have are folded. @param {Header[]} headers */
function headerTables(headers) {
  const common = headers.filter(({ name }) => COMMON.test(name));
  const others = headers.filter(({ name }) => !COMMON.test(name));
  const folded = make(
    "details",
    {},
    make("summary", {}, `${count(common.length, "header")} that most exchanges have`),
    headerTable("Common headers", common),
  );
  return [others.length ? headerTable("Headers", others) : "", common.length ? folded : ""];
}

/** @param {string} caption @param {Header[]} headers */
function headerTable(caption, headers) {
  const body = make("tbody");
  for (const header of headers) {
    const cell = make("td", {}, header.value, header.note ? make("p", { class: "hint" }, header.note) : "");
    body.append(make("tr", {}, make("th", { scope: "row" }, header.name), cell));
  }
  return make("table", {}, make("caption", {}, caption), body);
}
