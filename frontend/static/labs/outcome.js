/**
 * The outcome of a case in this browser, and its verdict.
 *
 * @typedef {import("./rows.js").Row} Row
 * @typedef {import("./probes.js").Findings} Findings
 * @typedef {"agrees" | "may" | "differs"} Verdict `agrees`: this browser does what the standard says; `may`: it does
 *   something else that a standard permits; `differs`: it does not do what the standard requires
 *
 * @typedef {object} Outcome
 * @property {Row} row
 * @property {string} got the result in this browser
 * @property {Verdict} verdict
 * @property {string} [note] the reason, if the browser does not agree or the case shows nothing
 * @property {string} [permit] the section that permits the outcome
 * @property {string} [mark] the mark of its requests on the wire; empty if the wire cannot tell them from others
 */
import { engine } from "./engine.js";
import { fulfils } from "./probes.js";

/** The note of a difference without a known reason. */
const UNEXPLAINED = "No explanation yet.";

/** The note of a case that cannot fail in this browser. */
const MOOT =
  "With the settings that the probes found, this browser has no such cookie in any case. This shows nothing about the rule.";

/** @param {Row} row @param {string} got @param {Findings | null} findings @returns {Outcome} */
export function judge(row, got, findings) {
  const fits = (/** @type {import("./rows.js").Condition} */ condition) =>
    findings !== null && fulfils(condition, findings);
  if (got === row.expected) {
    return { row, got, verdict: "agrees", ...(row.moot?.some(fits) && { note: MOOT }) };
  }
  const permitted = row.may?.find(({ got: other, when }) => matches(other, got) && (!when || fits(when)));
  if (permitted) return { row, got, verdict: "may", note: permitted.why, permit: permitted.source };
  return { row, got, verdict: "differs", note: row.differs?.[engine()] ?? UNEXPLAINED };
}

/** @param {string | RegExp} expected @param {string} got */
const matches = (expected, got) => (typeof expected === "string" ? expected === got : expected.test(got));

/** Whether the verdicts of a row can depend on what the probes find. @param {Row} row */
export const depends = ({ may = [], moot = [] }) => moot.length > 0 || may.some(({ when }) => when);

/** The outcomes with a verdict. @template {{ verdict: Verdict }} T @param {T[]} outcomes @param {Verdict} verdict */
export const those = (outcomes, verdict) => outcomes.filter((outcome) => outcome.verdict === verdict);

/** The counts in words. @param {{ verdict: Verdict }[]} outcomes */
export function tally(outcomes) {
  const may = those(outcomes, "may").length;
  return `${may ? `${may} differ as permitted, ` : ""}${those(outcomes, "agrees").length} agree, ${those(outcomes, "differs").length} differ`;
}
