"""One client cannot stop the others: slow clients, unread bodies, slow views, killed workers."""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.conftest import Serve
from tests.serving import PATIENCE, Connection, Server
from tests.test_server import ROBERT
from tests.uploads import END, MULTIPART, file

pytestmark = pytest.mark.slow

MIB = 2**20
SOON = 5.0
"""Seconds in which a server must answer while others attack it; on an idle machine, it needs a tenth."""

IMPATIENT = """
from roundtrip import cli
from roundtrip.server import protocol
protocol.TICK, protocol.LINGER, protocol.MAX_DRAIN = 0.1, 0.5, 8 * 2**20
cli.main()
"""
"""The `roundtrip` command with limits of a fraction of a second."""

FRUGAL = IMPATIENT.replace("protocol.TICK, protocol.LINGER, protocol.MAX_DRAIN = 0.1, 0.5,", "protocol.MAX_DRAIN =")
"""The command that reads few bytes after its answer, but not for a shorter time: only the bytes end a connection."""

BIG = (
    f"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: {MULTIPART}\r\nContent-Length: 9000000\r\n\r\n".encode()
)
SMALL = b"POST /api/form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n"
CHUNKED = b"POST /api/form HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
HEAD = b"GET /hello HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(scope="module")
def impatient() -> Iterator[Server]:
    """A server that gives up a client after 0.3 seconds."""
    with Server(command=[sys.executable, "-c", IMPATIENT]) as server:
        yield server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


# Clients that are too slow


@pytest.mark.parametrize(
    "sent", [BIG + b"--B\r\n", SMALL + b"a=1", CHUNKED + b"ffff\r\na=1"], ids=["large", "small", "chunked"]
)
@pytest.mark.parametrize("trickles", [False, True], ids=["stalled", "trickled"])
def test_a_body_that_is_too_slow_gets_a_408(impatient: Server, sent: bytes, trickles: bool) -> None:
    with impatient.connect() as connection:
        answer = answer_while(connection.send(sent), b"x" if trickles else b"")
    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"The request took too long to arrive. Send it again." in answer


@pytest.mark.parametrize("trickles", [False, True], ids=["stalled", "trickled"])
def test_a_head_that_is_too_slow_gets_a_408(impatient: Server, trickles: bool) -> None:
    with impatient.connect() as connection:
        answer = answer_while(connection.send(HEAD), b"A: b\r\n" if trickles else b"")
    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")


def test_a_connection_without_a_request_ends(impatient: Server) -> None:
    with impatient.connect() as connection:
        assert connection.answer() == b""


def test_a_download_that_nobody_reads_ends(impatient: Server) -> None:
    with impatient.client() as client:
        url = uploaded(client, 16 * MIB)
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", impatient.port))
        slow.sendall(f"GET {url} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
        slow.settimeout(PATIENCE)
        time.sleep(1)  # the client does not read
        received = 0
        with suppress(ConnectionError):
            while piece := slow.recv(MIB):
                received += len(piece)
    assert received < 16 * MIB


def test_a_slow_but_steady_client_keeps_its_connection(impatient: Server) -> None:
    body = file("a.txt", b"x" * 20_000) + END
    head = f"POST /api/upload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {MULTIPART}\r\n"
    with impatient.connect() as connection:
        connection.send(f"{head}Content-Length: {len(body)}\r\n\r\n".encode())
        for start in range(0, len(body), 500):  # 25 kB a second
            connection.send(body[start : start + 500])
            time.sleep(0.02)
        assert connection.answer().startswith(b"HTTP/1.1 303 ")


def test_a_client_may_wait_for_a_slow_view(impatient: Server) -> None:
    assert httpx.get(f"{impatient.url}/respond?delay=1", timeout=PATIENCE).status_code == 200


def test_a_connection_may_rest_between_two_requests(impatient: Server) -> None:
    with impatient.connect() as connection:
        for _ in range(2):
            connection.send(HEAD + b"\r\n").until(b"Hello World!")
            time.sleep(0.6)


# Answer first, then read the rest


@pytest.mark.parametrize("expects", [b"", b"Expect: 100-continue\r\n"])
@pytest.mark.parametrize("begin", [b"", b"x"])
def test_a_length_over_the_limit_gets_a_413_at_once(server: Server, expects: bytes, begin: bytes) -> None:
    head = b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000000\r\n" + expects + b"\r\n"
    began = time.monotonic()
    with server.connect() as connection:
        answer = connection.send(head + begin).until(b"</html>")
    assert answer.startswith(b"HTTP/1.1 413 Content Too Large\r\n"), "there is no 100 before it"
    assert time.monotonic() - began < SOON


def test_a_length_that_exceeds_what_a_visitor_can_still_store_gets_a_413_at_once() -> None:
    """4 of 5 MiB are in use. The server answers 2 more MiB before they arrive, and takes half a MiB."""
    with Server("--max-stored", "5MiB") as server, server.client() as client:
        stored = client.post("/upload", files={"the_file": ("first.bin", b"x" * 4 * MIB)})
        assert stored.status_code == 303
        head = f"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: {MULTIPART}\r\n"
        head += f"Cookie: visitor={client.cookies['visitor']}\r\nContent-Length: "
        with server.connect() as connection:
            began = time.monotonic()
            answer = connection.send(f"{head}{2 * MIB}\r\n\r\n".encode()).until(b"</html>")
            assert answer.startswith(b"HTTP/1.1 413 ")
            assert b"5 MiB at most" in answer
            assert time.monotonic() - began < SOON
        body = file("second.bin", b"x" * (MIB // 2)) + END
        with server.connect() as connection:
            answer = connection.send(f"{head}{len(body)}\r\n\r\n".encode(), body).until(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 303 ")


def test_a_connection_goes_on_after_a_body_that_nobody_read(server: Server) -> None:
    """The server reads it to its end: 80 MiB are over the limit, and are no file."""
    head = b"POST /api/form HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % (80 * MIB)
    with server.connect() as connection:
        assert connection.send(head).until(b"}").startswith(b"HTTP/1.1 413 ")
        connection.send(*[b"x" * MIB] * 80)
        assert b"Hello World!" in connection.send(HEAD + b"\r\n").until(b"Hello World!")


def test_the_server_does_not_read_a_body_without_end() -> None:
    head = b"POST /api/form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000000\r\n\r\n"
    with Server(command=[sys.executable, "-c", FRUGAL]) as frugal, frugal.connect() as connection:
        connection.send(head).until(b"}")
        with pytest.raises(ConnectionError):
            connection.send(*[b"x" * MIB] * 1000)


def test_the_wire_says_that_the_body_was_not_read(server: Server) -> None:
    part = file("big.bin", b"x" * 1000)
    with server.client() as client:
        client.get("/")
        head = (
            f"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: {MULTIPART}\r\nContent-Length: {100 * MIB}\r\n"
        )
        cookie = f"Cookie: visitor={client.cookies['visitor']}\r\n"
        with server.connect() as connection:
            connection.send(f"{head}{cookie}\r\n".encode() + part).until(b"</html>")
        entry = client.get("/api/wire").json()["log"]["entries"][-1]
    assert (entry["response"]["status"], entry["_outcome"]) == (413, "complete")
    assert (entry["request"]["bodySize"], entry["request"]["_unread"]) == (100 * MIB, True)
    assert 'filename="big.bin"' in entry["request"]["postData"]["text"], "what has arrived is shown"


# Many at once


ATTACKS: dict[str, tuple[int, bytes]] = {
    "stalled bodies": (200, BIG + b"--B\r\n"),
    "stalled small bodies": (200, SMALL),
    "stalled heads": (200, HEAD),
    "idle connections": (520, b""),
    "delays": (150, b"GET /respond?delay=10 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    "logins": (
        40,
        b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 26\r\n\r\nusername=robert&password=x",
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_page_still_answers(serve: Serve, attack: str) -> None:
    count, sent = ATTACKS[attack]
    server = serve()
    connections = [server.connect().send(sent) for _ in range(count)]
    for path in ("/", "/login", "/api/upload", "/static/wire/wire.css"):
        began = time.monotonic()
        assert httpx.get(server.url + path, timeout=PATIENCE).status_code in (200, 404)
        assert time.monotonic() - began < SOON
    for connection in connections:
        connection.close()


@pytest.mark.skipif(sys.platform != "linux", reason="it reads the memory of a process from /proc")
def test_the_logins_of_many_do_not_fill_the_memory(serve: Serve) -> None:
    """One hash takes 32 MiB (scrypt: 128 * 32768 * 8 bytes)."""
    server = serve()

    def log_in(_: int) -> int:
        return httpx.post(f"{server.url}/login", data=ROBERT, timeout=PATIENCE).status_code

    log_in(0)
    with ThreadPoolExecutor(30) as pool:
        assert set(pool.map(log_in, range(30))) == {303}
    status = Path(f"/proc/{server.pid}/status").read_text()
    assert int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) < 250 * 1024  # type: ignore[index]


@pytest.mark.skipif(sys.platform != "linux", reason="it finds the workers in /proc")
def test_a_killed_worker_comes_back_and_the_others_go_on(serve: Serve) -> None:
    server = serve("--workers", "2")
    before = two_workers(server)
    os.kill(before.pop(), signal.SIGKILL)
    assert before < two_workers(server)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: httpx.get(f"{server.url}/hello", timeout=PATIENCE).status_code, range(40))) == {
            200
        }


# Helpers


def answer_while(connection: Connection, piece: bytes) -> bytes:
    """Send a piece again and again until the server answers and closes; return the answer."""
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(connection.answer)
        until = time.monotonic() + PATIENCE
        while piece and not answer.done() and time.monotonic() < until:
            try:
                connection.send(piece)
            except ConnectionError:
                break
            time.sleep(0.05)
        return answer.result(PATIENCE)


def uploaded(client: httpx.Client, size: int) -> str:
    """Upload a file, and return the path of its content."""
    client.post("/upload", files={"the_file": ("a.bin", b"x" * size)})
    url: str = client.get("/api/uploads").json()["files"][0]["url"]
    return url


def two_workers(server: Server) -> set[int]:
    """Ask until the server has two workers; return their process ids."""
    until = time.monotonic() + PATIENCE
    while len(found := workers(server)) < 2 and time.monotonic() < until:
        assert httpx.get(f"{server.url}/hello", timeout=PATIENCE).text == "Hello World!"
    return found


def workers(server: Server) -> set[int]:
    """The process ids of the workers; the helper of `multiprocessing` that counts resources is none."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return {int(child) for child in children if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()}
