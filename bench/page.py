"""How fast the page is for a person: `python bench/page.py`, in the project's virtual environment.

Prints medians in milliseconds: from the navigation to the `load` event, on the first visit and on the next one, and
from a click on a form's button to the drawn arrow of its answer on the wire.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from roundtrip.testing import Server

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))
from roundtrip.browsers import launch_options

ROUNDS = 7
LOADED = "() => { const [entry] = performance.getEntriesByType('navigation'); return entry.loadEventEnd }"
DRAWN = """() => new Promise((done) => {
  const trips = document.querySelector(".wire .trips");
  const before = trips.children.length;
  let began;
  new MutationObserver((_, observer) => {
    if (trips.children.length === before) return;
    observer.disconnect();
    requestAnimationFrame(() => done(performance.now() - began));
  }).observe(trips, { childList: true });
  began = performance.now();
  document.querySelector('#hello button').click();
})"""


def page_times() -> dict[str, float]:
    """Return the medians by their names."""
    found: dict[str, list[float]] = {
        "first visit": [],
        "next visit": [],
        "from a click to the drawn wire": [],
    }
    with Server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options(playwright.chromium))
        for _ in range(ROUNDS):
            with browser.new_context() as context:
                for values, time in zip(found.values(), visit(context, server.url), strict=True):
                    values.append(time)
        browser.close()
    return {name: statistics.median(values) for name, values in found.items()}


def visit(context: BrowserContext, url: str) -> tuple[float, float, float]:
    page = context.new_page()
    first, again = load(page, f"{url}/#hello"), load(page, f"{url}/?again#hello")
    page.wait_for_timeout(300)  # the wire connects
    return first, again, page.evaluate(DRAWN)


def load(page: Page, url: str) -> float:
    page.goto(url)
    page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
    time: float = page.evaluate(LOADED)
    return time


if __name__ == "__main__":
    for name, value in page_times().items():
        print(f"{name}: {value:.0f} ms")
