"""The recorder around any WSGI app: it delays nothing, and notes how each exchange ends."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from werkzeug.serving import make_server
from werkzeug.test import EnvironBuilder

from roundtrip.visitor import VISITORS, key_of
from roundtrip.wire import Recorder, Store
from roundtrip.wire.exchange import Exchange
from tests.serving import PATIENCE
from tests.wires import KEPT, VISITOR


class Kept(Store):
    """A store that keeps exchanges in a list."""

    def __init__(self) -> None:
        super().__init__(Path("unused"), most=1, keep=1)
        self.found: list[Exchange] = []

    def add(self, visitor: str, exchange: Exchange, *, soon: bool = False) -> None:
        assert visitor == key_of(VISITOR)
        self.found.append(exchange)


Answer = Iterable[bytes]


def ask(app: Any, store: Kept, method: str = "GET") -> Answer:
    environ = EnvironBuilder("/x", method=method, headers=[("Cookie", f"visitor={VISITOR}")]).get_environ()
    answer: Answer = Recorder(app, store, KEPT, VISITORS)(environ, lambda status, headers, exc_info=None: None)
    return answer


def answering(chunks: Iterable[bytes], length: int | None = None, status: str = "200 OK") -> Any:
    """Return a WSGI app that answers with these chunks."""

    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response(status, [] if length is None else [("Content-Length", str(length))])
        return chunks

    return app


@pytest.mark.parametrize("length", [None, 9, 10**6])
def test_a_stream_is_not_buffered(length: int | None) -> None:
    """Each chunk leaves before the app makes the next one."""
    made = []

    def chunks() -> Iterator[bytes]:
        for chunk in (b"one", b"two", b"six"):
            made.append(chunk)
            yield chunk

    answer = iter(ask(answering(chunks(), length), Kept()))
    assert next(answer) == b"one"
    assert made == [b"one"]
    assert next(answer) == b"two"
    assert made == [b"one", b"two"]


@pytest.mark.parametrize("length", [None, 9])
def test_it_is_stored_before_the_last_byte_leaves(length: int | None) -> None:
    store = Kept()
    answer = iter(ask(answering(iter([b"one", b"two", b"six"]), length), store))
    assert [next(answer), next(answer)] == [b"one", b"two"]
    assert store.found == []
    assert next(answer) == b"six"
    if length is None:  # without a length, only the end of the response shows that it is complete
        assert next(answer, None) is None
    [exchange] = store.found
    assert (exchange.outcome, exchange.response_body, exchange.response_size) == ("complete", b"onetwosix", 9)


@pytest.mark.parametrize(
    ("method", "status", "length", "chunks"),
    [
        ("GET", "200 OK", 3, [b"one"]),
        ("GET", "200 OK", 0, []),
        ("GET", "304 Not Modified", None, []),
        ("GET", "204 No Content", None, []),
        ("HEAD", "200 OK", 1000, []),
    ],
)
def test_a_short_response_is_stored_before_its_headers_leave(
    method: str, status: str, length: int | None, chunks: list[bytes]
) -> None:
    """A browser can act on the headers alone: a HEAD gets nothing else, and a redirect needs nothing else."""
    store = Kept()
    answer = ask(answering(iter(chunks), length, status), store, method)
    assert [each.outcome for each in store.found] == ["complete"]
    assert b"".join(answer) == b"".join(chunks)
    assert len(store.found) == 1


class Closing:
    """Chunks that note whether the server closes them, and that can fail."""

    def __init__(self, *chunks: bytes | Exception) -> None:
        self._chunks = iter(chunks)
        self.closed = 0

    def __iter__(self) -> Closing:
        return self

    def __next__(self) -> bytes:
        chunk = next(self._chunks)
        if isinstance(chunk, Exception):
            raise chunk
        return chunk

    def close(self) -> None:
        self.closed += 1


@pytest.mark.parametrize(
    ("chunks", "length"), [([b"one"], 3), ([b"one", b"two"], 6), ([], 0), ([b"one"], None), ([b"one"], 99)]
)
def test_a_response_is_closed_once(chunks: list[bytes], length: int | None) -> None:
    """PEP 3333: the server closes the response that it gets; the recorder closes a response that it consumes itself."""
    inner = Closing(*chunks)
    answer = ask(answering(inner, length), Kept())
    assert b"".join(answer) == b"".join(chunks)
    if hasattr(answer, "close"):
        answer.close()
    assert inner.closed == 1


def test_a_client_that_disconnects_in_the_middle() -> None:
    store = Kept()
    inner = Closing(b"one", b"two")
    answer: Any = ask(answering(inner, 6), store)
    next(answer)
    answer.close()
    answer.close()
    assert [(each.outcome, each.response_size) for each in store.found] == [("aborted", 3)]
    assert inner.closed


def test_an_app_that_fails_before_it_answers() -> None:
    store = Kept()

    def app(environ: Any, start_response: Any) -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(app, store)
    assert [(each.outcome, each.status, each.reason) for each in store.found] == [("exception", 0, "")]


@pytest.mark.parametrize("length", [None, 3, 6])
def test_an_app_that_fails_in_the_middle(length: int | None) -> None:
    store = Kept()
    answer: Any = ask(answering(Closing(b"on", ZeroDivisionError()), length), store)
    assert next(answer) == b"on"
    with pytest.raises(ZeroDivisionError):
        next(answer)
    answer.close()
    assert [(each.outcome, each.response_body) for each in store.found] == [("exception", b"on")]


def test_an_app_that_answers_again_after_an_exception() -> None:
    """PEP 3333: with `exc_info`, the second response replaces the first."""
    store = Kept()

    def app(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [("A", "1")])
        start_response("500 Oh", [("B", "2")], (ValueError, ValueError(), None))
        return [b"x"]

    assert list(ask(app, store)) == [b"x"]
    assert [(each.status, each.response_headers) for each in store.found] == [(500, [("B", "2")])]


def test_an_error_of_the_store_does_not_fail_the_request(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Kept):
        def add(self, visitor: str, exchange: Exchange, *, soon: bool = False) -> None:
            raise RuntimeError("on purpose")

    assert list(ask(answering([b"one"], 3), Broken())) == [b"one"]
    assert "The wire lost an exchange" in caplog.text


def test_a_stream_reaches_a_browser_chunk_by_chunk() -> None:
    """Over a socket: the app makes the second chunk only after the client has read the first."""
    was_read = threading.Event()

    def chunks() -> Iterator[bytes]:
        yield b"one\n"
        yield b"two\n" if was_read.wait(PATIENCE) else b"never\n"

    store = Kept()
    server = make_server("127.0.0.1", 0, Recorder(answering(chunks()), store, KEPT, VISITORS), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        own = {"Cookie": f"visitor={VISITOR}"}
        with httpx.stream("GET", f"http://127.0.0.1:{server.port}/x", headers=own, timeout=PATIENCE) as answer:
            lines = answer.iter_lines()
            assert next(lines) == "one"
            was_read.set()
            assert list(lines) == ["two"]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert [each.outcome for each in store.found] == ["complete"]
