"""The request body as a stream: its size is counted, its beginning is kept, its rest is drained."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol, TypeVar

from flask import request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wsgi import get_input_stream

CHUNK = 64 * 2**10
PATIENCE = 60.0
"""Seconds for which the server drains an unread body before it gives up the connection."""


View = TypeVar("View", bound=Callable[..., Any])


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


class Body(io.RawIOBase):
    """A `wsgi.input` (PEP 3333) that counts its bytes and keeps the first `keep` of them.

    More than `limit` bytes raise a 413. The limit of Werkzeug itself truncates a chunked body without an error.
    """

    def __init__(self, stream: Readable, keep: int) -> None:
        self._stream = stream
        self._keep = keep
        self._head = bytearray()
        self.size = 0
        self.limit: int | None = None
        self.ended_early = False
        """Whether the client has ended the body before it was complete."""

    @property
    def head(self) -> bytes:
        return bytes(self._head)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes. Like this they are copied less often than by the `read` of `RawIOBase`."""
        if size < 0:
            return self.readall()
        try:
            chunk = self._stream.read(size)
        except ClientDisconnected:
            self.ended_early = True
            raise
        self.size += len(chunk)
        if len(self._head) < self._keep:
            self._head += chunk[: self._keep - len(self._head)]
        if self.limit is not None and self.size > self.limit:
            raise RequestEntityTooLarge
        return chunk

    def readinto(self, buffer: Any) -> int:
        chunk = self.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def consume(self) -> None:
        """Read the rest, to learn its size."""
        while self.read(CHUNK):
            pass

    def drain(self) -> None:
        """Read and discard the rest: a client that can send its whole body also reads the response."""
        self.limit = None
        until = time.monotonic() + PATIENCE
        with suppress(ClientDisconnected, OSError):  # the client has gone, so nobody waits for the response
            while time.monotonic() < until and self.read(CHUNK):
                pass


def watch(environ: dict[str, Any], keep: int) -> Body | None:
    """Put a `Body` in place of `wsgi.input`, unless there is one already. None for a request without a body."""
    if environ.get("CONTENT_LENGTH", "0") in ("", "0") and "HTTP_TRANSFER_ENCODING" not in environ:
        return None
    if "roundtrip.body" not in environ:
        environ["wsgi.input"] = environ["roundtrip.body"] = Body(get_input_stream(environ), keep)
    body: Body = environ["roundtrip.body"]
    return body


class BodyMiddleware:
    """WSGI middleware that watches the request body, and drains it after the application is done."""

    def __init__(self, app: Any, keep: int) -> None:
        self._app = app
        self._keep = keep

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        body = watch(environ, self._keep)
        response = self._app(environ, start_response)
        if body:
            if "roundtrip.input" in environ:  # Roundtrip's own server reads the rest after the response
                environ["roundtrip.input"].stop()
            body.drain()
        return response


def unparsed(view: View) -> View:
    """Mark a view that reads a body only to count it, so that a large one takes no memory, whatever its type is."""
    view.unparsed = True  # type: ignore[attr-defined]
    return view


def request_body() -> Body:
    """Return the body of the current request; an empty one if the request has none."""
    body: Body = request.environ.get("roundtrip.body") or Body(io.BytesIO(), 0)
    return body
