/** The page Practice: dialogs, windows, shadow trees, drag and drop, a late element, and a list that grows. */
import { make } from "../shared/dom.js";

const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

/** Each kind of dialog, and its answer in words. @type {Record<string, () => string>} */
const DIALOGS = {
  alert: () => {
    alert("Read this.");
    return "You closed the alert.";
  },
  confirm: () => (confirm("Are you sure?") ? "You are sure." : "You are not sure."),
  prompt: () => {
    const name = prompt("What is your name?", "Robert");
    return name === null ? "You have no name." : `Your name is ${name}.`;
  },
};

for (const button of document.querySelectorAll("[data-dialog]")) {
  button.addEventListener("click", () => {
    const kind = /** @type {HTMLElement} */ (button).dataset.dialog ?? "";
    find("[aria-label=Answer]").textContent = DIALOGS[kind]?.() ?? "";
  });
}

addEventListener("beforeunload", (event) => {
  if (/** @type {HTMLInputElement} */ (find("[data-unload]")).checked) event.preventDefault();
});

const opening = find("[data-window]");
opening.addEventListener("click", () => open(opening.dataset.window, "", "popup,width=480,height=320"));
addEventListener("message", ({ origin, data }) => {
  if (origin === location.origin) find("[aria-label='Message of the window']").textContent = String(data);
});

/** The style of the page as a sheet for shadow trees, into which no style sheet of the page reaches. */
function style() {
  const sheet = new CSSStyleSheet();
  const rules = [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules]);
  sheet.replaceSync(rules.map(({ cssText }) => cssText).join("\n"));
  return sheet;
}

/** A button in a shadow tree that counts its clicks. */
class ShadowCounter extends HTMLElement {
  connectedCallback() {
    const mode = /** @type {ShadowRootMode} */ (this.getAttribute("mode"));
    const button = make("button", { type: "button" }, `Count (${mode})`);
    const count = make("output", { "aria-label": `Clicks (${mode})` }, "0");
    button.addEventListener("click", () => {
      count.textContent = String(Number(count.textContent) + 1);
    });
    const tree = this.attachShadow({ mode });
    tree.adoptedStyleSheets = [style()];
    tree.append(button, " ", count);
  }
}
customElements.define("shadow-counter", ShadowCounter);

/** @type {HTMLElement | null} */
let dragged = null;
for (const item of document.querySelectorAll("[draggable]")) {
  item.addEventListener("dragstart", (event) => {
    dragged = /** @type {HTMLElement} */ (item);
    /** @type {DragEvent} */ (event).dataTransfer?.setData("text/plain", dragged.textContent ?? ""); // some browsers drag only data
  });
}
for (const list of document.querySelectorAll("[data-drop]")) {
  list.addEventListener("dragover", (event) => event.preventDefault());
  list.addEventListener("drop", (event) => {
    event.preventDefault();
    if (dragged) list.append(dragged);
  });
}

find("[data-late]").addEventListener("submit", (event) => {
  event.preventDefault();
  const place = find("[aria-label=Place]");
  const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
  place.replaceChildren(make("p", {}, "Wait…"));
  setTimeout(
    () => {
      const button = make("button", { type: "button" }, "Now you can press me");
      button.addEventListener("click", () => button.replaceWith("Pressed."));
      place.replaceChildren(button);
    },
    Number(data.get("delay")) * 1000,
  );
});

const list = find("[data-items]");
const end = find("[data-end]");
let loading = false;

/** Load the next items, and more while the end is in view. */
async function more() {
  if (loading) return;
  loading = true;
  const response = await fetch(`${list.dataset.items}?after=${list.childElementCount}`);
  const { items, last } = await response.json();
  list.append(...items.map((/** @type {string} */ item) => make("li", {}, item)));
  loading = false;
  if (list.childElementCount >= last) {
    watcher.disconnect();
    end.textContent = "That is all.";
  } else {
    watcher.unobserve(end); // observe again, because the end may still be in view
    watcher.observe(end);
  }
}

const watcher = new IntersectionObserver(([entry]) => {
  if (entry?.isIntersecting) more();
});
watcher.observe(end);
