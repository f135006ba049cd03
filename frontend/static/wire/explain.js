/** The explanation of one thing, in a popover beside the button that asks for it. */
import { make, sheet } from "../shared/dom.js";
import { linkToSection } from "../shared/sections.js";
import { explanationOf } from "./explanations/explain.js";

/** Pixels between the button and the popover, and between the popover and the edge of the window. */
const GAP = 6;

/**
 * Open the explanation of a subject.
 * @param {HTMLElement} button the button that asks
 * @param {string} title
 * @param {import("./explanations/explain.js").Subject & { name: string }} subject
 */
export async function explain(button, title, subject) {
  await sheet("explain.css", import.meta.url);
  const popover = explanation(title, explanationOf(subject));
  // All but the open dialog is inert, so the popover must be in the dialog.
  (button.closest("dialog") ?? document.body).append(popover);
  const closed = new AbortController();
  popover.addEventListener("beforetoggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "closed") close(button, popover, closed);
  });
  popover.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !popover.contains(relatedTarget)) popover.hidePopover();
  });
  popover.showPopover({ source: button }); // its link comes after the button in the order of the tab stops
  button.ariaExpanded = "true";
  place(popover, button);
  for (const event of ["scroll", "resize"])
    addEventListener(event, () => place(popover, button), { capture: true, passive: true, signal: closed.signal });
  popover.focus({ preventScroll: true });
}

/** The browser itself moves the focus back to the button. @param {HTMLElement} button @param {HTMLElement} popover @param {AbortController} closed */
function close(button, popover, closed) {
  closed.abort();
  button.ariaExpanded = "false";
  popover.addEventListener("toggle", () => popover.remove());
}

/** @param {string} title @param {import("./explanations/explain.js").Explanation} explanation */
function explanation(title, { sentences, source }) {
  return make(
    "div",
    { popover: "auto", role: "dialog", class: "explanation", tabindex: "-1", "aria-label": `Explanation of ${title}` },
    make("h3", {}, title),
    make("p", {}, sentences.join(" ")),
    make("p", { class: "source" }, linkToSection(source)),
  );
}

/** Put the popover below its button, or above it where there is no room. @param {HTMLElement} popover @param {HTMLElement} button */
function place(popover, button) {
  const { left, top, bottom } = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const { clientWidth } = document.documentElement; // without a scrollbar
  const below = bottom + GAP;
  const above = top - GAP - height;
  const y = below + height > innerHeight - GAP && above >= GAP ? above : below;
  popover.style.left = `${clamp(left, clientWidth - GAP - width)}px`;
  popover.style.top = `${clamp(y, innerHeight - GAP - height)}px`;
}

/** @param {number} at @param {number} most */
const clamp = (at, most) => Math.max(GAP, Math.min(at, most));
