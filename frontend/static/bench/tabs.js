/**
 * Tabs that follow the ARIA pattern: the arrow keys select a tab, the Tab key leaves the list.
 *
 * The event `tab-select`, which bubbles, follows each selection.
 *
 *   <tab-list><button role="tab" aria-controls="x">Result</button></tab-list> <div role="tabpanel" id="x">…</div>
 */
export class TabList extends HTMLElement {
  #listens = false;

  connectedCallback() {
    if (this.#listens) return; // the panel came back from the shelf
    this.#listens = true;
    this.setAttribute("role", "tablist");
    this.addEventListener("click", (event) =>
      this.#select(/** @type {Element} */ (event.target).closest("[role=tab]")),
    );
    this.addEventListener("keydown", (event) => this.#move(event));
    this.#select(this.#tabs[0] ?? null);
  }

  get #tabs() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[role=tab]")]);
  }

  /** @param {Element | null} chosen */
  #select(chosen) {
    if (!chosen) return;
    const { top } = this.getBoundingClientRect();
    for (const tab of this.#tabs) {
      tab.ariaSelected = String(tab === chosen);
      tab.tabIndex = tab === chosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (!panel) continue;
      Object.assign(panel, { hidden: tab !== chosen, tabIndex: 0 });
      // Only the open panel has its name: a form may have a field of the same name, such as Code.
      if (tab === chosen) panel.setAttribute("aria-labelledby", tab.id);
      else panel.removeAttribute("aria-labelledby");
    }
    scrollBy(0, this.getBoundingClientRect().top - top); // a panel that is wider moves the tabs; they stay under the pointer
    this.dispatchEvent(new CustomEvent("tab-select", { bubbles: true }));
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const tabs = this.#tabs;
    const next = tabs.at((tabs.findIndex((tab) => tab.ariaSelected === "true") + step) % tabs.length) ?? null;
    this.#select(next);
    next?.focus();
  }
}
