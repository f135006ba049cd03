/** A report as a file: Markdown for people, JSON for programs. */
import { visible } from "../shared/text.js";
import { browser, engine } from "./engine.js";
import { tally, those } from "./outcome.js";
import { describe } from "./probes.js";
import { linkTo } from "./sources.js";

/**
 * @typedef {import("./table.js").Part} Part
 *
 * @typedef {object} Case
 * @property {string} lab
 * @property {string} case
 * @property {string} sent
 * @property {string} got
 * @property {string} expected
 * @property {import("./outcome.js").Verdict} verdict
 * @property {string} rule
 * @property {string} source
 * @property {string[]} links
 * @property {string} [wpt]
 * @property {string} [note] why the browser does not agree, or why the case shows nothing
 * @property {string} [permit] the section that permits the outcome
 *
 * @typedef {object} Report
 * @property {string} engine
 * @property {string} browser such as `Chromium 156.0.0.0 (X11; Linux x86_64)`
 * @property {string} at ISO 8601
 * @property {number} seconds
 * @property {import("./probes.js").Findings} findings
 * @property {string[]} settings the findings in words
 * @property {number} agree
 * @property {number} may
 * @property {number} differ
 * @property {Case[]} cases
 */

/** @param {Part[]} parts @param {import("./probes.js").Findings} findings @param {number} ms @returns {Report} */
export function gathered(parts, findings, ms) {
  const cases = parts.flatMap(({ lab, outcomes }) => outcomes.map((outcome) => caseOf(lab.name, outcome)));
  const count = (/** @type {import("./outcome.js").Verdict} */ verdict) => those(cases, verdict).length;
  return {
    engine: engine(),
    browser: browser(),
    at: new Date().toISOString(),
    seconds: Math.round(ms / 100) / 10,
    findings,
    settings: describe(findings),
    agree: count("agrees"),
    may: count("may"),
    differ: count("differs"),
    cases,
  };
}

/** @param {string} lab @param {import("./outcome.js").Outcome} outcome @returns {Case} */
const caseOf = (lab, { row, got, verdict, note, permit }) => ({
  lab,
  case: row.title,
  sent: row.sent,
  got,
  expected: row.expected,
  verdict,
  rule: row.rule,
  source: row.source,
  links: linkTo(row).flatMap((part) => (part instanceof HTMLAnchorElement ? part.href : [])),
  ...(row.wpt && { wpt: row.wpt }),
  ...(note && { note }),
  ...(permit && { permit }),
});

/** @param {Report} report */
export function asJson(report) {
  return new File([JSON.stringify(report, null, 2)], `roundtrip-${report.engine.toLowerCase()}.json`);
}

/** @param {Report} report */
export function asMarkdown(report) {
  const differ = those(report.cases, "differs");
  const may = those(report.cases, "may");
  const labs = Map.groupBy(report.cases, ({ lab }) => lab);
  const text = [
    `# ${report.engine}`,
    `${report.browser}, ${report.at.slice(0, 10)}, in ${report.seconds} seconds.`,
    `${tally(report.cases)}.`,
    report.settings.map((setting) => `- ${plain(setting)}`).join("\n"),
    ...(differ.length ? ["## Differences", ...differ.map(difference)] : []),
    ...(may.length ? ["## Permitted outcomes", ...may.map(difference)] : []),
    ...[...labs].flatMap(([lab, cases]) => [`## ${lab}`, table(cases)]),
  ];
  return new File([`${text.join("\n\n")}\n`], `roundtrip-${report.engine.toLowerCase()}.md`);
}

/** @param {Case} row */
const difference = (row) =>
  `- **${plain(row.lab)}, ${plain(row.case)}**: ${code(row.got)} instead of ${code(row.expected)}. ` +
  `${plain(row.note ?? "")}${row.permit ? ` (${plain(row.permit)})` : ""} (${plain(row.source)}: ${plain(row.rule)})`;

/** @param {Case[]} cases */
function table(cases) {
  const rows = cases.map((row) => {
    const sent = row.sent.split("\n").filter(Boolean).map(code).join("<br>");
    const source = row.wpt ? `${plain(row.source)}; \`${row.wpt}\`` : plain(row.source);
    const verdict = row.verdict === "agrees" ? row.verdict : `**${row.verdict}**: ${code(row.got)}`;
    return `| ${plain(row.case)} | ${sent} | ${code(row.expected)} | ${verdict} | ${source} |`;
  });
  return ["| case | sent | the standard | this browser | source |", "|---|---|---|---|---|", ...rows].join("\n");
}

/** Escape the characters that have a meaning in Markdown or its tables. @param {string} text */
const plain = (text) => text.replace(/[\\`*_[\]<>|#]/g, "\\$&").replace(/\s+/g, " ");

/** Text as code, between enough backticks. A bar would end the table cell even in code. @param {string} text */
function code(text) {
  const shown = visible(text).replaceAll("|", "\\|");
  const fence = "`".repeat(1 + Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length)));
  return `${fence}${/^`|`$/.test(shown) ? ` ${shown} ` : shown}${fence}`;
}
