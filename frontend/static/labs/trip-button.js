/**
 * A button in the row of a case that shows the trips of this case. Where the wire does not have them, the case first runs
 * again, alone: the wire keeps a limited number of exchanges, and some labs send more than it should keep.
 */
import { make } from "../shared/dom.js";
import { openPopup } from "./popup.js";

/**
 * The name has only a number, and in the report the lab: a title can contain the name of another button.
 * @param {import("./runner.js").Lab} lab @param {import("./outcome.js").Outcome} outcome
 * @param {string} [where] the name of the lab, in a table of several labs
 */
export function tripButton(lab, { row, mark = "" }, where) {
  const name = `case ${lab.rows.indexOf(row) + 1}${where ? ` of ${where}` : ""}`;
  const button = /** @type {HTMLButtonElement} */ (
    make("button", { type: "button", class: "trip-of", "aria-description": row.title })
  );
  /** @param {string} text @param {string} label */
  const say = (text, label) => {
    button.textContent = text;
    button.ariaLabel = label;
  };
  const idle = () => say("Show trip", `Show trip of ${name}`);
  const act = async () => {
    if (mark && (await show(row.title, mark))) return;
    mark = "";
    say("Running …", `Running ${name}`);
    mark = await again(lab, row);
    idle();
    await show(row.title, mark);
  };
  let busy = false; // not `disabled`, which loses the focus
  button.addEventListener("click", async () => {
    if (busy) return;
    busy = true;
    try {
      await act();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      say(`Try again: ${why}`, `Try again: ${name} cannot run, ${why}`);
    } finally {
      busy = false;
    }
  });
  idle();
  return button;
}

/** Show the trips of a case, and return whether the wire has any. @param {string} title @param {string} mark */
const show = async (title, mark) => (await import("../wire/case.js")).openCase(title, mark);

/** Run a case again, alone, and return its mark. @param {import("./runner.js").Lab} lab @param {import("./rows.js").Row} row */
async function again(lab, row) {
  const popup = lab.popup ? openPopup() : null; // if a slow server made the click too old for it, the next click opens it
  try {
    const { run } = await import("./runner.js");
    let mark = "";
    const note = (/** @type {import("./outcome.js").Outcome} */ outcome) => {
      mark = outcome.mark ?? "";
    };
    await run(lab, new AbortController().signal, popup, note, { only: row });
    return mark;
  } finally {
    popup?.close();
  }
}
