"""The fixture `roundtrip` with a page: what a browser sent, as objects, and a message when it sent something else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import async_playwright
from playwright.sync_api import BrowserContext, Dialog, FilePayload, Page, Route, expect

from roundtrip.testing import Roundtrip

NOTES: FilePayload = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"two\nlines"}


def log_in(page: Page, password: str = "open-sesame") -> None:
    page.get_by_label("Username").fill("robert")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def test_first_request_of_a_page_is_on_the_wire_whatever_its_path(page: Page, roundtrip: Roundtrip) -> None:
    page.goto("/login")
    roundtrip.expect(page).trip("GET /login", 200)
    assert roundtrip.wire(page).lines == [["GET /login 200"]]
    assert list(roundtrip.wire(page)[0][0].request.cookies) == ["visitor"], "no earlier response set it"


def test_login_is_a_trip_of_two_hops(page: Page, roundtrip: Roundtrip) -> None:
    page.goto("/login")
    log_in(page)
    post, get = roundtrip.expect(page).trip("POST /login", 303, "GET /session", 200)
    (session,) = post.response.cookies
    assert (session.name, session.http_only, session.stored) == ("session", True, True)
    assert post.request.form["username"] == ["robert"]
    assert "session" in get.request.cookies
    assert get.changes == ("method POST→GET", "body dropped", "cookie session added")


def test_message_shows_the_trip_that_the_browser_made(page: Page, roundtrip: Roundtrip) -> None:
    page.goto("/login")
    log_in(page, "guess")
    expect(page.get_by_text("Wrong username or password.")).to_be_visible()
    with pytest.raises(AssertionError) as raised:
        roundtrip.expect(page, timeout=0.1).trip("POST /login", 303, "GET /session")
    message = str(raised.value)
    assert "The nearest, trip 2 of 2, has POST /login answered with 401, not 303:" in message
    assert "│◀─ 401 Unauthorized ─" in message
    assert "│   Wrong username or password." in message
    assert message.endswith(f"The page is at {page.url}.")


def test_wait_lets_the_handlers_of_the_page_run(page: Page, roundtrip: Roundtrip) -> None:
    """A dialog or a route stops a page until its handler ran, which is during the wait of the assertion."""

    def slowly(route: Route) -> None:
        route.continue_()

    def accept(dialog: Dialog) -> None:
        dialog.accept()

    page.goto("/hello")
    page.route("**/landing", slowly)
    page.on("dialog", accept)
    page.evaluate("setTimeout(() => { if (confirm('Go?')) location = '/landing' }, 100)")
    roundtrip.expect(page).trip("GET /landing", 200)


def test_never_finds_a_hop_in_the_middle_of_a_trip(page: Page, roundtrip: Roundtrip) -> None:
    page.goto("/redirect/chain/2")
    expectation = roundtrip.expect(page)
    expectation.trip("GET /redirect/chain/2", 302, "GET /redirect/chain/<int:hops>", 302, "GET /landing")
    expectation.never("POST /landing", "GET /redirect/chain/3")
    with pytest.raises(AssertionError, match="The page sent GET /redirect/chain/1 302, which must not happen"):
        expectation.never("GET /redirect/chain/1")


def test_reset_forgets_the_wire_the_session_and_the_files(page: Page, roundtrip: Roundtrip) -> None:
    page.goto("/login")
    log_in(page)
    expect(page.get_by_role("heading", name="You're logged in as robert")).to_be_visible()
    page.goto("/upload")
    page.get_by_label("Files").first.set_input_files(NOTES)
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.get_by_text("notes.txt")).to_be_visible()

    roundtrip.reset(page)

    assert list(roundtrip.wire(page)) == []
    page.goto("/session")
    expect(page.get_by_role("heading", name="You're not logged in!")).to_be_visible()
    page.goto("/uploads")
    expect(page.get_by_text("notes.txt")).to_be_hidden()
    assert roundtrip.wire(page).lines == [["GET /session 200"], ["GET /uploads 200"]], "still the same visitor"


def test_another_context_is_a_visitor_of_its_own(
    page: Page, new_context: Callable[..., BrowserContext], roundtrip: Roundtrip
) -> None:
    other = new_context().new_page()
    with pytest.raises(LookupError, match=r"Before its first request, write: roundtrip\.watch\(page\)"):
        roundtrip.wire(other)
    roundtrip.watch(other).goto("/hello")
    roundtrip.expect(other).trip("GET /hello")
    assert list(roundtrip.wire(page)) == []


def test_page_that_lost_its_cookie_is_the_visitor_that_it_became(page: Page, roundtrip: Roundtrip) -> None:
    page.goto("/hello")
    page.context.clear_cookies()
    page.goto("/")  # which makes a visitor of it
    page.goto("/re")
    roundtrip.expect(page).trip("GET /re", 302, "GET /index", 200)
    roundtrip.expect(page).never("GET /hello")


def test_client_shares_the_session_of_a_page(page: Page, roundtrip: Roundtrip) -> None:
    page.goto("/login")
    log_in(page)
    roundtrip.expect(page).trip("POST /login", 303, "GET /session")
    with roundtrip.client(page) as client:
        assert client.get("/api/session").json()["username"] == "robert"
    roundtrip.expect(page).trip("GET /api/session", 200)


def test_settings_start_another_server_with_the_same_visitors(page: Page, roundtrip: Roundtrip) -> None:
    small = roundtrip.settings(max_upload="1KiB")
    page.goto(f"{small.url}/upload")
    page.get_by_label("Files").first.set_input_files({**NOTES, "buffer": bytes(2000)})
    page.get_by_role("button", name="Upload", exact=True).click()
    (refused,) = small.expect(page).trip("POST /upload", 413)
    assert refused.response.detail == "A request can have 1 KiB at most. Split the data into smaller requests."
    assert list(roundtrip.wire(page)) == []


def test_har_of_a_page_is_replayed_without_a_server(
    page: Page, new_context: Callable[..., BrowserContext], roundtrip: Roundtrip, excused: list[str], tmp_path: Path
) -> None:
    server = roundtrip.settings()
    page.goto(f"{server.url}/re")
    server.expect(page).trip("GET /re", 302, "GET /index")
    har = server.save_har(page, tmp_path / "wire.har")
    server.close()

    excused.append("net::ERR_FAILED")
    replayed = new_context().new_page()
    replayed.route_from_har(har, not_found="abort")
    replayed.goto(f"{server.url}/re")
    expect(replayed.get_by_text("This is the index page!")).to_be_visible()


def test_asynchronous_page(roundtrip: Roundtrip, browser_name: str, browser_type_launch_args: dict[str, Any]) -> None:
    """In a thread of its own: this one has the loop of the synchronous Playwright."""

    async def scenario() -> None:
        async with async_playwright() as playwright:
            browser = await getattr(playwright, browser_name).launch(**browser_type_launch_args)
            page = await browser.new_page()
            with pytest.raises(TypeError, match=r"await roundtrip\.awatch\(page\)"):
                roundtrip.watch(page)
            with pytest.raises(LookupError, match=r"write: await roundtrip\.awatch\(page\)"):
                roundtrip.wire(page)
            await roundtrip.awatch(page)
            await page.goto(f"{roundtrip.url}/login")
            await page.get_by_label("Username").fill("robert")
            await page.get_by_label("Password").fill("open-sesame")
            await page.get_by_role("button", name="Log in").click()
            await roundtrip.aexpect(page).trip("POST /login", 303, "GET /session", 200)
            await page.get_by_role("heading", name="You're logged in as robert").wait_for()
            with pytest.raises(TypeError, match=r"await roundtrip\.areset\(page\)"):
                roundtrip.reset(page)
            await roundtrip.areset(page)
            await page.goto(f"{roundtrip.url}/session")
            await page.get_by_role("heading", name="You're not logged in!").wait_for()
            assert roundtrip.wire(page).lines == [["GET /session 200"]]
            with pytest.raises(AssertionError, match=f"The page is at {roundtrip.url}/session"):
                await roundtrip.aexpect(page, timeout=0).trip("GET /login")
            await browser.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, scenario()).result()
