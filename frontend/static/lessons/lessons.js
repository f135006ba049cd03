/** The Lessons panel: the welcome, and the list of the missions with the learner's progress. */
import { make, sheet } from "../shared/dom.js";
import { begin, end, missions } from "./card.js";
import { chapters, MISSIONS, missionOf, nextOf } from "./missions.js";
import { begin as beginLessons, begun, done, opened, reset } from "./progress.js";
import { rich } from "./rich.js";

/** @typedef {import("./missions.js").Mission} Mission */

/** Start the panel. @param {HTMLElement} panel @param {HTMLElement | null} pressed the button of the welcome that was pressed first */
export async function start(panel, pressed) {
  await sheet("lessons.css", import.meta.url);
  const lessons = new Lessons(panel);
  if (pressed) await lessons.press(pressed);
}

/** Begin the mission that the address names, as each link of the list does: `#lessons?mission=hello-string`. */
async function follow() {
  const [panel, query] = location.hash.slice(1).split("?");
  const mission = missionOf(new URLSearchParams(query).get("mission") ?? "");
  if (panel === "lessons" && mission) await begin(mission);
}

class Lessons {
  #panel;
  #welcome;
  #status = make("p", { role: "status", "aria-label": "Progress" });
  #continue = /** @type {HTMLButtonElement} */ (make("button", { type: "button" }));
  #chapters = make("div", { class: "chapters" });
  #list;

  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.#panel = panel;
    this.#welcome = /** @type {HTMLElement} */ (panel.querySelector("[data-welcome]"));
    const forget = make("button", { type: "button", class: "quiet" }, "Reset the progress");
    this.#list = make(
      "div",
      { class: "lessons" },
      this.#status,
      make("p", { class: "buttons" }, this.#continue, forget),
    );
    this.#list.append(this.#chapters);
    panel.append(this.#list);
    this.#welcome.addEventListener("click", ({ target }) => this.press(/** @type {HTMLElement} */ (target)));
    this.#continue.addEventListener("click", () => begin(this.#next()));
    forget.addEventListener("click", () => this.#forget());
    for (const [target, event] of /** @type {const} */ ([
      [missions, "change"],
      [window, "storage"],
    ])) {
      target.addEventListener(event, () => this.#draw());
    }
    this.#draw();
    addEventListener("hashchange", follow);
    follow();
  }

  /** Do what a button of the welcome says. @param {HTMLElement} button */
  async press({ dataset: { lessons: wish } }) {
    if (!wish) return;
    beginLessons();
    this.#draw();
    if (wish === "start") await begin(this.#next());
    else if (wish === "skip") location.hash = "hello";
    else this.#focus();
  }

  /** The mission with which to continue. @returns {Mission} */
  #next() {
    const open = MISSIONS.find(({ id }) => id === opened()?.id && !(id in done()));
    return open ?? nextOf("", done()) ?? /** @type {Mission} */ (MISSIONS[0]);
  }

  async #forget() {
    await end();
    reset();
    this.#draw();
    this.#focus();
  }

  #focus() {
    this.#panel.querySelector("h2")?.focus();
  }

  /** Draw the list. A visitor who has neither begun nor skipped the lessons sees only the welcome. */
  #draw() {
    const finished = done();
    const number = MISSIONS.filter(({ id }) => id in finished).length;
    this.#welcome.hidden = begun();
    this.#list.hidden = !begun();
    this.#status.textContent = `${number} of ${MISSIONS.length} missions done`;
    this.#continue.replaceChildren(
      ...(number === 0 ? ["Start with hello"] : ["Continue: ", ...rich(this.#next().title)]),
    );
    const focused = document.activeElement?.id;
    this.#chapters.replaceChildren(...[...chapters()].map(([name, rows]) => chapter(name, rows, finished)));
    if (focused?.startsWith("lesson-")) document.getElementById(focused)?.focus();
  }
}

/** @param {string} name @param {Mission[]} rows @param {import("./progress.js").Done} finished */
function chapter(name, rows, finished) {
  const items = rows.map(({ id, title }) => {
    const link = make("a", { href: `#lessons?mission=${id}`, id: `lesson-${id}` }, title);
    return make("li", {}, link, make("small", { class: id in finished ? "done" : "" }, state(id, finished)));
  });
  return make("section", {}, make("h3", {}, name), make("ol", {}, ...items));
}

/** @param {string} id @param {import("./progress.js").Done} finished */
function state(id, finished) {
  if (id in finished) return finished[id] ? "done, predicted right" : "done";
  return opened()?.id === id ? "open" : "";
}
