"""Cookies by RFC 6265bis: tables of what a Set-Cookie means, and of why a cookie does not come back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundtrip.wire.jar import (
    LONGEST_LIFE,
    MOST_COOKIES,
    Cookie,
    Key,
    cookie_date,
    default_path,
    domain_matches,
    left_out,
    parse,
    path_matches,
    refused,
    sent,
    sent_cookies,
    take,
    trustworthy,
)
from tests.exchanges import ORIGIN, exchange

NOW = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
HTTPS = "https://www.example.org/a/b"


def read(header: str, url: str = f"{ORIGIN}/a/b") -> Cookie:
    return parse(header, url, NOW)


# Section 5.6: what a Set-Cookie says


@pytest.mark.parametrize(
    ("header", "name", "value"),
    [
        ("a=1", "a", "1"),
        (" a = 1 ; Path=/", "a", "1"),
        ("a=1=2", "a", "1=2"),
        ('a="1 2"', "a", '"1 2"'),
        ("a=", "a", ""),
        ("=1", "", "1"),
        ("a", "", "a"),
        ("", "", ""),
        ("a=ü", "a", "ü"),
    ],
)
def test_name_and_value(header: str, name: str, value: str) -> None:
    assert (read(header).name, read(header).value) == (name, value)


def test_attributes() -> None:
    assert read("a=1") == Cookie("a", "1", "127.0.0.1", True, "/a", received=NOW)
    whole = read("a=1; DOMAIN=.Example.ORG; path=/x ;SECURE; HttpOnly=no; samesite=STRICT; Unknown=1; ;=", HTTPS)
    assert whole == Cookie("a", "1", "example.org", False, "/x", True, True, "Strict", received=NOW)


@pytest.mark.parametrize(
    ("attributes", "samesite"),
    [
        ("SameSite=Strict", "Strict"),
        ("SameSite=lax", "Lax"),
        ("SameSite=NONE", "None"),
        ("SameSite=odd", "Lax"),
        ("SameSite", "Lax"),
        ("SameSite=None; SameSite=Strict", "Strict"),
    ],
)
def test_samesite(attributes: str, samesite: str) -> None:
    assert read(f"a=1; {attributes}").samesite == samesite


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("http://x", "/"),
        ("http://x/", "/"),
        ("http://x/a", "/"),
        ("http://x/a/", "/a"),
        ("http://x/a/b", "/a"),
        ("http://x/a/b/", "/a/b"),
        ("http://x/a/b?c/d", "/a"),
        ("no address", "/"),
        ("http://[", "/"),
    ],
)
def test_default_path(url: str, path: str) -> None:
    """Section 5.1.4."""
    assert default_path(url) == path
    assert read("a=1; Path=x", url).path == path, "a path that does not start with a slash is none"
    assert read("a=1; Path=", url).path == path


def test_an_attribute_too_long_is_none() -> None:
    assert read("a=1; Path=/" + "x" * 1023).path == "/" + "x" * 1023
    assert read("a=1; Path=/" + "x" * 1024).path == "/a"


# Section 5.1.1 and 5.6.1: dates; 5.6.2: ages


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06 08:49:37"),
        ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06 08:49:37"),
        ("Sun Nov  6 08:49:37 1994", "1994-11-06 08:49:37"),
        ("1994 nov 6 8:49:37", "1994-11-06 08:49:37"),
        ("06 Nov 69 00:00:00", "2069-11-06 00:00:00"),
        ("06 Nov 70 00:00:00", "1970-11-06 00:00:00"),
        ("06 Nov 1994 08:49:37 +0200", "1994-11-06 08:49:37"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01 00:00:00"),
        ("6th November 2030, 8:49:37pm", "2030-11-06 08:49:37"),
        ("Thu, 01 Jan 0001 00:00:00 +1400", "2001-01-01 00:00:00"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31 23:59:59"),
    ],
)
def test_a_date_in_any_form(text: str, date: str) -> None:
    assert cookie_date(text) == datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "text",
    [
        *("", "never", "06 Nov 1994", "08:49:37", "06 Nov 08:49:37", "Nov 1994 08:49:37", "30 Feb 2030 00:00:00"),
        *("06 Nov 1600 00:00:00", "06 Nov 2030 24:00:00", "06 Nov 2030 23:60:00", "06 Nov 2030 23:59:60"),
        *(
            "32 Nov 2030 00:00:00",
            "00 Nov 2030 00:00:00",
            "06 Nov 20301 00:00:00",
            "06 Nov 2030 8:9",
            "٠٦ Nov 2030 1:1:1",
        ),
    ],
)
def test_no_date(text: str) -> None:
    assert cookie_date(text) is None


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert isinstance(cookie_date(text), float | None)


@settings(deadline=None)
@given(st.datetimes(datetime(1601, 1, 1), datetime(9999, 12, 31)))
def test_every_date_that_http_writes(date: datetime) -> None:
    """RFC 9110, section 5.6.7."""
    date = date.replace(microsecond=0, tzinfo=UTC)
    assert cookie_date(date.strftime(f"%a, %d %b {date.year:04} %H:%M:%S GMT")) == date.timestamp()


@pytest.mark.parametrize(
    ("attributes", "expires"),
    [
        ("", None),
        ("Max-Age=60", NOW + 60),
        ("Max-Age=060", NOW + 60),
        ("Max-Age=0", 0),
        ("Max-Age=-1", 0),
        ("Max-Age=" + "9" * 5000, None),
        ("Max-Age=" + "9" * 1000, NOW + LONGEST_LIFE),
        ("Max-Age=1.5", None),
        ("Max-Age=+1", None),
        ("Max-Age=--1", None),
        ("Max-Age=٣", None),
        ("Max-Age=", None),
        ("Max-Age", None),
        ("Expires=Thu, 01 Jan 2026 00:01:00 GMT", NOW + 60),
        ("Expires=Fri, 31 Dec 9999 23:59:59 GMT", NOW + LONGEST_LIFE),
        ("Expires=soon", None),
        ("Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", NOW + 60),
        ("Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", NOW + 60),
        ("Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=x", 0),
    ],
    ids=lambda value: str(value)[:60],
)
def test_expiry(attributes: str, expires: float | None) -> None:
    assert read(f"a=1; {attributes}").expires == expires


# Section 5.1.3 and 5.1.4: what matches


@pytest.mark.parametrize(
    ("host", "domain", "matches"),
    [
        ("example.org", "example.org", True),
        ("www.example.org", "example.org", True),
        ("a.b.example.org", "example.org", True),
        ("example.org", "www.example.org", False),
        ("badexample.org", "example.org", False),
        ("example.org.evil", "example.org", False),
        ("localhost", "localhost", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "0.0.1", False),
        ("127.0.0.1", "1", False),
        ("::ffff:1.2.3.4", "2.3.4", False),
        ("", "", True),
    ],
)
def test_domain_match(host: str, domain: str, matches: bool) -> None:
    assert domain_matches(host, domain) is matches


@pytest.mark.parametrize(
    ("path", "cookie_path", "matches"),
    [
        ("/", "/", True),
        ("/a", "/", True),
        ("/a", "/a", True),
        ("/a/", "/a", True),
        ("/a/b", "/a", True),
        ("/a/b", "/a/", True),
        ("/a", "/a/", False),
        ("/ab", "/a", False),
        ("/", "/a", False),
        ("/A", "/a", False),
        ("/a", "/a/b", False),
        ("/a%2Fb", "/a", False),
    ],
)
def test_path_match(path: str, cookie_path: str, matches: bool) -> None:
    assert path_matches(path, cookie_path) is matches


@settings(deadline=None)
@given(st.text("/ab", max_size=6).map("/".__add__), st.text("/ab", max_size=6).map("/".__add__))
def test_a_path_matches_itself_and_what_is_below(path: str, below: str) -> None:
    assert path_matches(path, path)
    assert path_matches(path.rstrip("/") + below, path.rstrip("/") or "/")
    assert not path_matches(path.rstrip("/") + "x", path.rstrip("/") or "/x")


@pytest.mark.parametrize(
    ("url", "is_"),
    [
        ("https://example.org/", True),
        ("http://example.org/", False),
        ("http://localhost:5000/", True),
        ("http://a.localhost/", True),
        ("http://127.0.0.1/", True),
        ("http://127.1.2.3/", True),
        ("http://[::1]:5000/", True),
        ("http://192.168.0.1/", False),
        ("http://notlocalhost/", False),
        ("http://[", False),
    ],
)
def test_trustworthy(url: str, is_: bool) -> None:
    assert trustworthy(url) is is_


# Section 5.7: what is not kept


@pytest.mark.parametrize(
    ("header", "url", "why"),
    [
        ("a=1", ORIGIN, None),
        ("a=1; Secure", ORIGIN, None),
        ("a=1; Secure", "http://example.org/", "Secure, and this is not HTTPS"),
        ("a=1; Secure", HTTPS, None),
        ("a=1; SameSite=None", HTTPS, "SameSite=None needs Secure"),
        ("a=1; SameSite=None; Secure", HTTPS, None),
        ("a=1; Domain=127.0.0.1", ORIGIN, None),
        ("a=1; Domain=example.org", HTTPS, None),
        ("a=1; Domain=.example.org", HTTPS, None),
        ("a=1; Domain=WWW.example.org", HTTPS, None),
        ("a=1; Domain=other.org", HTTPS, "Domain=other.org is not www.example.org"),
        ("a=1; Domain=a.www.example.org", HTTPS, "Domain=a.www.example.org is not www.example.org"),
        ("a=1; Domain=org", HTTPS, "Domain=org is a public suffix"),
        ("a=1; Domain=localhost", "http://localhost/", None),
        ("a=1; Domain=", HTTPS, None),
        ("__Secure-a=1", HTTPS, "prefix __Secure- needs Secure"),
        ("__secure-a=1", HTTPS, "prefix __Secure- needs Secure"),
        ("__Secure-a=1; Secure", HTTPS, None),
        ("__Host-a=1; Secure; Path=/", HTTPS, None),
        ("__Host-a=1; Secure", HTTPS, "prefix __Host- needs Secure, Path=/ and no Domain"),
        ("__Host-a=1; Path=/", HTTPS, "prefix __Host- needs Secure, Path=/ and no Domain"),
        ("__HOST-a=1; Secure; Path=/; Domain=example.org", HTTPS, "prefix __Host- needs Secure, Path=/ and no Domain"),
        ("=__Host-a=1; Secure; Path=/", HTTPS, "prefix __Host- needs Secure, Path=/ and no Domain"),
        ("=__Secure-a; Secure", HTTPS, "prefix __Secure- needs Secure"),
        ("", HTTPS, "it has neither a name nor a value"),
        ("=", HTTPS, "it has neither a name nor a value"),
        ("=a", HTTPS, None),
        ("a=\x01", HTTPS, "it has a control character"),
        ("a\x7f=1", HTTPS, "it has a control character"),
        ("a=1\t2", HTTPS, None),
        ("a=" + "x" * 4095, HTTPS, None),
        ("a=" + "x" * 4096, HTTPS, "name and value are longer than 4096 bytes"),
        ("a=" + "é" * 2048, HTTPS, "name and value are longer than 4096 bytes"),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_refused(header: str, url: str, why: str | None) -> None:
    assert refused(read(header, url), url) == why


# Section 5.8.3: what is not sent

CROSS = {"sec-fetch-site": "cross-site"}
TOP = CROSS | {"sec-fetch-dest": "document", "sec-fetch-mode": "navigate"}
FRAME = CROSS | {"sec-fetch-dest": "iframe", "sec-fetch-mode": "navigate"}
FETCH = CROSS | {"sec-fetch-dest": "empty", "sec-fetch-mode": "cors"}


@pytest.mark.parametrize(
    ("header", "url", "why"),
    [
        ("a=1", HTTPS, None),
        ("a=1", "https://www.example.org/a", None),
        ("a=1", "https://www.example.org/", "Path=/a"),
        ("a=1", "https://www.example.org/ab", "Path=/a"),
        ("a=1; Path=/", "https://www.example.org", None),
        ("a=1; Path=/", "https://example.org/", "domain: it belongs to www.example.org"),
        ("a=1; Path=/", "https://a.www.example.org/", "domain: it belongs to www.example.org"),
        ("a=1; Path=/; Domain=www.example.org", "https://a.www.example.org/", None),
        ("a=1; Path=/; Domain=example.org", "https://other.example.org/", None),
        ("a=1; Path=/; Domain=example.org", "https://evil.org/", "domain: it belongs to example.org"),
        ("a=1; Secure", "http://www.example.org/a", "Secure"),
        ("a=1", "http://www.example.org/a", None),
        ("a=1", "https://www.example.org:444/a", None),
        ("a=1; Max-Age=60", HTTPS, None),
        ("a=1; Max-Age=59", HTTPS, "expired"),
        ("a=1; Max-Age=0", HTTPS, "expired"),
    ],
)
def test_left_out(header: str, url: str, why: str | None) -> None:
    """A minute later."""
    assert left_out(read(header, HTTPS), exchange(1, url, started=NOW + 59.5)) == why


@pytest.mark.parametrize(
    ("samesite", "method", "headers", "why"),
    [
        ("Strict", "GET", {}, None),
        ("Strict", "GET", {"sec-fetch-site": "same-site"}, None),
        ("Strict", "GET", {"sec-fetch-site": "none"}, None),
        ("Strict", "GET", TOP, "SameSite=Strict"),
        ("Strict", "POST", FETCH, "SameSite=Strict"),
        ("Lax", "GET", TOP, None),
        ("Lax", "POST", TOP, "SameSite=Lax"),
        ("Lax", "GET", FRAME, "SameSite=Lax"),
        ("Lax", "GET", FETCH, "SameSite=Lax"),
        ("odd", "GET", FETCH, "SameSite=Lax"),
        ("None", "POST", FRAME, None),
        ("None", "GET", FETCH, None),
    ],
)
def test_left_out_by_samesite(samesite: str, method: str, headers: dict[str, str], why: str | None) -> None:
    cookie = read(f"a=1; Secure; SameSite={samesite}", HTTPS)
    assert left_out(cookie, exchange(1, HTTPS, method, headers=headers, started=NOW)) == why


# The jar


@pytest.mark.parametrize(
    ("header", "pairs"),
    [
        ("", []),
        ("a=1", [("a", "1")]),
        ("a=1; b=2;c=3 ; ", [("a", "1"), ("b", "2"), ("c", "3")]),
        ("a=1=2", [("a", "1=2")]),
        ("a; =b", [("", "a"), ("", "b")]),
        ("a=1; a=2", [("a", "1"), ("a", "2")]),
    ],
)
def test_what_was_sent(header: str, pairs: list[tuple[str, str]]) -> None:
    request = exchange(1, cookie=header)
    assert sent_cookies(request) == pairs
    assert sent(request) == [name for name, _ in pairs]


def jar_after(*sets: str, cookie: str = "") -> tuple[list[str], list[str]]:
    """The values that the jar has, and the notes."""
    jar: dict[Key, Cookie] = {}
    notes = take(jar, exchange(1, sets=sets, cookie=cookie))
    return [each.value for each in jar.values()], notes


@pytest.mark.parametrize(
    ("sets", "values"),
    [
        (["a=1", "b=2"], ["1", "2"]),
        (["a=1", "a=2"], ["2"]),
        (["a=1", "a=2; Path=/x"], ["1", "2"]),
        (["a=1", "A=2"], ["1", "2"]),
        (["a=1", "a=2; Domain=127.0.0.1"], ["2"]),
        (["a=1", "a=2; Domain=example.org"], ["1"]),
        (["a=; Max-Age=0"], []),
        (["a=1", "a=; Max-Age=0"], [""]),
    ],
)
def test_what_is_kept(sets: list[str], values: list[str]) -> None:
    assert jar_after(*sets)[0] == values


def test_a_refused_cookie_leaves_the_one_that_it_would_replace() -> None:
    assert jar_after("a=1", "a=2; SameSite=None") == (["1"], ["cookie a refused: SameSite=None needs Secure"])


def test_deleting_what_came_with_the_request_is_remembered_to_be_missed() -> None:
    assert jar_after("a=; Max-Age=0", cookie="a=1")[0] == [""]


def test_the_oldest_goes_when_there_are_too_many() -> None:
    values, notes = jar_after(*(f"c{number}={number}" for number in range(MOST_COOKIES + 2)))
    assert values == [str(number) for number in range(2, MOST_COOKIES + 2)]
    assert notes == []
