/** The tab *Reproduce*: a trip as a command and as a test, each with a button that copies it. */

import { make } from "../shared/dom.js";
import { curl } from "../wire/reproduce/curl.js";
import { pytest } from "../wire/reproduce/pytest.js";

/** @param {import("../wire/entry.js").Entry[]} trip @returns {Node[]} */
export const view = (trip) => [snippet("curl", "In a shell", curl(trip)), snippet("pytest", "As a test", pytest(trip))];

/** @param {string} name @param {string} caption @param {string} text */
function snippet(name, caption, text) {
  const button = make("button", { type: "button", class: "quiet", "aria-label": `Copy ${name}` }, "Copy");
  const code = make("pre", { class: "code", tabindex: "0", "aria-label": name }, text);
  button.addEventListener("click", async () => {
    button.textContent = (await copy(text)) ? "Copied" : select(code);
    setTimeout(() => button.replaceChildren("Copy"), 2000);
  });
  return make("figure", {}, make("figcaption", {}, `${caption}: ${name}`, button), code);
}

/** Return whether the text was copied: only a secure context has a clipboard. @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Select the code, so that the visitor can copy it. @param {HTMLElement} code */
function select(code) {
  getSelection()?.selectAllChildren(code);
  return "Selected: press Ctrl+C";
}
