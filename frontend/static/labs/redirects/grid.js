/** The matrix as a grid: codes by methods, by a script and by a form. A button in each cell opens its case below the grid. */
import { make, sheet } from "../../shared/dom.js";
import { caseOf } from "../table.js";

/**
 * @typedef {import("./rules.js").RedirectRow} RedirectRow
 * @typedef {import("../runner.js").Lab} Lab
 * @typedef {import("../outcome.js").Outcome} Outcome
 */

const SENDERS = /** @type {const} */ ({ fetch: "Fetch, by a script", form: "Navigation, by a form" });

/** The id of the element below the grid. */
const DETAILS = "redirect-case";

/** @param {Lab} lab @param {RedirectRow[]} rows its cases for the cells @returns {Promise<import("../runner.js").Grid>} */
export async function gridOf(lab, rows) {
  await sheet("grid.css", import.meta.url);
  const details = make("div", { id: DETAILS });
  const buttons = new Map(rows.map((row) => [row, blank()]));
  /** @type {HTMLElement | null} */
  let open = null;
  const toggle = (/** @type {HTMLElement} */ button, /** @type {Outcome} */ outcome) => {
    open?.setAttribute("aria-expanded", "false");
    open = open === button ? null : button;
    open?.setAttribute("aria-expanded", "true");
    details.replaceChildren(...(open ? [caseOf(lab, outcome, "The case of the cell")] : []));
  };
  const scroll = make("div", {
    class: "grid-scroll",
    role: "region",
    tabindex: "0",
    "aria-label": "The matrix as a grid",
  });
  scroll.append(tableOf(rows, (row) => /** @type {HTMLElement} */ (buttons.get(row))));
  return {
    element: make("div", { class: "redirect-grid" }, scroll, details),
    fill(outcome) {
      const button = buttons.get(/** @type {RedirectRow} */ (outcome.row));
      if (!button) return;
      fill(button, outcome);
      button.addEventListener("click", () => toggle(button, outcome));
    },
  };
}

/** @param {RedirectRow[]} rows @param {(row: RedirectRow) => HTMLElement} cell */
function tableOf(rows, cell) {
  const columns = Object.keys(SENDERS).flatMap((by) =>
    [...new Set(rows.filter((row) => row.by === by).map(({ method }) => method))].map((method) => ({ by, method })),
  );
  const codes = [...new Set(rows.map(codeOf))];
  const lines = codes.map((code) => {
    const cells = columns.map(({ by, method }) =>
      rows.find((row) => codeOf(row) === code && row.by === by && row.method === method),
    );
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, code),
      ...cells.map((row) => make("td", {}, ...(row ? [cell(row)] : []))),
    );
  });
  const groups = Object.entries(SENDERS).map(([by, name]) => {
    const colspan = String(columns.filter((column) => column.by === by).length);
    return make("th", { scope: "colgroup", colspan }, name);
  });
  const methods = columns.map(({ method }) => make("th", { scope: "col" }, method));
  const head = make(
    "thead",
    {},
    make("tr", {}, make("td"), ...groups),
    make("tr", {}, make("th", { scope: "col" }, "Code"), ...methods),
  );
  return make(
    "table",
    {},
    make("caption", {}, make("span", {}, "Codes and methods")),
    head,
    make("tbody", {}, ...lines),
  );
}

/** The status code of a case. @param {RedirectRow} row */
const codeOf = ({ path }) => path.slice("/lab/redirect/".length);

/** The button of a cell, before its case has run. */
const blank = () =>
  /** @type {HTMLButtonElement} */ (
    make("button", { type: "button", disabled: "", "aria-expanded": "false", "aria-controls": DETAILS }, "…")
  );

/** @param {HTMLButtonElement} button @param {Outcome} outcome */
function fill(button, { got, verdict }) {
  const [method = "", body = ""] = got.split(", ");
  button.disabled = false;
  button.className = verdict;
  button.replaceChildren(
    make("b", {}, method),
    " ",
    make("span", {}, body),
    " ",
    make("span", { class: "verdict" }, verdict),
  );
}
