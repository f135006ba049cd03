/** The *Wire* landmark: the trips, the newest first, drawn as they happen. */
import { wire } from "./wire.js";

/** @typedef {import("./wire.js").Trip} Trip */

const place = /** @type {HTMLElement} */ (document.querySelector(".wire"));
const list = /** @type {HTMLElement} */ (place.querySelector(".trips"));
const said = /** @type {HTMLElement} */ (place.querySelector("[role=status]"));
const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("dialog.exchange"));

/** @type {Map<string, HTMLElement>} */
const drawn = new Map();

/** @param {Trip[]} trips */
async function show(trips) {
  const { draw, label } = await import("./diagram.js");
  const fresh = [];
  for (const trip of trips) {
    const item = draw(trip, open);
    const old = drawn.get(trip.id);
    drawn.set(trip.id, item);
    if (old) old.replaceWith(item);
    else fresh.unshift(item);
  }
  list.prepend(...fresh);
  place.classList.add("used");
  said.textContent = trips.at(-1)?.entries.map(label).join(", then ") ?? "";
}

/** @param {import("./wire.js").Entry} entry */
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

if (wire.trips.size) show([...wire.trips.values()]);
wire.addEventListener("news", (event) => show(/** @type {CustomEvent<Trip[]>} */ (event).detail));
wire.addEventListener("cleared", empty);
place.querySelector("[data-clear]")?.addEventListener("click", () => wire.clear());
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
