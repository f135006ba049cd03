/** The window that the page Practice opens: it sends a message to its opener, and closes. */
document.querySelector("[data-greet]")?.addEventListener("click", () => {
  opener?.postMessage("Hello from the window", location.origin);
});
document.querySelector("[data-close]")?.addEventListener("click", () => setTimeout(close, 100)); // the click ends first
