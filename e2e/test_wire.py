"""The wire: read what crossed between the browser and Flask, hop by hop, from the page alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from e2e.tap import changes, expect_hops, hops, log_in, replace_text, side, trips, wire

COOKIES_SENT = re.compile("^Explain Cookie ")
"""The chip of a request. The change *cookie … added* has a name in lower case."""


@pytest.fixture
def logged_in(open_panel: Callable[[str], Locator], page: Page) -> Page:
    """The page after a login, which is on the wire."""
    log_in(open_panel("Login"))
    return page


def test_why_one_is_logged_in_can_be_read_from_the_wire_alone(logged_in: Page) -> None:
    page = logged_in
    trip = trips(page).first

    expect(trips(page)).to_have_count(1)
    expect(trip).to_have_accessible_name("Trip: POST /login")
    expect_hops(trip, ["POST /login 303 See Other", "GET /session 200 OK"])
    posted, got = hops(trip).all()
    expect(posted).to_contain_text("36 bytes")
    expect(trip).to_contain_text("Location /session")
    expect(trip).to_contain_text("Set-Cookie session")
    expect(changes(trip)).to_have_text(["method POST→GET", "body dropped", "cookie session added"])
    # The login came without the cookie; each later request carries it.
    expect(trip.get_by_role("button", name=COOKIES_SENT)).to_have_text(["Cookie session"])

    posted.click()
    request, response = side(page, "Request"), side(page, "Response")
    pairs = request.get_by_role("table", name="Pairs, decoded")
    expect(pairs.get_by_role("row", name="username robert")).to_be_visible()
    expect(pairs.get_by_role("row", name="password open-sesame")).to_be_visible()
    expect(request.get_by_role("row", name="cookie visitor=")).not_to_contain_text("session=")
    set_cookie = response.get_by_role("row", name="set-cookie session=")
    expect(set_cookie).to_contain_text("HttpOnly: hidden from scripts.")
    expect(response.get_by_role("row", name="location /session")).to_contain_text("The address of the redirect.")
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(posted).to_be_focused()
    got.click()
    expect(request.get_by_role("row", name="cookie ")).to_contain_text("session=")
    expect(request).not_to_contain_text("open-sesame")


def test_a_request_names_its_cookies_but_not_that_of_roundtrip(
    open_panel: Callable[[str], Locator], page: Page
) -> None:
    cookies = open_panel("Cookies")
    page.context.add_cookies([{"name": name, "value": "1", "url": page.url} for name in "abcde"])
    cookies.get_by_role("button", name="Show cookies").click()

    expect(trips(page).first.get_by_role("button", name=COOKIES_SENT)).to_have_text(["Cookie a, b, c and 2 more"])


def test_a_tampered_session_has_changed_and_comes_first(open_panel: Callable[[str], Locator], page: Page) -> None:
    log_in(open_panel("Login"))
    page.context.add_cookies([{"name": name, "value": "1", "url": page.url} for name in "abcde"])
    open_panel("Session").get_by_role("button", name="Tamper with it").click()

    trip = trips(page).first
    expect(changes(trip)).to_have_text(["method POST→GET", "cookie session changed"])
    expect(trip.get_by_role("button", name=COOKIES_SENT)).to_have_text(["Cookie session, a, b and 3 more"] * 2)


def test_another_cookie_of_the_same_name_is_told_apart(open_panel: Callable[[str], Locator], page: Page) -> None:
    cookies = open_panel("Cookies")
    for path in ("/", "/get-name"):
        replace_text(cookies.get_by_label("Path", exact=True), path)
        cookies.get_by_role("button", name="Set cookie").click()
        expect_hops(trips(page).first, ["POST /cookies 303 See Other", "GET /cookies 200 OK"])

    expect(changes(trips(page).first).last).to_have_text(
        "cookie flavour not sent: Path=/get-name (another flavour was sent)"
    )


def test_raw_text_is_one_click_away(logged_in: Page) -> None:
    hops(wire(logged_in)).first.click()
    request, response = side(logged_in, "Request"), side(logged_in, "Response")
    raw = request.get_by_label("Request, raw")
    expect(raw).to_be_hidden()

    request.get_by_role("button", name="Raw").click()

    expect(raw).to_have_text(re.compile(r"^POST /login HTTP/1\.1\n(.+\n)+\nusername=robert&password=open-sesame$"))
    expect(request.get_by_role("table")).to_have_count(0)
    expect(response.get_by_role("table")).not_to_have_count(0)  # the other side stays as it was
    request.get_by_role("button", name="Raw").click()
    expect(raw).to_be_hidden()
    expect(request.get_by_role("table", name="Pairs, decoded")).to_be_visible()


def test_own_cookies_are_never_shown_whole(logged_in: Page) -> None:
    secrets = [cookie["value"] for cookie in logged_in.context.cookies()]
    assert len(secrets) == 2

    for hop in hops(wire(logged_in)).all():
        hop.click()
        for name in ("Request", "Response"):
            side(logged_in, name).get_by_role("button", name="Raw").click()
            expect(side(logged_in, name).get_by_label(f"{name}, raw")).to_contain_text("HTTP/1.1")
            for secret in secrets:
                expect(side(logged_in, name)).not_to_contain_text(secret)
        logged_in.get_by_role("button", name="Close").click()


def test_newest_trip_comes_first_and_the_last_one_is_spoken(open_panel: Callable[[str], Locator], page: Page) -> None:
    hello, nothing = open_panel("Hello"), wire(page).get_by_text("No request yet.")
    expect(nothing).to_be_visible()
    hello.get_by_role("button", name="Say hello").click()
    expect_hops(wire(page), ["GET /hello 200 OK"])
    hello.get_by_role("radio", name="Fetch").check()

    hello.get_by_role("button", name="Say hello").click()

    expect_hops(wire(page), ["GET /api/hello 200 OK", "GET /hello 200 OK"])
    expect(trips(page)).to_have_count(2)
    expect(wire(page).get_by_role("status", name="Last trip")).to_have_text("GET /api/hello 200 OK")
    expect(nothing).to_be_hidden()


def test_chain_of_20_is_one_trip_of_21_hops_in_order(open_panel: Callable[[str], Locator], page: Page) -> None:
    redirects = open_panel("Redirects")
    redirects.get_by_role("radio", name="Fetch").check()
    replace_text(redirects.get_by_label("Hops"), "20")

    redirects.get_by_role("button", name="Start the chain").click()

    links = [f"GET /api/redirect/chain/{left} 302 Found" for left in range(20, 0, -1)]
    expect_hops(wire(page), [*links, "GET /api/landing 200 OK"])
    expect(trips(page)).to_have_count(1)
    spoken = wire(page).get_by_role("status", name="Last trip")
    expect(spoken).to_have_text(f"{links[0]}, and 20 hops later GET /api/landing 200 OK")  # not all 21


def test_two_chains_at_the_same_time_in_two_tabs_are_two_trips(page: Page) -> None:
    tabs = [page, page.context.new_page()]
    for tab in tabs:
        tab.goto("/#redirects")
        redirects = tab.get_by_role("region", name="Redirects")
        redirects.get_by_role("radio", name="Fetch").check()
        replace_text(redirects.get_by_label("Hops"), "12")
        redirects.get_by_role("button", name="Start the chain").evaluate(
            "button => { new BroadcastChannel('go').onmessage = () => button.click() }"
        )

    starter = page.context.new_page()
    starter.goto("/")
    starter.evaluate("new BroadcastChannel('go').postMessage('now')")

    chain = [*(f"GET /api/redirect/chain/{left} 302 Found" for left in range(12, 0, -1)), "GET /api/landing 200 OK"]
    for tab in tabs:
        expect(hops(wire(tab))).to_have_count(26)
        expect(trips(tab)).to_have_count(2)
        for trip in trips(tab).all():
            expect_hops(trip, chain)


def test_what_another_tab_does_appears_here_by_itself(open_panel: Callable[[str], Locator], page: Page) -> None:
    open_panel("Hello")
    other = page.context.new_page()

    other.goto("/user/Robert")

    expect_hops(wire(page), ["GET /user/Robert 200 OK"])
    expect(page.get_by_role("tabpanel", name="Result")).to_have_text("No request yet.")


def test_wire_listens_for_news_and_never_polls(open_panel: Callable[[str], Locator], page: Page) -> None:
    page.clock.install()
    open_panel("Hello")
    page.request.get("/hello")
    expect(hops(wire(page))).to_have_count(1)
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url.partition("/api")[2]))

    for number in range(2, 5):
        page.clock.run_for("10:00")  # ten quiet minutes, in which every timer of the page fires
        page.request.get("/hello")
        expect(hops(wire(page))).to_have_count(number)

    news = [url for url in requested if url.startswith("/wire?after=")]
    assert len(news) == 3, requested
    assert len(set(news)) == 3, "each asks for the exchanges after the one before"
    assert set(requested) <= {*news, "/wire/news"}, requested


def test_clear_empties_the_wire_in_every_tab(logged_in: Page) -> None:
    other = logged_in.context.new_page()
    other.goto("/")
    expect(hops(wire(other))).to_have_count(2)

    wire(logged_in).get_by_role("button", name="Clear").click()

    for tab in (logged_in, other):
        expect(hops(wire(tab))).to_have_count(0)
        expect(wire(tab).get_by_text("No request yet.")).to_be_visible()
    assert logged_in.request.get("/api/wire").json()["log"]["entries"] == []
    logged_in.request.get("/hello")
    for tab in (logged_in, other):
        expect_hops(wire(tab), ["GET /hello 200 OK"])
    logged_in.reload()
    expect_hops(wire(logged_in), ["GET /hello 200 OK"])


def test_download_is_a_har_of_what_the_wire_shows(logged_in: Page, base_url: str) -> None:
    with logged_in.expect_download() as download:
        wire(logged_in).get_by_role("button", name="Download HAR").click()

    assert download.value.suggested_filename == "roundtrip.har"
    text = Path(download.value.path()).read_text()
    log = json.loads(text)["log"]
    assert log["version"] == "1.2"
    assert [page["title"] for page in log["pages"]] == ["POST /login"]
    assert [entry["request"]["url"] for entry in log["entries"]] == [f"{base_url}/login", f"{base_url}/session"]
    assert not [each for each in logged_in.context.cookies() if each["value"] in text], "a download may be passed on"
    expect(hops(wire(logged_in))).to_have_count(2)  # and is no round trip itself


def test_another_visitor_sees_nothing_of_it(logged_in: Page, new_context: Callable[..., BrowserContext]) -> None:
    stranger = new_context().new_page()
    stranger.goto("/")

    stranger.request.get("/hello")

    expect_hops(wire(stranger), ["GET /hello 200 OK"])
    assert len(stranger.request.get("/api/wire").json()["log"]["entries"]) == 1
    expect(hops(wire(logged_in))).to_have_count(2)


def test_cookie_that_stays_behind_is_named_with_its_reason(open_panel: Callable[[str], Locator], page: Page) -> None:
    cookies = open_panel("Cookies")
    cookies.get_by_label("Path").fill("/get-name")

    cookies.get_by_role("button", name="Set cookie").click()

    expect_hops(wire(page), ["POST /cookies 303 See Other", "GET /cookies 200 OK"])
    expect(trips(page).first).to_contain_text("Set-Cookie flavour")
    expect(changes(trips(page).first)).to_contain_text(["cookie flavour not sent: Path=/get-name"])
    cookies.get_by_role("button", name="/get-name").click()
    expect(hops(wire(page))).to_have_count(3)
    expect(changes(trips(page).first)).to_have_count(0)  # there it does come along
