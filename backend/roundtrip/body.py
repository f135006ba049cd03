"""The request body as it streams by: counted, its head kept for showing, its rest drained."""

from __future__ import annotations

import io
import time
from contextlib import suppress
from typing import Any, Protocol

from flask import request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wsgi import get_input_stream

CHUNK = 64 * 2**10
PATIENCE = 60.0
"""Seconds that an unread body is drained for, before the connection is given up."""


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


class Body(io.RawIOBase):
    """A `wsgi.input` (PEP 3333) that remembers how much passed, and the first `keep` bytes of it.

    It ends with a 413 when more than `limit` bytes pass. Werkzeug's own limit cuts a chunked body off in silence
    where a parser reads it whole.
    """

    def __init__(self, stream: Readable, keep: int) -> None:
        self._stream = stream
        self._keep = keep
        self._head = bytearray()
        self.size = 0
        self.limit: int | None = None

    @property
    def head(self) -> bytes:
        return bytes(self._head)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self._stream.read(len(buffer))
        buffer[: len(chunk)] = chunk
        self.size += len(chunk)
        if len(self._head) < self._keep:
            self._head += chunk[: self._keep - len(self._head)]
        if self.limit is not None and self.size > self.limit:
            raise RequestEntityTooLarge
        return len(chunk)

    def consume(self) -> None:
        """Read what is left, to know how much it is."""
        while self.read(CHUNK):
            pass

    def drain(self) -> None:
        """Throw away what is left, so that the client gets to read the answer instead of a broken connection."""
        self.limit = None
        until = time.monotonic() + PATIENCE
        with suppress(ClientDisconnected, OSError):  # whoever is gone waits for no answer
            while time.monotonic() < until and self.read(CHUNK):
                pass


class BodyMiddleware:
    """WSGI middleware that puts a `Body` in place of `wsgi.input` and drains it after the app is done."""

    def __init__(self, app: Any, keep: int) -> None:
        self._app = app
        self._keep = keep

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ.get("CONTENT_LENGTH", "0") in ("", "0") and "HTTP_TRANSFER_ENCODING" not in environ:
            return self._app(environ, start_response)
        body = Body(get_input_stream(environ), self._keep)
        environ["wsgi.input"] = environ["roundtrip.body"] = body
        answer = self._app(environ, start_response)
        body.drain()
        return answer


def request_body() -> Body:
    """The body of the current request; an empty one if there was none."""
    found: Body = request.environ.get("roundtrip.body") or Body(io.BytesIO(), 0)
    return found
