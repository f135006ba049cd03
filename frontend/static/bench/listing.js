/** A listing: code below a caption, with a button that copies it. */
import { make } from "../shared/dom.js";

/**
 * @param {string} name of the code, for people who hear the page
 * @param {string} caption
 * @param {string} text
 * @param {Iterable<Node>} [coloured] the same text with colours
 */
export function listing(name, caption, text, coloured) {
  const button = make("button", { type: "button", class: "quiet", "aria-label": `Copy ${name}` }, "Copy");
  const code = make("pre", { class: "code", tabindex: "0", "aria-label": name });
  code.append(...(coloured ?? [text]));
  button.addEventListener("click", async () => {
    button.textContent = (await copy(text)) ? "Copied" : select(code);
    setTimeout(() => button.replaceChildren("Copy"), 2000);
  });
  return make("figure", {}, make("figcaption", {}, caption, button), code);
}

/** Return the nodes of code in colour: the server's HTML has only text and the spans of Pygments. @param {string} html */
export const inColour = (html) => new DOMParser().parseFromString(html, "text/html").body.childNodes;

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
