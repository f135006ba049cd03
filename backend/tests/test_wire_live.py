"""The wire of the real server: clients that disconnect, several workers, and the stream of news."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import httpx
import pytest
from flask.testing import FlaskClient

from roundtrip.wire import Store
from roundtrip.wire import news as news_module
from roundtrip.wire.news import News
from tests.conftest import Serve
from tests.serving import PATIENCE, Connection, Server
from tests.stores import Stores, exchange
from tests.uploads import MULTIPART, file
from tests.wires import HAR, header, newest_first, news


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The server of all tests that need no other one."""
    with Server() as server:
        yield server


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/get-name"), ("HEAD", "/hello"), ("GET", "/re"), ("GET", "/nothing"), ("POST", "/landing")],
)
def test_a_response_that_a_client_has_read_is_in_the_wire(server: Server, method: str, path: str) -> None:
    with server.client() as client:
        client.get("/")
        for number in range(1, 21):
            client.request(method, path)
            assert len(newest_first(client)) == number


def test_a_download_that_the_client_aborts(server: Server) -> None:
    with server.client() as client:
        client.get("/")
        size = 40_000_000
        client.post("/upload", files={"the_file": b"x" * size})
        [found] = client.get("/api/uploads").json()["files"]
        [before, *_] = newest_first(client)
        with client.stream("GET", found["url"]) as answer:
            next(answer.iter_raw(1))
        with news(client) as ids:
            latest = next(id for id in ids if id > before)
        entry = client.get(f"/api/wire?after={before}").json()["log"]["entries"][-1]
        assert (entry["_id"], entry["_outcome"]) == (latest, "aborted")
        assert 0 < entry["response"]["bodySize"] < size


@pytest.mark.parametrize("length", ["Content-Length: 9000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n100000\r\n"])
def test_an_upload_that_the_client_aborts(server: Server, length: str) -> None:
    begin = file("half.bin", b"x" * 100_000)[:-2]
    with server.client() as client:
        client.get("/")
        cookie = f"visitor={client.cookies['visitor']}"
        head = f"POST /upload HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nContent-Type: {MULTIPART}\r\n"
        server.connect().send((head + length).encode(), begin).reset()
        with news(client) as ids:
            next(id for id in ids if id)
        [entry] = client.get("/api/wire").json()["log"]["entries"]
        assert (entry["_outcome"], entry["response"]["status"]) == ("aborted", 400)
        assert entry["request"]["bodySize"] <= len(begin)
        assert header(entry["request"], "content-type") == [MULTIPART]


@pytest.mark.slow
def test_two_workers_share_a_wire(serve: Serve) -> None:
    server = serve("--workers", "2")
    fresh = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(base_url=server.url, timeout=PATIENCE, limits=fresh) as client:
        client.get("/")
        for number in range(20):
            client.get(f"/user/{number}")
            assert len(newest_first(client)) == number + 1
        client.get("/redirect/chain/20", follow_redirects=True)
        whole = client.get("/api/wire").json()["log"]
        assert len(whole["entries"]) == 41
        assert len(whole["pages"]) == 21, "a chain is one trip, even if several workers answer its hops"
        client.delete("/api/wire")
        assert {len(newest_first(client)) for _ in range(10)} == {0}


ODD = [
    b"GET /api/user/\xc3\xa9 HTTP/1.1\r\nHost: localhost",
    b"GET /api/hello?a=%ff&b=%00 HTTP/1.1\r\nHost: localhost",
    b"GET /api/hello HTTP/1.1\r\nHost: [",
    b"GET /api/hello HTTP/1.1\r\nHost: a]b",
    b"GET /api/hello HTTP/1.1",
    b"GET /api/hello HTTP/1.1\r\nHost: localhost\r\nReferer: http://[",
    b"GET http://evil.example/api/slash HTTP/1.1\r\nHost: localhost",
    b"GET //evil.example/slash HTTP/1.1\r\nHost: localhost",
    b"OPTIONS * HTTP/1.1\r\nHost: localhost",
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost",
    b"GET /api/hello HTTP/1.1\r\nHost: localhost\r\nA: " + b"a" * 300_000,
    b"POST /api/form HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz",
]


@pytest.mark.parametrize("request_", ODD, ids=[ascii(each[:50]) for each in ODD])
def test_the_wire_can_show_an_odd_request(server: Server, request_: bytes) -> None:
    with server.client() as client:
        client.get("/")
        head, _, body = request_.partition(b"\r\n\r\n")
        cookie = f"\r\nCookie: visitor={client.cookies['visitor']}\r\nConnection: close\r\n\r\n".encode()
        with server.connect() as connection:
            status = int(connection.send(head + cookie + body).answer().split(b" ")[1])
        answer = client.get("/api/wire")
        HAR.validate(answer.json())
        [entry] = answer.json()["log"]["entries"]
        assert entry["response"]["status"] == status
        assert entry["request"]["url"].startswith("http://")


# News: a stream of events


def test_only_visitors_get_news(client: FlaskClient) -> None:
    assert client.get("/api/wire/news").status_code == 404


def test_a_new_entry_is_news(server: Server) -> None:
    with server.client() as client:
        client.get("/")
        client.get("/hello")
        [before] = newest_first(client)
        with news(client) as ids:
            assert next(ids) == before, "first the current one"
            for _ in range(3):
                client.get("/hello")
                assert next(ids) == newest_first(client)[0]
            client.delete("/api/wire")
            assert next(ids) == 0


@pytest.mark.slow
def test_an_entry_of_another_worker_is_news(serve: Serve) -> None:
    """Each request opens a connection, which either worker may accept."""
    server = serve("--workers", "2")
    fresh = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(base_url=server.url, timeout=PATIENCE, limits=fresh) as client:
        client.get("/")
        with news(client) as ids, news(client) as more:
            assert (next(ids), next(more)) == (0, 0)
            for _ in range(8):
                client.get("/hello")
                [latest, *_] = newest_first(client)
                assert latest in ids
                assert latest in more
        assert len(newest_first(client)) == 8


def test_a_stream_ends_by_itself(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser then opens the next stream, so a closed page occupies no thread."""
    monkeypatch.setattr(news_module, "STREAM_FOR", 0.3)
    monkeypatch.setattr(news_module, "QUIET_FOR", 0.1)
    client.get("/api/visitor")
    answer = client.get("/api/wire/news", buffered=True, environ_overrides={"wsgi.multithread": True})
    assert answer.text.startswith("retry: 500\ndata: 0\n\n")
    assert answer.text.endswith("\n\n:\n\n"), "a comment after a silence, to notice a client that has gone"


def test_a_stream_does_not_hold_up_a_server_that_stops() -> None:
    """Without its client, a stream would notice the end only when it has something to say: after `QUIET_FOR`."""

    def seconds_to_stop() -> float:
        with Server() as server, server.client() as client:
            client.get("/")
            with news(client) as ids:
                next(ids)
                began = time.monotonic()
                server.stop()
                return time.monotonic() - began

    assert min(seconds_to_stop() for _ in range(3)) < 0.7 * news_module.QUIET_FOR


def test_streams_in_threads_leave_threads_for_other_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only another server, such as Flask's own, needs a thread for each stream."""
    monkeypatch.setattr(news_module, "THREADS", threading.BoundedSemaphore(1))
    monkeypatch.setattr(news_module, "LOOK_EVERY", 0.001)
    monkeypatch.setattr(news_module, "QUIET_FOR", 0.01)
    store = Store(Path("unused"), most=1, keep=1)
    monkeypatch.setattr(store, "latest", lambda visitor: 7)
    first = iter(News(store, "a"))
    assert next(first) == b"retry: 500\ndata: 7\n\n"
    monkeypatch.setattr(store, "latest", lambda visitor: 8)
    assert next(first) == b"data: 8\n\n"
    assert list(News(store, "a")) == [b"retry: 500\ndata: 8\n\n"], "the stream ends, and the browser connects again"
    first.close()  # type: ignore[attr-defined]  # a generator
    assert news_module.THREADS.acquire(blocking=False), "a stream that ends makes room"


def test_an_exchange_of_this_worker_is_news_at_the_moment_it_is_stored(
    make_store: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page draws a trip without waiting for the next look at the store, which is for other workers."""
    monkeypatch.setattr(news_module, "LOOK_EVERY", 2 * PATIENCE)
    store = make_store()
    lines: SimpleQueue[bytes] = SimpleQueue()

    async def two_lines() -> None:
        stream = aiter(News(store, "anna"))
        for _ in range(2):
            lines.put(await anext(stream))
        await stream.aclose()  # type: ignore[attr-defined]  # a generator

    reader = threading.Thread(
        target=lambda: asyncio.run(two_lines()), daemon=True
    )  # a test has no event loop of its own
    reader.start()
    assert lines.get(timeout=PATIENCE) == b"retry: 500\ndata: 0\n\n"
    store.add("berta", exchange())
    store.add("anna", exchange())
    assert lines.get(timeout=PATIENCE) == b"data: %d\n\n" % store.latest("anna")
    reader.join(PATIENCE)
    store.bells.ring("anna")  # nobody waits, and no bell is left


def test_a_stream_that_waits_needs_no_thread(serve: Serve) -> None:
    """200 streams are more than the threads of the server, and each gets the news."""
    server = serve()
    with server.client() as client:
        client.get("/")
        streams = [Connection(server.port) for _ in range(200)]
        head = f"GET /api/wire/news HTTP/1.1\r\nHost: localhost\r\nCookie: visitor={client.cookies['visitor']}\r\n\r\n"
        try:
            for stream in streams:
                stream.send(head.encode())
                assert b"\r\nTransfer-Encoding: chunked\r\n" in stream.until(b"data: 0")
            client.get("/hello")
            [latest, *_] = newest_first(client)
            for stream in streams:
                stream.until(b"data: %d\n" % latest)
        finally:
            for stream in streams:
                stream.close()
