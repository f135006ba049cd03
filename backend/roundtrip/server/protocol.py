"""The HTTP/1.1 protocol of uvicorn, with five changes.

It keeps the head of each request as sent, because a tool that shows the bytes on the wire needs them; uvicorn lowers
the names of headers and decodes the path. It ends a connection whose client sends or reads too slowly. After a response
it reads the rest of the request, within limits, because a client that still sends could not read the response. More
of a body may arrive before the application takes it. A method may be any token, as the standard has it. After a 101,
the bytes of the client belong to a WebSocket.
"""

from __future__ import annotations

import asyncio
import re
from time import time
from urllib.parse import quote, unquote

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ..config import in_words
from ..syntax.http import TCHAR, reason
from . import access
from .cycle import ENDLESS, GONE, HEAD, TOO_SLOW, Cycle, Flow, date
from .socket import SOCKET, Socket

PARSED = (
    "ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY"
    " OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK"
    " UNLOCK UNSUBSCRIBE"
)
"""The methods that the parser knows; it takes no others."""

OTHER_METHOD = re.compile(rf"(?!(?:{PARSED.replace(' ', '|')}) ){TCHAR}+(?= [^ \r\n]+ HTTP/1\.[01]\r\n)".encode())
"""Any other method at the beginning of a request (RFC 9110, section 9.1)."""

PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))

MAX_HEAD = 2**20
"""The largest head of a request, in bytes. A browser with 200 cookies of 4 KiB each sends 800 KiB."""

AHEAD = 256 * 2**10
"""Bytes of a body that arrive before the application takes them. With uvicorn's 64 KiB, the thread of an upload waits
for the event loop four times as often, and the upload takes longer."""

LINGER = 2.0
"""Seconds in which the server still reads from a client that it has refused (RFC 9112, section 9.6)."""

TICK = 5.0
"""Seconds between two looks at how much a connection has moved."""

SLOWEST = 1024
"""Bytes a second that a client must send or read while the server waits for it."""

SLOW_TICKS = 3
"""Looks in a row that may find a client too slow."""

MAX_DRAIN = 2**30
"""Bytes of a request that the server reads and discards after its response."""

DRAIN_TICKS = 6
"""Looks that may find the server reading a request after its response."""


class Protocol(HttpToolsProtocol):
    """Puts the head of a request into the ASGI scope, as `scope["extensions"]["roundtrip.head"]`."""

    cycle: Cycle
    flow: Flow

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.flow = Flow(transport)
        self._received = self._moved = self._drained = 0
        self._slow = self._draining = 0
        self._next_look = self.loop.call_later(TICK, self._look)
        # Browsers store a cookie with a control character such as DEL and send it; a strict parser answers 400 to all.
        self.parser.set_dangerous_leniencies(lenient_headers=True, lenient_data_after_close=True)
        self._refused = False
        self._socket: Socket | None = None
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        self._next_look.cancel()
        if self._socket:
            self._socket.lose()
        super().connection_lost(exc)

    def _look(self) -> None:
        """End the connection if its client has been too slow for too long."""
        self._next_look = self.loop.call_later(TICK, self._look)
        moved = self._received + self.flow.written - self.transport.get_write_buffer_size()
        waits, fast = self._waits_for_client(), moved - self._moved >= SLOWEST * TICK
        self._moved = moved
        self._slow = self._slow + 1 if waits and not fast else 0
        self._draining = self._draining + 1 if self._drains() else 0
        if self._slow >= SLOW_TICKS or self._draining >= DRAIN_TICKS:
            self._slow = 0
            self._give_up()

    def _waits_for_client(self) -> bool:
        """Whether the next step is the client's: to read what was sent, or to send a head or the rest of a body."""
        if self.transport.get_write_buffer_size() or self._refused or self.cycle is None or self._has_begun():
            return True
        cycle = self.cycle
        return cycle.more_body and not cycle.waiting_for_100_continue and not self.flow.read_paused

    def _has_begun(self) -> bool:
        """Whether a part of a head has arrived."""
        return self._in_head and bool(self._head_size or self._beginning)

    def _drains(self) -> bool:
        """Whether the response is sent, and the rest of the request still arrives."""
        return self.cycle is not None and self.cycle.response_complete and self.cycle.more_body

    def _give_up(self) -> None:
        if self._refused or self.transport.get_write_buffer_size():
            self.transport.abort()
        elif self._has_begun():
            self._refuse(408, "The request did not arrive in time.")
        elif self.cycle is None or self.cycle.response_complete:
            self.transport.close()
        else:
            self.cycle.end_early(TOO_SLOW)

    def _begin(self) -> None:
        """Expect a request."""
        self._in_head, self._head_size = True, 0
        self._line = self._beginning = self._method = b""

    def data_received(self, data: bytes) -> None:
        """Parse bytes. The parser takes only printable ASCII in a target, so other bytes are percent-encoded for it."""
        self._received += len(data)
        if self._refused:
            return
        if self._socket and self._socket.open:
            self._socket.feed(data)
            return
        if self._drains():
            self._drained += len(data)
            if self._drained > MAX_DRAIN:
                self.transport.close()
        if self._in_head and not self._head_size:
            data = self._beginning + data
            if data[:1].isupper() and b"\n" not in data and len(data) <= MAX_HEAD:
                self._beginning = data  # a method, so wait until the line with the target is complete
                return
            if other := OTHER_METHOD.match(data):
                self._method, data = other[0], b"POST" + data[other.end() :]
            if not data.isascii() or b"\x7f" in data:
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
        access.log(self.client, None, status, None)
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
        self.cycle.end_early(GONE)
        return True

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._sent: list[tuple[bytes, bytes]] = []

    def on_header(self, name: bytes, value: bytes) -> None:
        self._sent.append((name, value))
        super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        """Receive a part of the body, up to `AHEAD`; uvicorn stops at 64 KiB."""
        if self.cycle.response_complete:
            return
        if self.cycle.arrive(body) > AHEAD:
            self.flow.pause_reading()

    def on_message_complete(self) -> None:
        drained = self._drains()
        super().on_message_complete()
        self.cycle.more_body = False
        if drained and not self.cycle.keep_alive:
            self.transport.close()
        elif drained:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        self._begin()

    def shutdown(self) -> None:
        """Finish the current response, but end a stream that has no end of its own."""
        super().shutdown()
        if self.scope and ENDLESS in self.scope["extensions"]:
            self.transport.close()

    def _offer_socket(self) -> None:
        """Give the application a `Socket` if the client wants a WebSocket; with a 101, it takes the offer."""
        if self._get_upgrade() == b"websocket":
            self._socket = Socket(self.transport)
            self.scope["extensions"][SOCKET] = self._socket  # type: ignore[assignment]

    def on_headers_complete(self) -> None:
        """Start the application."""
        version = self.parser.get_http_version()
        keep_alive = version != "1.0" and self.parser.should_keep_alive()
        target = self._line.split(b" ")[1] if self._line else self.url
        path, query = split(self.url)
        self.scope |= {
            "method": (self._method or self.parser.get_method()).decode("ascii"),
            "http_version": version,
            "path": unquote(path.decode("ascii")),
            "raw_path": path,
            "query_string": query,
            "extensions": {
                HEAD: {
                    "target": target,
                    "headers": self._sent,
                    "close": not keep_alive or self.expect_100_continue,
                    "expects": self.expect_100_continue,
                }
            },
        }
        self._offer_socket()
        self._in_head = False
        self._sent = []  # the trailers of a chunked body are no part of the head
        earlier = self.cycle
        self._drained = 0
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
