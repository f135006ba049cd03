"""A lab on the wire: its trips are folded into one block, and they push no trip of a person off the wire."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.labs import run
from e2e.tap import changes, expect_hops, trips, wire


@pytest.mark.slow
def test_the_trips_of_a_lab_are_folded_and_leave_those_of_a_person(
    open_panel: Callable[[str], Locator], page: Page
) -> None:
    hello = open_panel("Hello")
    hello.get_by_role("button", name="Say hello").click()
    expect_hops(wire(page), ["GET /hello 200 OK"])

    run(open_panel("Session"))

    block = wire(page).get_by_text("Lab session:")
    expect(block).to_be_visible()
    expect_hops(wire(page), ["GET /hello 200 OK"])  # the hops of the lab are folded
    expect(page.get_by_role("status", name="Last trip")).to_have_text("GET /hello 200 OK")

    block.click()
    expect(wire(page).get_by_role("list", name="Trips of the lab session").get_by_role("button").first).to_be_visible()

    wire(page).get_by_role("button", name="Clear").click()
    expect(block).to_have_count(0)
    expect(wire(page)).to_contain_text("No request yet")


def test_the_cookies_of_a_lab_are_no_news_in_the_trips_of_a_person(page: Page) -> None:
    page.goto("/")
    page.goto("/respond?cookie=lab0a1b2c3dn7z%3D1%3B+Path%3D/other&cookie=mine%3D1%3B+Path%3D/other")
    page.goto("/hello")
    page.goto("/#hello")

    expect(changes(trips(page).first)).to_have_text(["cookie mine not sent: Path=/other"])
