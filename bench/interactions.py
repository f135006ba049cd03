"""How fast the page reacts: `python bench/interactions.py`, in the project's virtual environment.

Uses every panel as a person does, in Chromium: the menu, each button of its forms, the tabs, some fields, and on the
wire the explanations and an exchange. It does so on an empty wire and on a full one, and it runs no lab. The browser
measures each click and key, from the event to the next frame (Event Timing, in steps of 8 ms). Prints the slowest, and
exits with 1 if one took more than 200 ms, the limit of a good *Interaction to Next Paint*.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from playwright.sync_api import Error, Locator, Page, sync_playwright

from roundtrip.browsers import launch_options
from roundtrip.testing import Server

LIMIT, SHOWN = 200, 10
OBSERVE = """
if (top === self) {
  self.reactions = [];
  const name = (target) => target?.ariaLabel || target?.textContent?.trim().slice(0, 40) || target?.nodeName;
  new PerformanceObserver((list) => {
    for (const { interactionId, duration, name: event, target } of list.getEntries())
      if (interactionId) self.reactions.push([interactionId, duration, event, name(target)]);
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
}
"""
FULL = "async () => { for (let n = 0; n < 200; n++) await fetch(`/api/hello?${n}`); }"


def press(control: Locator) -> None:
    """Press a control that may be gone by now, or be covered: a person would press something else."""
    try:
        control.click(timeout=1000)
    except Error as error:
        if "Timeout" not in error.message:
            raise


def use(page: Page, panel: str) -> None:
    """Do in a panel what a person does."""
    press(page.get_by_role("navigation").get_by_role("link", name=panel, exact=True))
    section = page.get_by_role("region", name=panel, exact=True)
    for way in ("Fetch", "Page"):
        for radio in section.get_by_role("radio", name=way, exact=True).all():
            press(radio)
        for button in section.locator("form button:enabled").all():
            press(button)
    for field in section.get_by_role("textbox").all()[:3]:
        if field.is_editable():
            field.press_sequentially("ab")
    for tab in ("Code", "Reproduce", "Result"):
        for found in section.get_by_role("tab", name=tab).all():
            press(found)
    read(page)


def read(page: Page) -> None:
    """Read the newest trip on the wire: its explanations, and an exchange with its buttons."""
    wire = page.get_by_role("complementary", name="Wire")
    trip = wire.get_by_role("list", name="Trip: ").first
    if not trip.count():
        return
    for question in trip.locator(".ask").all()[:4]:
        press(question)
        page.keyboard.press("Escape")
    press(trip.locator(".hop").first)
    for tab in page.get_by_role("dialog").get_by_role("button").all()[:6]:
        press(tab)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def reactions(page: Page) -> Iterator[tuple[float, str]]:
    """Use all panels; yield the milliseconds of each reaction, and what it was."""
    for panel in page.get_by_role("navigation").get_by_role("link").all_inner_texts():
        use(page, panel)
        page.wait_for_timeout(100)  # the browser tells of an event after its frame
        # A click is several events with one id, which end in the same frame.
        found = {id: rest for id, *rest in page.evaluate("self.reactions.splice(0)")}
        yield from ((duration, f"{event} on {target!r} in {panel}") for duration, event, target in found.values())


def main() -> None:
    found: list[tuple[float, str]] = []
    with Server("--max-exchanges", "200") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options(playwright.chromium))
        context = browser.new_context()
        context.add_init_script(OBSERVE)
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.dismiss())
        for state in ("empty", "full"):
            page.goto(f"{server.url}/#hello")
            if state == "full":
                page.evaluate(FULL)
                page.goto(f"{server.url}/#hello")
            found += [(duration, f"{what}, {state} wire") for duration, what in reactions(page)]
        browser.close()
    found.sort(reverse=True)
    print(f"{len(found)} reactions of 16 ms or more; the slowest:")
    for duration, what in found[:SHOWN]:
        print(f"{duration:5.0f} ms  {what}")
    sys.exit(found[0][0] > LIMIT)


if __name__ == "__main__":
    main()
