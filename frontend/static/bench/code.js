/** The tab *Code*: the views that answered a trip. */

import { make, sheet } from "../shared/dom.js";
import { at } from "../shared/server.js";
import { label, summary } from "../wire/diagram.js";

/** @typedef {import("../wire/entry.js").Entry} Entry */

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
  const nodes = [...answered.values()].map((hops) => (hops[0]?._endpoint ? listing(hops) : withoutView(hops)));
  await sheet("code.css", import.meta.url);
  return Promise.all(nodes);
}

/** Show the view that answered some hops. @param {Entry[]} hops @returns {Promise<Node>} */
async function listing(hops) {
  const endpoint = hops[0]?._endpoint ?? "";
  const response = await fetch(at(`api/source/${endpoint}`), { credentials: "include" });
  const { file, line, html } = await response.json();
  const code = make("pre", { class: "code", tabindex: "0", "aria-label": `Code of ${endpoint}` });
  code.append(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  const source = make("span", {}, make("code", {}, endpoint), ` in ${file}, line ${line}`);
  return make("figure", {}, make("figcaption", {}, make("b", {}, summary(hops)), source), code);
}

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
