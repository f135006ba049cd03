"""The bridge from ASGI to a WSGI application (PEP 3333): at most one hop to a thread for most requests.

A view that only computes needs no thread. An uploaded body and a long response stream. A response that is an
asynchronous iterable, such as the news of the wire, needs no thread while it waits.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType
from typing import Any

from .cycle import ENDLESS
from .environ import environ_of
from .streams import Input, Rest, beginning

THREADS = 64
"""Threads of a pool: there is one for short requests, one for bodies that are arriving, and one for each slow view."""

Views = Mapping[tuple[str, str], str]
"""Method and path of requests, each with the name of its view."""

NONE: Views = MappingProxyType({})


class Bridge:
    """An ASGI application that calls a WSGI application."""

    def __init__(
        self,
        app: Any,
        *,
        multiprocess: bool,
        slow: Views = NONE,
        slow_below: Mapping[str, str] = MappingProxyType({}),
        instant: Views = NONE,
    ) -> None:
        """Call `app`: its `slow` views in threads of their own, its `instant` ones without a thread.

        `slow_below` has the beginnings of paths, each with the name of its slow view.
        """
        self._app, self._multiprocess, self._slow, self._instant = app, multiprocess, slow, instant
        self._slow_below = slow_below
        self._threads, self._uploads = ThreadPoolExecutor(THREADS), ThreadPoolExecutor(THREADS)
        self._pools = {name: ThreadPoolExecutor(THREADS) for name in {*slow.values(), *slow_below.values()}}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        loop = asyncio.get_running_loop()
        body, more = await beginning(scope, receive)
        stream = Input(body, receive, loop) if more else io.BytesIO(body)
        environ = environ_of(scope, stream, self._multiprocess)
        request = (scope["method"], scope["path"])
        slow = self._slow_pool(request)
        if request in self._instant and not more:
            start, chunk, rest = self._call(environ)
        else:
            pool = slow or (self._uploads if more else self._threads)
            start, chunk, rest = await loop.run_in_executor(pool, self._call, environ)
        await send(start)
        await send({"type": "http.response.body", "body": chunk, "more_body": rest is not None})
        if rest is not None:
            if isinstance(rest, AsyncIterable):
                scope["extensions"][ENDLESS] = True
            await self._stream(rest, receive, send, slow or self._threads)

    def _slow_pool(self, request: tuple[str, str]) -> ThreadPoolExecutor | None:
        """Return the threads of the slow view that will answer a request; None if no slow view does."""
        beginnings = (view for beginning, view in self._slow_below.items() if request[1].startswith(beginning))
        return self._pools.get(self._slow.get(request) or next(beginnings, ""))

    def _call(self, environ: dict[str, Any]) -> tuple[dict[str, Any], bytes, Any]:
        """Call the application. Return the start, the first chunk, and the rest; None if that is all."""
        start: dict[str, Any] = {"type": "http.response.start"}

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            added = environ["roundtrip.server_headers"](status, headers)
            pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in (*headers, *added)]
            length = next((int(value) for name, value in headers if name.lower() == "content-length"), None)
            start.update(status=int(status[:3]), reason=status[4:], headers=pairs, length=length)

        response = self._app(environ, start_response)
        if isinstance(response, AsyncIterable):
            return start, b"", response
        chunks = iter(response)
        chunk = next(chunks, b"")
        rest = Rest(chunks, getattr(response, "close", None))
        if len(chunk) == start["length"]:
            rest.close()
            return start, chunk, None
        return start, chunk, rest

    async def _stream(self, rest: Any, receive: Any, send: Any, pool: ThreadPoolExecutor) -> None:
        """Send the rest of a response, chunk by chunk, until it ends or the client has gone."""
        gone = asyncio.ensure_future(disconnected(receive))
        if leave := getattr(rest, "leave", None):
            gone.add_done_callback(lambda _: leave())
        try:
            async for chunk in rest if isinstance(rest, AsyncIterable) else self._chunks(rest, pool):
                if gone.done():
                    return
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()
            if close := getattr(rest, "close", None):
                await asyncio.get_running_loop().run_in_executor(self._threads, close)

    async def _chunks(self, rest: Rest, pool: ThreadPoolExecutor) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        while chunk := await loop.run_in_executor(pool, rest.next):
            yield chunk


async def disconnected(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
