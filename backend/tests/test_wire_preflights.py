"""Preflights: one trip with the request that they permit; a refused preflight is alone and has a reason."""

from __future__ import annotations

from typing import Any

import pytest

from roundtrip.wire.exchange import Exchange
from roundtrip.wire.har import har
from roundtrip.wire.trips import trips
from tests.exchanges import LASTS, exchange, grouped, notes
from tests.wires import HAR

PAGE = "http://localhost:5000"
FETCH = {"origin": PAGE, "sec-fetch-mode": "cors", "sec-fetch-dest": "empty", "sec-fetch-site": "cross-site"}
PASSED = ("preflight passed",)


def preflight(id: int, path: str = "/api/lab", *, asks: str = "PUT", allows: Any = None, **more: Any) -> Exchange:
    """Return a preflight for a method (and headers, after a colon); `allows` are headers of its response."""
    method, _, names = asks.partition(": ")
    sent = FETCH | {"access-control-request-method": method} | more.pop("headers", {})
    sent |= {"access-control-request-headers": names} if names else {}
    made = exchange(id, path, "OPTIONS", headers=sent, **more)
    got = [("Access-Control-Allow-Origin", PAGE), ("Access-Control-Allow-Methods", "PUT")]
    got = list(allows.items()) if isinstance(allows, dict) else got if allows is None else allows
    return Exchange(**{**vars(made), "response_headers": [*made.response_headers, *got]})


def request(id: int, path: str = "/api/lab", method: str = "PUT", **more: Any) -> Exchange:
    return exchange(id, path, method, headers=FETCH | more.pop("headers", {}), **more)


# Exchanges of one trip


def test_a_preflight_and_its_request_are_one_trip() -> None:
    [trip] = trips([preflight(1), request(2)])
    assert [hop.exchange.method for hop in trip] == ["OPTIONS", "PUT"]
    assert [hop.preflight for hop in trip] == [None, 1]
    assert [hop.redirected_from for hop in trip] == [None, None], "it is not a redirect"
    assert [hop.changes for hop in trip] == [(), PASSED]


def test_the_har_names_the_preflight() -> None:
    log = har(trips([preflight(1), request(2)]))
    HAR.validate(log)
    first, second = log["log"]["entries"]
    assert ("_preflight" in first, second["_preflight"]) == (False, 1)
    assert "_redirectedFrom" not in second
    assert first["pageref"] == second["pageref"]


@pytest.mark.parametrize(
    "later",
    [
        request(2, method="DELETE"),
        request(2, method="GET"),
        request(2, "/api/other"),
        request(2, "/api/lab?a"),
        request(2, "http://localhost:5000/api/lab"),
        request(2, headers={"origin": "null"}),
        request(2, headers={"user-agent": "another"}),
        request(2, started=1.0 + LASTS + 5.1),
        request(2, started=1.0 + LASTS - 0.1),
    ],
    ids=["method", "GET", "path", "query", "host", "origin", "client", "too late", "before the answer"],
)
def test_a_request_that_it_does_not_permit(later: Exchange) -> None:
    assert sorted(grouped([preflight(1), later])) == [[1], [2]]


def test_a_request_needs_the_announced_headers() -> None:
    asked = preflight(1, asks="PUT: content-type,x-a", allows={"Access-Control-Allow-Origin": "*", **ALL})
    assert grouped([asked, request(2, headers={"content-type": "text/x"})]) == [[1], [2]]
    assert grouped([asked, request(2, headers={"Content-Type": "text/x", "X-A": "1"})]) == [[1, 2]]


def test_a_preflight_permits_one_request() -> None:
    """The next request uses the preflight cache of the browser and is a trip of its own."""
    assert grouped([preflight(1), request(2), request(3)]) == [[1, 2], [3]]


def test_the_last_preflight_counts() -> None:
    """An earlier one may have failed for an invisible reason, such as credentials."""
    assert grouped([preflight(1), preflight(2), request(3)]) == [[1], [2, 3]]


@pytest.mark.parametrize("headers", [{}, {"access-control-request-method": "PUT"}, {"origin": PAGE}], ids=str)
def test_an_options_request_that_is_not_a_preflight(headers: dict[str, str]) -> None:
    """Without Access-Control-Request-Method, or without an Origin."""
    plain = exchange(1, "/api/lab", "OPTIONS", headers=headers)
    assert notes(plain, request(2)) == [(), ()]
    assert grouped([plain, request(2)]) == [[1], [2]]


# Redirects and preflights


def test_a_permitted_request_can_be_redirected() -> None:
    first = [preflight(1), request(2, status=307, to="/landing")]
    assert grouped([*first, request(3, "/landing")]) == [[1, 2, 3]]


@pytest.mark.parametrize("told", ["null", PAGE], ids=["by the standard", "by Firefox"])
def test_each_redirect_to_another_origin_has_its_own_preflight(told: str) -> None:
    """Fetch standard, HTTP-redirect fetch: it fetches again, and its Origin becomes null."""
    there, tainted = "http://localhost:5000/api/lab", {"origin": "null"}
    hops = [
        preflight(1),
        request(2, status=307, to=there),
        preflight(3, there, allows={"Access-Control-Allow-Origin": "*", **ALL}, headers={"origin": told}),
        request(4, there, headers=tainted),
    ]
    [trip] = trips(hops)
    assert [hop.redirected_from for hop in trip] == [None, None, 2, 2]
    assert [hop.preflight for hop in trip] == [None, 1, None, 3]
    assert [hop.changes[:1] for hop in trip] == [(), PASSED, (), PASSED]
    assert grouped(hops[:3]) == [[1, 2, 3]], "a refused preflight ends the trip"


def test_no_browser_follows_a_redirected_preflight() -> None:
    moved = preflight(1, status=307, to="/landing")
    assert grouped([moved, request(2, "/landing"), preflight(3, "/landing")]) == [[1], [2], [3]]
    assert notes(moved) == [("preflight refused: its status is 307, not 200 to 299",)]


# Reasons for a refusal

ALL = {"Access-Control-Allow-Methods": "*", "Access-Control-Allow-Headers": "*"}
OWN = {"Access-Control-Allow-Origin": PAGE}


@pytest.mark.parametrize(
    ("asks", "allows", "why"),
    [
        ("PUT", {}, "no Access-Control-Allow-Origin"),
        ("PUT", ALL, "no Access-Control-Allow-Origin"),
        ("PUT", ALL | {"Access-Control-Allow-Origin": "null"}, f"Access-Control-Allow-Origin is null, not {PAGE}"),
        ("PUT", OWN, "PUT is not in Access-Control-Allow-Methods"),
        ("PUT", OWN | {"Access-Control-Allow-Methods": "put, DELETE"}, "PUT is not in Access-Control-Allow-Methods"),
        ("GET: x-a", OWN, "x-a is not in Access-Control-Allow-Headers"),
        ("GET: a,x-b", OWN | {"Access-Control-Allow-Headers": "A, b"}, "x-b is not in Access-Control-Allow-Headers"),
    ],
)
def test_the_reason_for_a_refusal(asks: str, allows: dict[str, str], why: str) -> None:
    asked = preflight(1, asks=asks, allows=allows)
    assert notes(asked) == [(f"preflight refused: {why}",)]
    method, _, names = asks.partition(": ")
    later = request(2, method=method, headers=dict.fromkeys(names.split(",") if names else [], "1"))
    assert grouped([asked, later]) == [[1], [2]], "so it does not permit the next request"


@pytest.mark.parametrize(
    ("asks", "allows"),
    [
        ("PUT", OWN | {"Access-Control-Allow-Methods": "DELETE,PUT"}),
        ("PUT", {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "*"}),
        ("PUT", [*OWN.items(), *(("Access-Control-Allow-Methods", each) for each in ("DELETE", "PUT"))]),
        ("POST: content-type", OWN | {"Access-Control-Allow-Headers": "Content-Type"}),
        ("GET: x-a", OWN | {"Access-Control-Allow-Headers": "*"}),
        ("GET: x-a, x-b", OWN | {"Access-Control-Allow-Headers": "x-b , X-A"}),
    ],
    ids=str,
)
def test_preflights_that_pass(asks: str, allows: Any) -> None:
    """A response need not list GET, HEAD and POST; names of headers are case-insensitive."""
    method, _, names = asks.partition(": ")
    later = request(2, method=method, headers={name.strip(): "1" for name in names.split(",") if name})
    assert notes(preflight(1, asks=asks, allows=allows), later) == [(), PASSED]


@pytest.mark.parametrize("status", [200, 204, 299, 307, 404, 500])
def test_only_a_2xx_status_passes(status: int) -> None:
    said = f"preflight refused: its status is {status}, not 200 to 299"
    assert notes(preflight(1, status=status)) == [() if status < 300 else (said,)]


def test_a_preflight_without_a_response_has_no_note() -> None:
    assert notes(preflight(1, status=0)) == [()]


# Cookies


def test_a_preflight_without_cookies_has_no_note() -> None:
    """Fetch standard, CORS protocol and credentials."""
    setter = exchange(1, "/", sets=["a=1; Path=/; SameSite=None; Secure"])
    come = request(3, cookie="a=1", started=3.0)
    assert notes(setter, preflight(2), come, request(4, cookie="a=1")) == [(), (), PASSED, ()]


def test_a_page_of_another_origin_can_omit_cookies_and_send_them_later() -> None:
    """The script chooses whether to send credentials, so the browser still has the cookie."""
    setter = exchange(1, "/", sets=["a=1; Path=/; SameSite=None; Secure", "b=1; Path=/"])
    _, without, with_them = notes(setter, request(2, method="GET"), request(3, method="GET", cookie="a=1"))
    assert without == (
        "cookie a not sent: the page sent the request without credentials, or the browser blocks third-party cookies",
        "cookie b not sent: SameSite=Lax",
    )
    assert with_them == ("cookie b not sent: SameSite=Lax",)
