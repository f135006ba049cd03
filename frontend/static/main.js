/** The map of the page: its elements, the panels' own modules, the open panel, the login state and the wire. */
import { PanelBench } from "./bench/panel.js";
import { TabList } from "./bench/tabs.js";
import { make } from "./shared/dom.js";
import { at, server, visitor } from "./shared/server.js";
import { wire } from "./wire/client.js";

/** Start the panels that have a module. A panel starts when it opens for the first time. */
const STARTS = /** @type {Record<string, (panel: HTMLElement) => Promise<unknown>>} */ ({
  lessons: async (panel) => {
    const pressed = isNew() ? await welcome(panel) : null; // a first visit loads nothing that it does not show
    return (await import("./lessons/lessons.js")).start(panel, pressed);
  },
  forms: async (panel) => (await import("./panels/forms.js")).start(panel),
  origins: async (panel) => (await import("./panels/origins.js")).start(panel),
  report: async () => define("lab-report", (await import("./labs/report.js")).LabReport),
  static: async (panel) => (await import("./panels/static.js")).start(panel),
  upload: async (panel) => (await import("./panels/upload.js")).start(panel),
});

const panels = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("section.panel")]);
const menu = /** @type {HTMLDetailsElement} */ (document.querySelector("nav details"));
const narrow = matchMedia("(width < 50rem)");
/** @type {Set<HTMLElement>} */
const started = new Set();

/** Return what the lessons keep in this browser, if the page can store anything. @param {string} key */
function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Whether this visitor has neither begun nor skipped the lessons. */
const isNew = () => kept("lessons") === null;

/** Show the welcome of the lessons, and wait for the first press of one of its buttons. @param {HTMLElement} panel @returns {Promise<HTMLButtonElement>} */
function welcome(panel) {
  panel.querySelector("[data-welcome]")?.removeAttribute("hidden");
  return new Promise((resolve) => {
    for (const button of panel.querySelectorAll("button")) button.onclick = () => resolve(button);
  });
}

/** Open the panel that the hash names, else the lessons for a new visitor, else Hello. */
function open() {
  const named = panels.find((panel) => `#${panel.id}` === location.hash);
  const first = location.hash === "" && isNew() ? "lessons" : "hello";
  const current = named ?? panels.find(({ id }) => id === first);
  for (const panel of panels) panel.classList.toggle("current", panel === current);
  for (const link of document.querySelectorAll("nav a")) {
    link.ariaCurrent = link.getAttribute("href") === `#${current?.id}` ? "page" : null;
  }
  const title = current?.querySelector("h2")?.textContent ?? "";
  document.title = `${title} · Roundtrip`;
  menu.querySelector("summary span")?.replaceChildren(title);
  if (current && !started.has(current)) start(current);
  return current;
}

/** Start the modules of a panel; its bench sends nothing before they listen. @param {HTMLElement} panel */
function start(panel) {
  started.add(panel);
  const bench = /** @type {PanelBench | null} */ (panel.querySelector("panel-bench"));
  bench?.start();
  const starting = STARTS[panel.id]?.(panel);
  if (starting) bench?.waitFor(starting);
  if (panel.querySelector("lab-view")) startLab(panel);
}

/** @param {HTMLElement} panel */
async function startLab(panel) {
  const { LabView, prepare } = await import("./labs/view.js");
  define("lab-view", LabView);
  prepare(panel);
}

/** @param {string} name @param {CustomElementConstructor} element */
function define(name, element) {
  if (!customElements.get(name)) customElements.define(name, element);
}

/** Open the panel that the visitor chose by a link or by Back, and move the focus to its heading. */
function follow() {
  menu.open = !narrow.matches;
  const heading = open()?.querySelector("h2");
  heading?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** Show who is logged in. */
async function greet() {
  const login = /** @type {HTMLElement} */ (document.querySelector(".login"));
  try {
    const { username, limits } = await visitor();
    wire.most = limits.max_exchanges;
    const state = username ? `Logged in as ${username}` : "Not logged in";
    if (login.textContent !== state) login.textContent = state;
    login.classList.toggle("in", username !== null);
    document.querySelector(".trouble")?.remove();
  } catch {
    login.textContent = "No answer";
    if (!document.querySelector(".trouble")) document.querySelector("main")?.prepend(trouble());
  }
}

/** Explain how to reach a Roundtrip that does not answer. */
function trouble() {
  const link = make("a", { href: "?server=http://127.0.0.1:5000" }, "?server=http://127.0.0.1:5000");
  return make(
    "p",
    { class: "trouble", role: "alert" },
    `No Roundtrip answers at ${server}. If it has stopped, start it again. If it runs at another address, start it with `,
    make("code", {}, `ROUNDTRIP_ORIGINS=${location.origin}`),
    " and open this page with that address, for example ",
    link,
    ".",
  );
}

customElements.define("tab-list", TabList);
customElements.define("panel-bench", PanelBench);
addEventListener("hashchange", follow);
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault(); // without script all panels are visible, and the link leads to the first one
  follow();
});
addEventListener("bench-settle", greet);
addEventListener("visibilitychange", () => document.hidden || greet());
narrow.addEventListener("change", () => {
  menu.open = !narrow.matches;
});
menu.open = !narrow.matches;
open();
if (kept("lessons.mission")) import("./lessons/card.js").then(({ show }) => show());
const landmark = /** @type {HTMLElement} */ (document.querySelector(".wire"));
/** @type {HTMLFormElement} */ (landmark.querySelector("form")).action = at("api/wire.har").href;
await greet();
const untilUsed = new AbortController();
for (const event of ["news", "lost"]) {
  wire.addEventListener(
    event,
    async () => {
      untilUsed.abort();
      (await import("./wire/list.js")).start(landmark);
    },
    untilUsed,
  );
}
wire.follow();
