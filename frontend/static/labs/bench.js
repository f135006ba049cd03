/**
 * A lab in its panel: the button, how far it is, and a table of cases with their verdicts.
 *
 *   <lab-bench lab="cookies"> <h3>…</h3> <p>…</p> <button type="button">Run the lab</button> </lab-bench>
 */
import { make } from "../shared/dom.js";
import { otherOrigin, server, together } from "../shared/server.js";
import { openPopup } from "./places.js";
import { run } from "./runner.js";
import { said, tableOf } from "./table.js";

/** @typedef {import("./runner.js").Lab} Lab */

document.head.append(make("link", { rel: "stylesheet", href: new URL("labs.css", import.meta.url).href }));

class LabBench extends HTMLElement {
  #run = /** @type {HTMLButtonElement} */ (this.querySelector("button"));
  #stop = /** @type {HTMLButtonElement} */ (make("button", { type: "button", class: "quiet" }, "Stop"));
  #progress = /** @type {HTMLProgressElement} */ (make("progress", { value: "0" }));
  #status = make("p", { role: "status", class: "lab-status" });
  #now = make("span", { class: "lab-now", "aria-hidden": "true" });
  #differences = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox" }));
  #filter = make("label", { class: "check", hidden: "" }, this.#differences, " Only what differs");
  #place = make("div", { class: "scroll" });
  #prepared = false;

  /** Load the lab, once its panel is open. */
  async prepare() {
    if (this.#prepared) return;
    this.#prepared = true;
    const row = make("p", { class: "buttons" });
    this.#run.replaceWith(row);
    row.append(this.#run, this.#stop, this.#progress, this.#now);
    this.append(this.#status, this.#filter, this.#place);
    this.#differences.addEventListener("change", () => {
      this.#place.classList.toggle("only-differences", this.#differences.checked);
    });
    this.#rest();
    this.#status.textContent = obstacle();
    /** @type {{ lab: Lab }} */
    const { lab } = await import(`./${this.getAttribute("lab")}/lab.js`);
    this.#progress.ariaLabel = `${lab.name} progress`;
    this.#run.disabled = obstacle() !== ""; // in the page it is disabled, for until now nobody would hear the click
    // Not before: within the click there is no time to wait, or the browser allows no window.
    this.#run.addEventListener("click", () => this.#start(lab, lab.popup ? openPopup() : null));
  }

  /** @param {Lab} lab @param {Window | null} popup */
  async #start(lab, popup) {
    const control = new AbortController();
    const table = tableOf(lab);
    this.#place.replaceChildren(lab.picture ?? "", table.element);
    this.#busy(lab, control);
    /** @type {import("./runner.js").Outcome[]} */
    const outcomes = [];
    try {
      await run(lab, control.signal, popup, (outcome) => {
        outcomes.push(outcome);
        table.fill(outcome);
        this.#progress.value = outcomes.length;
        this.#now.textContent = `${outcomes.length} of ${lab.rows.length}`;
      });
      this.#status.textContent = said(outcomes);
      this.#filter.hidden = false;
    } catch (error) {
      this.#status.textContent = control.signal.aborted
        ? `Stopped after ${outcomes.length} of ${lab.rows.length} cases: ${said(outcomes)}`
        : `The lab could not go on: ${error instanceof Error ? error.message : error}`;
    } finally {
      popup?.close();
      this.#run.disabled = false;
      if (document.activeElement === this.#stop) this.#run.focus(); // it is about to go
      this.#rest();
    }
  }

  /** @param {Lab} lab @param {AbortController} control */
  #busy(lab, control) {
    this.#stop.onclick = () => control.abort();
    this.#filter.hidden = true;
    this.#differences.checked = false;
    this.#place.classList.remove("only-differences");
    this.#progress.max = lab.rows.length;
    this.#progress.value = 0;
    this.#progress.hidden = this.#stop.hidden = false;
    if (document.activeElement === this.#run) this.#stop.focus();
    this.#run.disabled = true;
    this.#status.textContent = `Trying ${lab.rows.length} cases …`;
  }

  #rest() {
    this.#stop.hidden = this.#progress.hidden = true;
    this.#now.textContent = "";
  }
}

/** Why no lab can be run here; nothing where it can. */
export function obstacle() {
  if (!together) return `A lab works on the server's own page only: open ${server} to run it.`;
  const { hostname } = new URL(server);
  return otherOrigin()
    ? ""
    : `${hostname} has no second name, which a lab needs. Open Roundtrip at localhost or 127.0.0.1.`;
}

customElements.define("lab-bench", LabBench);

/** @param {Element} panel the one that is open */
export function prepare(panel) {
  for (const bench of panel.querySelectorAll("lab-bench")) /** @type {LabBench} */ (bench).prepare();
}
