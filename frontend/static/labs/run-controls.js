/** The controls that a lab and the report share: the buttons that start and stop a run, its progress and its status. */
import { otherOrigin, root, server, together } from "../shared/server.js";
import { openPopup } from "./popup.js";

/**
 * @typedef {object} Elements
 * @property {HTMLButtonElement} run disabled until the job is ready: before that nothing hears a click
 * @property {HTMLButtonElement} stop
 * @property {HTMLProgressElement} progress
 * @property {HTMLElement} step the progress in words
 * @property {HTMLElement} status
 *
 * @typedef {object} Job the work that the run button starts
 * @property {string} name such as `The lab`
 * @property {string} scope the work in words, such as `40 cases`
 * @property {number} total the number of cases
 * @property {boolean} popup whether it needs the small window
 * @property {(signal: AbortSignal, popup: Window | null) => Promise<string>} work gives the status of a complete run
 * @property {() => string} stopped gives the status of a stopped run
 */

export class RunControls {
  #elements;
  #idle;

  /** @param {Elements} elements @param {"hidden" | "disabled"} idle the state of Stop while nothing runs */
  constructor(elements, idle) {
    this.#elements = elements;
    this.#idle = idle;
    elements.stop[idle] = elements.progress.hidden = true;
    elements.status.textContent = obstacle();
  }

  /** Let the run button start the job. @param {Job} job */
  ready(job) {
    this.#elements.progress.max = job.total;
    this.#elements.run.disabled = obstacle() !== "";
    // The click must open the window before anything is awaited; otherwise the browser blocks it.
    this.#elements.run.addEventListener("click", () => this.#start(job, job.popup ? openPopup() : null));
  }

  /** @param {number} done cases @param {string} words */
  advance(done, words) {
    this.#elements.progress.value = done;
    this.#elements.step.textContent = words;
  }

  /** @param {Job} job @param {Window | null} popup */
  async #start(job, popup) {
    const { status, stop } = this.#elements;
    const control = new AbortController();
    stop.onclick = () => control.abort();
    this.#showBusy(true);
    status.textContent = `Running ${job.scope} …`;
    try {
      status.textContent = await job.work(control.signal, popup);
    } catch (error) {
      status.textContent = control.signal.aborted
        ? job.stopped()
        : `${job.name} could not continue: ${error instanceof Error ? error.message : error}`;
    } finally {
      popup?.close();
      this.#showBusy(false);
    }
  }

  /** Keep the focus on the button that can be pressed next. @param {boolean} busy */
  #showBusy(busy) {
    const { run, stop, progress } = this.#elements;
    const pressed = document.activeElement === (busy ? run : stop);
    stop[this.#idle] = !busy;
    if (busy && pressed) stop.focus();
    run.disabled = busy;
    if (!busy && pressed) run.focus();
    progress.hidden = !busy;
    this.advance(0, "");
  }
}

/** Why no lab can run here; empty if labs can run. */
function obstacle() {
  if (!together) return `Labs run only on the page that the server itself serves. Open ${server} to run them.`;
  if (root !== "/") return `Labs need all paths of a host, and here Roundtrip has only those below ${root}.`;
  const { hostname } = new URL(server);
  return otherOrigin()
    ? ""
    : `Labs need a second name for the server, and ${hostname} has none. Open Roundtrip at localhost or 127.0.0.1.`;
}
