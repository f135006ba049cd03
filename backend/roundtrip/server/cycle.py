"""One request and its response: what the application receives and sends (ASGI, HTTP connection scope)."""

from __future__ import annotations

from email.utils import formatdate
from functools import lru_cache
from time import time
from typing import Any

from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from ..syntax.http import HEADER_NAME, HEADER_VALUE, reason
from . import access
from .socket import SOCKET

HEAD = "roundtrip.head"
"""The extension of the ASGI scope with the head of the request, a `Head`."""

ENDLESS = "roundtrip.endless"
"""The extension of the ASGI scope that marks a response that may never end."""

Head = dict[str, Any]
"""`target` (bytes), `headers` (pairs of bytes, as sent), `close` (whether the connection closes after the response),
`expects` (whether the client waits for a 100 before it sends the body)."""

GONE = "http.disconnect"
"""The type of the ASGI message for a client that sends no more."""

TOO_SLOW = "roundtrip.too_slow"
"""The type of the message for a client that sends its body too slowly."""


class Flow(FlowControl):
    """The flow control of a connection; it counts the bytes that the responses gave to the transport."""

    written = 0


class Cycle(RequestResponseCycle):
    """One request and its response."""

    flow: Flow

    end: str | None = None
    """The message that ends a body before it is complete; None while it may still be complete."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self._parts: list[bytes] = []
        self._waiting = 0

    def arrive(self, part: bytes) -> int:
        """Keep a part of the body until the application receives it; return the bytes that wait for this."""
        self._parts.append(part)
        self._waiting += len(part)
        self.message_event.set()
        return self._waiting

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
        self.flow.written += len(self._head) + len(body)
        self._head = b""
        if not more:
            self._end()

    def end_early(self, type: str) -> None:
        """Let `receive` report that no more of the body comes; `send` still works, and then the connection closes."""
        if self.more_body and self.end is None:
            self.end, self.keep_alive = type, False
            self.scope["extensions"][HEAD]["close"] = True
            self.message_event.set()

    async def receive(self) -> Any:
        if self.end and not self._parts:
            return {"type": self.end}
        if self.waiting_for_100_continue:
            self.scope["extensions"][HEAD]["close"] = not self.keep_alive
        message: Any = await super().receive()
        if message["type"] == "http.request":
            message["body"] = b"".join(self._parts)  # uvicorn copies each part twice
            self._parts.clear()
            self._waiting = 0
        if self.end and not message.get("body"):
            return {"type": self.end}
        return message

    def _start(self, message: Any) -> bytes:
        """Return the head. Raise `RuntimeError` for a header that no server may send."""
        phrase = message.get("reason") or reason(message["status"])
        lines = [f"HTTP/1.1 {message['status']} {phrase}\r\n".encode("latin-1")]
        for name, value in message["headers"]:
            if not is_name(name) or not HEADER_VALUE.fullmatch(value):
                raise RuntimeError(f"The response has a header that no server may send: {name!r}")
            lines += [name, b": ", value, b"\r\n"]
            self._frame(name.lower(), value.lower())
        size = None if self.chunked_encoding else self.expected_content_length
        access.log(self.scope["client"], self._request_line(), message["status"], size)
        self.response_started = True
        self.waiting_for_100_continue = False
        if message["status"] == 101:
            self.keep_alive = False  # no other request can follow on this connection
            self.scope["extensions"][SOCKET].open = True  # type: ignore[attr-defined]
        return b"".join([*lines, b"\r\n"])

    def _request_line(self) -> tuple[str, bytes, str]:
        head: Head = self.scope["extensions"][HEAD]  # type: ignore[assignment]  # an extension of ours
        return self.scope["method"], head["target"], self.scope["http_version"]

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
        if self.expected_content_length and self.scope["method"] != "HEAD":
            self.keep_alive = False
        if not self.keep_alive:
            self._close()
        self.on_response()

    def _close(self) -> None:
        """Close the connection; a client that still sends could not read the response, so only stop sending to it."""
        if self.more_body and self.end != GONE:
            self.transport.write_eof()
        else:
            self.transport.close()


Headers = list[tuple[str, str]]


def server_headers(method: str, status: str, headers: Headers, *, close: bool) -> Headers:
    """Return the headers that the server adds to a response with this status and these headers."""
    names = {name.lower() for name, _ in headers}
    headers = [] if "date" in names else [("Date", date(int(time())))]
    if "content-length" not in names and method != "HEAD" and status[:3] not in ("101", "204", "304"):
        headers.append(("Transfer-Encoding", "chunked"))
    if close and "connection" not in names:
        headers.append(("Connection", "close"))
    return headers


@lru_cache(maxsize=256)
def is_name(name: bytes) -> bool:
    return HEADER_NAME.fullmatch(name) is not None


@lru_cache(maxsize=2)
def date(second: int) -> str:
    """Return the time as HTTP writes it (RFC 9110, section 5.6.7)."""
    return formatdate(second, usegmt=True)
