/**
 * A trip as a sequence diagram: two lifelines, *Browser* and *Flask*, and for each hop an arrow out and an arrow back.
 * Between two hops stand the changes that the browser made.
 */
import { make } from "../shared/dom.js";
import { chip, inWords } from "../shared/status.js";
import { size } from "../shared/text.js";
import { header, pathOf } from "./entry.js";

/**
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {import("./entry.js").Trip} Trip
 */

/**
 * Draw a trip.
 * @param {Trip} trip
 * @param {(entry: Entry) => void} open called when the visitor clicks a hop
 * @returns {HTMLElement}
 */
export function draw(trip, open) {
  const [first] = trip.entries;
  const began = first?.startedDateTime ?? "";
  const name = first ? `Trip: ${first.request.method} ${new URL(first.request.url).pathname}` : "Trip";
  const lifelines = make(
    "div",
    { class: "lifelines", "aria-hidden": "true" },
    make("span", {}, "Browser"),
    make("time", { datetime: began }, new Date(began).toLocaleTimeString()),
    make("span", {}, "Flask"),
  );
  return grow(make("li", { class: "trip" }, lifelines, make("ol", { class: "hops", "aria-label": name })), trip, open);
}

/**
 * Add the new hops to a drawing. Its other hops stay, so that a focused hop keeps the focus.
 * @param {HTMLElement} drawing
 * @param {Trip} trip
 * @param {(entry: Entry) => void} open
 */
export function grow(drawing, trip, open) {
  const hops = /** @type {HTMLElement} */ (drawing.querySelector(".hops"));
  for (const entry of trip.entries.slice(hops.childElementCount)) hops.append(hop(entry, open));
  return drawing;
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

/** Return the name of a hop (CONTRACT): `{METHOD} {path} {status} {reason}`. @param {Entry} entry */
export function label(entry) {
  const { status, statusText } = entry.response;
  const answer = status ? inWords(status, statusText) : "no answer";
  return `${entry.request.method} ${new URL(entry.request.url).pathname} ${answer}`;
}

/** Return a trip in a short sentence. @param {Entry[]} entries */
export function summary(entries) {
  const hops = entries.map(label);
  if (hops.length <= 3) return hops.join(", then ");
  return `${hops[0]}, and ${hops.length - 1} hops later ${hops.at(-1)}`;
}

/** @param {string[]} notes */
function changes(notes) {
  const list = make("ul", { class: "changes", "aria-label": "Changes by the browser" });
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
  const { status, statusText, headers, cookies, bodySize } = entry.response;
  const line = make("span", { class: "line" }, status ? chip(status, statusText) : "no answer", " ");
  if (bodySize > 0) line.append(make("small", {}, size(bodySize)));
  const chips = make("span", { class: "chips" });
  const location = header(headers, "location");
  if (location) chips.append(make("span", { class: "chip" }, `Location ${location}`));
  for (const cookie of cookies) chips.append(cookieChip(cookie));
  if (entry._outcome !== "complete") chips.append(make("span", { class: "chip bad" }, entry._outcome));
  return make("span", { class: "arrow back" }, line, chips);
}

/** @param {import("./entry.js").Cookie} cookie */
function cookieChip({ name, value, _lifetime, _refused }) {
  const kind = _refused ? ", refused" : _lifetime === 0 ? ", deleted" : "";
  return make("span", { class: _refused ? "chip bad" : "chip" }, `Set-Cookie ${name || value}${kind}`);
}
