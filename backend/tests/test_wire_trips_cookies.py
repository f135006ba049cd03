"""Trips: each hop names the cookies that the browser added, and the reason for each cookie that it did not send."""

from __future__ import annotations

import pytest

from roundtrip.wire.exchange import Exchange
from tests.exchanges import ORIGIN, chain, exchange, notes


def redirected(cookie: str, *then: str, path: str = "/landing") -> list[Exchange]:
    """Return a redirect that sets a cookie, and the request after it."""
    return [exchange(1, "/re", status=302, to=path, sets=[cookie]), exchange(2, path, cookie="; ".join(then))]


def test_a_cookie_that_the_browser_adds() -> None:
    assert notes(*redirected("a=1", "a=1")) == [(), ("cookie a added",)]


@pytest.mark.parametrize(
    ("cookie", "said"),
    [
        ("a=1; Path=/other", "cookie a not sent: Path=/other"),
        ("a=1; Max-Age=0", None),
        ("a=1", "cookie a not sent: the browser no longer has it"),
    ],
)
def test_a_cookie_that_the_browser_does_not_send(cookie: str, said: str | None) -> None:
    assert notes(*redirected(cookie)) == [(), (said,) if said else ()]


@pytest.mark.parametrize(
    ("cookie", "said"),
    [
        ("a=1; SameSite=None", "cookie a refused: SameSite=None needs Secure"),
        ("=; Path=/", "cookie (no name) refused: it has no name and no value"),
        ("a=1; Path=/\x01", "cookie a refused: it has a control character"),
        ("__Host-a=1", "cookie __Host-a refused: prefix __Host- needs Secure, Path=/ and no Domain"),
        ("a=1; Domain=example.org", "cookie a refused: Domain=example.org does not match 127.0.0.1"),
    ],
)
def test_a_refused_cookie_is_noted_at_the_answer_that_set_it(cookie: str, said: str) -> None:
    assert notes(*redirected(cookie)) == [(said,), ()]


def test_a_cookie_that_the_response_before_has_changed() -> None:
    for now, said in (("a=2", ("cookie a changed",)), ("a=1", ())):
        setter = exchange(1, "/a", status=303, to="/b", cookie="a=1", sets=[now])
        assert notes(setter, exchange(2, "/b", cookie=now)) == [(), said]
    # The wire shows the same beginning of both sessions.
    hidden = exchange(1, "/a", status=303, to="/b", cookie="session=eyJ…", sets=["session=eyJ…"])
    assert notes(hidden, exchange(2, "/b", cookie="session=eyJ…")) == [(), ("cookie session changed",)]


def test_a_secure_cookie_on_a_remote_host() -> None:
    over_https = exchange(1, "https://example.org/", sets=["a=1; Secure"])
    assert notes(over_https, exchange(2, "http://example.org/")) == [(), ("cookie a not sent: Secure",)]


def test_a_cookie_of_another_host() -> None:
    there = exchange(1, "http://localhost:5000/", sets=["a=1"])
    assert notes(there, exchange(2)) == [(), ("cookie a not sent: domain: it belongs to localhost",)]


def test_a_strict_cookie_in_a_request_from_another_site() -> None:
    cross = {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document", "sec-fetch-mode": "navigate"}
    set_here = exchange(1, sets=["a=1; SameSite=Strict", "b=1; SameSite=Lax"])
    assert notes(set_here, exchange(2, cookie="b=1", headers=cross)) == [(), ("cookie a not sent: SameSite=Strict",)]


def test_a_deleted_cookie_is_noted_once() -> None:
    """A logout does this: the response deletes a cookie that came with the request."""
    logout = exchange(1, "/logout", status=303, to="/session", cookie="a=1", sets=["a=; Max-Age=0"])
    said = notes(logout, exchange(2, "/session"), exchange(3, "/session"))
    assert said == [(), ("cookie a not sent: expired",), ()]


def test_an_expired_cookie_is_noted_once() -> None:
    said = notes(exchange(1, sets=["a=1; Max-Age=2"]), exchange(2, cookie="a=1"), exchange(9), exchange(10))
    assert said == [(), (), ("cookie a not sent: expired",), ()]


def test_a_cookie_that_is_not_sent_is_noted_once_in_each_trip() -> None:
    setter = exchange(1, sets=["a=1; Path=/other"])
    first, second = chain(3, 2), chain(1, 20)
    said = "cookie a not sent: Path=/other"
    assert notes(setter, *first, *second) == [(), (said,), (), (), (), (said,), ()]


def test_another_reason_is_noted_again() -> None:
    setter = exchange(1, "http://localhost:5000/", sets=["a=1; Path=/other"])
    first = exchange(2, "http://localhost:5000/re", status=302, to=f"{ORIGIN}/landing")
    said = notes(setter, first, exchange(3))[1:]
    assert said[0] == ("cookie a not sent: Path=/other",)
    assert said[1][-1] == "cookie a not sent: domain: it belongs to localhost"


def test_a_cookie_that_is_missing_again_is_noted_again() -> None:
    setter = exchange(1, sets=["a=1; Path=/in"])
    links = [
        exchange(2, "/out", status=302, to="/in"),
        exchange(3, "/in", status=302, to="/out2", cookie="a=1"),
        exchange(4, "/out2"),
    ]
    stays = "cookie a not sent: Path=/in"
    assert notes(setter, *links) == [(), (stays,), ("cookie a added",), (stays,)]


def test_two_cookies_of_one_name() -> None:
    setter = exchange(1, sets=["a=1; Path=/", "a=2; Path=/other"])
    assert notes(setter, exchange(2, cookie="a=1"), exchange(3, "/other", cookie="a=2; a=1")) == [
        (),
        ("cookie a not sent: Path=/other",),
        (),
    ]


def test_a_cookie_that_a_script_has_changed() -> None:
    """The wire sees a change by `document.cookie` only in the next request, and never the new attributes."""
    why = "no recorded response set its last value, so the wire cannot tell why"
    said = notes(exchange(1, sets=["a=1"]), exchange(2, cookie="a=2"), exchange(3), exchange(4))
    assert said == [(), (), (f"cookie a not sent: {why}",), ()]


def test_a_replaced_cookie_has_only_its_new_attributes() -> None:
    said = notes(exchange(1, sets=["a=1; Path=/"]), exchange(2, cookie="a=1", sets=["a=2; Max-Age=1"]), exchange(9))
    assert said == [(), (), ("cookie a not sent: expired",)]


def test_a_request_sent_before_the_response_cannot_have_the_cookie() -> None:
    slow = exchange(1, sets=["a=1"], started=1.0, wait=2.0)
    meanwhile = exchange(2, started=1.5)
    crossing = exchange(3, started=3.05)
    later = exchange(4, started=4.0, cookie="a=1")
    assert notes(slow, meanwhile, crossing, later) == [(), (), (), ()]


def test_a_cookie_counts_from_the_time_of_its_response() -> None:
    slow = exchange(1, sets=["a=1; Path=/other"], started=1.0, wait=2.0)
    slower = exchange(2, started=1.5, wait=3.0)
    later = exchange(3, started=3.5)
    assert notes(slow, slower, later) == [(), (), ("cookie a not sent: Path=/other",)]
