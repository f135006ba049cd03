/** A lab's table: what was tried, what this browser did, what the standard says, and whether they agree. */
import { make } from "../shared/dom.js";
import { visible } from "../shared/text.js";
import { linkTo } from "./sources.js";

/**
 * @typedef {import("./runner.js").Lab} Lab
 * @typedef {import("./runner.js").Row} Row
 * @typedef {import("./runner.js").Outcome} Outcome
 */

/**
 * The table of a lab, whose verdicts are still to come.
 * @param {Lab} lab
 * @returns {{ element: HTMLElement, fill: (outcome: Outcome) => void }}
 */
export function tableOf(lab) {
  const rows = new Map(lab.rows.map((row) => [row, blank(row)]));
  return {
    element: framed(lab.name, [...rows.values()]),
    fill: (outcome) => rows.get(outcome.row)?.replaceWith(filled(outcome, repeats(lab, outcome.row))),
  };
}

/** @param {string} name @param {HTMLElement[]} rows */
function framed(name, rows) {
  const head = ["Case", "This browser", "The standard", "Verdict"].map((each) => make("th", { scope: "col" }, each));
  return make(
    "table",
    { class: "lab-table" },
    make("caption", {}, name),
    make("thead", {}, make("tr", {}, ...head)),
    make("tbody", {}, ...rows),
  );
}

/**
 * The table of a lab that is over.
 * @param {{ lab: Lab, outcomes: Outcome[] }} part
 * @param {string} [name]
 * @returns {HTMLElement}
 */
export function tableFor({ lab, outcomes }, name = lab.name) {
  const rows = outcomes.map((outcome) => filled(outcome, repeats(lab, outcome.row)));
  return make("div", { class: "scroll" }, framed(name, rows));
}

/** The same behind one line that tells the count. @param {{ lab: Lab, outcomes: Outcome[] }} part */
export function summary(part) {
  const head = make("summary", {}, make("b", {}, part.lab.name), `: ${said(part.outcomes)}`);
  return make("details", {}, head, tableFor(part));
}

/** @param {Outcome[]} outcomes */
export function said(outcomes) {
  const agree = outcomes.filter((each) => each.agrees).length;
  return `${agree} agree, ${outcomes.length - agree} differ`;
}

/** @param {Row} row */
const blank = (row) => make("tr", {}, theCase(row), make("td"), make("td"), make("td", { class: "none" }, "…"));

/** Whether a row goes by the very rule of the row above it. @param {Lab} lab @param {Row} row */
function repeats({ rows }, row) {
  const above = rows[rows.indexOf(row) - 1];
  return above?.rule === row.rule && above.source === row.source;
}

/**
 * A row that is over; the rule that the row above has shown already stands only where something differs.
 * @param {Outcome} outcome @param {boolean} repeated
 */
function filled({ row, got, agrees, note }, repeated) {
  const rule = agrees && repeated ? "" : `${row.rule} `;
  const also = row.may === undefined ? [] : [" or ", make("code", {}, visible(row.may))];
  const why = note ? [make("p", { class: "note" }, note)] : [];
  const verdict = agrees ? "agrees" : "differs";
  return make(
    "tr",
    { class: verdict },
    theCase(row),
    make("td", {}, make("code", {}, visible(got)), ...why),
    make(
      "td",
      {},
      make("code", {}, visible(row.expected)),
      ...also,
      make("p", { class: "rule" }, rule, ...linkTo(row)),
    ),
    make("td", { class: "verdict" }, verdict),
  );
}

/** @param {Row} row */
function theCase({ title, sent }) {
  const out = sent.split("\n").map((line) => make("code", { class: "sent" }, visible(line)));
  return make("th", { scope: "row" }, title, ...out);
}
