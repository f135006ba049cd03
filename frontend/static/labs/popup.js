/** The small window that some cases need: only there can a page of the other site be the top-level page. */

/** The small window was not allowed, or is closed. */
export class NoWindow extends Error {
  constructor() {
    super("its small window is closed. Allow pop-ups for this page, keep the window open, and try again.");
  }
}

/**
 * Open the window. Call this in a click handler, before any `await`; otherwise the browser blocks it.
 * @returns {Window | null} null if the browser blocks it
 */
export function openPopup() {
  const popup = open("about:blank", crypto.randomUUID(), "popup,width=360,height=240");
  focus();
  addEventListener("pagehide", () => popup?.close(), { once: true });
  return popup;
}
