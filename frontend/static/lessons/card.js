/**
 * The open mission, as a card above the panel: what to predict, what to do, and what the wire has shown. It checks each
 * news of the wire, from this tab or from any other client.
 */
import { make, sheet } from "../shared/dom.js";
import { wire } from "../wire/client.js";
import { label, summary } from "../wire/diagram.js";
import { MISSIONS, missionOf, nameOf, nextOf } from "./missions.js";
import { PREDICATES } from "./predicates.js";
import { close, done, finish, opened, open as store } from "./progress.js";
import { rich } from "./rich.js";

/**
 * @typedef {import("./missions.js").Mission} Mission
 * @typedef {import("../wire/entry.js").Trip} Trip
 */

/** Dispatches `change` when the open mission or the progress has changed. */
export const missions = new EventTarget();

/** Characters of a query that the status shows. */
const LONGEST = 60;

/** @type {Card | null} */
let card = null;

/** Open a mission with its panel. Trips that the wire has already do not count. @param {Mission} mission */
export async function begin(mission) {
  await wire.refresh();
  store({ id: mission.id, after: wire.latest, choice: null });
  await show();
  await go(mission.panel);
  card?.focus();
}

/** Show the mission that is open in this browser, if any. */
export async function show() {
  const mission = missionOf(opened()?.id ?? "");
  const ready = sheet("lessons.css", import.meta.url);
  card?.remove();
  card = mission ? new Card(mission) : null;
  await ready;
  if (card) document.querySelector("main")?.prepend(card.element);
  missions.dispatchEvent(new Event("change"));
}

/** Open a panel. The address of a mission leaves no entry in the history: Back would begin the mission again. @param {string} panel */
async function go(panel) {
  scrollTo(0, 0);
  if (location.hash === `#${panel}`) return;
  const { promise, resolve } = /** @type {PromiseWithResolvers<void>} */ (Promise.withResolvers());
  addEventListener("hashchange", () => resolve(), { once: true });
  if (location.hash.startsWith("#lessons?mission=")) location.replace(`#${panel}`);
  else location.hash = panel;
  await promise;
}

/** Close the open mission, and move the focus to the panel. */
export async function end() {
  close();
  await show();
  /** @type {HTMLElement | null} */ (document.querySelector(".panel.current > h2"))?.focus();
}

class Card {
  #mission;
  #listening = new AbortController();
  #fold = /** @type {HTMLDetailsElement} */ (make("details", { open: "" }));
  #summary = make("summary");
  #question = /** @type {HTMLFieldSetElement} */ (make("fieldset", { class: "prediction" }));
  #part = make("div", { class: "part" });
  #status = make("p", { role: "status", "aria-label": "Mission status" });
  #next = make("button", { type: "button" });
  #why = make("button", { type: "button", class: "quiet", hidden: "" }, "Show why");

  /** @param {Mission} mission */
  constructor(mission) {
    this.#mission = mission;
    this.element = this.#build();
    this.#ask();
    const before = opened();
    if (before?.seen) this.#tell(before.seen);
    else this.#wait();
  }

  focus() {
    this.#summary.focus();
  }

  remove() {
    this.#listening.abort();
    this.#spoil(true);
    this.element.remove();
  }

  #build() {
    const { id, title, panel } = this.#mission;
    const number = `${nameOf(panel)} · mission ${MISSIONS.findIndex((mission) => mission.id === id) + 1} of ${MISSIONS.length}`;
    this.#summary.append(make("small", {}, number), make("h2", { id: "mission-title" }, title));
    const shut = make("button", { type: "button", class: "quiet" }, "Close mission");
    shut.addEventListener("click", end);
    this.#next.addEventListener("click", () => this.#proceed());
    this.#why.addEventListener("click", () => {
      scrollTo(0, 0);
      this.focus();
    });
    this.#fold.append(this.#summary, make("div", { class: "parts" }, this.#question, this.#part));
    return make(
      "section",
      { class: "mission", "aria-label": "Mission" },
      make("div", { class: "card" }, this.#fold),
      make("footer", {}, this.#status, make("p", { class: "buttons" }, this.#next, this.#why, shut)),
    );
  }

  /** Ask for the prediction. */
  #ask() {
    const { question, choices } = this.#mission;
    this.#question.replaceChildren(make("legend", {}, ...rich(question)));
    for (const [index, choice] of choices.entries()) {
      const radio = /** @type {HTMLInputElement} */ (make("input", { type: "radio", name: "prediction" }));
      radio.checked = opened()?.choice === index;
      radio.addEventListener("change", () => {
        this.#note({ choice: index });
      });
      this.#question.append(make("label", { class: "check" }, radio, make("span", {}, ...rich(choice))));
    }
  }

  /** Show the words of the panel, or hide them until the mission is done: they have the answer. @param {boolean} shown */
  #spoil(shown) {
    document.getElementById(this.#mission.panel)?.classList.toggle("predicting", !shown);
  }

  /** Show what to do, and look at the wire. */
  #wait() {
    const { panel, task, waits } = this.#mission;
    const link = make("p", {}, make("a", { href: `#${panel}` }, `Go to ${nameOf(panel)}`));
    this.#part.replaceChildren(link, make("p", {}, ...rich(task)));
    this.#status.replaceChildren(make("b", {}, "Waiting for this on your wire:"), " ", ...rich(waits), ".");
    this.#next.textContent = "Skip mission";
    this.#next.classList.add("quiet");
    this.#spoil(false);
    const { signal } = this.#listening;
    const lead = () => {
      link.hidden = document.getElementById(panel)?.classList.contains("current") ?? false;
    };
    addEventListener("hashchange", () => queueMicrotask(lead), { signal });
    lead();
    wire.addEventListener("news", (event) => this.#check(/** @type {CustomEvent<Trip[]>} */ (event).detail), {
      signal,
    });
    this.#check([]);
  }

  /** @param {Trip[]} news trips that a long wire may already have pushed out */
  #check(news) {
    const state = opened();
    if (state?.id !== this.#mission.id || state.seen !== undefined) return;
    // The ids of a new wire begin with 1 again.
    if (wire.latest && wire.latest < state.after) this.#note({ after: 0 });
    const after = opened()?.after ?? 0;
    const trips = [...new Set([...wire.trips.values(), ...news])].filter(
      ({ entries: [first] }) => first && first._id > after,
    );
    const found = PREDICATES[this.#mission.fits](trips.sort(byId));
    if (!found) return this.#miss(trips.at(-1));
    const seen = seenIn(found);
    const { choice } = state;
    this.#note({ seen });
    finish(this.#mission.id, choice === null ? null : choice === this.#mission.answer);
    this.#tell(seen);
    missions.dispatchEvent(new Event("change"));
  }

  /** Say what a trip lacks that is not the one of the mission, as far as it is easy to tell. @param {Trip | undefined} trip */
  #miss(trip) {
    this.#status.querySelector("span.miss")?.remove();
    const [first] = trip?.entries ?? [];
    if (!first) return;
    const byScript = new URL(first.request.url).pathname.startsWith("/api/");
    const advice =
      this.#mission.task.includes("*Fetch*") && !byScript
        ? "Choose *Fetch*, then send it again."
        : "This mission needs another one.";
    this.#status.append(make("span", { class: "miss" }, " ", ...rich(`The last was \`${label(first)}\`. ${advice}`)));
  }

  /** Show what the wire has shown, and why. @param {string} seen */
  #tell(seen) {
    this.#listening.abort();
    this.#spoil(true);
    const {
      answer,
      why,
      source: [text, href],
    } = this.#mission;
    this.#question.disabled = true;
    for (const [index, label] of this.#question.querySelectorAll("label").entries()) {
      const right = index === answer;
      const mine = index === opened()?.choice ? "your prediction" : "";
      label.classList.toggle("right", right);
      if (right || mine)
        label.append(" ", make("small", {}, right ? `✓ right${mine ? `, ${mine}` : " answer"}` : `✗ wrong, ${mine}`));
    }
    const link = make("a", { href, rel: "noreferrer", target: "_blank" }, text);
    this.#part.replaceChildren(make("p", {}, ...rich(why)), make("p", {}, link));
    this.#status.replaceChildren(make("b", {}, "Seen:"), ` ${seen}. ${this.#verdict()}`);
    this.element.classList.add("seen");
    this.#fold.open = true;
    this.#why.hidden = false;
    this.#next.textContent = nextOf(this.#mission.id, done()) ? "Next mission" : "Back to the lessons";
    this.#next.classList.remove("quiet");
  }

  #verdict() {
    const choice = opened()?.choice ?? null;
    if (choice === null) return "You made no prediction.";
    return choice === this.#mission.answer ? "Your prediction was right." : "Your prediction was not right.";
  }

  async #proceed() {
    const next = nextOf(this.#mission.id, done());
    if (next && next.id !== this.#mission.id) return begin(next);
    close();
    await show();
    await go("lessons");
  }

  /** Keep a fact about the open mission. @param {Partial<import("./progress.js").Opened>} fact */
  #note(fact) {
    const state = opened();
    if (state?.id === this.#mission.id) store({ ...state, ...fact });
  }
}

/** The hops of a trip, the first with its query, which a mission may be about. @param {import("../wire/entry.js").Entry[]} entries */
function seenIn(entries) {
  const words = summary(entries);
  const { pathname, search } = new URL(entries[0]?.request.url ?? location.href);
  const query = search.length > LONGEST ? `${search.slice(0, LONGEST)}…` : search;
  return words.includes(search) ? words : words.replace(pathname, () => pathname + query);
}

/** @param {Trip} one @param {Trip} other */
const byId = (one, other) => (one.entries[0]?._id ?? 0) - (other.entries[0]?._id ?? 0);
