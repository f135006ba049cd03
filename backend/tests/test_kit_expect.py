"""Assertions on the wire: which trips agree, how long they wait, and what a failure says."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from roundtrip.testing import AsyncExpect, Expect, Headers, Hop, Request, Response, Trip, Wire
from roundtrip.testing.expect import Watched
from roundtrip.testing.steps import wanted


def hop(line: str, rule: str | None = None) -> Hop:
    """A hop from its line, such as `POST /login 303`."""
    method, target, status = line.split()
    request = Request(Headers(), b"", 0, method, f"http://127.0.0.1:9{target}", {})
    return Hop(0, request, Response(Headers(), b"", 0, int(status), "Reason", ()), (), rule, None)


def wire(*trips: list[str]) -> Wire:
    return Wire(tuple(Trip(tuple(map(hop, lines))) for lines in trips))


FORM, LOGIN, REFUSED = ["GET /login 200"], ["POST /login 303", "GET /session?a=b 200"], ["POST /login 401"]


class Visitor:
    """A visitor whose wire grows with each pause."""

    def __init__(self, *wires: Wire) -> None:
        self.wires = list(wires)
        self.paused: list[float] = []

    def read(self) -> Wire:
        return self.wires[0]

    def pause(self, seconds: float) -> None:
        self.paused.append(seconds)
        if len(self.wires) > 1:
            self.wires.pop(0)
        else:
            time.sleep(seconds)

    def expect(self, timeout: float = 0.0) -> Expect:
        return Expect(Watched(self.read, "page", lambda: "The page is at /.", self.pause, timeout))


@pytest.mark.parametrize(
    "steps",
    [
        ("POST /login", 303, "GET /session"),
        ("POST /login", "GET /session"),
        ("POST /login 303", "GET /session 200"),
        ("POST /login 303 See Other", "GET /session?a=b", 200),
        ("POST http://127.0.0.1:9/login", "GET /session"),
    ],
)
def test_trip_agrees(steps: tuple[str | int, ...]) -> None:
    found = Visitor(wire(FORM, LOGIN, REFUSED)).expect().trip(*steps)
    assert found.lines == LOGIN


def test_rule_of_flask_names_a_hop() -> None:
    trip = Trip((hop("GET /user/anna 200", "/user/<username>"),))
    assert Visitor(Wire((trip,))).expect().trip("GET /user/<username>") is trip


@pytest.mark.parametrize(
    ("steps", "sentence", "mark"),
    [
        (("POST /login", 303), "goes on with hop 2", "✗ not expected"),
        (("POST /login", 302, "GET /session"), "has POST /login answered with 303, not 302", "✗ expected 302"),
        (("POST /login", 303, "GET /"), "has GET /session?a=b as hop 2", "✗ expected GET /"),
        (("POST /login", 303, "GET /session?b"), "has GET /session?a=b as hop 2", "✗ expected GET /session?b"),
        (
            ("POST /login", "GET /session", 200, "GET /x"),
            "ends before hop 3, GET /x",
            "✗ expected next: GET /x",
        ),
    ],
)
def test_message_names_the_first_difference(steps: tuple[str | int, ...], sentence: str, mark: str) -> None:
    with pytest.raises(AssertionError) as raised:
        Visitor(wire(FORM, LOGIN)).expect().trip(*steps)
    message = str(raised.value)
    assert f"The nearest, trip 2 of 2, {sentence}:" in message
    assert mark in [line.strip() for line in message.splitlines()]


def test_mark_follows_the_hop_that_differs() -> None:
    with pytest.raises(AssertionError) as raised:
        Visitor(wire(LOGIN)).expect().trip("POST /login", 302, "GET /session")
    lines = [line.strip() for line in str(raised.value).splitlines()]
    mark = lines.index("✗ expected 302")
    assert lines[mark - 1].startswith("│◀─ 303 Reason ─")
    assert lines[mark + 1].startswith("│── GET /session?a=b ─")


def test_mark_of_another_request_follows_that_request() -> None:
    with pytest.raises(AssertionError) as raised:
        Visitor(wire(LOGIN)).expect().trip("POST /login", 303, "GET /")
    lines = [line.strip() for line in str(raised.value).splitlines()]
    mark = lines.index("✗ expected GET /")
    assert lines[mark - 1].startswith("│── GET /session?a=b ─")
    assert lines[mark + 1].startswith("│◀─ 200 Reason ─")


def test_icon_that_a_browser_asks_for_is_not_the_newest_trip() -> None:
    with pytest.raises(AssertionError) as raised:
        Visitor(wire(FORM, ["GET /favicon.ico 404"])).expect().trip("GET /re")
    assert "The newest is:\n\n    Client " in str(raised.value)
    assert str(raised.value).index("│── GET /login") < str(raised.value).index("2  GET /favicon.ico 404")


def test_message_lists_the_other_trips() -> None:
    with pytest.raises(AssertionError) as raised:
        Visitor(wire(*[FORM] * 12, REFUSED, LOGIN)).expect().trip("POST /login", 200)
    message = str(raised.value)
    assert "The nearest, trip 14 of 14, has POST /login answered with 303, not 200:" in message, "the newest of equals"
    assert "The other trips:\n    … 3 older\n    4  GET /login 200\n" in message
    assert "    13  POST /login 401\n\nThe page is at /." in message


def test_message_of_a_visitor_who_did_something_else() -> None:
    with pytest.raises(AssertionError) as raised:
        Visitor(wire(FORM, LOGIN)).expect().trip("GET /re", 302, "GET /index")
    assert str(raised.value).startswith(
        "The page made no such trip within 0 s:\n\n    GET /re 302\n    GET /index\n\n"
        "No trip of its 2 begins with GET /re. The newest is:\n\n    Client "
    )


def test_message_of_an_empty_wire() -> None:
    with pytest.raises(AssertionError) as raised:
        Visitor(Wire()).expect().trip("GET /re")
    assert str(raised.value) == (
        "The page made no such trip within 0 s:\n\n    GET /re\n\n"
        "The wire is empty: the server received no request from it.\n\nThe page is at /."
    )


def test_number_of_trips_can_be_exact() -> None:
    twice = Visitor(wire(LOGIN, FORM, LOGIN))
    assert twice.expect().trip("POST /login", "GET /session", times=2) is twice.wires[0][2]
    with pytest.raises(AssertionError) as raised:
        twice.expect().trip("POST /login", "GET /session", times=1)
    assert str(raised.value).startswith("The page made this trip 2 times, not 1 (waited 0 s):")
    assert "All trips:\n    1  POST /login 303 → GET /session?a=b 200\n    2  GET /login 200\n" in str(raised.value)


def test_it_waits_until_the_trip_is_complete() -> None:
    visitor = Visitor(Wire(), wire(LOGIN[:1]), wire(LOGIN))
    assert visitor.expect(5).trip("POST /login", "GET /session").lines == LOGIN
    assert len(visitor.paused) == 2


def test_it_waits_whether_a_browser_follows_the_last_redirect() -> None:
    with pytest.raises(AssertionError, match="goes on with hop 2"):
        Visitor(wire(LOGIN[:1]), wire(LOGIN)).expect().trip("POST /login", 303)
    unfollowed = Visitor(wire(LOGIN[:1]))
    assert unfollowed.expect(5).trip("POST /login", 303).lines == LOGIN[:1]
    assert len(unfollowed.paused) == 1
    final = Visitor(wire(REFUSED))
    final.expect(5).trip("POST /login", 401)
    assert final.paused == [], "no redirect, no wait"


def test_it_waits_no_longer_than_its_time() -> None:
    began = time.monotonic()
    visitor = Visitor(Wire())
    with pytest.raises(AssertionError, match=r"within 0\.3 s"):
        visitor.expect(60).trip("GET /re", timeout=0.3)
    assert 0.3 <= time.monotonic() - began < 30
    assert sum(visitor.paused) <= 0.31


def test_never_is_about_hops() -> None:
    visitor = Visitor(wire(FORM, LOGIN))
    visitor.expect().never("GET /session 500", "GET /index")
    with pytest.raises(AssertionError) as raised:
        visitor.expect().never("GET /index", "GET /session")
    assert str(raised.value).startswith("The page sent GET /session?a=b 200, which must not happen. Trip 2 of 2:")
    *_, mark, answer = str(raised.value).splitlines()
    assert mark == "    ✗ must not happen"
    assert answer.startswith("    │◀─ 200 Reason ─")


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (("POST login",), "'POST login' is no hop"),
        (("/login",), "'/login' is no hop: write a method and a path, such as 'POST /login'."),
        ((303,), r"The status 303 must follow its request"),
        (("POST /login", 303, 200), r"The status 200 must follow its request"),
        ((), "Name at least one hop"),
    ],
)
def test_mistakes_in_a_test_are_named(steps: tuple[str | int, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        wanted(steps)


def test_zero_times_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="never"):
        Visitor(Wire()).expect().trip("GET /re", times=0)


@pytest.mark.parametrize(("name", "message"), [("trip", "no such trip"), ("never", "must not happen")])
def test_asynchronous_twin_judges_alike(name: str, message: str) -> None:
    visitor = Visitor(wire(LOGIN))
    watched = Watched(visitor.read, "page", lambda: "", visitor.pause, 0)

    async def scenario() -> None:
        expect = AsyncExpect(watched)
        assert (await expect.trip("POST /login", "GET /session")).lines == LOGIN
        await expect.never("GET /index")
        await getattr(expect, name)("GET /session")

    # Playwright, which another test of this process may use, keeps a loop running in the main thread.
    with ThreadPoolExecutor(1) as pool, pytest.raises(AssertionError, match=message):
        pool.submit(lambda: asyncio.run(scenario())).result()
