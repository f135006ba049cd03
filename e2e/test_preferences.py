"""What a person can set in the system: colours of their own, and no motion."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

pytestmark = pytest.mark.not_in("firefox", "Playwright cannot set these preferences of a stock Firefox.")

COLOURS = """names => {
  const probe = document.body.appendChild(document.createElement("p"));
  const colours = names.map((name) => {
    probe.style.setProperty("background-color", name);
    return getComputedStyle(probe).backgroundColor;
  });
  probe.remove();
  return colours;
}"""


@pytest.fixture
def waiting(open_panel: Callable[[str], Locator], page: Page) -> Locator:
    """A panel whose request gets no answer."""
    held: list[Route] = []
    page.route("**/hello", lambda route: held.append(route))
    hello = open_panel("Hello")
    hello.get_by_role("button", name="Say hello").click()
    expect(hello.get_by_role("tabpanel", name="Result")).to_contain_text("Waiting for GET /hello")
    return hello


def line(panel: Locator, name: str) -> str:
    """Return a property of the line that moves at the top of the stage while a request waits."""
    screen = panel.locator(".screen")
    found: str = screen.evaluate("(screen, name) => getComputedStyle(screen, '::after').getPropertyValue(name)", name)
    return found


def test_the_waiting_line_moves(waiting: Locator) -> None:
    assert line(waiting, "animation-name") == "busy"


def test_without_motion_the_waiting_line_is_whole(waiting: Locator, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    assert line(waiting, "animation-name") == "none"
    width = waiting.locator(".screen").evaluate("screen => screen.clientWidth")
    assert line(waiting, "width") == f"{width}px"


def test_in_forced_colours_the_waiting_line_shows(waiting: Locator, page: Page) -> None:
    page.emulate_media(forced_colors="active")
    canvas, highlight = page.evaluate(COLOURS, ["Canvas", "Highlight"])
    assert line(waiting, "background-color") == highlight != canvas


def test_in_forced_colours_only_the_selected_tab_has_a_line(open_panel: Callable[[str], Locator], page: Page) -> None:
    page.emulate_media(forced_colors="active")
    canvas, highlight = page.evaluate(COLOURS, ["Canvas", "Highlight"])
    tabs = open_panel("Hello").get_by_role("tab")
    tabs.get_by_text("Code").click()

    expect(tabs.nth(0)).to_have_css("border-bottom-color", canvas)
    expect(tabs.nth(1)).to_have_css("border-bottom-color", highlight)
    expect(tabs.nth(2)).to_have_css("border-bottom-color", canvas)
