/** The tab *Code*: the views that answered a trip, and the same in plain Flask. */

import { make, sheet } from "../shared/dom.js";
import { at, routeOf } from "../shared/server.js";
import { label, summary } from "../wire/diagram.js";
import { inColour, listing } from "./listing.js";

/**
 * @typedef {import("../wire/entry.js").Entry} Entry
 *
 * @typedef {object} Source the answer of `/api/source/<endpoint>`
 * @property {string} file
 * @property {number} line
 * @property {string} html
 * @property {Example | null} example
 *
 * @typedef {object} Example an application in plain Flask that gives the same answers
 * @property {string} name
 * @property {string[]} rules
 * @property {{ name: string, text: string, html: string }[]} files
 */

/** The commands that run each example. */
const COMMANDS = "pip install flask\nflask --app app run\n";

/**
 * Show the code of each view of a trip, in the order of the hops. A view that answered several hops is shown once.
 * @param {Entry[]} trip
 * @returns {Promise<Node[]>}
 */
export async function view(trip) {
  /** @type {Map<string, Entry[]>} */
  const answered = new Map();
  for (const entry of trip) {
    const key = entry._endpoint ?? `${entry._id}`;
    answered.set(key, [...(answered.get(key) ?? []), entry]);
  }
  const views = await Promise.all([...answered.values()].map(async (hops) => ({ hops, source: await sourceOf(hops) })));
  await sheet("code.css", import.meta.url);
  const code = views.map(({ hops, source }) => (source ? figure(hops, source) : withoutView(hops)));
  const examples = examplesOf(views);
  const byTwin = trip.some(({ request }) => routeOf(new URL(request.url)).startsWith("api/"));
  const twin = byTwin ? [make("p", { class: "hint" }, TWIN)] : [];
  if (!examples.length) return code;
  const heading = make("h3", {}, "Write it yourself");
  return [jumpTo(heading), ...code, heading, introduction(), ...twin, ...examples.flatMap(yourself)];
}

/** A button that scrolls to the plain Flask, which is below all code of Roundtrip. @param {HTMLElement} heading */
function jumpTo(heading) {
  const button = make("button", { type: "button", class: "quiet" }, "Show it in plain Flask");
  button.addEventListener("click", () => heading.scrollIntoView({ block: "start" }));
  return make("p", {}, button);
}

/** Fetch the code of the view that answered some hops; null if no view did. @param {Entry[]} hops @returns {Promise<Source | null>} */
async function sourceOf([hop]) {
  if (!hop?._endpoint) return null;
  const response = await fetch(at(`api/source/${hop._endpoint}`), { credentials: "include" });
  return response.json();
}

/** Show a view. @param {Entry[]} hops @param {Source} source */
function figure(hops, { file, line, html }) {
  const endpoint = hops[0]?._endpoint ?? "";
  const code = make("pre", { class: "code", tabindex: "0", "aria-label": `Code of ${endpoint}` });
  code.append(...inColour(html));
  const source = make("span", {}, make("code", {}, endpoint), ` in ${file}, line ${line}`);
  return make("figure", {}, make("figcaption", {}, make("b", {}, summary(hops)), source), code);
}

/**
 * Return the examples of some views. One example is enough for the views that follow, if it has their rules.
 * @param {{ hops: Entry[], source: Source | null }[]} views
 * @returns {Example[]}
 */
function examplesOf(views) {
  /** @type {Example[]} */
  const examples = [];
  for (const { hops, source } of views) {
    const rule = hops[0]?._rule?.replace(/^\/api(?=\/)/, "") ?? "";
    if (source?.example && !examples.some(({ rules }) => rules.includes(rule))) examples.push(source.example);
  }
  return examples;
}

const introduction = () =>
  make(
    "p",
    {},
    "Plain Flask gives the same answer. Where Roundtrip has a page around its facts, the example gives the facts alone, as JSON. Save the files in a folder, and run them there.",
  );

const TWIN =
  "You sent this by Fetch, to a path below /api. There, Roundtrip runs the same view and sends its data as JSON, so that no view is written twice. The application here gives the page; for JSON, a view returns a dict.";

/** Show an example: its files, and the commands that run it. @param {Example} example @returns {Node[]} */
const yourself = ({ name, files }) => [
  ...files.map(({ name: file, text, html }) => listing(`${name}/${file}`, `${name}/${file}`, text, inColour(html))),
  listing(`commands for ${name}`, `In the project folder ${name}`, COMMANDS),
];

/** Explain an answer that no view gave. @param {Entry[]} hops */
function withoutView([hop]) {
  const { status } = hop?.response ?? {};
  const reason =
    {
      308: "The rule ends with a slash and the path does not, so Flask's router redirects the browser.",
      404: "No rule matches this path, so Flask itself answers.",
      405: "A rule matches this path, but not with this method, so Flask itself answers.",
    }[status ?? 0] ?? "Flask itself answered before it chose a view.";
  return make("p", {}, make("b", {}, hop ? label(hop) : ""), `: no view answered. ${reason}`);
}
