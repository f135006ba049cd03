"""The cookie lab: this browser sets real cookies and sends them from two sites; RFC 6265bis says which ones."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from e2e.labs import LABS, PATIENCE, STOPPED, UNEXPLAINED, expect_complete, expect_marked, run_in_two_tabs, status
from roundtrip.cli.panel import OVER

pytestmark = pytest.mark.slow

LAB = "cookies"


def names(context: BrowserContext) -> list[str]:
    """The names of the cookies that the browser would send. Firefox also lists some that have expired."""
    now = time.time()
    return [each["name"] for each in context.cookies() if each["expires"] == -1 or each["expires"] > now]


@pytest.mark.browsers
def test_two_tabs_at_once_come_to_every_verdict_and_leave_no_cookie(context: BrowserContext, page: Page) -> None:
    panels = run_in_two_tabs(context, page, "Cookies")

    for panel in panels:
        expect(status(panel)).to_have_text(OVER, timeout=2 * PATIENCE)
    found = expect_complete(panels[0], LAB)
    assert found == expect_complete(panels[1], LAB), "one tab disturbed the other"
    expect_marked(panels[0].page, LAB)
    # Every browser must do these right.
    for case in (
        "Strict, another site's link",
        "Lax, another site's form",
        "HttpOnly, read by script",
        "Name and value of 4097 bytes",
    ):
        assert found[case] == "agrees", case
    assert names(context) == ["visitor"]
    assert len(context.pages) == 2, "a small window is still open"


def test_the_page_works_while_the_lab_runs_and_stop_cleans_up(
    open_panel: Callable[[str], Locator], page: Page, context: BrowserContext
) -> None:
    cookies = open_panel("Cookies")
    stop = cookies.get_by_role("button", name="Stop")
    expect(stop).to_be_hidden()
    cookies.get_by_role("button", name="Run the lab").click()
    expect(cookies.get_by_role("progressbar", name="Cookie lab progress")).to_be_visible()
    expect(cookies.get_by_role("button", name="Run the lab")).to_be_disabled()

    cookies.get_by_label("Name", exact=True).fill("mine")
    cookies.get_by_role("button", name="Set cookie").click()
    expect(cookies.get_by_title("Cookies stage").content_frame.get_by_role("main")).to_contain_text("mine")
    stop.click()

    expect(status(cookies)).to_have_text(STOPPED)
    expect(stop).to_be_hidden()
    expect(cookies.get_by_role("table", name=LABS[LAB]).get_by_role("cell").last).to_have_text("…")
    expect(cookies.get_by_role("button", name="Run the lab")).to_be_enabled()
    assert sorted(names(context)) == ["mine", "visitor"], "only the lab's cookies are deleted"
    assert context.pages == [page]


def test_without_its_window_the_lab_says_so_and_stops(open_panel: Callable[[str], Locator], page: Page) -> None:
    cookies = open_panel("Cookies")
    with page.expect_popup() as window:
        cookies.get_by_role("button", name="Run the lab").click()
    window.value.close()

    expect(status(cookies)).to_have_text(
        re.compile(r"^The lab could not continue: its small window is closed\. Allow pop-ups"), timeout=8_000
    )
    expect(cookies.get_by_role("row", name="Strict, another site's link").get_by_role("cell").last).to_have_text("…")
    expect(cookies.get_by_text(UNEXPLAINED)).to_have_count(0)
    expect(cookies.get_by_role("button", name="Run the lab")).to_be_enabled()
    assert names(page.context) == ["visitor"]


def test_a_wait_ends_when_the_window_is_closed(page: Page) -> None:
    page.goto("/")
    message = page.evaluate(
        """async () => {
          const { Deadline } = await import("/static/labs/deadline.js");
          const popup = open("about:blank", "", "popup");
          const wait = new Deadline(new AbortController().signal, popup).within(new Promise(() => {}));
          popup.close();
          return wait.catch((error) => error.message);
        }"""
    )
    assert message.startswith("its small window is closed."), "it does not wait for the end of the ten seconds"


def test_without_a_second_name_the_lab_says_why_it_cannot_run(page: Page, base_url: str) -> None:
    page.goto(base_url.replace("127.0.0.1", "roundtrip.localhost") + "/#cookies")
    cookies = page.get_by_role("region", name="Cookies", exact=True)

    expect(status(cookies)).to_contain_text("a second name for the server, and roundtrip.localhost has none")
    expect(status(cookies)).to_contain_text("Open Roundtrip at localhost or 127.0.0.1")
    expect(cookies.get_by_role("button", name="Run the lab")).to_be_disabled()
