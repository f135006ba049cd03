"""The wire shows the bytes that crossed: each head is compared with what a socket sent and received."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from roundtrip.server import cycle
from roundtrip.server.environ import adding
from tests.capture import heads, raw_head, shortened
from tests.serving import OTHER_SERVERS, PATIENCE, Server
from tests.wires import VISITOR

METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "REPORT"])
TARGET = st.binary(max_size=40).map(lambda raw: b"/x" + bytes(byte for byte in raw if byte > 0x20))
NAME = st.text("!#$%&'*+.^_`|~0123456789abcXYZ-", min_size=1, max_size=12).filter(lambda name: name[0] not in "-")
VALUE = st.binary(max_size=30).map(lambda raw: raw.translate(None, b"\x00\r\n").strip(b" \t"))
FRAMING = {"connection", "content-length", "cookie", "expect", "host", "transfer-encoding", "upgrade"}
HEADERS = st.lists(st.tuples(NAME.filter(lambda name: name.lower() not in FRAMING), VALUE), max_size=8)
COOKIE = f"visitor={VISITOR}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


class Wire:
    """The wire of the visitor, read over HTTP."""

    def __init__(self, server: Server) -> None:
        self._client = httpx.Client(base_url=server.url, timeout=PATIENCE, headers={"Cookie": COOKIE})
        self._latest = 0
        self.close = self._client.close

    def news(self) -> list[dict[str, Any]]:
        """Return the entries since the last call."""
        entries: list[dict[str, Any]] = self._client.get(f"/api/wire?after={self._latest}").json()["log"]["entries"]
        self._latest = entries[-1]["_id"]
        return entries

    def last(self) -> dict[str, Any]:
        return self.news()[-1]


@pytest.fixture(scope="module")
def wire(server: Server) -> Iterator[Wire]:
    with closing(Wire(server)) as wire:
        yield wire


def exchange(server: Server, request: bytes) -> bytes:
    """Send a request, and return the head of the response."""
    with server.connect() as connection:
        return next(heads(connection.send(request).answer()))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(METHODS, TARGET, HEADERS)
@example("GET", b"/x\x7f", [])
def test_raw_is_what_crossed(
    server: Server, wire: Wire, method: str, target: bytes, headers: list[tuple[str, bytes]]
) -> None:
    """Any target, any name in its letter case, any byte in a value, duplicates apart, all in their order."""
    lines = [
        method.encode() + b" " + target + b" HTTP/1.1",
        b"hOST: localhost",
        *(f"{n}: ".encode() + v for n, v in headers),
    ]
    request = b"\r\n".join([*lines, f"Cookie: {COOKIE}".encode(), b"Connection: close", b"", b""])
    response = exchange(server, request)
    entry = wire.last()
    assert raw_head(entry["request"]) == shortened(request, VISITOR)
    assert raw_head(entry["response"]) == response
    assert entry["_rebuilt"] is False


@pytest.mark.parametrize("cookie", [b"a=\xc3\xbc", b"a=\xff\xfe", b"a=\x7f", b"a=\x01\x02", b"=", b"a=1; a=2", b'a="1'])
def test_a_cookie_of_any_bytes_locks_nobody_out(server: Server, wire: Wire, cookie: bytes) -> None:
    """Browsers store a control character that a script sets, and send it with each request."""
    head = b"GET /api/cookies HTTP/1.1\r\nHost: localhost\r\nCookie: %b; %b\r\nConnection: close\r\n\r\n"
    request = head % (cookie, COOKIE.encode())
    with server.connect() as connection:
        answer = connection.send(request).answer()
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Set-Cookie" not in answer, "the visitor is known"
    assert raw_head(wire.last()["request"]) == shortened(request, VISITOR)


def test_a_body_in_chunks_and_its_trailers(server: Server, wire: Wire) -> None:
    """A trailer is no part of the head (RFC 9110, section 6.5)."""
    head = f"POST /form HTTP/1.1\r\nHost: localhost\r\nCookie: {COOKIE}\r\nConnection: close\r\n"
    head += "TRANSFER-encoding: chunked\r\n\r\n"
    exchange(server, head.encode() + b"3\r\na=1\r\n0\r\nA-Trailer: 1\r\n\r\n")
    entry = wire.last()
    assert raw_head(entry["request"]) == shortened(head.encode(), VISITOR)
    assert entry["request"]["bodySize"] == 3


def test_pipelined_requests_are_answered_in_their_order(server: Server, wire: Wire) -> None:
    one = f"GET /api/user/%s HTTP/1.1\r\nHost: localhost\r\nCookie: {COOKIE}\r\n%s\r\n"
    with server.connect() as connection:
        answer = connection.send((one % ("%61", "") + one % ("%62", "Connection: close\r\n")).encode()).answer()
    assert answer.index(b"hello, a") < answer.index(b"hello, b")
    assert [entry["request"]["_target"] for entry in wire.news()[-2:]] == ["/api/user/%61", "/api/user/%62"]


def test_a_target_that_arrives_in_pieces(server: Server, wire: Wire) -> None:
    head = f"GET /api/user/aé€b HTTP/1.1\r\nHost: localhost\r\nCookie: {COOKIE}\r\nConnection: close\r\n\r\n".encode()
    with server.connect() as connection:
        for at in range(30):
            connection.send(head[at : at + 1])
            time.sleep(0.002)  # each byte in a packet of its own
        answer = connection.send(head[30:]).answer()
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert raw_head(wire.last()["request"]) == shortened(head, VISITOR)


def test_a_client_that_sends_no_more_is_answered_and_let_go(server: Server) -> None:
    """As `printf … | nc -N` does. An open connection would keep it waiting for five seconds."""
    with server.connect() as connection:
        connection.send(b"GET /respond?delay=0.2&body=here HTTP/1.1\r\nHost: localhost\r\n\r\n").finish()
        began = time.monotonic()
        assert connection.answer().endswith(b"here")
        assert time.monotonic() - began < 3


def test_the_wire_has_the_date_that_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wire and the bridge ask for the added headers one after the other; a second may begin in between."""
    clock = iter(range(10))
    monkeypatch.setattr(cycle, "time", lambda: next(clock))
    added = adding("GET", {"close": False})
    headers = [("Content-Length", "1")]
    assert added("200 OK", headers) == [("Date", "Thu, 01 Jan 1970 00:00:00 GMT")]
    assert added("200 OK", headers) == [("Date", "Thu, 01 Jan 1970 00:00:00 GMT")]


# Other servers tell less, and the wire says so


@pytest.mark.parametrize("command", OTHER_SERVERS.values(), ids=OTHER_SERVERS)
def test_a_server_that_tells_the_target(command: list[str]) -> None:
    """Flask's server and gunicorn give the target in `RAW_URI`, and the headers without their order and letter case."""
    with Server(command=command) as server:
        head = f"GET /api/user/%61%2Fb|?&a=%7C HTTP/1.1\r\nHost: localhost\r\nB: 1\r\nA: 2\r\nCookie: {COOKIE}\r\n\r\n"
        with server.connect() as connection:
            connection.send(head.encode()).finish().answer()
        with closing(Wire(server)) as wire:
            entry = wire.last()
    assert entry["request"]["_target"] == "/api/user/%61%2Fb|?&a=%7C"
    assert entry["_rebuilt"] is True
    assert [header["name"] for header in entry["request"]["headers"]] == ["a", "b", "cookie", "host"]
