"""Other sites: what a hostile page, at another name or port of this machine, can do to a visitor's cookies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.slow

OFTEN = 300
"""More cookies than any browser keeps for a host: 180 in Chromium and Firefox."""

HOSTILE = """<!doctype html><meta charset="utf-8"><title>Hostile</title>
<button onclick="window.victim = window.open('about:blank')">Win a prize</button>"""


class Quiet(SimpleHTTPRequestHandler):
    """Python's static file server, without its log."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def hostile_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of another server on this machine, with a hostile page."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    (folder / "index.html").write_text(HOSTILE)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def own_cookies(context: BrowserContext, base_url: str) -> dict[str, str]:
    """Return the cookies of Roundtrip itself."""
    cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies(base_url)}
    return {name: cookies.get(name, "(gone)") for name in ("session", "visitor")}


@pytest.fixture
def visitor(page: Page) -> Page:
    """A page of a visitor who is logged in."""
    page.goto("/")
    page.request.post("/login", form={"username": "robert", "password": "open-sesame"})
    return page


def attack(page: Page, hostile: str, targets: list[str]) -> list[int]:
    """Let the hostile page navigate a window to each target, one after the other, and return the statuses."""
    page.goto(hostile)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Win a prize").click()
    statuses = []
    for target in targets:
        with opened.value.expect_response(target) as answer:
            page.evaluate("(target) => void victim.location.replace(target)", target)
        statuses.append(answer.value.status)
    return statuses


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_cookies_survive_300_navigations_by_another_site(
    visitor: Page, base_url: str, hostile_port: int, name: str, excused: list[str]
) -> None:
    excused += ["403 (Forbidden)", "favicon"]
    before = own_cookies(visitor.context, base_url)
    targets = [f"{base_url}/respond?cookie={quote(f'c{n}=1; Path=/')}" for n in range(OFTEN)]

    statuses = attack(visitor, f"http://{name}:{hostile_port}/", targets)

    assert statuses == [403] * OFTEN
    assert own_cookies(visitor.context, base_url) == before
    assert {cookie["name"] for cookie in visitor.context.cookies(base_url)} == {"session", "visitor"}
    assert visitor.request.get("/api/session").json()["username"] == "robert"


def test_images_of_another_port_set_no_cookie_either(
    visitor: Page, base_url: str, hostile_port: int, excused: list[str]
) -> None:
    """To the browser, another port of 127.0.0.1 is the same site: even its images may set cookies."""
    excused += ["403 (Forbidden)", "favicon"]
    before = own_cookies(visitor.context, base_url)
    visitor.goto(f"http://127.0.0.1:{hostile_port}/")

    visitor.evaluate(
        """([url, often]) => Promise.all(Array.from({ length: often }, (_, n) => new Promise((ended) => {
          const image = new Image();
          image.onload = image.onerror = ended;
          image.src = `${url}/respond?cookie=c${n}%3D1;Path=/`;
        })))""",
        [base_url, OFTEN],
    )

    assert own_cookies(visitor.context, base_url) == before


def test_large_cookies_of_another_site_do_not_lock_the_visitor_out(
    visitor: Page, base_url: str, hostile_port: int, excused: list[str]
) -> None:
    excused += ["403 (Forbidden)", "favicon"]
    many = [f"{base_url}/respond?" for _ in range(7)]
    for n in range(7 * 25):
        many[n // 25] += f"&cookie=c{n}%3D{'x' * 4000}%3BPath%3D/%3BMax-Age%3D34560000"

    attack(visitor, f"http://localhost:{hostile_port}/", many)
    visitor.goto("/")

    expect(visitor.get_by_role("status", name="Login")).to_have_text("Logged in as robert")


@pytest.mark.parametrize("path", ["/logout", "/set-name?name=Eve", "/api/logout", "/api/set-name"])
def test_other_changes_are_refused_and_the_person_may_go_on(
    visitor: Page, base_url: str, hostile_port: int, path: str, excused: list[str]
) -> None:
    excused += ["403 (Forbidden)", "favicon"]
    before = own_cookies(visitor.context, base_url)

    assert attack(visitor, f"http://localhost:{hostile_port}/", [base_url + path]) == [403]
    assert own_cookies(visitor.context, base_url) == before
    assert len(visitor.context.cookies(base_url)) == 2


def test_person_follows_the_link_of_the_refusal(
    visitor: Page, base_url: str, hostile_port: int, excused: list[str]
) -> None:
    excused += ["403 (Forbidden)", "favicon"]
    visitor.goto(f"http://localhost:{hostile_port}/")
    visitor.evaluate("(target) => void location.assign(target)", f"{base_url}/set-name?name=Zoë")
    expect(visitor.get_by_role("heading", name="403 Forbidden")).to_be_visible()
    expect(visitor.get_by_text("A page of another site sent this GET")).to_be_visible()

    visitor.get_by_role("link", name="open it from this page").click()

    expect(visitor.get_by_role("heading", name="set name successful!")).to_be_visible()
    visitor.goto("/get-name")
    expect(visitor.get_by_role("heading", name="Your name is Zoë")).to_be_visible()


def test_composed_page_sets_no_cookie(visitor: Page, base_url: str, hostile_port: int, excused: list[str]) -> None:
    """A page that `/respond` composes comes from this server, but it is not a page of this server."""
    # Its origin is opaque, so no page of this server may be framed in it.
    excused += ["403 (Forbidden)", "favicon", "violates the following Content Security Policy directive"]
    inner = quote(f'<img src="{base_url}/respond?cookie=a%3D1"><iframe src="{base_url}/respond?cookie=b%3D1"></iframe>')
    target = f"{base_url}/respond?type=text/html&body={inner}"

    assert attack(visitor, f"http://localhost:{hostile_port}/", [target]) == [200]

    assert {cookie["name"] for cookie in visitor.context.cookies(base_url)} == {"session", "visitor"}
