"""The HTTP/1.1 protocol of uvicorn, with two changes: it keeps each request's head as sent, and sends names as given.

uvicorn lowers the names of headers and decodes the path. A tool that shows the bytes on the wire needs the originals.
"""

from __future__ import annotations

import asyncio
from email.utils import formatdate
from functools import lru_cache
from time import time
from typing import Any
from urllib.parse import quote, unquote

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from ..config import in_words
from ..syntax.http import HEADER_NAME, HEADER_VALUE, reason

PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))

MAX_HEAD = 2**20
"""The largest head of a request, in bytes. A browser with 200 cookies of 4 KiB each sends 800 KiB."""

LINGER = 2.0
"""Seconds in which the server still reads from a client that it has refused (RFC 9112, section 9.6)."""

HEAD = "roundtrip.head"
"""The extension of the ASGI scope with the head of the request, a `Head`."""

ENDLESS = "roundtrip.endless"
"""The extension of the ASGI scope that marks a response that may never end."""

Head = dict[str, Any]
"""`target` (bytes), `headers` (pairs of bytes, as sent), `close` (whether the connection closes after the response)."""


class Protocol(HttpToolsProtocol):
    """Puts the head of a request into the ASGI scope, as `scope["extensions"]["roundtrip.head"]`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # Browsers store a cookie with a control character such as DEL and send it; a strict parser answers 400 to all.
        self.parser.set_dangerous_leniencies(lenient_headers=True, lenient_data_after_close=True)
        self._refused = False
        self._begin()

    def _begin(self) -> None:
        """Expect a request."""
        self._in_head, self._head_size = True, 0
        self._line = self._beginning = b""

    def data_received(self, data: bytes) -> None:
        """Parse bytes. The parser takes only ASCII in a target, so its other bytes are percent-encoded for it."""
        if self._refused:
            return
        if self._in_head and not self._head_size:
            data = self._beginning + data
            if data[:1].isupper() and b"\n" not in data and len(data) <= MAX_HEAD:
                self._beginning = data  # a method, so wait until the line with the target is complete
                return
            if not data.isascii():
                self._line, end, rest = data.partition(b"\r\n")
                data = quote(self._line, safe=f" {PRINTABLE}").encode() + end + rest
        if self._in_head:
            self._head_size += len(data)
        super().data_received(data)
        if self._in_head and self._head_size > MAX_HEAD and not self._refused:
            self._refuse(431, f"The head of a request can have {in_words(MAX_HEAD)} at most.")

    def send_400_response(self, msg: str) -> None:
        """Answer bytes that are no HTTP. If a request is in progress, its body has ended too early."""
        if not self._ended_early():
            self._refuse(400, "The server cannot read this request, because it breaks the rules of HTTP/1.1.")

    def _refuse(self, status: int, message: str) -> None:
        """Answer, then close. A client can read the answer only if the server still reads what is on its way."""
        self._refused = True
        self.transport.write(refusal(status, message))
        self.transport.write_eof()
        self.loop.call_later(LINGER, self.transport.close)

    def eof_received(self) -> bool:  # type: ignore[override]
        """Keep the connection open until the response is sent: a client that sends no more may still read."""
        busy = self._ended_early()
        if busy:
            self.cycle.keep_alive = False
        return busy

    def _ended_early(self) -> bool:
        """Tell the application that no more of the body comes; return whether it is at work."""
        if self.cycle is None or self.cycle.response_complete:
            return False
        self.cycle.end_early()  # type: ignore[attr-defined]
        return True

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._sent: list[tuple[bytes, bytes]] = []

    def on_header(self, name: bytes, value: bytes) -> None:
        self._sent.append((name, value))
        super().on_header(name, value)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._begin()

    def shutdown(self) -> None:
        """Finish the current response, but end a stream that has no end of its own."""
        super().shutdown()
        if self.scope and ENDLESS in self.scope["extensions"]:
            self.transport.close()

    def on_headers_complete(self) -> None:
        """Start the application."""
        version = self.parser.get_http_version()
        keep_alive = version != "1.0" and self.parser.should_keep_alive()
        target = self._line.split(b" ")[1] if self._line else self.url
        path, query = split(self.url)
        self.scope |= {
            "method": self.parser.get_method().decode("ascii"),
            "http_version": version,
            "path": unquote(path.decode("ascii")),
            "raw_path": path,
            "query_string": query,
            "extensions": {HEAD: {"target": target, "headers": self._sent, "close": not keep_alive}},
        }
        self._in_head = False
        self._sent = []  # the trailers of a chunked body are no part of the head
        earlier = self.cycle
        self.cycle = Cycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=[],
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue,
            keep_alive=keep_alive,
            on_response=self.on_response_complete,
        )
        if earlier is None or earlier.response_complete:
            self._start_asgi_task(self.cycle, self.app)
        else:  # a pipelined request waits for its turn
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))


def split(target: bytes) -> tuple[bytes, bytes]:
    """Return the path and the query of a request target (RFC 9112, section 3.2)."""
    try:
        parts = httptools.parse_url(target)
    except httptools.HttpParserInvalidURLError:  # the authority of a CONNECT
        return target, b""
    return parts.path or b"/", parts.query or b""


def refusal(status: int, message: str) -> bytes:
    """Return a whole response for a client that sends no proper request."""
    body = f"{message}\n".encode()
    head = f"HTTP/1.1 {status} {reason(status)}\r\nDate: {date(int(time()))}\r\nContent-Type: text/plain; charset=utf-8"
    return f"{head}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


class Cycle(RequestResponseCycle):
    """One request and its response."""

    ended_early = False
    """Whether the client has ended the body before it was complete."""

    async def send(self, message: Any) -> None:
        """Send the status line and the headers exactly as the message has them; they leave with the first chunk."""
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        if message["type"] == "http.response.start":
            self._head = self._start(message)
            return
        body, more = message["body"], message.get("more_body", False)
        if self.scope["method"] == "HEAD":
            body = b""
        elif self.chunked_encoding:
            body = b"%b%b" % (b"%x\r\n%b\r\n" % (len(body), body) if body else b"", b"" if more else b"0\r\n\r\n")
        else:
            self.expected_content_length -= len(body)
        self.transport.write(self._head + body)
        self._head = b""
        if not more:
            self._end()

    def end_early(self) -> None:
        """Let `receive` report a disconnect; `send` still works, and the connection closes after the response."""
        if self.more_body:
            self.ended_early, self.keep_alive = True, False
            self.scope["extensions"][HEAD]["close"] = True
            self.message_event.set()

    async def receive(self) -> Any:
        if self.ended_early and not self.body:
            return {"type": "http.disconnect"}
        message = await super().receive()
        if self.ended_early and not message.get("body"):
            return {"type": "http.disconnect"}
        return message

    def _start(self, message: Any) -> bytes:
        """Return the head. Raise `RuntimeError` for a header that no server may send."""
        phrase = message.get("reason") or reason(message["status"])
        lines = [f"HTTP/1.1 {message['status']} {phrase}\r\n".encode("latin-1")]
        for name, value in message["headers"]:
            if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
                raise RuntimeError(f"The response has a header that no server may send: {name!r}")
            lines += [name, b": ", value, b"\r\n"]
            self._frame(name.lower(), value.lower())
        self.response_started = True
        self.waiting_for_100_continue = False
        return b"".join([*lines, b"\r\n"])

    def _frame(self, name: bytes, value: bytes) -> None:
        """Read how the body is framed (RFC 9112, section 6), and whether the connection closes."""
        if name == b"content-length":
            self.expected_content_length = int(value)
        elif name == b"transfer-encoding":
            self.chunked_encoding = True
        elif name == b"connection" and b"close" in value:
            self.keep_alive = False

    def _end(self) -> None:
        """Finish the response. A connection cannot be used again after a body of another length than announced."""
        self.response_complete = True
        self.message_event.set()
        if not self.keep_alive or (self.expected_content_length and self.scope["method"] != "HEAD"):
            self.transport.close()
        self.on_response()


Headers = list[tuple[str, str]]


def server_headers(method: str, status: str, headers: Headers, *, close: bool) -> Headers:
    """Return the headers that the server adds to a response with this status and these headers."""
    names = {name.lower() for name, _ in headers}
    headers = [] if "date" in names else [("Date", date(int(time())))]
    if "content-length" not in names and method != "HEAD" and status[:3] not in ("204", "304"):
        headers.append(("Transfer-Encoding", "chunked"))
    if close and "connection" not in names:
        headers.append(("Connection", "close"))
    return headers


@lru_cache(maxsize=2)
def date(second: int) -> str:
    """Return the time as HTTP writes it (RFC 9110, section 5.6.7)."""
    return formatdate(second, usegmt=True)
