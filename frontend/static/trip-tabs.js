/** The tabs *Code* and *Reproduce* of a panel: the views that answered a trip, and the trip to run again. */
import { make } from "./dom.js";
import { curl, pytest } from "./reproduce.js";
import { server } from "./server.js";

/** @typedef {import("./wire.js").Entry} Entry */

/**
 * The code of each view on the way, once.
 * @param {Entry[]} trip
 * @returns {Promise<Node[]>}
 */
export async function codeOf(trip) {
  const endpoints = new Set(trip.map((entry) => entry._endpoint).filter((each) => each !== null));
  if (!endpoints.size)
    return [make("p", { class: "none" }, "No view answered: no rule matched, so Flask itself said so.")];
  return Promise.all([...endpoints].map(listing));
}

/** @param {string} endpoint @returns {Promise<Node>} */
async function listing(endpoint) {
  const response = await fetch(new URL(`/api/source/${endpoint}`, server), { credentials: "include" });
  const { file, line, html } = await response.json();
  const code = make("pre", { class: "code", tabindex: "0", "aria-label": `Code of ${endpoint}` });
  code.append(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  return make("figure", {}, make("figcaption", {}, make("code", {}, endpoint), ` in ${file}, line ${line}`), code);
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
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    setTimeout(() => button.replaceChildren("Copy"), 2000);
  });
  const code = make("pre", { tabindex: "0", "aria-label": name }, text);
  return make("figure", {}, make("figcaption", {}, `${caption}: ${name}`, button), code);
}
