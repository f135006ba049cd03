/**
 * Runs the cases of a lab. A lab is a table of rows and a function that attempts one of them.
 *
 * @typedef {import("./rows.js").Row} Row
 * @typedef {import("./outcome.js").Outcome} Outcome
 *
 * @typedef {object} Setup a lab that is ready to run
 * @property {(row: any, index: number) => Promise<string>} attempt run one case; gives its result in this browser
 * @property {() => Promise<void> | void} [close] remove everything that the lab left behind
 *
 * @typedef {object} Lab
 * @property {string} name of its table, such as `Cookie lab`
 * @property {Row[]} rows
 * @property {boolean} [popup] whether some cases need the small window
 * @property {(row: any) => boolean} [parallel] whether a case may run beside others; the rest run one by one, in order
 * @property {(contexts: Contexts) => Promise<Setup>} open
 * @property {HTMLElement} [picture] shown above the table
 * @property {() => Promise<Grid>} [grid] makes an overview of some cases, shown above the table
 *
 * @typedef {{ element: HTMLElement, fill: (outcome: Outcome) => void }} Grid
 */
import { wire } from "../wire/client.js";
import { Contexts } from "./contexts.js";
import { depends, judge } from "./outcome.js";
import { NoWindow } from "./popup.js";
import { probe } from "./probes.js";
import { Queue } from "./queue.js";

/** Milliseconds added between two updates of the wire: drawing each trip would take longer than the lab. */
const CALM = 1500;

/**
 * @typedef {import("./probes.js").Findings} Findings
 *
 * @typedef {object} Shared
 * @property {Findings} [findings] what the probes have found; without it, they run first if the lab needs them
 * @property {Queue} [queue] of the labs that use the same small window
 * @property {Row} [only] the only case to run; then the wire records its requests in every lab
 */

/** The number of parallel cases; a browser opens six connections to a host. */
const LANES = 4;

/**
 * Run a lab, and clean up in any case.
 * @param {Lab} lab
 * @param {AbortSignal} signal stops it after the current cases
 * @param {Window | null} popup from `openPopup`; the caller closes it
 * @param {(outcome: Outcome) => void} report called after each case
 * @param {Shared} [shared] what the labs of a report share
 */
export async function run(lab, signal, popup, report, { findings: known, queue = new Queue(), only } = {}) {
  if (lab.popup && !popup) throw new NoWindow();
  const rows = only ? [only] : lab.rows;
  const serial = rows.filter((row) => !lab.parallel?.(row));
  const parallel = rows.filter((row) => lab.parallel?.(row));
  wire.pace += CALM;
  try {
    const findings = known ?? (rows.some(depends) ? await probe(signal, popup) : null);
    /** @type {Job} */
    const job = { lab, signal, report, findings, alone: Boolean(only) };
    const lanes = Array.from({ length: parallel.length ? LANES : 0 }, () => lane(job, parallel, null));
    if (serial.length) lanes.push(popup ? queue.add(() => lane(job, serial, popup)) : lane(job, serial, null));
    for (const running of lanes) {
      running.catch(() => {
        serial.length = parallel.length = 0; // one lane failed: the others stop after their current case
      });
    }
    const ends = await Promise.allSettled(lanes); // every lane has cleaned up
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  } finally {
    wire.pace -= CALM; // not an assignment: a lab of another panel may still run
  }
}

/**
 * @typedef {object} Job what all lanes of a run share
 * @property {Lab} lab
 * @property {AbortSignal} signal
 * @property {(outcome: Outcome) => void} report
 * @property {Findings | null} findings
 * @property {boolean} alone whether only one case runs
 */

/**
 * Run row after row, in contexts of its own, until the list is empty.
 * @param {Job} job @param {Row[]} rows @param {Window | null} popup
 */
async function lane({ lab, signal, report, findings, alone }, rows, popup) {
  const contexts = new Contexts(signal, popup);
  contexts.alone = alone;
  try {
    await contexts.open();
    const setup = await lab.open(contexts);
    try {
      for (let row = rows.shift(); row; row = rows.shift()) {
        signal.throwIfAborted();
        const index = lab.rows.indexOf(row);
        contexts.mark = `${contexts.run}-${index}`;
        const got = await attempt(setup, row, index, contexts, signal);
        report({ ...judge(row, got, findings), mark: contexts.mark });
        contexts.clear();
      }
    } finally {
      contexts.mark = "";
      await setup.close?.();
    }
  } finally {
    contexts.close();
  }
}

/**
 * Run a case. The message of an error is its outcome, except that no case counts without the small window.
 * @param {Setup} setup @param {Row} row @param {number} index @param {Contexts} contexts @param {AbortSignal} signal
 */
async function attempt(setup, row, index, contexts, signal) {
  try {
    return await setup.attempt(row, index);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NoWindow || contexts.windowClosed) throw new NoWindow();
    return error instanceof Error ? error.message : String(error);
  }
}
