/** The Origins panel: disable the forms for the other site where the server has no second name. */
import { otherOrigin, server } from "../shared/server.js";

/** @param {HTMLElement} section */
export function start(section) {
  if (otherOrigin()) return;
  for (const form of section.querySelectorAll("form[data-origin=other]")) {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  }
  const note = `${new URL(server).hostname} has no second name. Open Roundtrip at localhost or 127.0.0.1 to try this.`;
  section.querySelector(".origins-note")?.replaceChildren(note);
}
