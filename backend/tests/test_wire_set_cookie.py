"""Set-Cookie by RFC 6265bis, section 5.6: tables of names, attributes, dates and ages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundtrip.syntax.cookies import LONGEST_LIFE, Cookie, cookie_date, default_path
from tests.exchanges import HTTPS, NOW, read
from tests.twins import short


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
    explicit = {"explicit_path": True, "explicit_samesite": True}
    assert whole == Cookie("a", "1", "example.org", False, "/x", True, True, "Strict", received=NOW, **explicit)


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
    assert read("a=1; Path=x", url).path == path, "a path without a slash at its start is ignored"
    assert read("a=1; Path=", url).path == path


@pytest.mark.parametrize(
    ("attributes", "path"),
    [
        ("Path=/" + "x" * 1023, "/" + "x" * 1023),
        ("Path=/" + "x" * 1024, "/a"),
        ("Path=  /" + "x" * 1023 + "  ", "/" + "x" * 1023),
        ("Path=/x" + "é" * 511, "/x" + "é" * 511),
        ("Path=/" + "é" * 512, "/a"),
        ("Path=/x; Path=/" + "x" * 1024, "/x"),
    ],
    ids=short,
)
def test_an_attribute_of_more_than_1024_bytes_is_ignored(attributes: str, path: str) -> None:
    """Section 5.6: the limit counts bytes, and an earlier attribute of the same name stays."""
    assert read(f"a=1; {attributes}").path == path


def test_a_lifetime_of_more_than_1024_bytes_is_ignored() -> None:
    assert read("a=1; Max-Age=" + "0" * 1024).expires == 0
    assert read("a=1; Max-Age=" + "0" * 1025).expires is None


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
def test_a_text_that_is_not_a_date(text: str) -> None:
    assert cookie_date(text) is None


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert isinstance(cookie_date(text), float | None)


@settings(deadline=None)
@given(st.datetimes(datetime(1601, 1, 1), datetime(9999, 12, 31)))
def test_every_date_of_http(date: datetime) -> None:
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
