/**
 * Runs a lab: its cases, each to a verdict. A lab is a table of rows; this is all that runs them.
 *
 * @typedef {object} Row one case; a new case is one more of these
 * @property {string} title what is tried; no other case of its lab is called so
 * @property {string} sent what goes out, as a person would write it
 * @property {string} expected what the standard says comes of it
 * @property {string} [may] what else it permits
 * @property {string} rule why, in one line
 * @property {string} source where it is written: a standard and its section
 * @property {string} [wpt] the file of web-platform-tests that states the same outcome
 * @property {Partial<Record<Engine, string>>} [differs] where an engine is known to differ, and why
 *
 * @typedef {"Chromium" | "Firefox" | "WebKit"} Engine
 *
 * @typedef {object} Outcome
 * @property {Row} row
 * @property {string} got what came of it in this browser
 * @property {boolean} agrees
 * @property {string} [note] why it differs
 *
 * @typedef {object} Bench a lab that is set up
 * @property {(row: any, index: number) => Promise<string>} attempt do one case, and say what came of it
 * @property {() => Promise<void> | void} [close] leave nothing behind
 *
 * @typedef {object} Lab
 * @property {string} name the table's, such as `Cookie lab`
 * @property {string} panel the panel's, such as `cookies`
 * @property {Row[]} rows
 * @property {boolean} [popup] whether some case needs a window of its own
 * @property {(row: any) => boolean} [beside] whether a case may run beside others; else it runs alone, and in its turn
 * @property {(places: import("./places.js").Places) => Promise<Bench>} open
 * @property {HTMLElement} [picture] what it shows above its table
 */
import { wire } from "../wire/client.js";
import { NoWindow, Places } from "./places.js";

/** Milliseconds between two looks at the wire while a lab runs: drawing it would take longer than the lab. */
const CALM = 1500;

/** So many cases at once, of those that do not mind: a browser has six connections to a host. */
const LANES = 4;

/**
 * Run a lab, and leave nothing behind, whatever happens.
 * @param {Lab} lab
 * @param {AbortSignal} signal ends it after the cases under way
 * @param {Window | null} popup as `openPopup` gave it, from within the click; the caller closes it
 * @param {(outcome: Outcome) => void} tell of each case that is over
 */
export async function run(lab, signal, popup, tell) {
  if (lab.popup && !popup) throw new NoWindow();
  const alone = lab.rows.filter((row) => !lab.beside?.(row));
  const beside = lab.rows.filter((row) => lab.beside?.(row));
  wire.pace += CALM;
  try {
    const lanes = Array.from({ length: beside.length ? LANES : 0 }, () => lane(lab, beside, signal, null, tell));
    if (alone.length) lanes.push(lane(lab, alone, signal, popup, tell));
    for (const each of lanes) {
      each.catch(() => {
        alone.length = beside.length = 0; // where one cannot go on, the others need not
      });
    }
    const ends = await Promise.allSettled(lanes); // each has cleaned up by then
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  } finally {
    wire.pace -= CALM; // another panel's lab may still run
  }
}

/**
 * Take one row after another, in places of this lane's own, until none is left.
 * @param {Lab} lab @param {Row[]} rows @param {AbortSignal} signal @param {Window | null} popup @param {(outcome: Outcome) => void} tell
 */
async function lane(lab, rows, signal, popup, tell) {
  const places = new Places(signal, popup);
  try {
    await places.open();
    const bench = await lab.open(places);
    try {
      for (let row = rows.shift(); row; row = rows.shift()) {
        signal.throwIfAborted();
        tell(judged(row, await outcome(bench, row, lab.rows.indexOf(row), places, signal)));
        places.clear();
      }
    } finally {
      await bench.close?.();
    }
  } finally {
    places.close();
  }
}

/** @param {Row} row @param {string} got @returns {Outcome} */
function judged(row, got) {
  const agrees = got === row.expected || got === row.may;
  return agrees
    ? { row, got, agrees }
    : { row, got, agrees, note: row.differs?.[engine()] ?? "Nobody has explained this so far." };
}

/** What this browser is made of, by its own word. @returns {Engine} */
export function engine() {
  if (navigator.userAgent.includes("Firefox/")) return "Firefox";
  return navigator.userAgent.includes("Chrome/") ? "Chromium" : "WebKit";
}

/**
 * What a case came to; one that breaks has come to just that. Without its window no case means anything.
 * @param {Bench} bench @param {Row} row @param {number} index @param {Places} places @param {AbortSignal} signal
 */
async function outcome(bench, row, index, places, signal) {
  try {
    return await bench.attempt(row, index);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NoWindow || places.windowGone) throw new NoWindow();
    return error instanceof Error ? error.message : String(error);
  }
}
