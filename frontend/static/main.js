/** The map of the page: its elements, the panels' own modules, the open panel, the login state and the wire. */
import { PanelBench } from "./bench/panel.js";
import { TabList } from "./bench/tabs.js";
import { make, Shelf } from "./shared/dom.js";
import { at, server, together, visitor } from "./shared/server.js";
import { wire } from "./wire/client.js";

/** Start the panels that have a module. A panel starts when it opens for the first time. */
const STARTS = /** @type {Record<string, (panel: HTMLElement) => Promise<unknown>>} */ ({
  lessons: async (panel) => {
    const begin = async (/** @type {HTMLElement | null} */ pressed) =>
      (await import("./lessons/lessons.js")).start(panel, pressed);
    if (isNew() && !location.hash.includes("?mission="))
      welcome(panel).then(begin); // a first visit loads nothing that it does not show, and waits for nothing
    else await begin(null);
  },
  catch: async (panel) => (await import("./panels/catch.js")).start(panel),
  caching: async (panel) => (await import("./panels/caching.js")).start(panel),
  authentication: async (panel) => (await import("./panels/authentication.js")).start(panel),
  forms: async (panel) => (await import("./panels/forms.js")).start(panel),
  origins: async (panel) => (await import("./panels/origins.js")).start(panel),
  report: async (panel) => {
    panel.querySelector("lab-report")?.setAttribute("labs", labs.join(" "));
    define("lab-report", (await import("./labs/report.js")).LabReport);
  },
  socket: async (panel) => (await import("./panels/socket.js")).start(panel),
  static: async (panel) => (await import("./panels/static.js")).start(panel),
  streaming: async (panel) => (await import("./panels/streaming.js")).start(panel),
  upload: async (panel) => (await import("./panels/upload.js")).start(panel),
});

const COOKIES_BLOCKED =
  "Your browser blocks the cookies of this site. Without the visitor cookie, Roundtrip cannot tell which requests are yours, so the wire stays empty. Allow cookies for this site, then reload the page.";

const panels = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("section.panel")]);
const menu = /** @type {HTMLDetailsElement} */ (document.querySelector("nav details"));
const narrow = matchMedia("(width < 50rem)");
/** The labs of the page, in the order of their panels. */
const labs = panels.filter((panel) => panel.querySelector("lab-view")).map(({ id }) => id);
const shelf = new Shelf();
/** @type {Map<HTMLElement, Promise<unknown>>} the panels that have been opened, and the start of their modules */
const started = new Map();

/** Return what the lessons keep in this browser, if the page can store anything. @param {string} key */
function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Milliseconds after the last key press in a field until the address has its value: browsers limit its changes. */
const PAUSE = 200;

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
  const [name = "", state] = location.hash.slice(1).split(/\?(.*)/s);
  opened = name;
  const named = panels.find(({ id }) => id === name);
  const first = location.hash === "" && isNew() ? "lessons" : "hello";
  const current = named ?? panels.find(({ id }) => id === first);
  for (const panel of panels) {
    panel.classList.toggle("current", panel === current);
    if (panel !== current) stow(panel);
  }
  if (current) shelf.restore(current);
  for (const link of document.querySelectorAll("nav a")) {
    link.ariaCurrent = link.getAttribute("href") === `#${current?.id}` ? "page" : null;
  }
  const title = current?.querySelector("h2")?.textContent ?? "";
  document.title = `${title} · Roundtrip`;
  menu.querySelector("summary span")?.replaceChildren(title);
  if (!current) return;
  const known = started.has(current);
  if (!known) started.set(current, start(current));
  if (state) fill(current);
  else if (known) note(current);
  return current;
}

/** Fill in what the address says. Until then, the bench holds requests back: a quick press would send the values before. @param {HTMLElement} panel */
function fill(panel) {
  const filled = Promise.all([address(), started.get(panel)]).then(([{ readAddress }]) => readAddress(panel));
  /** @type {PanelBench | null} */ (panel.querySelector("panel-bench"))?.waitFor(filled);
}

/** Load the module of the fields in the address, which a first visit seldom needs. */
const address = () => import("./bench/address.js");

/** The name of a panel in the address, as of its last opening: Back changes the address before the event that opens another. */
let opened = "";

/** Whether the address is still that of the open panel. */
const onOpened = () => location.hash.slice(1).split("?")[0] === opened;

/** Keep the fields of a panel in the address, unless the visitor has gone on. @param {HTMLElement} panel */
async function note(panel) {
  const { writeAddress } = await address();
  if (!onOpened() || !panel.classList.contains("current")) return;
  writeAddress(panel);
  opened = panel.id;
}

/** Put a panel that is not open on the shelf when its modules have found their parts. @param {HTMLElement} panel */
async function stow(panel) {
  if (started.has(panel)) await started.get(panel);
  if (!panel.classList.contains("current")) shelf.stow(panel);
}

/** Start the modules of a panel; its bench sends nothing before they listen. @param {HTMLElement} panel */
async function start(panel) {
  const bench = /** @type {PanelBench | null} */ (panel.querySelector("panel-bench"));
  bench?.start();
  const starting = STARTS[panel.id]?.(panel);
  if (starting) bench?.waitFor(starting);
  const lab = labs.includes(panel.id) ? startLab(panel) : null;
  for (const { reason } of /** @type {PromiseRejectedResult[]} */ (await Promise.allSettled([starting, lab]))) {
    explainMissing(reason);
  }
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

/**
 * Open the panel that the visitor chose by a link or by Back, and move the focus to its heading. After Back, the page
 * scrolls to where the visitor left the panel.
 */
function follow() {
  menu.open = !narrow.matches;
  const heading = open()?.querySelector("h2");
  heading?.focus({ preventScroll: true });
  returnToPlace();
}

/** Scroll to where the visitor left this history entry; again when the panel is complete, if it is too short until then. */
function returnToPlace() {
  const y = history.state?.y ?? 0;
  scrollTo(0, y);
  const panel = panels.find(({ classList }) => classList.contains("current"));
  if (panel && scrollY < y) started.get(panel)?.then(() => scrollTo(0, y));
}

/** Whether the server did not answer the last time. */
let mute = false;
let greetings = 0;

/** Show who is logged in. */
async function greet() {
  const login = /** @type {HTMLElement} */ (document.querySelector(".login"));
  try {
    const { username, known, limits } = await visitor();
    wire.most = limits.max_exchanges;
    const state = username ? `Logged in as ${username}` : "Not logged in";
    const why = username
      ? "Your browser sends a session cookie with this name. The panel Session takes the cookie apart."
      : "Your browser sends no session cookie that names an account.";
    if (login.textContent !== state) login.replaceChildren(make("a", { href: "#session", title: why }, state));
    login.classList.toggle("in", username !== null);
    if (mute) document.querySelector(".trouble")?.remove();
    mute = false;
    // The page itself has set the cookie before, unless another server has delivered it.
    if (!known && (together || greetings > 0)) complain(COOKIES_BLOCKED);
    greetings++;
  } catch {
    login.textContent = "No answer";
    complain(...unreachable());
    mute = true;
  }
}

/** Show a problem above the panels, unless one is there. @param {(Node | string)[]} problem */
function complain(...problem) {
  if (document.querySelector(".trouble")) return;
  document.querySelector("main")?.prepend(make("p", { class: "trouble", role: "alert" }, ...problem));
}

/** Explain how to reach a Roundtrip that does not answer. */
function unreachable() {
  const link = make("a", { href: "?server=http://127.0.0.1:5000" }, "?server=http://127.0.0.1:5000");
  return [
    `No Roundtrip answers at ${server}. If it has stopped, start it again. If it runs at another address, start it with `,
    make("code", {}, `ROUNDTRIP_ORIGINS=${location.origin}`),
    " and open this page with that address, for example ",
    link,
    ".",
  ];
}

/** Explain why a part of the page does nothing: a browser does not load a failed module again. @param {unknown} reason */
function explainMissing(reason) {
  if (!(reason instanceof Error) || !/import/i.test(reason.message)) return;
  const again = make("button", { type: "button", class: "quiet" }, "Reload the page");
  again.addEventListener("click", () => location.reload());
  complain("A part of this page could not be loaded. Check that the server runs, then reload the page. ", again);
}

customElements.define("tab-list", TabList);
customElements.define("panel-bench", PanelBench);
history.scrollRestoration = "manual"; // the browser would scroll before the panel is open
addEventListener("hashchange", follow);
addEventListener("scrollend", () => {
  if (onOpened()) history.replaceState({ y: scrollY }, ""); // else the scroll belongs to the entry before Back
});
let typing = 0;
for (const event of ["change", "input"]) {
  addEventListener(event, ({ type, target }) => {
    const panel = target instanceof Element ? target.closest("section.panel") : null;
    clearTimeout(typing);
    if (panel instanceof HTMLElement) typing = setTimeout(note, type === "input" ? PAUSE : 0, panel);
  });
}
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault(); // without script all panels are visible, and the link leads to the first one
  follow();
});
addEventListener("bench-settle", greet);
addEventListener("unhandledrejection", ({ reason }) => explainMissing(reason));
addEventListener("visibilitychange", () => document.hidden || greet());
narrow.addEventListener("change", () => {
  menu.open = !narrow.matches;
});
menu.open = !narrow.matches;
open();
returnToPlace();
if (kept("lessons.mission")) import("./lessons/card.js").then(({ show }) => show());
const landmark = /** @type {HTMLElement} */ (document.querySelector(".wire"));
/** @type {HTMLFormElement} */ (landmark.querySelector("form")).action = at("api/wire.har").href;
/** @type {HTMLAnchorElement} */ (document.querySelector("main > footer a")).href = at("reference").href;
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
wire.addEventListener("news", (event) => {
  const trips = /** @type {CustomEvent<import("./wire/entry.js").Trip[]>} */ (event).detail;
  const last = trips.at(-1)?.entries.at(-1);
  if (last?.response.cookies.some(({ name }) => name === "session")) greet(); // another tab has logged in or out
});
wire.follow();
