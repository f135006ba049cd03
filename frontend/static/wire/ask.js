/**
 * A thing on the page that can be asked: a button that opens its explanation. The explanations load with the first
 * question.
 */
import { make, sheet } from "../shared/dom.js";

/** @typedef {import("./explanations/explain.js").Subject} Subject */

/** Load the style of the questions; await it before drawing some. */
export const style = () => sheet("ask.css", import.meta.url);

/**
 * Create a button that explains its text. It is no tab stop by itself: see `rove`.
 * @param {string} text
 * @param {Subject} subject
 * @param {Record<string, string>} [attributes]
 * @returns {HTMLElement}
 */
export function ask(text, subject, attributes = {}) {
  const { class: more = "", ...others } = attributes;
  const button = make(
    "button",
    {
      type: "button",
      class: `ask ${more}`.trim(),
      tabindex: "-1",
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      ...others,
    },
    text,
  );
  let open = false; // the press that closes the explanation must not open it again
  button.addEventListener("pointerdown", () => {
    open = button.ariaExpanded === "true";
  });
  button.addEventListener("click", async () => {
    if (!open) (await import("./explain.js")).explain(button, text, { name: text, ...subject });
    open = false;
  });
  return button;
}

const STEPS = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 });

/**
 * Let the arrow keys move between the questions of a part of the page, so that they need one tab stop together.
 * @param {HTMLElement} part
 * @param {string} [entrance] a selector of other elements, from which the left and right arrow lead to the questions
 */
export function rove(part, entrance = "") {
  part.addEventListener("keydown", (event) => {
    const from = /** @type {HTMLElement} */ (event.target);
    const step = STEPS[event.key];
    const asks = from.matches(".ask");
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!asks && !(entrance && from.matches(entrance) && event.key.match(/Left|Right/))) return;
    const places = visible(part, entrance ? `.ask, ${entrance}` : ".ask");
    const next = places[places.indexOf(from) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  if (entrance) return;
  part.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement && target.matches(".ask")) oneStop(part, target);
  });
}

/** Make one question of a part its tab stop: this one, or the first that is visible. @param {HTMLElement} part @param {HTMLElement} [stop] */
export function oneStop(part, stop = visible(part, ".ask")[0] ?? part.querySelector(".ask") ?? undefined) {
  for (const old of part.querySelectorAll('.ask[tabindex="0"]')) old.setAttribute("tabindex", "-1");
  stop?.setAttribute("tabindex", "0");
}

/** @param {HTMLElement} part @param {string} selector */
const visible = (part, selector) =>
  /** @type {HTMLElement[]} */ ([...part.querySelectorAll(selector)]).filter((element) => element.checkVisibility());
