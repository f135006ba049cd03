/** The *Wire* landmark: the trips, the newest first, drawn as they happen. */

import { wire } from "./client.js";
import { draw, grow, summary } from "./diagram.js";

/** @typedef {import("./client.js").Trip} Trip */

const place = /** @type {HTMLElement} */ (document.querySelector(".wire"));
const list = /** @type {HTMLElement} */ (place.querySelector(".trips"));
const said = /** @type {HTMLElement} */ (place.querySelector("[role=status]"));
const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("dialog.exchange"));

/** @type {Map<string, HTMLElement>} */
const drawn = new Map();

/** @param {Trip[]} trips the new ones, and those that have become longer */
function show(trips) {
  const fresh = [];
  for (const trip of trips) {
    const old = drawn.get(trip.id);
    const item = old ? grow(old, trip, open) : draw(trip, open);
    drawn.set(trip.id, item);
    if (!old) fresh.unshift(item);
  }
  list.prepend(...fresh);
  for (const [id, item] of drawn) {
    if (!wire.trips.has(id) && drawn.delete(id)) item.remove();
  }
  place.classList.add("used");
  said.textContent = summary(trips.at(-1)?.entries ?? []);
}

/** @param {import("./client.js").Entry} entry */
async function open(entry) {
  const { openExchange } = await import("./exchange.js");
  openExchange(dialog, entry);
}

function empty() {
  drawn.clear();
  list.replaceChildren();
  said.textContent = "The wire is empty.";
  place.classList.remove("used");
}

show([...wire.trips.values()]);
wire.addEventListener("news", (event) => show(/** @type {CustomEvent<Trip[]>} */ (event).detail));
wire.addEventListener("cleared", empty);
place.querySelector("[data-clear]")?.addEventListener("click", () => wire.clear());
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
