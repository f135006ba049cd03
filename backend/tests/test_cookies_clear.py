"""Too many cookies: a visitor who sends more than the server accepts, or has lost the own ones, can delete them all."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from roundtrip.guard import MAX_COOKIES
from roundtrip.page import CROWDED
from tests.serving import Server
from tests.twins import Twins, heading, parsed

OTHERS = "; ".join(f"c{number}=1" for number in range(CROWDED))
VISITOR = f"visitor={'V' * 22}"


@pytest.fixture
def bare(app: Flask) -> FlaskClient:
    """A client whose Cookie header each test writes."""
    return app.test_client(use_cookies=False)


def full(size: int) -> str:
    """Return a Cookie header of this size."""
    return f"{VISITOR}; a={'x' * (size - len(VISITOR) - 4)}"


@pytest.mark.parametrize("path", ["/", "/hello", "/cookies", "/nothing", "/respond"])
def test_too_large_a_cookie_header_is_a_page_with_a_way_out(bare: FlaskClient, path: str) -> None:
    answer = bare.get(path, headers={"Cookie": full(MAX_COOKIES + 1)}, buffered=True)
    assert heading(answer) == "431 Request Header Fields Too Large"
    assert "Your browser sends 262,145 bytes of cookies, and this server accepts 256 KiB at most." in answer.text
    assert '<form method="post" action="/cookies/clear">' in answer.text
    assert bare.get(path, headers={"Cookie": full(MAX_COOKIES)}, buffered=True).status_code != 431


def test_the_twin_is_a_problem(bare: FlaskClient) -> None:
    answer = bare.get("/api/hello", headers={"Cookie": full(MAX_COOKIES + 1)})
    assert (answer.status_code, answer.mimetype) == (431, "application/problem+json")
    assert "Delete the cookies of this host." in answer.get_json()["detail"]


def test_the_page_has_its_style(bare: FlaskClient) -> None:
    """Else the browser would refuse a page of the same 431 as its style."""
    answer = bare.get("/static/style.css", headers={"Cookie": full(MAX_COOKIES + 1)}, buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "text/css")


def test_the_way_out_works_in_spite_of_the_size(bare: FlaskClient) -> None:
    too_large = {"Cookie": full(MAX_COOKIES + 1)}
    assert bare.get("/cookies/clear", headers=too_large).status_code == 200
    answer = bare.post("/cookies/clear", headers={**too_large, "Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.location) == (303, "/cookies/clear")
    assert answer.headers["Clear-Site-Data"] == '"cookies"'


def test_each_cookie_of_the_request_expires(bare: FlaskClient) -> None:
    """For browsers that ignore Clear-Site-Data on a connection that they do not trust."""
    header = f"a=1; {VISITOR}; a=2; __Host-b=3; c d=4; alone"
    answer = bare.post("/cookies/clear", headers={"Cookie": header})
    names = ["a", "visitor", "__Host-b", "c d", ""]
    secure = ["", "", "; Secure", "", ""]
    assert answer.headers.getlist("Set-Cookie") == [
        f"{name}=x; Path=/; Max-Age=-86400{end}" for name, end in zip(names, secure, strict=True)
    ]


def test_without_cookies_nothing_is_set(twins: Twins) -> None:
    pair = twins.post("/cookies/clear")
    assert pair.page.headers["Clear-Site-Data"] == '"cookies"'
    assert "Set-Cookie" not in pair.page.headers


def test_the_answer_stays_small_enough_for_a_browser(bare: FlaskClient) -> None:
    """Chromium accepts 256 KiB of headers."""
    header = "; ".join(f"{'n' * 4000}{number}=1" for number in range(180))
    answer = bare.post("/cookies/clear", headers={"Cookie": header})
    expired = answer.headers.getlist("Set-Cookie")
    assert 10 < len(expired) < 20
    assert answer.headers["Clear-Site-Data"] == '"cookies"'


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_can_clear(twins: Twins, site: str) -> None:
    pair = twins.post("/cookies/clear", headers={"Sec-Fetch-Site": site})
    assert pair.page.status_code == 403
    for answer in pair:
        assert "Clear-Site-Data" not in answer.headers
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("header", "count", "says"),
    [
        ("", 0, "Your browser sends no cookies"),
        (";", 0, "Your browser sends no cookies"),
        ("a=1", 1, "Your browser sends 1 cookie"),
        (f"{VISITOR}; a=1", 2, "Your browser sends 2 cookies"),
    ],
)
def test_the_page_counts_the_cookies(twins: Twins, header: str, count: int, says: str) -> None:
    pair = twins.get("/cookies/clear", headers={"Cookie": header})
    assert pair.json == {"count": count, "size": len(header), "max_size": MAX_COOKIES}
    assert heading(pair.page) == says
    assert ("button" in parsed(pair.page).elements) is (count > 0)


def test_a_visitor_whose_cookie_is_gone_is_told_so_once(bare: FlaskClient) -> None:
    answer = bare.get("/", headers={"Cookie": OTHERS}, buffered=True)
    assert heading(answer) == "Your browser has lost the cookies of Roundtrip"
    assert f"It sends {CROWDED} other cookies for this host." in answer.text
    assert '<form method="post" action="/cookies/clear">' in answer.text
    new = answer.headers["Set-Cookie"].partition(";")[0]
    assert new.startswith("visitor=")
    assert "panel-bench" in bare.get("/", headers={"Cookie": f"{OTHERS}; {new}"}, buffered=True).text


@pytest.mark.parametrize("header", ["", OTHERS.rpartition(";")[0], f"{OTHERS}; {VISITOR}"])
def test_nobody_else_is_told_so(bare: FlaskClient, header: str) -> None:
    assert "panel-bench" in bare.get("/", headers={"Cookie": header}, buffered=True).text


def test_the_real_server_reads_as_many_cookies_as_a_browser_keeps() -> None:
    """180 cookies of 4 KiB, which is as much as Chromium and Firefox keep for a host."""
    cookies = "; ".join(f"c{number:03}={'x' * 4091}" for number in range(180))
    with Server() as server, server.connect() as connection:
        head = f"GET /{quote('hello')} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {cookies}\r\n\r\n"
        answer = connection.send(head.encode()).answer()
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b"Delete all cookies" in answer
