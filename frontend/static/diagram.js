/**
 * A trip, drawn: two lifelines, *Browser* and *Flask*; each hop an arrow out and an arrow back, and between two
 * hops what the browser changed.
 */
import { chip, inWords, make, size } from "./dom.js";
import { header, pathOf } from "./wire.js";

/** @typedef {import("./wire.js").Entry} Entry */

/**
 * @param {import("./wire.js").Trip} trip
 * @param {(entry: Entry) => void} open what a click on a hop does
 * @returns {HTMLElement}
 */
export function draw(trip, open) {
  const hops = make("ol", { class: "hops" });
  for (const entry of trip.entries) hops.append(hop(entry, open));
  const [first] = trip.entries;
  const time = new Date(first?.startedDateTime ?? 0);
  return make(
    "li",
    { class: "trip" },
    make(
      "div",
      { class: "lifelines", "aria-hidden": "true" },
      make("span", {}, "Browser"),
      make("time", {}, time.toLocaleTimeString()),
      make("span", {}, "Flask"),
    ),
    hops,
  );
}

/**
 * @param {Entry} entry
 * @param {(entry: Entry) => void} open
 */
function hop(entry, open) {
  const item = make("li");
  if (entry._changes.length) item.append(changes(entry._changes));
  const button = make(
    "button",
    { type: "button", class: "hop", "aria-label": label(entry), "aria-haspopup": "dialog" },
    out(entry),
    back(entry),
  );
  button.addEventListener("click", () => open(entry));
  item.append(button);
  return item;
}

/** What CONTRACT calls a hop: `{METHOD} {path} {status} {reason}`. @param {Entry} entry */
export function label(entry) {
  const { status } = entry.response;
  return `${entry.request.method} ${new URL(entry.request.url).pathname} ${status ? inWords(status) : "no answer"}`;
}

/** @param {string[]} notes */
function changes(notes) {
  const list = make("ul", { class: "changes" });
  for (const note of notes) list.append(make("li", {}, note));
  return list;
}

/** @param {Entry} entry */
function out(entry) {
  const { method, bodySize } = entry.request;
  const facts = bodySize > 0 ? make("small", {}, size(bodySize)) : "";
  return make(
    "span",
    { class: "arrow out" },
    make("span", { class: "line" }, make("b", {}, method), ` ${pathOf(entry)} `, facts),
  );
}

/** @param {Entry} entry */
function back(entry) {
  const { status, headers, bodySize } = entry.response;
  const line = make("span", { class: "line" }, status ? chip(status) : "no answer", " ");
  if (bodySize > 0) line.append(make("small", {}, size(bodySize)));
  const chips = make("span", { class: "chips" });
  const location = header(headers, "location");
  if (location) chips.append(make("span", { class: "chip" }, `Location ${location}`));
  for (const { name, value } of headers) {
    if (name.toLowerCase() === "set-cookie")
      chips.append(make("span", { class: "chip" }, `Set-Cookie ${value.split("=", 1)[0]}`));
  }
  if (entry._outcome !== "complete") chips.append(make("span", { class: "chip bad" }, entry._outcome));
  return make("span", { class: "arrow back" }, line, chips);
}
