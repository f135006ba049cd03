/** The dialog of the wire. It shows one view at a time: an exchange, a form that sends it again, or a comparison. */
import { make, sheet } from "../shared/dom.js";

/**
 * @typedef {object} View
 * @property {(Node | string)[]} title
 * @property {HTMLElement[]} [buttons] beside *Close*
 * @property {boolean} [wide] whether the view needs the whole width of the window
 * @property {HTMLElement} [focus] gets the focus; without it, *Close*
 */

/** Replace the view of the dialog, and open the dialog. @param {HTMLDialogElement} dialog @param {View} view @param {...(Node | string)} content */
export async function show(dialog, { title, buttons = [], wide = false, focus }, ...content) {
  await sheet("exchange.css", import.meta.url);
  const close = action("Close", () => dialog.close());
  const heading = make("h2", { id: "exchange-title" }, ...title);
  dialog.classList.toggle("wide", wide);
  dialog.replaceChildren(
    make("div", { class: "bar title" }, heading, make("div", { class: "buttons" }, ...buttons, close)),
    ...content,
  );
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  (focus ?? close).focus({ preventScroll: true });
}

/** Create a button for the title bar. @param {string} name @param {() => void} act @returns {HTMLElement} */
export function action(name, act) {
  const button = make("button", { type: "button", class: "quiet" }, name);
  button.addEventListener("click", act);
  return button;
}
