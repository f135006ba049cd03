/** The Origins panel: where the server has no second name, say so instead of pretending. */
import { otherOrigin, server } from "../shared/server.js";

const section = document.getElementById("origins");

if (!otherOrigin()) {
  for (const form of section?.querySelectorAll("form[data-origin=other]") ?? []) {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  }
  const words = `${new URL(server).hostname} has no second name. Open Roundtrip at localhost or 127.0.0.1 to try this.`;
  section?.querySelector(".origins-note")?.replaceChildren(words);
}
