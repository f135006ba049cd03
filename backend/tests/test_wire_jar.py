"""Cookies by RFC 6265bis: tables of the cookies that a browser refuses, leaves out or forgets, each with its reason."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundtrip.syntax.urls import host_of
from roundtrip.wire.contexts import trustworthy
from roundtrip.wire.jar import MOST_COOKIES, Jar, domain_matches, left_out, path_matches, refused, request_cookies, take
from tests.exchanges import HTTPS, NOW, ORIGIN, exchange, read

# Sections 5.1.3 and 5.1.4: domains and paths that match


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
def test_a_path_matches_itself_and_the_paths_below(path: str, below: str) -> None:
    assert path_matches(path, path)
    assert path_matches(path.rstrip("/") + below, path.rstrip("/") or "/")
    assert not path_matches(path.rstrip("/") + "x", path.rstrip("/") or "/x")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://LOCALHOST/", "localhost"),
        ("http://LOCALHOST./", "localhost."),
        ("https://www.Example.org.:8443/a", "www.example.org."),
        ("http://[::1]:5000/", "::1"),
        ("http://127.0.0.1.", "127.0.0.1"),
        ("no address", ""),
        ("http://[", ""),
    ],
)
def test_host(url: str, host: str) -> None:
    """Section 5.1.2: the host is in lower case. A dot at its end makes another host, but not of an address."""
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("url", "is_"),
    [
        ("https://example.org/", True),
        ("http://example.org/", False),
        ("http://localhost:5000/", True),
        ("http://LOCALHOST./", True),
        ("http://localhost.:5000/", True),
        ("http://a.localhost/", True),
        ("http://a.localhost./", True),
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


# Section 5.7: cookies that a browser does not store


@pytest.mark.parametrize(
    ("header", "url", "why"),
    [
        ("a=1", ORIGIN, None),
        ("a=1; Secure", ORIGIN, None),
        ("a=1; Secure", "http://example.org/", "Secure, and this is not HTTPS"),
        ("a=1; Secure", HTTPS, None),
        ("a=1; Secure", "http://LOCALHOST./", None),
        ("a=1; Domain=example.org", "https://www.example.org./", "Domain=example.org does not match www.example.org."),
        ("a=1; SameSite=None", HTTPS, "SameSite=None needs Secure"),
        ("a=1; SameSite=None; Secure", HTTPS, None),
        ("a=1; Domain=127.0.0.1", ORIGIN, None),
        ("a=1; Domain=example.org", HTTPS, None),
        ("a=1; Domain=.example.org", HTTPS, None),
        ("a=1; Domain=WWW.example.org", HTTPS, None),
        ("a=1; Domain=other.org", HTTPS, "Domain=other.org does not match www.example.org"),
        ("a=1; Domain=a.www.example.org", HTTPS, "Domain=a.www.example.org does not match www.example.org"),
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
        ("", HTTPS, "it has no name and no value"),
        ("=", HTTPS, "it has no name and no value"),
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
    assert refused(read(header, url), exchange(1, url)) == why


# Section 5.8.3: cookies that a browser does not send

CROSS = {"sec-fetch-site": "cross-site"}
TOP = CROSS | {"sec-fetch-dest": "document", "sec-fetch-mode": "navigate"}
FRAME = CROSS | {"sec-fetch-dest": "iframe", "sec-fetch-mode": "navigate"}
FETCH = CROSS | {"sec-fetch-dest": "empty", "sec-fetch-mode": "cors"}


@pytest.mark.parametrize(
    ("header", "url", "why"),
    [
        ("a=1", HTTPS, ""),
        ("a=1", "https://www.example.org/a", ""),
        ("a=1", "https://www.example.org/", "Path=/a"),
        ("a=1", "https://www.example.org/ab", "Path=/a"),
        ("a=1; Path=/", "https://www.example.org", ""),
        ("a=1; Path=/", "https://example.org/", "domain: it belongs to www.example.org"),
        ("a=1; Path=/", "https://a.www.example.org/", "domain: it belongs to www.example.org"),
        ("a=1; Path=/; Domain=www.example.org", "https://a.www.example.org/", ""),
        ("a=1; Path=/; Domain=example.org", "https://other.example.org/", ""),
        ("a=1; Path=/; Domain=example.org", "https://evil.org/", "domain: it belongs to example.org"),
        ("a=1; Secure", "http://www.example.org/a", "Secure"),
        ("a=1; Secure", "http://www.example.org/", "Path=/a and Secure"),
        ("a=1; Path=/%61", "https://www.example.org/a", "Path=/%61"),
        ("a=1; Path=/a", "https://www.example.org/%61", "Path=/a"),
        ("a=1; Path=/a", "https://www.example.org/a%2Fb", "Path=/a"),
        ("a=1; Path=/", "https://www.example.org./", "domain: it belongs to www.example.org"),
        ("a=1; Path=/" + "x" * 63, HTTPS, "Path=/" + "x" * 63),
        ("a=1; Path=/" + "x" * 64, HTTPS, "Path=/" + "x" * 63 + "…"),
        ("a=1", "http://www.example.org/a", ""),
        ("a=1", "https://www.example.org:444/a", ""),
        ("a=1; Max-Age=60", HTTPS, ""),
        ("a=1; Max-Age=59", HTTPS, "expired"),
        ("a=1; Max-Age=0", HTTPS, "expired"),
    ],
)
def test_left_out(header: str, url: str, why: str) -> None:
    """The request comes a minute after the cookie."""
    assert " and ".join(left_out(read(header, HTTPS), exchange(1, url, started=NOW + 59.5))) == why


@pytest.mark.parametrize(
    ("samesite", "method", "headers", "why"),
    [
        ("Strict", "GET", {}, ""),
        ("Strict", "GET", {"sec-fetch-site": "same-site"}, ""),
        ("Strict", "GET", {"sec-fetch-site": "none"}, ""),
        ("Strict", "GET", TOP, "SameSite=Strict"),
        ("Strict", "POST", FETCH, "SameSite=Strict"),
        ("Lax", "GET", TOP, ""),
        ("Lax", "POST", TOP, "SameSite=Lax"),
        ("Lax", "GET", FRAME, "SameSite=Lax"),
        ("Lax", "GET", FETCH, "SameSite=Lax"),
        ("odd", "GET", FETCH, "SameSite=Lax"),
        ("None", "POST", FRAME, ""),
        ("None", "GET", FETCH, ""),
    ],
)
def test_left_out_by_samesite(samesite: str, method: str, headers: dict[str, str], why: str) -> None:
    cookie = read(f"a=1; Secure; SameSite={samesite}", HTTPS)
    assert " and ".join(left_out(cookie, exchange(1, HTTPS, method, headers=headers, started=NOW))) == why


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
def test_the_cookies_of_a_request(header: str, pairs: list[tuple[str, str]]) -> None:
    request = exchange(1, cookie=header)
    assert [(pair.name, pair.value) for pair in request_cookies(request)] == pairs


def jar_after(*sets: str, cookie: str = "") -> tuple[list[str], list[str]]:
    """Return the values in the jar, and the refusals."""
    empty: Jar = MappingProxyType({})  # a jar that no function can change
    jar, verdicts = take(empty, exchange(1, sets=sets, cookie=cookie))
    return [stored.cookie.value for stored in jar.values()], [
        f"{cookie.name}: {why}" for cookie, why in verdicts if why
    ]


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
def test_the_cookies_in_the_jar(sets: list[str], values: list[str]) -> None:
    assert jar_after(*sets)[0] == values


def test_a_refused_cookie_does_not_replace_a_stored_one() -> None:
    assert jar_after("a=1", "a=2; SameSite=None") == (["1"], ["a: SameSite=None needs Secure"])


def test_a_deleted_cookie_of_the_request_stays_to_be_missed() -> None:
    assert jar_after("a=; Max-Age=0", cookie="a=1")[0] == [""]


def test_the_oldest_cookie_goes_if_there_are_too_many() -> None:
    values, refusals = jar_after(*(f"c{number}={number}" for number in range(MOST_COOKIES + 2)))
    assert values == [str(number) for number in range(2, MOST_COOKIES + 2)]
    assert refusals == []
