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
  const head = ["Case", "This browser", "The standard", "Verdict"].map((name) => make("th", { scope: "col" }, name));
  const element = make(
    "table",
    { class: "lab-table" },
    make("caption", {}, lab.name),
    make("thead", {}, make("tr", {}, ...head)),
    make("tbody", {}, ...rows.values()),
  );
  return { element, fill: (outcome) => rows.get(outcome.row)?.replaceWith(filled(outcome)) };
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
    make("td", {}, make("code", {}, got), ...why),
    make("td", {}, make("code", {}, row.expected), make("p", { class: "rule" }, row.rule, " ", ...linkTo(row))),
    make("td", { class: "verdict" }, verdict),
  );
}

/** @param {Row} row */
function theCase({ title, sent }) {
  const out = sent.split("\n").map((line) => make("code", { class: "sent" }, line));
  return make("th", { scope: "row" }, title, ...out);
}
