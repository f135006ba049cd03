/** A report as a file: Markdown for people, JSON for programs. */
import { visible } from "../shared/text.js";
import { browser, engine } from "./engine.js";
import { differing, tally } from "./outcome.js";
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
 * @property {string} [note]
 *
 * @typedef {object} Report
 * @property {string} engine
 * @property {string} browser such as `Chromium 156.0.0.0 (X11; Linux x86_64)`
 * @property {string} at ISO 8601
 * @property {number} seconds
 * @property {number} agree
 * @property {number} differ
 * @property {Case[]} cases
 */

/** @param {Part[]} parts @param {number} ms @returns {Report} */
export function gathered(parts, ms) {
  const cases = parts.flatMap(({ lab, outcomes }) =>
    outcomes.map(({ row, got, verdict, note }) => ({
      lab: lab.name,
      case: row.title,
      sent: row.sent,
      got,
      expected: row.may === undefined ? row.expected : `${row.expected} or ${row.may}`,
      verdict,
      rule: row.rule,
      source: row.source,
      links: linkTo(row).flatMap((part) => (part instanceof HTMLAnchorElement ? part.href : [])),
      ...(row.wpt && { wpt: row.wpt }),
      ...(note && { note }),
    })),
  );
  const differ = differing(cases).length;
  const seconds = Math.round(ms / 100) / 10;
  const at = new Date().toISOString();
  return { engine: engine(), browser: browser(), at, seconds, agree: cases.length - differ, differ, cases };
}

/** @param {Report} report */
export function asJson(report) {
  return new File([JSON.stringify(report, null, 2)], `roundtrip-${report.engine.toLowerCase()}.json`);
}

/** @param {Report} report */
export function asMarkdown(report) {
  const differ = differing(report.cases);
  const labs = Map.groupBy(report.cases, ({ lab }) => lab);
  const text = [
    `# ${report.engine}`,
    `${report.browser}, ${report.at.slice(0, 10)}, in ${report.seconds} seconds.`,
    `${tally(report.cases)}.`,
    ...(differ.length ? ["## Differences", ...differ.map(difference)] : []),
    ...[...labs].flatMap(([lab, cases]) => [`## ${lab}`, table(cases)]),
  ];
  return new File([`${text.join("\n\n")}\n`], `roundtrip-${report.engine.toLowerCase()}.md`);
}

/** @param {Case} row */
const difference = (row) =>
  `- **${plain(row.lab)}, ${plain(row.case)}**: ${code(row.got)} instead of ${code(row.expected)}. ` +
  `${plain(row.note ?? "")} (${plain(row.source)}: ${plain(row.rule)})`;

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
