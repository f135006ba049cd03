"""Bodies that cross between the event loop and a thread of the application."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from werkzeug.exceptions import ClientDisconnected, RequestTimeout

from .cycle import GONE, HEAD, TOO_SLOW

SMALL = 64 * 2**10
"""Bytes of a body that arrives in the event loop, before a thread takes the request."""

MOMENT = 0.05
"""Seconds to wait for the beginning of a larger body: the record shows it even if the application does not read it."""


class Rest:
    """A response after its first chunk."""

    def __init__(self, chunks: Iterator[bytes], close: Any) -> None:
        self._chunks, self._close = chunks, close

    def next(self) -> bytes:
        """Return the next chunk that is not empty; nothing at the end."""
        return next(filter(None, self._chunks), b"")

    def close(self) -> None:
        if self._close is not None:
            self._close()


class Input(io.RawIOBase):
    """The body of a request as it arrives; read in a thread, received in the event loop."""

    def __init__(self, body: bytes, receive: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._body, self._receive, self._loop = memoryview(body), receive, loop
        self._more, self._waits = True, True

    def stop(self) -> None:
        """Wait no longer: only what has arrived can still be read."""
        self._waits = False

    @property
    def unread(self) -> bool:
        """Whether the application has not read all of the body."""
        return self._more or bool(self._body)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Return what has arrived, up to `size` bytes; wait for some, and return nothing only at the end."""
        if size < 0:
            return self.readall()
        self._wait()
        part, self._body = bytes(self._body[:size]), self._body[size:]
        return part

    def readinto(self, buffer: Any) -> int:
        part = self.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)

    def _wait(self) -> None:
        """Wait for more of the body, if there is any and nothing has arrived."""
        while not self._body and self._more and self._waits:
            message = asyncio.run_coroutine_threadsafe(self._receive(), self._loop).result()
            if message["type"] == GONE:
                raise ClientDisconnected
            if message["type"] == TOO_SLOW:
                raise RequestTimeout
            self._body = memoryview(message["body"])
            self._more = message.get("more_body", False)


async def beginning(scope: Any, receive: Any) -> tuple[bytes, bool]:
    """Return a small body, or the beginning of a large one, and whether more of it may come."""
    names = {name: value for name, value in scope["headers"] if name in (b"content-length", b"transfer-encoding")}
    if not names:
        return b"", False
    if scope["extensions"][HEAD]["expects"]:
        return b"", True  # the application decides whether the client sends the body (RFC 9110, section 10.1.1)
    body, more = b"", True
    small = b"transfer-encoding" not in names and int(names[b"content-length"]) <= SMALL
    with suppress(TimeoutError):
        async with asyncio.timeout(None if small else MOMENT):
            while more and (small or not body):
                message = await receive()
                if message["type"] != "http.request":
                    break
                body, more = body + message["body"], message["more_body"]
    return body, more
