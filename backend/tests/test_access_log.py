"""The access log: a line for each request in the Common Log Format, and nothing that a request writes by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.serving import Server, wait_until

LINE = r'127\.0\.0\.1 - - \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "(.*)" (\d{3}) (\d+|-)'


@pytest.fixture(scope="module", params=["1", "2"], ids=["one worker", "two workers"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with Server("--access-log", "--workers", request.param) as server:
        yield server


def line_of(server: Server, sent: bytes) -> tuple[str, ...]:
    """Send bytes; return the request, the status and the size in the line that the log has for them."""
    before = len(server.output)
    with server.connect() as connection:
        connection.send(sent).answer()
    wait_until(lambda: server.output[before:].endswith("\n"))
    [line] = server.output[before:].splitlines()
    found = re.fullmatch(LINE, line)
    assert found, line
    return found.groups()


def test_a_line_has_the_request_the_status_and_the_size(server: Server) -> None:
    get = b"GET /hello?a=%20 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    assert line_of(server, get) == ("GET /hello?a=%20 HTTP/1.1", "200", "12")


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        (b'/a"b\\c', r"/a\x22b\x5cc"),
        (b"/\x1b[31m\xff?\xe9", r"/\x1b[31m\xff?\xe9"),
        (b"/%0aFORGED", "/%0aFORGED"),
    ],
)
def test_a_target_cannot_forge_a_line_nor_act_on_a_terminal(server: Server, target: bytes, shown: str) -> None:
    get = b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % target
    assert line_of(server, get)[:2] == (f"GET {shown} HTTP/1.1", "404")


def test_bytes_that_are_no_request_have_a_line_too(server: Server) -> None:
    assert line_of(server, b"FORGED\r\n\r\n") == ("-", "400", "-")


def test_there_is_no_log_without_the_option() -> None:
    with Server() as server:
        with server.connect() as connection:
            connection.send(b"GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").answer()
        server.stop()
        assert len(server.output.splitlines()) == 1
