"""The news of the wire: a stream of the newest ids of a visitor, as server-sent events (HTML standard, section 9.2)."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

from .store import Store

LOOK_EVERY = 0.1
"""Seconds between two looks at the store: other workers write to it too. An exchange of this worker rings a bell."""

STREAM_FOR = 15.0
"""Seconds after which a stream ends; the browser then opens the next one."""

QUIET_FOR = 1.0
"""The longest silence of a stream, in seconds."""

THREADS = threading.BoundedSemaphore(64)
"""The streams that occupy a thread in one worker: other requests need threads too."""


class News:
    """The lines of one stream, `data: ID`. The first line has the current id.

    Roundtrip's own server iterates in its event loop, where a stream that waits needs no thread. Another WSGI server
    iterates in a thread. If it has only one, the stream ends after its first line: other requests need that thread.
    """

    def __init__(self, store: Store, visitor: str, *, single_thread: bool = False) -> None:
        self._store, self._visitor, self._single_thread = store, visitor, single_thread
        self._stamp = store.stamp()
        self._latest = store.latest(visitor)
        self._started = self._sent = time.monotonic()
        self._rung = asyncio.Event()
        self._left = False

    def leave(self) -> None:
        """End the stream, in its event loop: the client has gone, or the server stops."""
        self._left = True
        self._rung.set()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        loop, rung = asyncio.get_running_loop(), self._rung

        def bell() -> None:
            with suppress(RuntimeError):  # the server has ended its loop
                loop.call_soon_threadsafe(rung.set)

        with self._store.bells.hung(self._visitor, bell):
            yield self._first()
            while not self._over():
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY):
                        await rung.wait()
                if (self._due() or rung.is_set()) and (line := await self._line_after_ring()):
                    yield line

    async def _line_after_ring(self) -> bytes:
        self._rung.clear()  # before the look: what is stored meanwhile rings again
        return await asyncio.to_thread(self._line)

    def __iter__(self) -> Iterator[bytes]:
        yield self._first()
        if self._single_thread or not THREADS.acquire(blocking=False):
            return  # the browser connects again after half a second
        try:
            while not self._over():
                time.sleep(LOOK_EVERY)
                if self._due() and (line := self._line()):
                    yield line
        finally:
            THREADS.release()

    def _first(self) -> bytes:
        return b"retry: 500\ndata: %d\n\n" % self._latest

    def _over(self) -> bool:
        return self._left or time.monotonic() - self._started >= STREAM_FOR

    def _due(self) -> bool:
        """Return whether the store has changed, or the stream was silent for long enough."""
        stamp, self._stamp = self._stamp, self._store.stamp()
        return stamp != self._stamp or time.monotonic() - self._sent >= QUIET_FOR

    def _line(self) -> bytes:
        """Return the new id, or a comment after a silence: sending it fails if the client has gone."""
        latest, self._latest = self._latest, self._store.latest(self._visitor)
        if self._latest == latest and time.monotonic() - self._sent < QUIET_FOR:
            return b""
        self._sent = time.monotonic()
        return b":\n\n" if self._latest == latest else b"data: %d\n\n" % self._latest
