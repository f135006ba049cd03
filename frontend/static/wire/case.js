/** The trips of a lab's case, drawn in the dialog of the wire. */
import { make, sheet } from "../shared/dom.js";
import { count } from "../shared/text.js";
import { wire } from "./client.js";
import { draw } from "./diagram.js";
import { show } from "./dialog.js";
import { openExchange } from "./exchange.js";

/**
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {import("./entry.js").Trip} Trip
 */

/** Return the trips of a case: each has a request with the case's mark in its URL. @param {string} mark @param {Iterable<Trip>} trips */
export const tripsOf = (mark, trips) =>
  [...trips].filter(({ entries }) => entries.some((entry) => markOf(entry) === mark));

/** @param {Entry} entry */
function markOf({ request: { url } }) {
  return URL.canParse(url) ? new URL(url).searchParams.get("case") : null;
}

/** Show the trips of a case, and return whether the wire has any. @param {string} title @param {string} mark @returns {Promise<boolean>} */
export async function openCase(title, mark) {
  await wire.refresh(); // a lab lets the wire wait
  const trips = tripsOf(mark, wire.trips.values());
  if (!trips.length) return false;
  await sheet("wire.css", import.meta.url);
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("dialog.exchange"));
  const view = () => show(dialog, { title: [title] }, hint(trips), list);
  const list = make("ol", { class: "trips", "aria-label": "Trips of the case" });
  list.append(...trips.map((trip) => draw(trip, (entry) => openExchange(dialog, entry, view))));
  await view();
  return true;
}

/** @param {Trip[]} trips */
const hint = (trips) =>
  make(
    "p",
    { class: "hint" },
    `${count(trips.length, "trip")} of this case. Click a hop to see its headers and its body.`,
  );
