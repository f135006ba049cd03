"""Pieces: the body of a response that leaves in pieces, with pauses between them.

Roundtrip's own server iterates in its event loop, where a pause needs no thread. Another WSGI server iterates in a
thread, and makes the pauses only while enough other threads are left.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterable, Iterator

from flask import Response, request

THREADS = threading.BoundedSemaphore(32)
"""The bodies that may occupy a thread of one process with their pauses: other requests need threads too."""

Timed = Iterable[tuple[float, bytes]]
"""The seconds of the pause before each piece, and the piece."""


class Pieces:
    """The pieces of one body."""

    def __init__(self, timed: Timed, *, single_thread: bool = False) -> None:
        self._timed, self._single_thread = timed, single_thread

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for pause, piece in self._timed:
            if pause:
                await asyncio.sleep(pause)
            yield piece

    def __iter__(self) -> Iterator[bytes]:
        waits = not self._single_thread and THREADS.acquire(blocking=False)
        try:
            for pause, piece in self._timed:
                if waits:
                    time.sleep(pause)
                yield piece
        finally:
            if waits:
                THREADS.release()


def in_pieces(timed: Timed, content_type: str) -> Response:
    """Return a response whose body has these pieces; nginx must not hold them back."""
    body = Pieces(timed, single_thread=not request.environ["wsgi.multithread"])
    response = Response(body, content_type=content_type, direct_passthrough=True)
    response.headers["X-Accel-Buffering"] = "no"
    return response
