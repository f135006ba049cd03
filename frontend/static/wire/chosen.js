/** The choice of two trips on the wire: a button for each trip. When the second one is chosen, the comparison opens. */
import { make } from "../shared/dom.js";
import { wire } from "./client.js";

/**
 * @typedef {import("./entry.js").Trip} Trip
 * @typedef {{ trip: Trip, button: HTMLElement }} Chosen
 */

export class Choice {
  #dialog;
  /** @type {Chosen | null} */
  #chosen = null;
  #status = make("p", { role: "status", "aria-label": "Comparison" });
  #cancel = make("button", { type: "button", class: "quiet" }, "Cancel comparison");
  /** Shows which trip is chosen. */
  bar = make("div", { class: "choice" }, this.#status, this.#cancel);

  /** @param {HTMLDialogElement} dialog of the comparison */
  constructor(dialog) {
    this.#dialog = dialog;
    this.#cancel.addEventListener("click", () => {
      const button = this.#chosen?.button;
      this.#choose(null);
      button?.focus();
    });
    this.#choose(null);
  }

  /** Return the button that chooses a trip. @param {Trip} trip */
  button(trip) {
    const name = `Compare trip ${trip.number}`;
    const button = make("button", { type: "button", class: "compare", "aria-pressed": "false" }, name);
    button.addEventListener("click", () => this.#press(trip, button));
    return button;
  }

  /** Forget a chosen trip that is no longer on the wire. */
  check() {
    if (this.#chosen && !wire.trips.has(this.#chosen.trip.id)) this.#choose(null);
  }

  /** @param {Trip} trip @param {HTMLElement} button */
  async #press(trip, button) {
    const chosen = this.#chosen;
    if (!chosen || chosen.trip === trip) return this.#choose(chosen ? null : { trip, button });
    this.#choose(null);
    const [first, second] = [chosen.trip.entries, trip.entries].sort(
      ([one], [other]) => (one?._id ?? 0) - (other?._id ?? 0),
    );
    const { openComparison } = await import("./compare.js");
    await openComparison(this.#dialog, first ?? [], second ?? []);
  }

  /** @param {Chosen | null} chosen */
  #choose(chosen) {
    if (this.#chosen) this.#chosen.button.ariaPressed = "false";
    if (chosen) chosen.button.ariaPressed = "true";
    this.#chosen = chosen;
    this.bar.classList.toggle("used", chosen !== null);
    this.#cancel.hidden = chosen === null;
    this.#status.textContent = chosen
      ? `You chose trip ${chosen.trip.number}. Choose a second trip to compare it with.`
      : "";
  }
}
