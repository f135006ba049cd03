"""Trips: a redirect chain is one trip, also beside other requests, and each hop names the changes of the browser."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundtrip.wire.exchange import Exchange
from roundtrip.wire.trips import trips
from tests.exchanges import LASTS, ORIGIN, chain, exchange, grouped, hops, renumbered

PAGE = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
FETCH = {"sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}
CHROMIUM = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0.0.0 Safari/537.36"}


# Exchanges of one trip


def test_a_chain_of_20_is_one_trip_of_21_hops_in_order() -> None:
    [trip] = trips(chain(20))
    assert [hop.exchange.id for hop in trip] == list(range(1, 22))
    assert [hop.redirected_from for hop in trip] == [None, *range(1, 21)]


@settings(deadline=None)
@given(st.permutations(chain(20)))
def test_the_order_of_the_argument_does_not_matter(given: list[Exchange]) -> None:
    assert grouped(given) == [list(range(1, 22))]


def test_each_request_without_a_redirect_is_a_trip() -> None:
    assert grouped([exchange(1), exchange(2), exchange(3)]) == [[1], [2], [3]]


@pytest.mark.parametrize("headers", [(PAGE, PAGE), (FETCH, FETCH), (PAGE, FETCH), ({}, {})], ids=str)
def test_two_simultaneous_chains_in_two_tabs_are_two_trips(headers: tuple[dict[str, str], dict[str, str]]) -> None:
    """Each hop of a chain comes right after the same hop of the other chain."""
    one, two = ([*chain(20, headers=each)] for each in headers)
    both = [each for pair in zip(one, two, strict=True) for each in pair]
    both = [renumbered(each, id, id * 2 * LASTS) for id, each in enumerate(both, 1)]
    assert grouped(both) == [list(range(1, 42, 2)), list(range(2, 43, 2))]


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_fifty_interleaved_chains_are_grouped_exactly(data: st.DataObject) -> None:
    """The hops arrive in any order that keeps the order within each chain."""
    lengths = data.draw(st.lists(st.integers(0, 6), min_size=50, max_size=50))
    chains = [chain(length, path=f"/redirect/chain{number}") for number, length in enumerate(lengths)]
    chains = [
        [Exchange(**{**vars(hop), "url": hop.url.replace("/landing", f"/landing?{number}")}) for hop in links]
        for number, links in enumerate(chains)
    ]
    order = data.draw(st.permutations([number for number, links in enumerate(chains) for _ in links]))
    arrived, expected = [], [[] for _ in chains]  # type: ignore[var-annotated]
    for id, number in enumerate(order, 1):
        link = chains[number][len(expected[number])]
        expected[number].append(id)
        targets = [
            (name, value.replace("/landing", f"/landing?{number}")) for name, value in link.response_headers if value
        ]
        arrived.append(renumbered(Exchange(**{**vars(link), "response_headers": targets}), id, id * 0.011))
    assert sorted(grouped(arrived)) == sorted(expected)


@settings(max_examples=30, deadline=None)
@given(st.permutations([number for number in range(50) for _ in range(3)]))
def test_fifty_chains_of_one_path_are_all_complete(order: list[int]) -> None:
    """The hops do not show their chain, but each chain has all hops once and in order."""
    seen = [0] * 50
    arrived = []
    for id, number in enumerate(order, 1):
        link = chain(2)[seen[number]]
        seen[number] += 1
        arrived.append(renumbered(link, id, id * 0.011))
    found = trips(arrived)
    assert len(found) == 50
    assert {tuple(hop.exchange.url for hop in trip) for trip in found} == {tuple(hop.url for hop in chain(2))}


def test_a_page_and_a_fetch_of_the_same_url_are_two_trips() -> None:
    page = exchange(1, "/re", status=302, to="/index", headers=PAGE, started=1.0)
    fetch = exchange(2, "/re", status=302, to="/index", headers=FETCH, started=1.001)
    landed = exchange(3, "/index", headers=FETCH, started=1.02)
    assert grouped([page, fetch, landed]) == [[1], [2, 3]]


@pytest.mark.parametrize("name", ["accept", "accept-language", "sec-fetch-user", "referer"])
def test_two_tabs_differ_in_headers_that_one_client_repeats(name: str) -> None:
    one = exchange(1, "/re", status=302, to="/index", headers={name: "a"}, started=1.0)
    two = exchange(2, "/re", status=302, to="/index", headers={name: "b"}, started=1.001)
    landed = exchange(3, "/index", headers={name: "b"}, started=1.02)
    assert grouped([one, two, landed]) == [[1], [2, 3]]


@pytest.mark.parametrize("name", ["user-agent", "sec-fetch-dest", "sec-fetch-mode"])
def test_another_client_does_not_follow_the_redirect(name: str) -> None:
    redirect = exchange(1, "/re", status=302, to="/index", headers={name: "a"})
    assert grouped([redirect, exchange(2, "/index", headers={name: "b"})]) == [[1], [2]]


# Loops and limits


@pytest.mark.parametrize(
    ("headers", "length"),
    [({}, 21), (FETCH, 21), (PAGE, 21), (FETCH | CHROMIUM, 21), (PAGE | CHROMIUM, 20)],
    ids=["a script", "a fetch", "a page", "a fetch in Chromium", "a page in Chromium"],
)
def test_a_loop_ends_where_the_browser_stops(headers: dict[str, str], length: int) -> None:
    """A second attempt right after it is a trip of its own."""
    loop = [
        exchange(id, "/redirect/loop", status=302, to="/redirect/loop", headers=headers, started=id * 0.02)
        for id in range(1, 2 * length + 1)
    ]
    assert grouped(loop) == [list(range(1, length + 1)), list(range(length + 1, 2 * length + 1))]


def test_a_redirect_is_followed_once() -> None:
    assert grouped([exchange(1, "/re", status=302, to="/index"), exchange(2, "/index"), exchange(3, "/index")]) == [
        [1, 2],
        [3],
    ]


@pytest.mark.parametrize(
    ("later", "one_trip"), [(LASTS, True), (5.0, True), (5.1, False), (-0.001, True), (-0.5, False)]
)
def test_a_browser_follows_a_redirect_soon_or_never(later: float, one_trip: bool) -> None:
    """The next request cannot start before the response (except for clocks), and a late one comes from a person."""
    redirect = exchange(1, "/re", status=302, to="/index", started=1.0, wait=1.0)
    landed = exchange(2, "/index", started=2.0 + later)
    assert len(grouped([redirect, landed])) == (1 if one_trip else 2)


def test_a_browser_may_follow_before_it_has_read_the_body() -> None:
    redirect = exchange(2, "/re", status=302, to="/index", started=1.0, wait=0.01, receive=3.0)
    landed = exchange(1, "/index", started=1.02)
    assert grouped([redirect, landed]) == [[2, 1]]


# Which request follows which redirect


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/index", "/index"),
        (f"{ORIGIN}/index", "/index"),
        ("index", "/a/index"),
        ("../index", "/index"),
        ("?a=1", "/a/b?a=1"),
        ("/index#top", "/index"),
        ("/user/é", "/user/%C3%A9"),
        ("/user/a b", "/user/a%20b"),
        ("/user/%7Ea", "/user/~a"),
        ("/form?q=é", "/form?q=%C3%A9"),
        ("//127.0.0.1:5000/index", "/index"),
        ("http://127.0.0.1:5000", "/"),
        ("HTTP://127.0.0.1:5000/index", "/index"),
    ],
)
def test_location(location: str, url: str) -> None:
    assert grouped([exchange(1, "/a/b", status=302, to=location), exchange(2, url)]) == [[1, 2]]


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/index", "/Index"),
        ("/index", "/index?a"),
        ("/index?a", "/index"),
        ("http://localhost:5000/index", "/index"),
        ("https://127.0.0.1:5000/index", "/index"),
        ("http://[", "/index"),
        ("", "/a/b"),
    ],
)
def test_location_elsewhere(location: str, url: str) -> None:
    assert grouped([exchange(1, "/a/b", status=302, to=location), exchange(2, url)]) == [[1], [2]]


@pytest.mark.parametrize("status", [200, 201, 300, 304, 305, 404])
def test_a_location_without_a_redirect_status_is_ignored(status: int) -> None:
    assert grouped([exchange(1, "/re", status=status, to="/index"), exchange(2, "/index")]) == [[1], [2]]


# RFC 9110, section 15.4, and the Fetch standard. Some clients change PUT to GET too: the trip notes it when it happens.
METHODS = [
    (301, "GET", "GET", []),
    (301, "POST", "GET", ["method POST→GET", "body dropped"]),
    (301, "POST", "POST", ["body sent again"]),
    (302, "POST", "GET", ["method POST→GET", "body dropped"]),
    (302, "PUT", "PUT", ["body sent again"]),
    (302, "PUT", "GET", ["method PUT→GET", "body dropped"]),
    (303, "POST", "GET", ["method POST→GET", "body dropped"]),
    (303, "PUT", "GET", ["method PUT→GET", "body dropped"]),
    (303, "DELETE", "GET", ["method DELETE→GET", "body dropped"]),
    (303, "HEAD", "HEAD", []),
    (307, "POST", "POST", ["body sent again"]),
    (307, "PUT", "PUT", ["body sent again"]),
    (308, "PATCH", "PATCH", ["body sent again"]),
    (308, "GET", "GET", []),
]


@pytest.mark.parametrize(("status", "method", "then", "said"), METHODS)
def test_changes_of_method_and_body(status: int, method: str, then: str, said: list[str]) -> None:
    size = 0 if method in ("GET", "HEAD") else 5
    first = exchange(1, "/redirect", method, status, to="/landing", request_size=size)
    second = exchange(2, "/landing", then, request_size=size if then == method else 0)
    assert grouped([first, second]) == [[1, 2]]
    assert list(hops([first, second])[2].changes) == said


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [(307, "POST", "GET"), (308, "PUT", "GET"), (302, "GET", "POST"), (303, "HEAD", "GET"), (302, "POST", "PUT")],
)
def test_a_method_that_no_client_uses_after_a_redirect(status: int, method: str, then: str) -> None:
    first = exchange(1, "/redirect", method, status, to="/landing")
    assert grouped([first, exchange(2, "/landing", then)]) == [[1], [2]]


def test_a_note_names_another_host() -> None:
    first = exchange(1, "/re", status=302, to="http://localhost:5000/index")
    second = exchange(2, "http://localhost:5000/index")
    assert hops([first, second])[2].changes == ("host 127.0.0.1:5000→localhost:5000",)
