"""The wire as a HAR: a reader that is not ours replays a recorded trip when there is no server any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from roundtrip.testing import Server

BLOCKED = "net::ERR_FAILED"
"""What a page says of its style sheet, which was no round trip of the visitor's, and so is not in the HAR."""


@pytest.fixture
def server() -> Iterator[Server]:
    """A server for one test, which stops it before the replay."""
    with Server() as server:
        yield server


def download(page: Page, url: str, to: Path) -> Path:
    """The visitor's HAR, as a file."""
    to.write_bytes(page.request.get(f"{url}/api/wire.har").body())
    return to


def test_a_chain_of_redirects_is_replayed_with_the_server_stopped(
    server: Server, page: Page, new_context: Callable[..., BrowserContext], excused: list[str], tmp_path: Path
) -> None:
    page.goto(server.url)
    page.goto(f"{server.url}/redirect/chain/3")
    expect(page.get_by_role("heading", name="GET /landing")).to_be_visible()
    har = download(page, server.url, tmp_path / "roundtrip.har")
    server.stop()

    excused.append(BLOCKED)
    replayed = new_context().new_page()
    replayed.route_from_har(har, not_found="abort")
    replayed.goto(f"{server.url}/redirect/chain/3")

    expect(replayed).to_have_url(f"{server.url}/landing")
    expect(replayed.get_by_role("heading", name="GET /landing")).to_be_visible()


def test_a_login_is_replayed_with_the_server_stopped(
    server: Server, page: Page, new_context: Callable[..., BrowserContext], excused: list[str], tmp_path: Path
) -> None:
    """The POST with its body, the 303, and the page that follows."""
    page.goto(server.url)
    page.goto(f"{server.url}/login")
    page.get_by_label("Username").fill("robert")
    page.get_by_label("Password").fill("open-sesame")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="You're logged in as robert")).to_be_visible()
    har = download(page, server.url, tmp_path / "roundtrip.har")
    server.stop()

    excused.append(BLOCKED)
    replayed = new_context().new_page()
    replayed.route_from_har(har, not_found="abort")
    replayed.goto(f"{server.url}/login")
    replayed.get_by_label("Username").fill("robert")
    replayed.get_by_label("Password").fill("open-sesame")
    replayed.get_by_role("button", name="Log in").click()

    expect(replayed).to_have_url(f"{server.url}/session")
    expect(replayed.get_by_role("heading", name="You're logged in as robert")).to_be_visible()


def test_what_was_not_recorded_is_not_replayed(
    server: Server, page: Page, new_context: Callable[..., BrowserContext], excused: list[str], tmp_path: Path
) -> None:
    page.goto(server.url)
    page.goto(f"{server.url}/hello")
    har = download(page, server.url, tmp_path / "roundtrip.har")
    server.stop()

    excused.append(BLOCKED)
    replayed = new_context().new_page()
    replayed.route_from_har(har, not_found="abort")
    hello = replayed.goto(f"{server.url}/hello")
    assert hello is not None
    assert hello.text() == "Hello World!"
    with pytest.raises(Error, match=r"ERR_FAILED|NS_ERROR_ABORT"):
        replayed.goto(f"{server.url}/index")
