/**
 * Tabs that follow the ARIA pattern: the arrow keys select a tab, the Tab key leaves the list.
 *
 * The event `tab-select`, which bubbles, follows each selection.
 *
 *   <tab-list><button role="tab" aria-controls="x">Result</button></tab-list> <div role="tabpanel" id="x">…</div>
 */
export class TabList extends HTMLElement {
  connectedCallback() {
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
    for (const tab of this.#tabs) {
      tab.ariaSelected = String(tab === chosen);
      tab.tabIndex = tab === chosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel) Object.assign(panel, { hidden: tab !== chosen, tabIndex: 0 });
    }
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
