/** The tabs *Code* and *Reproduce* of a panel: the views that answered a trip, and the trip to run again. */

import { make } from "../shared/dom.js";
import { server } from "../shared/server.js";
import { label, summary } from "../wire/diagram.js";
import { curl, pytest } from "../wire/reproduce.js";

/** @typedef {import("../wire/client.js").Entry} Entry */

/**
 * The code of each view on the way, in the order of the hops; one that answered several is shown once.
 * @param {Entry[]} trip
 * @returns {Promise<Node[]>}
 */
export async function codeOf(trip) {
  /** @type {Map<string, Entry[]>} */
  const answered = new Map();
  for (const entry of trip) {
    const key = entry._endpoint ?? `${entry._id}`;
    answered.set(key, [...(answered.get(key) ?? []), entry]);
  }
  return Promise.all([...answered.values()].map((hops) => (hops[0]?._endpoint ? listing(hops) : withoutView(hops))));
}

/** @param {Entry[]} hops that one view answered @returns {Promise<Node>} */
async function listing(hops) {
  const endpoint = hops[0]?._endpoint ?? "";
  const response = await fetch(new URL(`/api/source/${endpoint}`, server), { credentials: "include" });
  const { file, line, html } = await response.json();
  const code = make("pre", { class: "code", tabindex: "0", "aria-label": `Code of ${endpoint}` });
  code.append(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  const place = make("span", {}, make("code", {}, endpoint), ` in ${file}, line ${line}`);
  return make("figure", {}, make("figcaption", {}, make("b", {}, summary(hops)), place), code);
}

/** Who answered where no view did. @param {Entry[]} hops */
function withoutView([hop]) {
  const { status } = hop?.response ?? {};
  const why =
    {
      308: "the rule ends with a slash and the path does not, so Flask's router itself sends the browser there.",
      404: "no rule matches this path, so Flask itself says so.",
      405: "rules match this path, but none takes this method, so Flask itself says so.",
    }[status ?? 0] ?? "Flask itself answered before any view was chosen.";
  return make("p", {}, make("b", {}, hop ? label(hop) : ""), `: no view answered; ${why}`);
}

/**
 * Both snippets, each with a button that copies it.
 * @param {Entry[]} trip
 * @returns {Node[]}
 */
export function reproduce(trip) {
  return [snippet("curl", "In a shell", curl(trip)), snippet("pytest", "As a test", pytest(trip))];
}

/** @param {string} name @param {string} caption @param {string} text */
function snippet(name, caption, text) {
  const button = make("button", { type: "button", class: "quiet", "aria-label": `Copy ${name}` }, "Copy");
  const code = make("pre", { class: "code", tabindex: "0", "aria-label": name }, text);
  button.addEventListener("click", async () => {
    button.textContent = (await copied(text)) ? "Copied" : chosen(code);
    setTimeout(() => button.replaceChildren("Copy"), 2000);
  });
  return make("figure", {}, make("figcaption", {}, `${caption}: ${name}`, button), code);
}

/** Whether it could be copied: a page that came over plain HTTP from another machine has no clipboard. @param {string} text */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Select it, for the person to copy. @param {HTMLElement} code */
function chosen(code) {
  getSelection()?.selectAllChildren(code);
  return "Selected: press Ctrl+C";
}
