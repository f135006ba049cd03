/**
 * A trip as a sequence diagram: two lifelines, *Browser* and *Flask*, and for each hop an arrow out and an arrow back.
 * Before a hop are the changes that the browser made to the request, after it those to the response. The arrow out is
 * the button that opens the exchange; each status, chip and change is a button that explains itself.
 */
import { make } from "../shared/dom.js";
import { inWords } from "../shared/status.js";
import { size } from "../shared/text.js";
import { ask, rove } from "./ask.js";
import { clientOf, header, pathOf } from "./entry.js";
import { messageArrows } from "./messages.js";

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
    make("span", { class: "client" }, first?._caught ? clientOf(first) : "Browser"),
    make("span", {}, `Trip ${trip.number} · `, make("time", { datetime: began }, new Date(began).toLocaleTimeString())),
    make("span", {}, "Flask"),
  );
  const hops = make("ol", { class: "hops", "aria-label": name });
  rove(hops, ".hop");
  return grow(make("li", { class: "trip" }, lifelines, hops), trip, open);
}

/**
 * Add the new hops to a drawing. Its other hops stay, so that a focused hop keeps the focus.
 * @param {HTMLElement} drawing
 * @param {Trip} trip
 * @param {(entry: Entry) => void} open
 */
export function grow(drawing, trip, open) {
  const hops = /** @type {HTMLElement} */ (drawing.querySelector(".hops"));
  for (const [index, entry] of trip.entries.entries()) {
    if (index >= hops.childElementCount) hops.append(hop(entry, trip.entries.slice(0, index), open));
  }
  return drawing;
}

/**
 * @param {Entry} entry
 * @param {Entry[]} earlier the hops of the trip before it
 * @param {(entry: Entry) => void} open
 */
function hop(entry, earlier, open) {
  const button = make(
    "button",
    { type: "button", class: "hop", "aria-label": label(entry), "aria-haspopup": "dialog" },
    out(entry),
  );
  button.addEventListener("click", () => open(entry));
  const notes = entry._changes.filter((note) => entry._lab || !OF_LAB.test(note));
  const after = notes.filter((note) => concernsResponse(note, entry));
  const before = notes.filter((note) => !after.includes(note));
  const sender = entry._caught ? "client" : "browser";
  return make(
    "li",
    {},
    ...caught(entry),
    ...changes(`Changes by the ${sender}`, before, entry, earlier),
    make("div", { class: "crossing" }, button, ...credentials(entry, earlier), back(entry)),
    ...messageArrows(entry),
    ...changes(`Changes by the ${sender} after the response`, after, entry, earlier),
  );
}

/** A note on cookies that the cookie lab has left behind: `labs/cookies/lab.js` gives them these names. */
const OF_LAB = /^(?:cookie |\d+ cookies .*\()lab[0-9a-z]+n\d+z/s;

/** Whether a note is about the response: a refused cookie or a refused preflight. @param {string} note @param {Entry} entry */
const concernsResponse = (note, { response }) =>
  note.startsWith("preflight refused: ") ||
  response.cookies.some(({ _refused }) => _refused && note.includes(` refused: ${_refused}`));

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

/** A note on the first request of a client that is not this browser. @param {Entry} entry */
function caught(entry) {
  if (!entry._caught || entry._redirectedFrom !== undefined || entry._preflight !== undefined) return [];
  const note = explained(`caught, sent by ${clientOf(entry)}`, { kind: "outcome", name: "caught" });
  return [make("ul", { class: "changes", "aria-label": "Sent by another client" }, make("li", {}, note))];
}

/** @param {string} name @param {string[]} notes @param {Entry} entry @param {Entry[]} earlier the hops of the trip before it */
function changes(name, notes, entry, earlier) {
  const items = notes.map((note) => {
    const [, added] = note.match(/^cookie (.*) added$/s) ?? [];
    const value = added !== undefined && stored(added, earlier) ? "stored" : "";
    return make("li", {}, explained(note + namesake(note, entry), { kind: "change", name: note, value }));
  });
  return items.length ? [make("ul", { class: "changes", "aria-label": name }, ...items)] : [];
}

/** Whether a response of the trip has stored a cookie. @param {string} cookie @param {Entry[]} earlier */
const stored = (cookie, earlier) =>
  earlier.some(({ response }) =>
    response.cookies.some(({ name, _refused, _lifetime }) => name === cookie && !_refused && _lifetime !== 0),
  );

/** Tell a cookie that was not sent from another one of its name that was. @param {string} note @param {Entry} entry */
function namesake(note, { request }) {
  const [, name] = note.match(/^cookie (.*) not sent: /s) ?? [];
  return request.cookies.some((cookie) => cookie.name === name) ? ` (another ${name} was sent)` : "";
}

/** The chips of what a request carries about its sender: a scheme of `Authorization`, and cookies. @param {Entry} entry @param {Entry[]} earlier */
function credentials({ request }, earlier) {
  const chips = [];
  const authorization = header(request.headers, "authorization");
  if (authorization)
    chips.push(sentChip(`Authorization ${authorization.split(" ")[0]}`, "authorization", authorization));
  const names = cookieNames(request.cookies, earlier);
  const others = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  if (names.length) chips.push(sentChip(`Cookie ${names.slice(0, MOST_NAMES).join(", ")}${others}`, "cookie", ""));
  return chips.length ? [make("div", { class: "chips sent" }, ...chips)] : [];
}

/** @param {string} text @param {string} name of the header @param {string} value */
const sentChip = (text, name, value) => explained(text, { kind: "request", name, value }, { class: "chip" });

/**
 * The names of the cookies of a request: first those that the trip has set and the session, for they matter most. The
 * cookie of Roundtrip itself, which every request has, is left out.
 * @param {import("./entry.js").Pair[]} cookies
 * @param {Entry[]} earlier
 */
function cookieNames(cookies, earlier) {
  const names = cookies.map(({ name, value }) => name || value).filter((name) => name !== "visitor");
  const rank = (/** @type {string} */ name) => (stored(name, earlier) ? 0 : name === "session" ? 1 : 2);
  return names.sort((one, other) => rank(one) - rank(other));
}

/** Cookies that the chip of a request names. */
const MOST_NAMES = 3;

/**
 * A button that explains a part of a hop. Its name differs from that of the hop.
 * @param {string} text
 * @param {import("./explanations/explain.js").Subject} subject
 * @param {Record<string, string>} [attributes]
 */
const explained = (text, subject, attributes = {}) =>
  ask(text, subject, { "aria-label": `Explain ${text}`, ...attributes });

/** @param {Entry} entry */
function out(entry) {
  const { method, bodySize } = entry.request;
  const facts = bodySize > 0 ? make("small", {}, size(bodySize)) : "";
  return make(
    "span",
    { class: "line" },
    make("b", {}, method),
    make("span", { class: "path" }, ` ${pathOf(entry)} `),
    facts,
  );
}

/** @param {Entry} entry */
function back(entry) {
  const { status, statusText, headers, cookies, bodySize, content } = entry.response;
  const text = status ? inWords(status, statusText) : "no answer";
  const colour = { class: "status", "data-class": String(Math.floor(status / 100)) };
  const line = make("span", { class: "line" }, explained(text, { kind: "status" }, colour), " ");
  const coding = content.compression === undefined ? "" : header(headers, "content-encoding");
  const sizes = coding ? `${size(bodySize)}, decoded ${size(content.size)}` : size(bodySize);
  if (bodySize > 0) line.append(make("small", {}, sizes + slowly(entry)));
  const chips = make("span", { class: "chips" });
  const location = header(headers, "location");
  if (location)
    chips.append(explained(`Location ${location}`, { kind: "response", name: "location" }, { class: "chip" }));
  if (coding) chips.append(explained(coding, { kind: "response", name: "content-encoding" }, { class: "chip" }));
  for (const cookie of cookies) chips.append(cookieChip(cookie));
  const outcome = entry._outcome;
  if (outcome !== "complete") chips.append(explained(outcome, { kind: "outcome" }, { class: "chip bad" }));
  return make("div", { class: "back" }, line, chips);
}

/** Milliseconds of a body that leaves in pieces. */
const SLOW = 100;

/** Return how long a slow body took. @param {Entry} entry */
const slowly = ({ timings: { receive } }) => (receive < SLOW ? "" : ` in ${(receive / 1000).toFixed(1)} s`);

/** @param {import("./entry.js").Cookie} cookie */
function cookieChip({ name, value, _lifetime, _refused }) {
  const text = `Set-Cookie ${name || value}`;
  if (_refused) return explained(`${text}, refused`, { kind: "refused", value: _refused }, { class: "chip bad" });
  const state = _lifetime === 0 ? "deleted" : "stored";
  return explained(_lifetime === 0 ? `${text}, deleted` : text, { kind: "cookie", name: state }, { class: "chip" });
}
