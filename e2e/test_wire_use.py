"""The wire in use: by keyboard, on a narrow screen, with many exchanges, and read by axe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.axe import expect_accessible
from e2e.tap import expect_hops, expect_no_sideways_scroll, hops, log_in, side, trips, wire


@pytest.fixture
def logged_in(open_panel: Callable[[str], Locator], page: Page) -> Page:
    """The page after a login, which is on the wire."""
    log_in(open_panel("Login"))
    return page


def test_keyboard_opens_a_hop_reads_it_and_comes_back(logged_in: Page) -> None:
    page, press = logged_in, logged_in.keyboard.press
    page.request.get("/hello", headers={"X-Long": "a word " * 500})  # its raw request scrolls in any browser
    expect(hops(wire(page))).to_have_count(3)
    newest, posted, got = hops(wire(page)).all()

    posted.focus()
    press("Tab")
    expect(got).to_be_focused()
    wire(page).get_by_role("button", name="Clear").focus()
    press("Tab")
    expect(newest).to_be_focused()
    press("Enter")
    dialog = page.get_by_role("dialog", name="GET /hello 200 OK")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    press("Tab")
    expect(side(page, "Request").get_by_role("button", name="Raw")).to_be_focused()
    press("Space")
    expect(side(page, "Request").get_by_role("button", name="Raw")).to_have_attribute("aria-pressed", "true")
    press("Tab")
    expect(side(page, "Request").get_by_label("Request, raw")).to_be_focused()
    press("Escape")

    expect(dialog).to_have_count(0)
    expect(newest).to_be_focused()


def test_hop_keeps_the_focus_while_its_trip_grows(page: Page) -> None:
    page.goto("/")
    page.request.get("/redirect/302", max_redirects=0)
    hop = wire(page).get_by_role("button", name="GET /redirect/302 302 Found")
    hop.focus()

    page.request.get("/landing")  # as a client that follows the redirect

    expect(trips(page)).to_have_count(1)
    expect_hops(trips(page).first, ["GET /redirect/302 302 Found", "GET /landing 200 OK"])
    expect(hop).to_be_focused()


@pytest.mark.slow
def test_page_keeps_as_many_exchanges_as_the_server(
    page: Page, start_server: Callable[..., str], tmp_path: Path
) -> None:
    few = start_server("--max-exchanges", "5", "--instance", str(tmp_path))
    page.goto(f"{few}/#hello")

    for number in range(7):
        page.request.get(f"{few}/number/{number}")
        expect(hops(wire(page)).first).to_have_accessible_name(f"GET /number/{number} 200 OK")

    expect_hops(wire(page), [f"GET /number/{number} 200 OK" for number in (6, 5, 4, 3, 2)])


@pytest.mark.slow
def test_requests_with_a_token_push_out_only_their_like(
    page: Page, start_server: Callable[..., str], tmp_path: Path
) -> None:
    few = start_server("--max-exchanges", "2", "--instance", str(tmp_path))
    page.goto(f"{few}/#hello")
    token = page.request.get(f"{few}/api/lab/token").json()["wire"]
    for number in range(2):
        page.request.get(f"{few}/number/{number}")
        expect(hops(wire(page)).first).to_have_accessible_name(f"GET /number/{number} 200 OK")

    for number in range(2, 7):
        urlopen(f"{few}/number/{number}?wire={token}").close()
        expect(hops(wire(page)).first).to_have_accessible_name(f"GET /number/{number} 200 OK")

    expect_hops(wire(page), [f"GET /number/{number} 200 OK" for number in (6, 5, 1, 0)])


@pytest.mark.slow
def test_200_exchanges_are_drawn_in_one_go(page: Page) -> None:
    """One request brings them, one change of the document shows them, and none of them is heavy."""
    page.goto("/")
    for _ in range(9):
        page.request.get("/redirect/chain/20")
    for _ in range(11):
        page.request.get("/hello")
    expect(hops(wire(page))).to_have_count(200)  # the page before the reload has nothing more to ask for
    page.add_init_script("""window === top && addEventListener("DOMContentLoaded", () => {
      window.drawings = 0;
      const count = (records) => { window.drawings += records.length };
      new MutationObserver(count).observe(document.querySelector(".trips"), { childList: true, subtree: true });
    })""")

    page.reload()

    expect(hops(wire(page))).to_have_count(200)
    expect(trips(page)).to_have_count(20)
    asked = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")  # by this document alone
    assert [url.partition("/api")[2] for url in asked if "/api/wire?" in url] == ["/wire?after=0"]
    assert page.evaluate("drawings") == 1, "the browser lays the page out once"
    assert page.evaluate("document.querySelectorAll('.trips *').length") <= 200 * 15


@pytest.mark.slow
def test_axe_finds_nothing_in_the_wire_and_the_dialog(logged_in: Page) -> None:
    page = logged_in
    for path in ("/error/404", "/error/500", "/respond?status=402&body=1"):
        page.request.get(path)
    page.request.post("/form", multipart={"a": "b", "c": {"name": "d", "mimeType": "a/b", "buffer": b"\x00\xff"}})
    expect(hops(wire(page))).to_have_count(6)
    expect_accessible(page.locator("html"), "trips")
    wire(page).get_by_role("button", name="POST /form 200 OK").click()
    expect(page.get_by_role("dialog", name="POST /form 200 OK")).to_be_visible()
    expect_accessible(page.locator("html"), "multipart")
    page.get_by_role("button", name="Close").click()
    wire(page).get_by_role("button", name="POST /login 303 See Other").click()
    side(page, "Request").get_by_role("button", name="Raw").click()
    expect(side(page, "Request").get_by_label("Request, raw")).to_have_attribute("tabindex", "0")  # it scrolls
    expect_accessible(page.locator("html"), "raw beside pretty")


def test_nothing_scrolls_sideways_on_a_narrow_screen(logged_in: Page) -> None:
    page, long = logged_in, "/user/" + "x" * 300
    page.set_viewport_size({"width": 390, "height": 844})
    page.request.get(f"{long}?{'y' * 300}")
    page.request.post("/form", multipart={"c": {"name": "d" * 99, "mimeType": "a/b", "buffer": bytes(range(250))}})
    dialog = page.get_by_role("dialog")

    for name in (f"GET {long} 200 OK", "POST /form 200 OK"):
        wire(page).get_by_role("button", name=name).click()
        expect_no_sideways_scroll(dialog)
        side(page, "Request").get_by_role("button", name="Raw").click()
        expect_no_sideways_scroll(dialog)
        page.get_by_role("button", name="Close").click()
    expect_no_sideways_scroll(page.locator("html"))
    expect(wire(page).get_by_role("heading", name="Wire")).to_be_in_viewport()  # on a sheet above the panel


def test_wire_has_its_place_before_anything_crossed_it(open_panel: Callable[[str], Locator], page: Page) -> None:
    hello = open_panel("Hello")
    before = [wire(page).bounding_box(), hello.bounding_box()]

    hello.get_by_role("button", name="Say hello").click()
    expect(hops(wire(page))).to_have_count(1)

    after = [wire(page).bounding_box(), hello.bounding_box()]
    assert None not in [*before, *after], "both are drawn"
    assert [(box["x"], box["width"]) for box in after if box] == [(box["x"], box["width"]) for box in before if box]
