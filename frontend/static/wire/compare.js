/** Two trips side by side, hop by hop, with a mark and a word at each difference. */
import { make, sheet } from "../shared/dom.js";
import { count } from "../shared/text.js";
import { wire } from "./client.js";
import { compareTrips, differences, matters } from "./compare.diff.js";
import { apart } from "./compare.lines.js";
import { label, summary } from "./diagram.js";
import { action, show } from "./dialog.js";

/**
 * @typedef {import("./compare.diff.js").Fact} Fact
 * @typedef {import("./compare.diff.js").HopPair} HopPair
 * @typedef {import("./compare.diff.js").Side} Side
 * @typedef {import("./compare.lines.js").Line} Line
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {[first: string, second: string]} Names of the two trips
 */

/** The number of equal lines shown around a difference of two bodies. */
const CONTEXT = 2;

/** Return the name of a trip, or of the part of it that begins with an entry, such as `trip 12`. @param {Entry} entry */
const nameOf = (entry) => {
  const trip = wire.trips.get(entry.pageref);
  if (!trip) return "a trip that the wire no longer has";
  const at = trip.entries.indexOf(entry);
  return at > 0 ? `trip ${trip.number} from hop ${at + 1} on` : `trip ${trip.number}`;
};

/**
 * Open the comparison.
 * @param {HTMLDialogElement} dialog @param {Entry[]} first @param {Entry[]} second @param {() => void} [back] shows the view before
 */
export async function openComparison(dialog, first, second, back) {
  await sheet("compare.css", import.meta.url);
  const names = /** @type {Names} */ ([first, second].map(([entry]) => (entry ? nameOf(entry) : "no trip")));
  const pairs = compareTrips(first, second);
  await show(
    dialog,
    { title: [`Compare ${names[0]} with ${names[1]}`], buttons: back ? [action("Back", back)] : [], wide: true },
    make("p", { class: "hint" }, make("b", {}, names[0]), `: ${summary(first)}`),
    make("p", { class: "hint" }, make("b", {}, names[1]), `: ${summary(second)}`),
    make(
      "ul",
      { class: "differences", "aria-label": "Differences" },
      ...pairs.map((pair, index) => inShort(pair, index, names)),
    ),
    ...pairs.map((pair, index) => hop(pair, index, names)),
  );
}

/** The differences of a hop in one line. @param {HopPair} pair @param {number} index @param {Names} names */
function inShort({ first, request, response }, index, names) {
  const only = first ? names[0] : names[1];
  if (!request || !response) return make("li", {}, make("b", {}, `Hop ${index + 1}`), `: only in ${only}`);
  const parts = [
    ["request", differences(request)],
    ["response", differences(response)],
  ].flatMap(([side, found]) => (found?.length ? `${side}: ${/** @type {string[]} */ (found).join(", ")}` : []));
  return make("li", {}, make("b", {}, `Hop ${index + 1}`), `: ${parts.join("; ") || "equal"}`);
}

/** @param {HopPair} pair @param {number} index @param {Names} names */
function hop({ first, second, request, response }, index, names) {
  const number = `Hop ${index + 1}`;
  const section = make("section", { "aria-label": number, class: "pair" }, make("h3", {}, number));
  const [entry] = [first ?? second];
  if (!request || !response || !first || !second) {
    section.append(
      make("p", {}, make("code", {}, entry ? label(entry) : ""), `: only in ${first ? names[0] : names[1]}`),
    );
    return section;
  }
  if (!differences(request).length && !differences(response).length) {
    section.append(make("p", {}, make("code", {}, label(first)), ": equal in both trips, apart from the time"));
    return section;
  }
  section.append(...side(`${number}, request`, request, names), ...side(`${number}, response`, response, names));
  return section;
}

/** @param {string} caption @param {Side} side @param {Names} names */
function side(caption, { main, headers, body }, names) {
  const rest = headers.filter((fact) => !matters(fact));
  const folded = make(
    "details",
    {},
    make("summary", {}, counted(rest)),
    factTable(`${caption}: equal headers`, rest, names),
  );
  return [
    factTable(caption, [...main, ...headers.filter(matters)], names),
    rest.length ? folded : "",
    body.length ? bodies(`${caption} body`, body, names) : "",
  ];
}

/** @param {Fact[]} facts */
function counted(facts) {
  const equal = facts.filter(({ kind }) => kind === "equal");
  const others = facts.filter(({ kind }) => kind !== "equal").map(({ name }) => name);
  return [...(equal.length ? [count(equal.length, "equal header")] : []), ...others].join(", and ");
}

/** @param {string} caption @param {Fact[]} facts @param {Names} names */
function factTable(caption, facts, names) {
  const head = [make("td"), ...names.map((name) => make("th", { scope: "col" }, name))];
  return make(
    "table",
    { class: "facts" },
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...head)),
    make("tbody", {}, ...facts.map((fact) => row(fact, names))),
  );
}

/** @param {Fact} fact @param {Names} names */
function row({ name, kind, first, second }, names) {
  const word = { equal: "", differs: "differs", first: `only in ${names[0]}`, second: `only in ${names[1]}` }[kind];
  const [one, other] = values(kind, first ?? "", second ?? "");
  return make(
    "tr",
    { class: kind },
    make("th", { scope: "row" }, name, word ? make("span", { class: "word" }, ` ${word}`) : ""),
    make("td", { "data-trip": names[0] }, ...(first === null ? [make("span", { class: "none" }, "not there")] : one)),
    make(
      "td",
      { "data-trip": names[1] },
      ...(second === null ? [make("span", { class: "none" }, "not there")] : other),
    ),
  );
}

/** Both values of a fact, with a mark on the parts that differ. @param {Fact["kind"]} kind @param {string} first @param {string} second */
function values(kind, first, second) {
  if (kind === "equal") return [[first], [second]];
  if (kind !== "differs") return [[make("mark", {}, first)], [make("mark", {}, second)]];
  const { start, end, ...different } = apart(first, second);
  const marked = (/** @type {string} */ text) => [start, text ? make("mark", {}, text) : "", end];
  return [marked(different.first), marked(different.second)];
}

/** Both bodies; a line that only one of them has is marked by a sign too. @param {string} caption @param {Line[]} lines @param {Names} names */
function bodies(caption, lines, names) {
  const only = (/** @type {Line["kind"]} */ kind) => lines.filter((line) => line.kind === kind).length;
  const columns = /** @type {const} */ (["first", "second"]).map((kind, index) =>
    make(
      "div",
      {},
      make("p", { class: "hint" }, `Body of ${names[index]}: ${count(only(kind), "line")} of its own`),
      listing(`${caption}, ${names[index]}`, column(lines, kind)),
    ),
  );
  return make("div", { class: "bodies" }, ...columns);
}

/** @param {string} name @param {(Node | string)[]} lines */
function listing(name, lines) {
  if (!lines.length) return make("p", { class: "none" }, "none");
  return make("pre", { tabindex: "0", role: "group", "aria-label": name }, ...lines);
}

/** The lines of one body, with long runs of equal lines left out. @param {Line[]} lines @param {"first" | "second"} kind */
function column(lines, kind) {
  const element = kind === "first" ? "del" : "ins";
  /** @type {(Node | string)[]} */
  const nodes = [];
  let skipped = 0;
  for (const [index, line] of lines.entries()) {
    if (line.kind !== "equal" && line.kind !== kind) continue;
    const near = lines.slice(Math.max(index - CONTEXT, 0), index + CONTEXT + 1).some((other) => other.kind !== "equal");
    if (near && skipped) nodes.push(make("i", {}, `… ${count(skipped, "equal line")}`), "\n");
    skipped = near ? 0 : skipped + 1;
    if (near)
      nodes.push(
        line.kind === "equal"
          ? `  ${line.text}\n`
          : make(element, {}, `${kind === "first" ? "−" : "+"} ${line.text}\n`),
      );
  }
  if (skipped) nodes.push(make("i", {}, `… ${count(skipped, "equal line")}`));
  return nodes;
}
