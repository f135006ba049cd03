/** The *Wire* landmark: the list of trips, the newest first. */

import { make, sheet } from "../shared/dom.js";
import { server } from "../shared/server.js";
import { count } from "../shared/text.js";
import { style } from "./ask.js";
import { Choice } from "./chosen.js";
import { wire } from "./client.js";
import { draw, grow, summary } from "./diagram.js";

/**
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {import("./entry.js").Trip} Trip
 */

const LOST =
  "The browser lost the cookie that names your wire and your files. Perhaps this host has too many cookies: a browser keeps at most 180. A new wire begins; requests in between are not recorded. ";

/** Draw the trips on the wire, and each new one. @param {HTMLElement} landmark */
export async function start(landmark) {
  await Promise.all([style(), sheet("wire.css", import.meta.url)]);
  const list = new TripList(landmark);
  list.show([...wire.trips.values()]);
  if (wire.lost) list.warn(LOST);
  wire.addEventListener("news", (event) => list.show(/** @type {CustomEvent<Trip[]>} */ (event).detail));
  wire.addEventListener("cleared", () => list.empty());
  wire.addEventListener("lost", () => list.warn(LOST));
  landmark.querySelector("[data-clear]")?.addEventListener("click", () => wire.clear());
  const fold = landmark.querySelector("[data-fold]");
  fold?.addEventListener("click", () => {
    const folded = landmark.classList.toggle("folded");
    fold.ariaExpanded = String(!folded);
    fold.textContent = folded ? "Unfold" : "Fold";
  });
}

class TripList {
  /** @type {HTMLElement} */
  #landmark;
  /** @type {HTMLElement} */
  #list;
  /** @type {HTMLElement} */
  #status;
  #warning = make("p", { class: "lost", role: "alert" });
  #dialog = /** @type {HTMLDialogElement} */ (document.querySelector("dialog.exchange"));
  #choice = new Choice(this.#dialog);
  /** @type {Map<string, HTMLElement>} */
  #items = new Map();
  /** @type {Map<string, HTMLElement>} the folded block of each lab */
  #labs = new Map();

  /** @param {HTMLElement} landmark */
  constructor(landmark) {
    this.#landmark = landmark;
    this.#list = /** @type {HTMLElement} */ (landmark.querySelector(".trips"));
    this.#status = /** @type {HTMLElement} */ (landmark.querySelector("[role=status]"));
    this.#list.before(this.#choice.bar);
    this.#dialog.addEventListener("click", ({ target, clientX }) => {
      const beside = clientX < this.#dialog.getBoundingClientRect().left; // not in an empty part of the dialog itself
      if (target === this.#dialog && beside) this.#dialog.close();
    });
  }

  /** @param {Trip[]} trips the new trips, and those that have grown */
  show(trips) {
    const fresh = [];
    const open = (/** @type {Entry} */ entry) => this.#open(entry);
    /** @type {Trip[]} */
    const byPerson = [];
    for (const trip of trips) {
      const drawn = this.#items.get(trip.id);
      const item = drawn ? grow(drawn, trip, open) : draw(trip, open);
      this.#items.set(trip.id, item);
      const lab = trip.entries[0]?._lab;
      if (!lab) byPerson.push(trip);
      if (drawn) continue;
      item.append(this.#choice.button(trip));
      if (lab) this.#labOf(lab).prepend(item);
      else fresh.unshift(item);
    }
    this.#list.prepend(...fresh);
    if (fresh.length && !this.#landmark.matches(":hover, :focus-within")) this.#landmark.scrollTop = 0; // a person who reads keeps the place
    for (const [id, item] of this.#items) {
      if (!wire.trips.has(id) && this.#items.delete(id)) item.remove();
    }
    this.#choice.check();
    this.#landmark.classList.toggle("used", this.#items.size > 0);
    this.#countLabs();
    if (byPerson.length) this.#status.textContent = summary(byPerson.at(-1)?.entries ?? []);
  }

  /** Return the folded list of a lab's trips: they must not push a person's own trips out of sight. @param {string} lab */
  #labOf(lab) {
    let block = this.#labs.get(lab);
    if (!block) {
      const trips = make("ol", { class: "trips", "aria-label": `Trips of the lab ${lab}` });
      block = make("li", { class: "by-lab" }, make("details", {}, make("summary"), trips));
      this.#labs.set(lab, block);
      this.#list.prepend(block);
    }
    return /** @type {HTMLElement} */ (block.querySelector("ol"));
  }

  /** Say how many trips each lab has on the wire; a lab without trips has no block. */
  #countLabs() {
    for (const [lab, block] of this.#labs) {
      const { childElementCount } = this.#labOf(lab);
      block.querySelector("summary")?.replaceChildren(`Lab ${lab}: ${count(childElementCount, "trip")}`);
      if (!childElementCount && this.#labs.delete(lab)) block.remove();
    }
  }

  /** Show a problem of the wire above the trips. @param {string} problem */
  warn(problem) {
    this.#warning.remove();
    const remedy = make("a", { href: `${server}/cookies/clear` }, "Count the cookies, and delete them");
    this.#warning.replaceChildren(problem, remedy, ".");
    this.#list.before(this.#warning);
  }

  empty() {
    this.#choice.check();
    this.#warning.remove();
    this.#items.clear();
    this.#labs.clear();
    this.#list.replaceChildren();
    this.#status.textContent = "The wire is empty.";
    this.#landmark.classList.remove("used");
  }

  /** @param {Entry} entry */
  async #open(entry) {
    const { openExchange } = await import("./exchange.js");
    await openExchange(this.#dialog, entry);
  }
}
