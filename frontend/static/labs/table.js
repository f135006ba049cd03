/** A lab's table: the cases, what this browser did, what the standard says, and the verdicts. */
import { make } from "../shared/dom.js";
import { linkToSection } from "../shared/sections.js";
import { visible } from "../shared/text.js";
import { ask, oneStop, rove } from "../wire/ask.js";
import { tally, those } from "./outcome.js";
import { linkTo } from "./sources.js";

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
      if (outcome.mark) row.cells[0]?.append(tripButton(outcome, lab.rows.indexOf(outcome.row) + 1));
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
  return extracted.length ? [complete({ lab, outcomes: extracted }, `${lab.name}: ${name}`)] : [];
}

/** The whole table of a lab, folded, with its counts. @param {Part} part */
export function summary(part) {
  const head = make("summary", {}, make("b", {}, part.lab.name), `: ${tally(part.outcomes)}`);
  return make("details", {}, head, complete(part, part.lab.name));
}

/** A table with all its verdicts. @param {Part} part @param {string} name */
function complete({ lab, outcomes }, name) {
  const alone = outcomes.length === 1;
  const rows = outcomes.map((outcome) => filled(lab, outcome, !alone && repeats(lab, outcome.row)));
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

/** A button that shows the trips of a case. Its name has only a number: a title can contain the name of another button. @param {Outcome} outcome @param {number} number */
function tripButton({ row: { title }, mark = "" }, number) {
  const label = { "aria-label": `Show trip of case ${number}`, "aria-description": title };
  const button = make("button", { type: "button", class: "trip-of", ...label }, "Show trip");
  button.addEventListener("click", async () => {
    const { openCase } = await import("../wire/case.js");
    if (await openCase(title, mark)) return;
    button.textContent = "No longer on the wire";
    button.ariaLabel = `No longer on the wire: trip of case ${number}`;
  });
  return button;
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
