/** One exchange, opened: its lines and headers with our notes, its bodies made readable, the raw text a click away. */

import { chip, make, table } from "../shared/dom.js";
import { count, pretty, size } from "../shared/text.js";
import { boundaryOf, hex, parts, toBytes, toText } from "./bytes.js";
import { pathOf } from "./client.js";
import { note } from "./notes.js";

/**
 * @typedef {import("./client.js").Entry} Entry
 * @typedef {import("./client.js").Pair} Pair
 */

const USUAL =
  /^(?:accept(?:-.*)?|cache-control|connection|content-length|content-security-policy|date|dnt|host|keep-alive|pragma|priority|referrer-policy|sec-ch-.*|sec-gpc|server|te|upgrade-insecure-requests|user-agent|vary|x-content-type-options)$/i;

/**
 * Open the dialog on an entry.
 * @param {HTMLDialogElement} dialog
 * @param {Entry} entry
 */
export function openExchange(dialog, entry) {
  const { request, response } = entry;
  const close = make("button", { type: "button", class: "quiet" }, "Close");
  close.addEventListener("click", () => dialog.close());
  const title = make(
    "h2",
    { id: "exchange-title" },
    make("span", { class: "target" }, `${request.method} ${pathOf(entry)}`),
    " ",
    response.status ? chip(response.status, response.statusText) : "no answer",
  );
  dialog.replaceChildren(
    make("div", { class: "bar title" }, title, close),
    make("p", { class: "hint" }, answeredBy(entry)),
    side(
      "Request",
      `${request.method} ${pathOf(entry)} ${request.httpVersion}`,
      request.headers,
      bodyOf(request.postData?.mimeType ?? "", request.bodySize, request.postData?.text, request.postData?._encoding),
    ),
    side(
      "Response",
      `${response.httpVersion} ${response.status} ${response.statusText}`,
      response.headers,
      bodyOf(response.content.mimeType, response.content.size, response.content.text, response.content.encoding),
    ),
  );
  dialog.showModal();
}

/** @param {Entry} entry */
function answeredBy(entry) {
  const rule = entry._rule ? `Answered by ${entry._endpoint}, the view of ${entry._rule}` : "No rule matched";
  const broken = { complete: "", aborted: " The client went away before the end.", exception: " The program broke." };
  return `${rule}, in ${entry.time.toFixed(1)} ms.${broken[entry._outcome]} WSGI does not tell the order and letter case of request headers.`;
}

/**
 * @param {"Request" | "Response"} name
 * @param {string} line
 * @param {Pair[]} headers
 * @param {{ pretty: Node, raw: string }} body
 */
function side(name, line, headers, body) {
  const raw = make(
    "pre",
    { class: "raw", tabindex: "0", "aria-label": `${name}, raw` },
    [line, ...headers.map((each) => `${each.name}: ${each.value}`), "", body.raw].join("\n"),
  );
  const readable = make(
    "div",
    { class: "readable" },
    make("pre", { class: "start" }, line),
    ...headerTables(name, headers),
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

/**
 * The headers that matter, with our notes; those that every exchange has, folded.
 * @param {"Request" | "Response"} name
 * @param {Pair[]} headers
 */
function headerTables(name, headers) {
  const usual = headers.filter((each) => USUAL.test(each.name));
  const rest = headers.filter((each) => !USUAL.test(each.name));
  const folded = make(
    "details",
    {},
    make("summary", {}, `${count(usual.length, "header")} that most exchanges have`),
    headerTable(name, "The usual headers", usual),
  );
  return [rest.length ? headerTable(name, "Headers", rest) : "", usual.length ? folded : ""];
}

/** @param {"Request" | "Response"} name @param {string} caption @param {Pair[]} headers */
function headerTable(name, caption, headers) {
  const at = name === "Request" ? "request" : "response";
  const body = make("tbody");
  for (const each of headers) {
    const words = note(at, each.name, each.value);
    const cell = make("td", {}, each.value, words ? make("p", { class: "hint" }, words) : "");
    body.append(make("tr", {}, make("th", { scope: "row" }, each.name), cell));
  }
  return make("table", {}, make("caption", {}, caption), body);
}

/**
 * A body in the shape that suits it, and as it is.
 * @param {string} type
 * @param {number} whole bytes
 * @param {string} [text]
 * @param {string} [encoding]
 * @returns {{ pretty: Node, raw: string }}
 */
export function bodyOf(type, whole, text = "", encoding = undefined) {
  if (whole <= 0 || !text) return { pretty: make("p", { class: "none" }, "none"), raw: "" };
  const bytes = toBytes(text, encoding);
  const raw = toText(bytes) ?? hex(bytes, bytes.length);
  const box = make("div", { class: "body" }, shaped(type, bytes));
  if (whole > bytes.length)
    box.append(make("p", { class: "hint" }, `The first ${size(bytes.length)} of ${size(whole)}.`));
  return { pretty: box, raw };
}

/** @param {string} type @param {Uint8Array} bytes @returns {Node} */
function shaped(type, bytes) {
  const boundary = boundaryOf(type);
  if (boundary) return multipart(bytes, boundary);
  const text = toText(bytes);
  if (text === null) return dump(bytes);
  if (type.startsWith("application/x-www-form-urlencoded")) return table("Pairs, decoded", new URLSearchParams(text));
  if (/\bjson\b/.test(type)) return preformatted(pretty(text));
  return preformatted(text);
}

/** @param {string} text */
const preformatted = (text) => make("pre", { tabindex: "0", "aria-label": "Body" }, text);

/** @param {Uint8Array} bytes @param {number} [most] */
const dump = (bytes, most) => make("pre", { class: "code", tabindex: "0", "aria-label": "Body" }, hex(bytes, most));

/**
 * The body with its boundaries and parts told apart.
 * @param {Uint8Array} bytes
 * @param {string} boundary
 */
function multipart(bytes, boundary) {
  const list = make("ol", { class: "parts", "aria-label": "Parts" });
  for (const each of parts(bytes, boundary)) {
    const text = toText(each.body);
    const what =
      each.filename === null ? `field ${each.name}` : `file ${each.filename || "(none chosen)"} in ${each.name}`;
    const content = each.body.length
      ? text === null
        ? dump(each.body, 256)
        : preformatted(text)
      : make("p", { class: "none" }, "empty");
    list.append(
      make(
        "li",
        {},
        make("code", { class: "boundary" }, `--${boundary}`),
        make("pre", { class: "head" }, each.head),
        make("p", { class: "hint" }, `${what}, ${size(each.body.length)}${each.whole ? "" : " (the beginning)"}`),
        content,
      ),
    );
  }
  list.append(make("li", {}, make("code", { class: "boundary" }, `--${boundary}--`)));
  return list;
}
