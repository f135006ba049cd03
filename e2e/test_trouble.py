"""Trouble: blocked cookies, a part of the page that cannot be loaded, a request that the visitor stops."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserType, Page, Request, expect

from e2e.tap import hops, trips, wire
from roundtrip.browsers import FULL, launch_options


@pytest.mark.not_in("firefox", "The preferences of this profile are Chromium's.")
@pytest.mark.slow
def test_a_browser_that_blocks_cookies_is_told_why_the_wire_stays_empty(
    browser_type: BrowserType, base_url: str, tmp_path: Path
) -> None:
    """The headless shell of Chromium ignores the preference, so this needs the full browser."""
    blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(blocked))
    context = browser_type.launch_persistent_context(tmp_path, **launch_options(browser_type, channel=FULL))
    page = context.pages[0]
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))

    page.goto(base_url)

    expect(page.get_by_role("alert")).to_contain_text("Your browser blocks the cookies of this site")
    page.wait_for_load_state("networkidle")
    assert len(requests) < 30, "the page asks again and again"
    context.close()


def test_a_part_that_cannot_be_loaded_is_named_and_the_page_can_be_loaded_again(page: Page, excused: list[str]) -> None:
    excused += ["Failed to load resource", "dynamically imported module", "net::ERR"]
    page.goto("/#hello")
    page.get_by_role("button", name="Say hello").click()
    expect(hops(trips(page).first)).to_have_count(1)
    page.route("**/wire/exchange.js", lambda route: route.abort())

    page.get_by_role("button", name="GET /hello 200 OK").click()
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
    page.unroute("**/wire/exchange.js")
    page.get_by_role("button", name="Reload the page").click()
    page.get_by_role("button", name="GET /hello 200 OK").click()

    expect(page.get_by_role("dialog")).to_contain_text("GET /hello")


@pytest.mark.not_in("firefox", "Playwright for a stock Firefox cannot hold a navigation back.")
def test_a_page_that_the_visitor_stops_says_so(page: Page) -> None:
    page.goto("/#upload")
    page.get_by_label("Files").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    page.route("**/upload", lambda route: None)  # as on a slow network, the answer does not come
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.get_by_role("tabpanel", name="Result")).to_contain_text("Waiting for POST /upload")

    page.get_by_role("button", name="Cancel").click()

    expect(page.get_by_role("tabpanel", name="Result")).to_contain_text("You cancelled the request")


def test_a_script_that_the_cache_answered_is_told_of_the_304(page: Page) -> None:
    page.goto("/#static")
    page.get_by_role("radio", name="Fetch").check()
    for count in (1, 2):
        page.get_by_role("button", name="Get it", exact=True).click()
        expect(trips(page)).to_have_count(count)

    expect(wire(page).get_by_role("button", name="GET /static/style.css 304 Not Modified")).to_have_count(1)
    result = page.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text("The answer: 200 OK")
    expect(result).to_contain_text("The server answered 304 (see the wire)")


def test_an_error_on_order_says_that_it_is_on_purpose(page: Page) -> None:
    page.goto("/#errors")
    page.get_by_role("button", name="405 Method Not Allowed").click()

    stage = page.get_by_title("Errors stage").content_frame
    expect(stage.get_by_text("The view raised this error on purpose.")).to_be_visible()
