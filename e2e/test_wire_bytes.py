"""Raw shows the bytes that crossed: a capture of the packets stands between the browser and the server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.tap import hops, side, wire
from roundtrip.testing import Server
from tests.capture import Capture, raw_head, shortened

TARGETS = [
    *(
        "/user/%61",
        "/user/a%2Fb",
        "/user/a|b",
        "/user/ü",
        "/user/%ff",
        "/user/a b",
        '/user/"<>`^{}\\',
        "/user/~!$&'()*+,;=:@",
    ),
    *(
        "/form?",
        "/form?a",
        "/form?a=%7C|",
        "/form?q=ü&q=%FC",
        "/form?a=b+c%20d",
        "/form?'\"<>`^{}",
        "/form?%",
        "/form?a?b/c#d",
    ),
    *(
        "/landing//x",
        "/landing/../form",
        "/landing/./x",
        "/x//form",
        "/nothing/%2e%2e/x",
        "/slash",
        "/post/007",
        "/path/a/b/",
    ),
]
"""Targets that a browser encodes in its own way, as a script or a person writes them."""

HEADERS = [{"X-Own": "1"}, {"x-own": " 2 "}, {"A-B": "é"}, {"A": "1", "B": "2"}, {"Accept": "text/*;q=0.5"}]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
COOKIES = ["a=ü", "b=\u007f", 'c="1 2"', "=d", "e", "f=%7C|"]


@pytest.fixture
def capture(base_url: str) -> Iterator[Capture]:
    with Capture(urlsplit(base_url).port or 80) as capture:
        yield capture


def test_raw_is_what_the_browser_sent(
    capture: Capture, context: BrowserContext, page: Page, excused: list[str]
) -> None:
    """More than 60 requests: fetches, images, cookies of odd bytes, forms, pages and redirects."""
    excused.append("has been rejected for invalid characters in the name")  # Firefox, about a cookie without a name
    origin = f"http://127.0.0.1:{capture.port}"
    page.goto(origin)
    page.goto(f"{origin}/hello")
    for init in [*({"headers": headers} for headers in HEADERS), *({"method": method} for method in METHODS)]:
        page.evaluate("init => fetch('/method', init)", init)
    for target in TARGETS:
        page.evaluate("target => fetch(target).then(() => {}, () => {})", target)
        page.evaluate(
            "src => new Promise((done) => Object.assign(new Image(), { src, onload: done, onerror: done }))", target
        )
    for cookie in COOKIES:
        page.evaluate("cookie => { document.cookie = cookie; return fetch('/landing'); }", cookie)
    page.goto(f"{origin}/redirect/302?to=/landing")
    with page.expect_navigation():
        page.evaluate(
            """() => {
              document.body.innerHTML = '<form method="post" action="/form"><input name="ü" value="a b|"></form>';
              document.forms[0].submit();
            }"""
        )
    page.goto(f"{origin}/set-cookie")

    [secret] = [cookie["value"] for cookie in context.cookies(origin) if cookie["name"] == "visitor"]
    entries = page.request.get(f"{origin}/api/wire").json()["log"]["entries"]
    crossed = [(shortened(request, secret), response) for request, response in capture.exchanges()]
    for entry in entries:
        assert (raw_head(entry["request"]), raw_head(entry["response"])) in crossed
    assert len(entries) >= 60
    assert not any(entry["_rebuilt"] for entry in entries)


def test_raw_shows_a_byte_that_is_no_text(page: Page) -> None:
    """`/respond` sends any byte in a header; the page writes it as an escape."""
    page.goto("/")
    page.evaluate("() => fetch('/user/%ff', {headers: {'X-Byte': '\\xff'}})")
    hops(wire(page)).first.click()
    request = side(page, "Request")
    expect(request.get_by_role("cell", name="ÿ")).to_be_visible()
    request.get_by_role("button", name="Raw").click()
    expect(request.get_by_label("Request, raw")).to_contain_text("GET /user/%ff HTTP/1.1")
    expect(request.get_by_label("Request, raw")).to_contain_text("\\xff")


def test_the_page_says_when_it_does_not_know_the_letter_case(page: Page) -> None:
    page.goto("/")
    page.evaluate("() => fetch('/user/here')")
    hops(wire(page)).first.click()
    expect(page.get_by_role("dialog")).not_to_contain_text("lower case")
    flask = str(Path(sys.executable).with_name("flask"))
    with Server(command=[flask, "--app", "roundtrip", "run"]) as server:
        page.goto(server.url)
        page.evaluate("() => fetch('/user/there')")
        hops(wire(page)).first.click()
        expect(page.get_by_role("dialog")).to_contain_text("The request headers are sorted and in lower case")
        page.goto("about:blank")
