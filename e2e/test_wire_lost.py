"""The wire of a browser that loses its visitor cookie: the page says so, keeps the old trips and shows the new ones."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from e2e.console import NO_STREAM
from e2e.tap import expect_hops, hops, wire

FILL = "() => { for (let n = 0; n < 200; n++) document.cookie = `c${n}=1`; return document.cookie; }"
"""Reading the cookies waits until the browser has stored them."""

RETURN = "() => { document.dispatchEvent(new Event('visibilitychange')) }"
"""As a person who comes back to the tab: the page asks for the news again."""

HELLO = "GET /hello 200 OK"


def warning(page: Page) -> Locator:
    return wire(page).get_by_role("alert")


def lose(page: Page) -> None:
    """Put a request on the wire, and then so many cookies into the browser that it deletes that of the visitor."""
    page.goto("/")
    page.request.get("/hello")
    expect_hops(wire(page), [HELLO])
    assert page.evaluate(FILL).count("; ") > 100
    assert "visitor" not in {cookie["name"] for cookie in page.context.cookies()}


def test_page_says_that_the_browser_lost_the_cookie_and_goes_on(page: Page, excused: list[str]) -> None:
    excused += NO_STREAM  # Firefox logs a stream that the server refuses
    lose(page)
    expect(warning(page)).to_have_count(0)

    page.evaluate(RETURN)
    expect(warning(page)).to_have_text(re.compile("^The browser lost the cookie that names your wire and your files."))
    expect_hops(wire(page), [HELLO])
    page.request.get("/landing")

    expect_hops(wire(page), ["GET /landing 200 OK", HELLO])
    page.evaluate(RETURN)
    page.request.get("/hello/other")
    expect(hops(wire(page))).to_have_count(3)


def test_page_says_it_after_a_reload_too(page: Page) -> None:
    lose(page)

    page.reload()
    expect(page.get_by_role("heading", name="Your browser has lost the cookies of Roundtrip")).to_be_visible()
    page.get_by_role("link", name="go on with a new wire").click()

    expect(warning(page)).to_be_visible()
    expect(warning(page).get_by_role("link", name="Count the cookies")).to_have_attribute("href", re.compile("/clear$"))
    expect(hops(wire(page))).to_have_count(0)
    page.request.get("/hello")
    expect_hops(wire(page), [HELLO])
    wire(page).get_by_role("button", name="Clear").click()
    expect(warning(page)).to_have_count(0)


def test_a_wire_that_another_tab_clears_is_not_lost(page: Page) -> None:
    page.goto("/")
    page.request.get("/hello")
    expect_hops(wire(page), [HELLO])

    page.request.delete("/api/wire")

    expect(hops(wire(page))).to_have_count(0)
    expect(warning(page)).to_have_count(0)
