/** A lab's table: what was tried, what this browser did, what the standard says, and whether they agree. */
import { make } from "../dom.js";
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
    fill: (outcome) => rows.get(outcome.row)?.replaceWith(filled(outcome)),
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
  return make("div", { class: "scroll" }, framed(name, outcomes.map(filled)));
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

/** @param {Outcome} outcome */
export function filled({ row, got, agrees, note }) {
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
      make("p", { class: "rule" }, row.rule, " ", ...linkTo(row)),
    ),
    make("td", { class: "verdict" }, verdict),
  );
}

/** Control characters as JavaScript writes them, so that a tab can be told from a blank. @param {string} text */
export const visible = (text) => text.replace(/\p{Cc}/gu, (each) => JSON.stringify(each).slice(1, -1));

/** @param {Row} row */
function theCase({ title, sent }) {
  const out = sent.split("\n").map((line) => make("code", { class: "sent" }, visible(line)));
  return make("th", { scope: "row" }, title, ...out);
}
