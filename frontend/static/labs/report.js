/**
 * The Report panel: all labs, one after another, in this browser; what differs comes first. Nothing of it is kept on
 * the server: the page itself writes the downloads.
 */
import { make } from "../shared/dom.js";
import { obstacle } from "./bench.js";
import { openPopup } from "./places.js";
import { asJson, asMarkdown, gathered } from "./report.text.js";
import { run } from "./runner.js";
import { said, summary, tableFor } from "./table.js";

/**
 * @typedef {import("./runner.js").Lab} Lab
 * @typedef {import("./runner.js").Outcome} Outcome
 * @typedef {{ lab: Lab, outcomes: Outcome[] }} Part
 */

/** The labs, in the order of their panels. */
const LABS = ["forms", "session", "redirects", "cookies", "origins"];

class LabReport extends HTMLElement {
  #run = this.#button("Run the report");
  #stop = this.#button("Stop");
  #downloads = [this.#button("Download JSON"), this.#button("Download Markdown")];
  #progress = /** @type {HTMLProgressElement} */ (this.querySelector("progress"));
  #status = /** @type {HTMLElement} */ (this.querySelector("[role=status]"));
  #now = /** @type {HTMLElement} */ (this.querySelector(".lab-now"));
  #place = make("div", { class: "report" });
  /** @type {Lab[]} */
  #labs = [];

  async connectedCallback() {
    this.append(this.#place);
    this.#status.textContent = obstacle();
    this.#labs = (await Promise.all(LABS.map((name) => import(`./${name}/lab.js`)))).map(({ lab }) => lab);
    this.#progress.max = this.#labs.reduce((sum, { rows }) => sum + rows.length, 0);
    this.#run.disabled = obstacle() !== "";
    this.#run.addEventListener("click", () => this.#start(openPopup()));
  }

  /** @param {string} name @returns {HTMLButtonElement} */
  #button(name) {
    const [found] = [...this.querySelectorAll("button")].filter((each) => each.textContent === name);
    return /** @type {HTMLButtonElement} */ (found);
  }

  /** @param {Window | null} popup */
  async #start(popup) {
    const control = new AbortController();
    this.#stop.onclick = () => control.abort();
    this.#busy(true);
    this.#status.textContent = `Trying ${this.#progress.max} cases in ${this.#labs.length} labs …`;
    const began = performance.now();
    /** @type {Part[]} */
    const parts = [];
    try {
      for (const lab of this.#labs) parts.push(await this.#part(lab, control.signal, popup, parts));
      this.#finish(parts, performance.now() - began);
    } catch (error) {
      this.#status.textContent = control.signal.aborted
        ? "Stopped. Nothing of it is kept; run it again for a whole report."
        : `The report could not go on: ${error instanceof Error ? error.message : error}`;
    } finally {
      popup?.close();
      this.#busy(false);
    }
  }

  /** @param {Lab} lab @param {AbortSignal} signal @param {Window | null} popup @param {Part[]} before @returns {Promise<Part>} */
  async #part(lab, signal, popup, before) {
    const done = before.reduce((sum, { outcomes }) => sum + outcomes.length, 0);
    /** @type {Outcome[]} */
    const outcomes = [];
    await run(lab, signal, popup, (outcome) => {
      outcomes.push(outcome);
      this.#progress.value = done + outcomes.length;
      this.#now.textContent = `${lab.name}: ${outcomes.length} of ${lab.rows.length}`;
    });
    const place = (/** @type {Outcome} */ { row }) => lab.rows.indexOf(row);
    return { lab, outcomes: outcomes.sort((one, other) => place(one) - place(other)) };
  }

  /** @param {boolean} busy */
  #busy(busy) {
    const focused = document.activeElement === (busy ? this.#run : this.#stop);
    this.#run.disabled = busy;
    this.#stop.disabled = !busy;
    if (focused) (busy ? this.#stop : this.#run).focus();
    this.#progress.value = 0;
    this.#progress.hidden = !busy;
    this.#now.textContent = "";
    if (busy) {
      this.#place.replaceChildren();
      for (const button of this.#downloads) button.disabled = true;
    }
  }

  /** @param {Part[]} parts @param {number} ms */
  #finish(parts, ms) {
    const all = parts.flatMap(({ outcomes }) => outcomes);
    const differ = parts.map(({ lab, outcomes }) => ({ lab, outcomes: outcomes.filter((each) => !each.agrees) }));
    const report = gathered(parts, ms);
    this.#place.replaceChildren(
      make("p", { class: "hint" }, `${report.browser}, in ${report.seconds} seconds.`),
      ...differ
        .filter(({ outcomes }) => outcomes.length)
        .map((part) => tableFor(part, `${part.lab.name}: what differs`)),
      ...parts.map(summary),
    );
    const files = [asJson(report), asMarkdown(report)];
    for (const [index, button] of this.#downloads.entries()) {
      button.disabled = false;
      button.onclick = () => download(/** @type {File} */ (files[index]));
    }
    this.#status.textContent = said(all);
  }
}

/** @param {File} file */
function download(file) {
  const href = URL.createObjectURL(file);
  make("a", { href, download: file.name }).click();
  setTimeout(URL.revokeObjectURL, 10_000, href);
}

customElements.define("lab-report", LabReport);
