"""The parser lab: this browser parses the cookies of a public corpus, each case on a host of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from e2e.labs import PATIENCE, STOPPED, expect_complete, run, run_in_two_tabs, status, table
from roundtrip.cli.panel import OVER
from roundtrip.syntax.cookies import Cookie, parse_set_cookie
from roundtrip.syntax.urls import split

pytestmark = pytest.mark.slow

LAB = "parser"
HOME = "http://home.example.org/cookie-parser"
"""The URL that sets the cookies of the corpus."""

NOW = 1.8e9
"""A time in 2027, in seconds since 1970: after the dates of the corpus that have passed."""

CORPUS = 222
"""The cases of the corpus, which come first."""

CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# Every browser must do these right.
SURE = [
    "0001",
    "0013",
    "attribute0017",
    "comma0002",
    "domain0008",
    "domain0017",
    "mozilla0009",
    "path0018",
    "value0006",
]


@pytest.fixture(autouse=True)
def refusals(excused: list[str]) -> None:
    """Firefox reports each cookie that it rejects, as many cases expect."""
    excused += ["Cookie “"]


def stored(headers: Iterable[str]) -> list[Cookie]:
    """The cookies that RFC 6265bis, section 5.7, stores, where `Secure` counts as fulfilled."""
    jar: dict[tuple[str, str, bool, str], Cookie] = {}
    for header in headers:
        cookie = parse_set_cookie(header, HOME, NOW)
        above = cookie.host_only or ("." in cookie.domain and matches(split(HOME).hostname or "", cookie.domain))
        if CONTROL.search(header) or not cookie.name + cookie.value or not above:
            continue
        if len(cookie.name) + len(cookie.value) > 4096:
            continue
        key = (cookie.name, cookie.domain, cookie.host_only, cookie.path)
        if cookie.lifetime == 0:
            jar.pop(key, None)
        else:
            jar[key] = cookie
    return list(jar.values())


def matches(host: str, domain: str) -> bool:
    """Whether a host domain-matches a domain (section 5.1.3)."""
    return host == domain or host.endswith(f".{domain}")


def sent(headers: Iterable[str], address: str) -> str:
    """The Cookie header that RFC 6265bis, section 5.8.3, requires for an address."""
    url = split(urljoin(HOME, address))
    host = url.hostname or ""
    cookies = [
        cookie
        for cookie in stored(headers)
        if (host == cookie.domain if cookie.host_only else matches(host, cookie.domain))
        and (url.path == cookie.path or url.path.startswith(f"{cookie.path.removesuffix('/')}/"))
    ]
    cookies.sort(key=lambda cookie: -len(cookie.path))
    return "; ".join(f"{cookie.name}={cookie.value}" if cookie.name else cookie.value for cookie in cookies)


def shortened(text: str) -> str:
    return re.sub(r"(.)\1{99,}", lambda run: f"({len(run[0])} times {run[1]})", text)


def test_every_case_expects_what_the_newer_standard_says(page: Page) -> None:
    page.goto("/")
    rows: list[dict[str, Any]] = table(page, LAB)["rows"]

    rows = rows[:CORPUS]
    wrong = {row["title"]: row["expected"] for row in rows if row["expected"] != by_the_standard(row)}
    assert wrong == {}
    names = [row for row in rows if "foo" in row["sent"] and row["expected"] == "nothing"]
    assert len(names) > 30, "many cases expect that nothing comes back"


def by_the_standard(row: dict[str, Any]) -> str:
    return shortened(sent(row["headers"], row["address"])) or "nothing"


def test_every_case_ends_in_a_verdict_and_leaves_no_cookie(
    open_panel: Callable[[str], Locator], page: Page, context: BrowserContext
) -> None:
    parser = open_panel("Parser")
    run(parser)

    verdicts = expect_complete(parser, LAB)
    assert [case for case in SURE if verdicts[case] != "agrees"] == []
    row = parser.get_by_role("row", name=re.compile("^domain0004 "))
    expect(row).to_contain_text("then a request for http://subdomain.home.example.org/cookie-parser-result")
    expect(row.get_by_role("cell").first).to_have_text("foo=bar")
    assert [cookie["name"] for cookie in context.cookies()] == ["visitor"]
    assert context.pages == [page]


@pytest.mark.browsers
def test_two_tabs_do_not_disturb_each_other_and_stop_cleans_up(context: BrowserContext, page: Page) -> None:
    panels = run_in_two_tabs(context, page, "Parser")
    expect(panels[1].get_by_role("cell", name="agrees").nth(20)).to_be_visible(timeout=PATIENCE)
    panels[1].get_by_role("button", name="Stop").click()

    expect(status(panels[1])).to_have_text(STOPPED)
    expect(status(panels[0])).to_have_text(OVER, timeout=PATIENCE)
    expect_complete(panels[0], LAB)
    assert [cookie["name"] for cookie in context.cookies()] == ["visitor"]


@pytest.mark.browsers
def test_the_window_moves_if_no_page_above_a_host_may_set_its_cookies(
    open_panel: Callable[[str], Locator], page: Page, context: BrowserContext
) -> None:
    """WebKitGTK refuses such cookies as third-party cookies. Here the answer to the lab's probe says the same."""
    empty = '<script type="application/json">{"cookie": ""}</script>'
    cors = {"Access-Control-Allow-Credentials": "true"}

    def lost(route: Route) -> None:
        origin = route.request.headers["origin"]
        route.fulfill(body=empty, headers={**cors, "Access-Control-Allow-Origin": origin})

    context.route(re.compile(r"//probe\.[^/]+/cookie-parser-result$"), lost)
    parser = open_panel("Parser")
    with page.expect_popup() as popup:
        parser.get_by_role("button", name="Run the lab").click()
    expect(popup.value).to_have_url(re.compile(r"^http://home\.c\d+\.r\w+\.localhost:\d+/lab/parser#"))
    expect(parser.get_by_role("cell", name="agrees").nth(20)).to_be_visible(timeout=PATIENCE)
    parser.get_by_role("button", name="Stop").click()

    expect(status(parser)).to_have_text(re.compile(r"^Stopped after \d+ of \d+ cases: \d+ agree, 0 differ$"))
    assert [cookie["name"] for cookie in context.cookies()] == ["visitor"]
