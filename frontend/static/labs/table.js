/** A lab's table: the cases, what this browser did, what the standard says, and the verdicts. */
import { make } from "../shared/dom.js";
import { linkToSection } from "../shared/sections.js";
import { visible } from "../shared/text.js";
import { ask, oneStop, rove } from "../wire/ask.js";
import { tally, those } from "./outcome.js";
import { linkTo } from "./sources.js";
import { tripButton } from "./trip-button.js";

/**
 * @typedef {import("./runner.js").Lab} Lab
 * @typedef {import("./rows.js").Row} Row
 * @typedef {import("./outcome.js").Outcome} Outcome
 * @typedef {{ lab: Lab, outcomes: Outcome[] }} Part a lab and the outcomes of its cases
 */

/**
 * The table of a lab, before its cases run.
 * @param {Lab} lab
 * @returns {{ element: HTMLElement, fill: (outcome: Outcome) => void }}
 */
export function tableOf(lab) {
  const rows = new Map(lab.rows.map((row) => [row, blank(row)]));
  const element = framed(lab.name, [...rows.values()]);
  return {
    element,
    fill(outcome) {
      const row = filled(lab, outcome, repeats(lab, outcome.row));
      row.cells[0]?.append(tripButton(lab, outcome));
      rows.get(outcome.row)?.replaceWith(row);
      if (!element.querySelector('.ask[tabindex="0"]')) oneStop(element);
    },
  };
}

/** @param {string} name @param {HTMLElement[]} rows */
function framed(name, rows) {
  const head = ["Case", "This browser", "The standard", "Verdict"].map((column) =>
    make("th", { scope: "col" }, column),
  );
  const table = make(
    "table",
    { class: "lab-table" },
    make("caption", {}, name),
    make("thead", {}, make("tr", {}, ...head)),
    make("tbody", {}, ...rows),
  );
  rove(table);
  oneStop(table);
  return table;
}

/** The table of a lab's differences; nothing if there is none. @param {Part} part */
export const differencesOf = (part) => extract(part, "differs", "differences");

/** The table of the outcomes that a standard permits; nothing if there is none. @param {Part} part */
export const permittedOf = (part) => extract(part, "may", "permitted outcomes");

/** A table of one case. @param {Lab} lab @param {Outcome} outcome @param {string} name */
export const caseOf = (lab, outcome, name) => complete({ lab, outcomes: [outcome] }, name);

/** @param {Part} part @param {import("./outcome.js").Verdict} verdict @param {string} name */
function extract({ lab, outcomes }, verdict, name) {
  const extracted = those(outcomes, verdict);
  return extracted.length ? [complete({ lab, outcomes: extracted }, `${lab.name}: ${name}`, lab.name)] : [];
}

/** The whole table of a lab, folded, with its counts. @param {Part} part */
export function summary(part) {
  const head = make("summary", {}, make("b", {}, part.lab.name), `: ${tally(part.outcomes)}`);
  return make("details", {}, head, complete(part, part.lab.name));
}

/**
 * A table with all its verdicts.
 * @param {Part} part @param {string} name @param {string} [shown] the name of the lab, if each row has a button for its trip
 */
function complete({ lab, outcomes }, name, shown) {
  const alone = outcomes.length === 1;
  const rows = outcomes.map((outcome) => filled(lab, outcome, !alone && repeats(lab, outcome.row)));
  if (shown)
    for (const [at, outcome] of outcomes.entries()) rows[at]?.cells[0]?.append(tripButton(lab, outcome, shown));
  return make("div", { class: "scroll" }, framed(name, rows));
}

/** @param {Row} row */
const blank = (row) => make("tr", {}, header(row), make("td"), make("td"), make("td", { class: "none" }, "…"));

/** Whether the row above has the same rule. @param {Lab} lab @param {Row} row */
function repeats({ rows }, row) {
  const above = rows[rows.indexOf(row) - 1];
  return above?.rule === row.rule && above.source === row.source;
}

/**
 * A row with its verdict. A repeated rule is left out, unless the browser differs.
 * @param {Lab} lab @param {Outcome} outcome @param {boolean} repeated
 */
function filled(lab, { row, got, verdict, note, permit }, repeated) {
  const rule = repeated && verdict === "agrees" ? "" : `${row.rule} `;
  const why = note ? [make("p", { class: "note" }, note, ...(permit ? [" ", linkToSection(permit)] : []))] : [];
  const cells = make(
    "tr",
    { class: verdict },
    header(row),
    make("td", {}, make("code", {}, visible(got)), ...why),
    make("td", {}, make("code", {}, visible(row.expected)), make("p", { class: "rule" }, rule, ...linkTo(row))),
    make("td", { class: "verdict", "aria-label": verdict }, askVerdict(lab, row, verdict)),
  );
  return /** @type {HTMLTableRowElement} */ (cells);
}

/** A button that explains a verdict. @param {Lab} lab @param {Row} row @param {import("./outcome.js").Verdict} verdict */
function askVerdict(lab, row, verdict) {
  const name = `Explain ${verdict}: case ${lab.rows.indexOf(row) + 1} of ${lab.name}`;
  return ask(verdict, { kind: "verdict", source: row.source }, { "aria-label": name });
}

/** @param {Row} row */
function header({ title, sent }) {
  const lines = sent.split("\n").map((line) => make("code", { class: "sent" }, visible(line)));
  return make("th", { scope: "row" }, title, ...lines);
}
