/** A report as a person or a program takes it home: Markdown, JSON. */

import { visible } from "../shared/text.js";
import { engine } from "./runner.js";
import { linkTo } from "./sources.js";

/**
 * @typedef {import("./report.js").Part} Part
 *
 * @typedef {object} Case
 * @property {string} lab
 * @property {string} case
 * @property {string} sent
 * @property {string} got
 * @property {string} expected
 * @property {"agrees" | "differs"} verdict
 * @property {string} rule
 * @property {string} source
 * @property {string[]} links
 * @property {string} [wpt]
 * @property {string} [note]
 *
 * @typedef {object} Report
 * @property {string} engine
 * @property {string} browser by its own word, such as `Chromium 156.0.0.0 (X11; Linux x86_64)`
 * @property {string} at ISO 8601
 * @property {number} seconds
 * @property {number} agree
 * @property {number} differ
 * @property {Case[]} cases
 */

/** @param {Part[]} parts @param {number} ms @returns {Report} */
export function gathered(parts, ms) {
  const cases = parts.flatMap(({ lab, outcomes }) =>
    outcomes.map(({ row, got, agrees, note }) => ({
      lab: lab.name,
      case: row.title,
      sent: row.sent,
      got,
      expected: row.may === undefined ? row.expected : `${row.expected} or ${row.may}`,
      verdict: /** @type {Case["verdict"]} */ (agrees ? "agrees" : "differs"),
      rule: row.rule,
      source: row.source,
      links: linkTo(row).flatMap((each) => (each instanceof HTMLAnchorElement ? each.href : [])),
      ...(row.wpt && { wpt: row.wpt }),
      ...(note && { note }),
    })),
  );
  const agree = cases.filter(({ verdict }) => verdict === "agrees").length;
  const seconds = Math.round(ms / 100) / 10;
  const at = new Date().toISOString();
  return { engine: engine(), browser: browser(), at, seconds, agree, differ: cases.length - agree, cases };
}

/** @param {Report} report */
export function asJson(report) {
  return new File([JSON.stringify(report, null, 2)], `roundtrip-${report.engine.toLowerCase()}.json`);
}

/** @param {Report} report */
export function asMarkdown(report) {
  const differ = report.cases.filter(({ verdict }) => verdict === "differs");
  const labs = Map.groupBy(report.cases, ({ lab }) => lab);
  const text = [
    `# ${report.engine}`,
    `${report.browser}, ${report.at.slice(0, 10)}, in ${report.seconds} seconds.`,
    `${report.agree} agree, ${report.differ} differ.`,
    ...(differ.length ? ["## What differs", ...differences(differ)] : []),
    ...[...labs].flatMap(([lab, cases]) => [`## ${lab}`, all(cases)]),
  ];
  return new File([`${text.join("\n\n")}\n`], `roundtrip-${report.engine.toLowerCase()}.md`);
}

/** What differs, each with its why. @param {Case[]} cases */
function differences(cases) {
  return cases.map(
    (each) =>
      `- **${plain(each.lab)}, ${plain(each.case)}**: ${code(each.got)} instead of ${code(each.expected)}. ` +
      `${plain(each.note ?? "")} (${plain(each.source)}: ${plain(each.rule)})`,
  );
}

/** @param {Case[]} cases */
function all(cases) {
  const rows = cases.map((each) => {
    const sent = each.sent.split("\n").filter(Boolean).map(code).join("<br>");
    const source = each.wpt ? `${plain(each.source)}; \`${each.wpt}\`` : plain(each.source);
    const verdict = each.verdict === "agrees" ? "agrees" : `**differs**: ${code(each.got)}`;
    return `| ${plain(each.case)} | ${sent} | ${code(each.expected)} | ${verdict} | ${source} |`;
  });
  return ["| case | sent | the standard | this browser | source |", "|---|---|---|---|---|", ...rows].join("\n");
}

/** Text that Markdown and its tables leave alone. @param {string} text */
const plain = (text) => text.replace(/[\\`*_[\]<>|#]/g, "\\$&").replace(/\s+/g, " ");

/** Text as code, in as many backticks as it takes; a table's bar would end its cell even there. @param {string} text */
function code(text) {
  const shown = visible(text).replaceAll("|", "\\|");
  const fence = "`".repeat(1 + Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length)));
  return `${fence}${/^`|`$/.test(shown) ? ` ${shown} ` : shown}${fence}`;
}

/** This browser by its own word. */
function browser() {
  const { userAgent } = navigator;
  const version = userAgent.match(/(?:Chrome|Firefox|Version)\/([\d.]+)/)?.[1] ?? "of an unknown version";
  return `${engine()} ${version} ${userAgent.match(/\([^)]*\)/)?.[0] ?? ""}`.trim();
}
