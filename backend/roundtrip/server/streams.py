"""Bodies that cross between the event loop and a thread of the application."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from typing import Any

from werkzeug.exceptions import ClientDisconnected


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
        self._more = True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._body and self._more:
            message = asyncio.run_coroutine_threadsafe(self._receive(), self._loop).result()
            if message["type"] == "http.disconnect":
                raise ClientDisconnected
            self._body = memoryview(message["body"])
            self._more = message.get("more_body", False)
        size = min(len(buffer), len(self._body))
        buffer[:size], self._body = self._body[:size], self._body[size:]
        return size
