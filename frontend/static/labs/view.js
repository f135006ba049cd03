/**
 * A lab in the panel of its name: a button that runs it, its progress, and a table of cases with their verdicts.
 *
 *   <section id="cookies">
 *     <lab-view> <h3>…</h3> <p>…</p> <button type="button" disabled>Run the lab</button> </lab-view>
 *   </section>
 */
import { make, sheet } from "../shared/dom.js";
import { oneStop, style } from "../wire/ask.js";
import { tally } from "./outcome.js";
import { RunControls } from "./run-controls.js";
import { run } from "./runner.js";
import { tableOf } from "./table.js";

/**
 * @typedef {import("./runner.js").Lab} Lab
 * @typedef {import("./outcome.js").Outcome} Outcome
 */

export class LabView extends HTMLElement {
  #filter = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox" }));
  #filterLabel = make("label", { class: "check", hidden: "" }, this.#filter, " Only differences");
  #results = make("div", { class: "scroll" });
  /** @type {Outcome[]} */
  #outcomes = [];
  #prepared = false;

  /** Load the lab, when its panel is opened for the first time. */
  async prepare() {
    if (this.#prepared) return;
    this.#prepared = true;
    const panel = this.closest("section")?.id; // later the panel may be on the shelf
    await Promise.all([style(), sheet("labs.css", import.meta.url)]);
    const elements = this.#build();
    const controls = new RunControls(elements, "hidden");
    /** @type {{ lab: Lab }} */
    const { lab } = await import(`./${panel}/lab.js`);
    const cases = lab.rows.length;
    elements.progress.ariaLabel = `${lab.name} progress`;
    controls.ready({
      name: "The lab",
      scope: `${cases} cases`,
      total: cases,
      popup: lab.popup ?? false,
      work: (signal, popup) => this.#work(lab, controls, signal, popup),
      stopped: () => `Stopped after ${this.#outcomes.length} of ${cases} cases: ${tally(this.#outcomes)}`,
    });
  }

  /** Add the controls around the button that the page has. */
  #build() {
    const buttons = make("p", { class: "buttons" });
    const button = /** @type {HTMLButtonElement} */ (this.querySelector("button"));
    const stop = /** @type {HTMLButtonElement} */ (make("button", { type: "button", class: "quiet" }, "Stop"));
    const progress = /** @type {HTMLProgressElement} */ (make("progress", { value: "0" }));
    const step = make("span", { class: "lab-now", "aria-hidden": "true" });
    const status = make("p", { role: "status", class: "lab-status" });
    button.replaceWith(buttons);
    buttons.append(button, stop, progress, step);
    this.append(status, this.#filterLabel, this.#results);
    this.#filter.addEventListener("change", () => this.#applyFilter());
    return { run: button, stop, progress, step, status };
  }

  /** @param {Lab} lab @param {RunControls} controls @param {AbortSignal} signal @param {Window | null} popup */
  async #work(lab, controls, signal, popup) {
    const table = tableOf(lab);
    const grid = await lab.grid?.();
    this.#results.replaceChildren(lab.picture ?? "", grid?.element ?? "", table.element);
    this.#outcomes = [];
    this.#filterLabel.hidden = true;
    this.#filter.checked = false;
    this.#applyFilter();
    await run(lab, signal, popup, (outcome) => {
      this.#outcomes.push(outcome);
      table.fill(outcome);
      grid?.fill(outcome);
      controls.advance(this.#outcomes.length, `${this.#outcomes.length} of ${lab.rows.length}`);
    });
    this.#filterLabel.hidden = false;
    return tally(this.#outcomes);
  }

  #applyFilter() {
    this.#results.classList.toggle("only-differences", this.#filter.checked);
    oneStop(this.#results); // the one of before may be hidden now
  }
}

/** Prepare the labs of a panel. @param {Element} panel the panel that is open */
export function prepare(panel) {
  for (const view of panel.querySelectorAll("lab-view")) /** @type {LabView} */ (view).prepare();
}
