/** The page: which panel is open, who is logged in, and the modules of the odd panels. */
import "./bench/tabs.js";
import "./bench/panel.js";
import { make } from "./shared/dom.js";
import { server, visitor } from "./shared/server.js";
import { wire } from "./wire/client.js";

const panels = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("section.panel")]);
const menu = /** @type {HTMLDetailsElement} */ (document.querySelector("nav details"));
const narrow = matchMedia("(width < 50rem)");

/** Open the panel that the hash names, the first one if it names none. */
function open() {
  const panel = panels.find((each) => `#${each.id}` === location.hash) ?? panels[0];
  for (const each of panels) each.classList.toggle("current", each === panel);
  for (const link of document.querySelectorAll("nav a")) {
    link.ariaCurrent = link.getAttribute("href") === `#${panel?.id}` ? "page" : null;
  }
  const title = panel?.querySelector("h2")?.textContent ?? "";
  document.title = `${title} · Roundtrip`;
  const current = menu.querySelector("summary span");
  if (current) current.textContent = title;
  if (panel?.querySelector("lab-view"))
    import("./labs/view.js").then(({ LabView, prepare }) => {
      define("lab-view", LabView);
      prepare(panel);
    });
  if (panel?.querySelector("lab-report"))
    import("./labs/report.js").then(({ LabReport }) => define("lab-report", LabReport));
  if (panel?.dataset.module) import(`./${panel.dataset.module}.js`);
  return panel;
}

/** Define an element, unless a panel that was open before has defined it. @param {string} name @param {CustomElementConstructor} element */
function define(name, element) {
  if (!customElements.get(name)) customElements.define(name, element);
}

/** Follow a link or the browser's Back: open the panel, and let the focus go there. */
function follow() {
  menu.open = !narrow.matches;
  const heading = open()?.querySelector("h2");
  heading?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** Show who is logged in, as the session has it now. */
async function greet() {
  const place = /** @type {HTMLElement} */ (document.querySelector(".who"));
  try {
    const { username, limits } = await visitor();
    wire.most = limits.max_exchanges;
    const words = username ? `Logged in as ${username}` : "Not logged in";
    if (place.textContent !== words) place.textContent = words;
    place.classList.toggle("in", username !== null);
    document.querySelector(".trouble")?.remove();
  } catch {
    place.textContent = "No answer";
    if (!document.querySelector(".trouble")) document.querySelector("main")?.prepend(trouble());
  }
}

/** What to do when no Roundtrip answers. */
function trouble() {
  const link = make("a", { href: "?server=http://127.0.0.1:5000" }, "?server=http://127.0.0.1:5000");
  return make(
    "p",
    { class: "trouble", role: "alert" },
    `No Roundtrip answers at ${server}. If it stopped, start it again. If it runs elsewhere, start it with `,
    make("code", {}, `ROUNDTRIP_ORIGINS=${location.origin}`),
    " and open this page with its address, such as ",
    link,
    ".",
  );
}

addEventListener("hashchange", follow);
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault(); // its href is for readers without script, to whom all panels show
  follow();
});
addEventListener("bench-settle", greet);
addEventListener("visibilitychange", () => document.hidden || greet());
narrow.addEventListener("change", () => {
  menu.open = !narrow.matches;
});
menu.open = !narrow.matches;
open();
/** @type {HTMLFormElement} */ (document.querySelector(".wire form")).action = `${server}/api/wire.har`;
await greet();
wire.addEventListener("news", () => import("./wire/list.js"), { once: true });
wire.follow();
