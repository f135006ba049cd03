"""The recorder: WSGI middleware that stores each exchange of a visitor and does not delay it."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from flask import Request

from ..body import Body, watch
from . import environ as wsgi
from .decoding import Decoder, decoder_of
from .exchange import Exchange, Headers, Outcome
from .secrets import Secrets, StrangersSecrets
from .store import Store
from .tokens import Tokens
from .visitors import Visitors

log = logging.getLogger(__name__)

SHORT = 64 * 2**10
"""Bytes of a response that may arrive in one piece; a longer one streams."""

TOKEN = re.compile(r"(?:^|&)wire=([\w.-]+)(?:&|$)", re.ASCII)
"""The token in a query: it names the visitor where browsers send no cookie, as in preflights."""

HEADERS_SHOWN = 32 * 2**10
"""Characters of a message's headers that the record keeps; browsers normally send far fewer."""

Skip = Callable[[Request | None], bool]


class Recorder:
    """WSGI middleware (PEP 3333). A request that names no visitor passes at full speed."""

    def __init__(
        self,
        app: Any,
        store: Store,
        keep: int,
        visitors: Visitors,
        *,
        tokens: Tokens | None = None,
        skip: Skip = lambda request: False,
    ) -> None:
        """Record `app` into `store`, with the first `keep` bytes of each body.

        An exchange is not stored if `skip(request)` is true; `request` is None if Flask does not handle it.
        """
        self._app, self._store, self._keep, self._visitors = app, store, keep, visitors
        self._tokens, self._skip = tokens, skip

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        cookies = environ.get("HTTP_COOKIE", "")
        named = self._visitors.key_in(cookies)
        owner = self._visitors.key_in_path(environ.get("PATH_INFO", ""))
        key = owner or named or self._key_in_query(environ.get("QUERY_STRING", ""))
        if key is None:
            response: Iterable[bytes] = self._app(environ, start_response)
            return response
        soon = not environ.get("wsgi.multiprocess", True)  # one process reads its own memory

        def store(exchange: Exchange) -> None:
            self._store.add(key, exchange, soon=soon)

        browser = named or "Mozilla/" in environ.get("HTTP_USER_AGENT", "")
        kind = StrangersSecrets if owner and browser and named != owner else Secrets
        secrets = kind(key, cookies, self._visitors.private_cookies)
        named_by = {"by_token": bool(owner) or named is None, "caught": bool(owner)}
        recording = Recording(environ, self._keep, secrets, store, self._skip, **named_by)
        recorded: Iterable[bytes] = recording.through(self._app, start_response)
        return recorded

    def _key_in_query(self, query: str) -> str | None:
        token = TOKEN.search(query) if "wire=" in query else None
        return self._tokens.key_of(token[1]) if token and self._tokens else None


class Recording:
    """One exchange in progress: iterates over the response, notes each chunk, and stores the exchange at the end."""

    def __init__(
        self,
        environ: dict[str, Any],
        keep: int,
        secrets: Secrets,
        store: Callable[[Exchange], None],
        skip: Skip,
        *,
        by_token: bool,
        caught: bool,
    ) -> None:
        self._environ, self._keep, self._secrets, self._store, self._skip = environ, keep, secrets, store, skip
        self._by_token, self._caught = by_token, caught
        self._began = time.time()
        self._clock = time.perf_counter()
        self._answered = self._clock
        self._status = ""
        self._length = -1
        self._headers: Headers = []
        self._head, self._size = b"", 0
        self._decoder: Decoder | None = None
        self._body = watch(environ, keep)
        self._request: Request | None = None
        self._response: Iterable[bytes] = ()
        self._chunks: Iterator[bytes] = iter(())
        self._done = False

    def through(self, app: Any, start_response: Any) -> Any:
        """Run the app. Return a short response in one piece, and any other as a stream.

        Roundtrip's own server gets a `Live` for an asynchronous one, which is no iterable of WSGI.
        """

        def note(status: str, headers: Headers, exc_info: Any = None) -> Any:
            self._status, self._headers = status, [*headers, *wsgi.added_headers(self._environ, status, headers)]
            self._answered = time.perf_counter()
            request = self._environ.get("werkzeug.request")  # Flask removes it when the view is done
            self._request = request if isinstance(request, Request) else None
            self._done = self._skip(self._request)
            self._decoder = decoder_of(headers, self._keep)
            length = next((value for name, value in headers if name.lower() == "content-length"), "")
            self._length = int(length) if length.isdecimal() else -1
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        try:
            self._response = app(self._environ, note)
            if self._done:
                return self._response
            if isinstance(self._response, AsyncIterable) and not wsgi.is_rebuilt(self._environ):
                return Live(self, self._response)
            self._chunks = iter(self._response)
            return self._whole() or self
        except BaseException:
            self._finish("exception")
            raise

    def _whole(self) -> list[bytes]:
        """Return the response if it is complete in its first chunk, and store the exchange; else return nothing.

        The exchange is stored before the headers leave: a server may send the headers first, and a browser may
        follow a redirect before it has read the body.
        """
        bodyless = self._length == 0 or self._code in (204, 304) or self._environ["REQUEST_METHOD"] == "HEAD"
        if not bodyless and not 0 < self._length <= SHORT:
            return []
        chunk = next(self._chunks, b"")
        if not bodyless and len(chunk) != self._length:
            self._chunks = chain([chunk], self._chunks)
            return []
        self.note(chunk)
        self.close("complete")
        return [chunk]

    def __iter__(self) -> Recording:
        return self

    def __next__(self) -> bytes:
        """Return the next chunk. The exchange is stored before the last byte leaves: its reader can already see it."""
        try:
            chunk = next(self._chunks)
        except StopIteration:
            self._finish("cut" if self._size < self._length else "complete")
            raise
        except BaseException:
            self._finish("exception")
            raise
        self.note(chunk)
        if self.is_whole:
            self._finish("complete")
        return chunk

    @property
    def is_whole(self) -> bool:
        """Whether the body has its announced length."""
        return self._size == self._length

    def note(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if len(self._head) < self._keep:
            self._head += chunk[: self._keep - len(self._head)]
        if self._decoder and not self._decoder.failed:
            self._decoder.feed(chunk)

    def close(self, outcome: Outcome = "aborted") -> None:
        """Close the response. The server always calls this; before the end, it means that the client has gone."""
        try:
            close = getattr(self._response, "close", None)
            if close is not None:
                close()
        finally:
            self._finish(outcome)

    def _finish(self, outcome: Outcome) -> None:
        if self._done:
            return
        self._done = True
        try:
            self._store(self._exchange(outcome))
        except Exception:  # an error of the wire must not fail the request
            log.exception("The wire lost an exchange")

    @property
    def _code(self) -> int:
        """The status code; 0 without a response."""
        return int(self._status[:3] or 0)

    def _exchange(self, outcome: Outcome) -> Exchange:
        environ, request, secrets, body = self._environ, self._request, self._secrets, self._body
        size, unread, ended_early = body_facts(body, environ)
        decoder = self._decoder if self._decoder and self._size and not self._decoder.failed else None
        sent = [(name, secrets.sent(name, value)) for name, value in wsgi.request_headers(environ)]
        received = [(name, secrets.received(name, wsgi.text(value))) for name, value in self._headers]
        return Exchange(
            started=self._began,
            wait=self._answered - self._clock,
            receive=time.perf_counter() - self._answered,
            method=environ["REQUEST_METHOD"],
            url=secrets.text(wsgi.url(environ)),
            target=secrets.text(wsgi.raw_target(environ)),
            protocol=environ.get("SERVER_PROTOCOL", ""),
            request_headers=truncated(sent),
            request_body=secrets.body(body.head) if body else b"",
            request_size=size,
            unread=unread,
            status=self._code,
            reason=self._status[4:],
            response_headers=truncated(received),
            response_body=secrets.body(decoder.head if decoder else self._head),
            response_size=self._size,
            decoded_size=decoder.size if decoder else None,
            rule=str(request.url_rule) if request and request.url_rule else None,
            endpoint=request.endpoint if request else None,
            args=secrets.args(request.view_args or {}) if request else {},
            rebuilt=wsgi.is_rebuilt(environ),
            by_token=self._by_token,
            caught=self._caught,
            messages=messages(environ, secrets),
            outcome="aborted" if ended_early and outcome == "complete" else outcome,
        )


class Live:
    """A recorded response that Roundtrip's own server iterates in its event loop."""

    def __init__(self, recording: Recording, chunks: AsyncIterable[bytes]) -> None:
        self._recording, self._chunks = recording, chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield each chunk. The exchange is stored before the end leaves, in a thread, because a write may wait."""
        async for chunk in self._chunks:
            self._recording.note(chunk)
            if self._recording.is_whole:
                await asyncio.to_thread(self._recording.close, "complete")
            yield chunk
        await asyncio.to_thread(self._recording.close, "complete")

    def close(self) -> None:
        """Close the response; before the end, it means that the client has gone."""
        self._recording.close()


def messages(environ: dict[str, Any], secrets: Secrets) -> list[dict[str, Any]]:
    """Return the messages of the WebSocket that the response opened."""
    recorded = environ["roundtrip.socket"].messages if "roundtrip.socket" in environ else []
    return [message | {"data": secrets.text(message["data"])} for message in recorded]


def body_facts(body: Body | None, environ: dict[str, Any]) -> tuple[int, bool, bool]:
    """Return the size of a body in bytes, whether the response came before its end, and whether its client ended it.

    Content-Length tells the size of a body that was not read.
    """
    if body is None:
        return 0, False, False
    announced = wsgi.content_length(environ)
    unread = "roundtrip.input" in environ and environ["roundtrip.input"].unread
    ended_early = body.ended_early or (body.size < announced and not unread)
    return body.size if ended_early else max(body.size, announced), unread and not ended_early, ended_early


def truncated(headers: Headers) -> Headers:
    """Return headers, truncated to `HEADERS_SHOWN` characters in total."""
    if sum(len(name) + len(value) for name, value in headers) <= HEADERS_SHOWN:
        return headers
    shown, room = [], HEADERS_SHOWN
    for name, value in headers:
        shown.append((name, value if len(value) <= room else f"{value[:room]}…"))
        room -= len(name) + min(len(value), room)
        if room <= 0:
            break
    return shown
