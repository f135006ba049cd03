/**
 * The session lab: it logs in to a small Flask app, changes the session cookie, sends it back, and shows whether
 * Flask accepts it. The visitor's own session is not touched: the lab's cookie has another name and another path.
 */
import { make } from "../../shared/dom.js";
import { rowsOf } from "../rows.js";
import { Holder } from "./holder.js";
import { picture } from "./picture.js";
import { GROUPS } from "./rows.js";

const figure = make("figure", { class: "signed" });

/** @type {import("../runner.js").Lab} */
export const lab = {
  name: "Session lab",
  rows: rowsOf(GROUPS, (title, sent, expected, steps, more = {}) => ({ title, sent, expected, steps, ...more })),
  picture: figure,
  async open(contexts) {
    const holder = new Holder(contexts);
    const leave = () => holder.remove(); // the page is closed during a case
    addEventListener("pagehide", leave);
    try {
      await holder.open();
      figure.replaceChildren(...(await picture(holder.raw)));
    } catch (error) {
      await holder.remove();
      throw error;
    }
    return {
      attempt: (row) => attempt(row.steps, holder),
      async close() {
        removeEventListener("pagehide", leave);
        await holder.remove();
      },
    };
  },
};

/** @param {import("./steps.js").Step[]} steps @param {Holder} holder */
async function attempt(steps, holder) {
  const outcomes = [];
  try {
    for (const step of steps) outcomes.push(await step(holder));
  } finally {
    holder.removeInner();
  }
  return outcomes.filter(Boolean).join(", then ");
}
