/**
 * The outcome of a case in this browser, and its verdict.
 *
 * @typedef {import("./rows.js").Row} Row
 * @typedef {"agrees" | "differs"} Verdict whether this browser does what the standard says
 *
 * @typedef {object} Outcome
 * @property {Row} row
 * @property {string} got the result in this browser
 * @property {Verdict} verdict
 * @property {string} [note] the reason, if the browser differs
 */
import { engine } from "./engine.js";

/** The note of a difference without a known reason. */
const UNEXPLAINED = "No explanation yet.";

/** @param {Row} row @param {string} got @returns {Outcome} */
export function judge(row, got) {
  if (got === row.expected || got === row.may) return { row, got, verdict: "agrees" };
  return { row, got, verdict: "differs", note: row.differs?.[engine()] ?? UNEXPLAINED };
}

/** The outcomes that differ. @template {{ verdict: Verdict }} T @param {T[]} outcomes */
export const differing = (outcomes) => outcomes.filter(({ verdict }) => verdict === "differs");

/** The counts in words, as the contract has them. @param {{ verdict: Verdict }[]} outcomes */
export function tally(outcomes) {
  const differ = differing(outcomes).length;
  return `${outcomes.length - differ} agree, ${differ} differ`;
}
