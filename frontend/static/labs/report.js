/**
 * The Report panel: it runs all labs in this browser and shows the differences first. The page
 * itself makes the downloads; the server keeps no report.
 */
import { make, sheet } from "../shared/dom.js";
import { style } from "../wire/ask.js";
import { tally } from "./outcome.js";
import { describe, probe } from "./probes.js";
import { Queue } from "./queue.js";
import { asJson, asMarkdown, gathered } from "./report.text.js";
import { RunControls } from "./run-controls.js";
import { run } from "./runner.js";
import { differencesOf, permittedOf, summary } from "./table.js";

/**
 * @typedef {import("./runner.js").Lab} Lab
 * @typedef {import("./outcome.js").Outcome} Outcome
 * @typedef {import("./table.js").Part} Part
 * @typedef {import("./probes.js").Findings} Findings
 */

export class LabReport extends HTMLElement {
  #downloads = [this.#button("Download JSON"), this.#button("Download Markdown")];
  #results = make("div", { class: "report" });
  #controls = new RunControls(
    {
      run: this.#button("Run the report"),
      stop: this.#button("Stop"),
      progress: /** @type {HTMLProgressElement} */ (this.querySelector("progress")),
      step: /** @type {HTMLElement} */ (this.querySelector(".lab-now")),
      status: /** @type {HTMLElement} */ (this.querySelector("[role=status]")),
    },
    "disabled",
  );

  #prepared = false;

  async connectedCallback() {
    if (this.#prepared) return; // the panel came back from the shelf
    this.#prepared = true;
    await Promise.all([style(), sheet("labs.css", import.meta.url)]);
    this.append(this.#results);
    /** @type {Lab[]} */
    const labs = (await Promise.all(this.#names().map((name) => import(`./${name}/lab.js`)))).map(({ lab }) => lab);
    const total = labs.reduce((sum, { rows }) => sum + rows.length, 0);
    this.#controls.ready({
      name: "The report",
      scope: `${total} cases in ${labs.length} labs`,
      total,
      popup: labs.some(({ popup }) => popup),
      work: (signal, popup) => this.#work(labs, signal, popup),
      stopped: () => "Stopped. A stopped report is not kept. Run it again for a complete report.",
    });
  }

  /** The labs of the page, in the order of their panels. */
  #names() {
    return (this.getAttribute("labs") ?? "").split(" ");
  }

  /** @param {string} name @returns {HTMLButtonElement} */
  #button(name) {
    const [button] = [...this.querySelectorAll("button")].filter(({ textContent }) => textContent === name);
    return /** @type {HTMLButtonElement} */ (button);
  }

  /** @param {Lab[]} labs @param {AbortSignal} signal @param {Window | null} popup */
  async #work(labs, signal, popup) {
    const began = performance.now();
    this.#results.replaceChildren();
    for (const button of this.#downloads) button.disabled = true;
    this.#controls.advance(0, "Probes");
    const findings = await probe(signal, popup);
    const parts = await this.#parts(labs, signal, popup, findings);
    this.#show(parts, findings, performance.now() - began);
    return tally(parts.flatMap(({ outcomes }) => outcomes));
  }

  /**
   * Run the labs side by side. They use the small window one after another.
   * @param {Lab[]} labs @param {AbortSignal} signal @param {Window | null} popup @param {Findings} findings
   * @returns {Promise<Part[]>} in the order of the labs
   */
  async #parts(labs, signal, popup, findings) {
    /** @type {Map<Lab, Part>} */
    const parts = new Map();
    const total = labs.reduce((sum, { rows }) => sum + rows.length, 0);
    const failure = new AbortController(); // a lab that cannot continue stops the others
    const either = AbortSignal.any([signal, failure.signal]);
    let done = 0;
    const advance = () => this.#controls.advance(++done, `${done} of ${total}`);
    const queue = new Queue();
    const part = async (/** @type {Lab} */ lab) =>
      parts.set(lab, await this.#part(lab, either, lab.popup ? popup : null, { findings, queue }, advance));
    await Promise.all(labs.map((lab) => part(lab).catch((error) => failure.abort(error))));
    either.throwIfAborted();
    return labs.flatMap((lab) => parts.get(lab) ?? []);
  }

  /**
   * Run one lab.
   * @param {Lab} lab @param {AbortSignal} signal @param {Window | null} popup
   * @param {import("./runner.js").Shared} shared @param {() => void} advance
   * @returns {Promise<Part>}
   */
  async #part(lab, signal, popup, shared, advance) {
    /** @type {Outcome[]} */
    const outcomes = [];
    const note = (/** @type {Outcome} */ outcome) => {
      outcomes.push(outcome);
      advance();
    };
    await run(lab, signal, popup, note, shared);
    const index = (/** @type {Outcome} */ { row }) => lab.rows.indexOf(row);
    return { lab, outcomes: outcomes.sort((one, other) => index(one) - index(other)) };
  }

  /** @param {Part[]} parts @param {Findings} findings @param {number} ms */
  #show(parts, findings, ms) {
    const report = gathered(parts, findings, ms);
    this.#results.replaceChildren(
      make("p", { class: "hint" }, `${report.browser}, in ${report.seconds} seconds.`),
      make(
        "ul",
        { "aria-label": "Settings of this browser" },
        ...describe(findings).map((text) => make("li", {}, text)),
      ),
      ...parts.flatMap(differencesOf),
      ...parts.flatMap(permittedOf),
      ...parts.map(summary),
    );
    const files = [asJson(report), asMarkdown(report)];
    for (const [index, button] of this.#downloads.entries()) {
      button.disabled = false;
      button.onclick = () => download(/** @type {File} */ (files[index]));
    }
  }
}

/** @param {File} file */
function download(file) {
  const href = URL.createObjectURL(file);
  make("a", { href, download: file.name }).click();
  setTimeout(URL.revokeObjectURL, 10_000, href);
}
