"""The WebSocket of a connection (RFC 6455): its frames, and the record of its messages."""

from __future__ import annotations

import asyncio
import base64
import time
from typing import Any

from wsproto.connection import Connection, ConnectionState, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Message, Ping, TextMessage

SOCKET = "roundtrip.socket"
"""The extension of the ASGI scope, and the variable of the environment, with the `Socket` of a request for one."""

SHOWN = 4096
"""Bytes of a message that the record keeps."""

TEXT, BINARY, CLOSE = 1, 2, 8
"""Opcodes (section 5.2)."""

NORMAL, TOO_LARGE = 1000, 1009
"""Codes of a close frame (section 7.4.1)."""

PATIENCE = 2.0
"""Seconds to wait for the client's half of the closing handshake."""


class Socket:
    """A WebSocket, once the response to its request has the status 101."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._connection = Connection(ConnectionType.SERVER)
        self._received: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self._parts: list[str | bytes] = []
        self._size = 0
        self.largest = 64 * 2**10
        """Bytes of a message that the client may send."""
        self.most = 100
        """Messages that the client may send; more are dropped."""
        self._count = 0
        self.open = False
        self.messages: list[dict[str, Any]] = []
        """The messages as Chrome writes them into a HAR: `send` is from the browser."""

    def feed(self, data: bytes) -> None:
        """Take bytes from the client."""
        if self._connection.state is ConnectionState.CLOSED:
            return
        self._connection.receive_data(data)
        for event in self._connection.events():
            self._take(event)

    def lose(self) -> None:
        """Note that the connection is gone."""
        self.open = False
        self._received.put_nowait(None)

    async def receive(self) -> str | bytes | None:
        """Return the next message; None when no more can come."""
        return await self._received.get()

    def send(self, message: str | bytes) -> None:
        event: Event = TextMessage(message) if isinstance(message, str) else BytesMessage(message)
        if self._connection.state is ConnectionState.OPEN:
            self._note("receive", message)
            self._write(event)

    async def close(self, code: int = NORMAL, reason: str = "") -> None:
        """Close the socket, and wait a moment for the client's half of the handshake."""
        if self._connection.state is ConnectionState.OPEN:
            self._end(code, reason)
            try:
                async with asyncio.timeout(PATIENCE):
                    while await self._received.get() is not None:
                        pass
            except TimeoutError:
                pass

    def _take(self, event: Event) -> None:
        if isinstance(event, Ping):
            self._write(event.response())
        elif isinstance(event, CloseConnection):
            self._closed(event)
        elif isinstance(event, Message) and self._connection.state is ConnectionState.OPEN:
            self._part(event)

    def _part(self, event: Message[Any]) -> None:
        """Add a part of a message."""
        self._size += len(event.data.encode() if isinstance(event.data, str) else event.data)
        if self._size > self.largest:
            self._end(TOO_LARGE, f"A message can have {self.largest:,} bytes at most.")
            return
        self._parts.append(event.data if isinstance(event.data, str) else bytes(event.data))
        if event.message_finished:
            self._count += 1
            message = type(self._parts[0])().join(self._parts)  # type: ignore[arg-type]
            self._parts, self._size = [], 0
            if self._count <= self.most:
                self._note("send", message)
                self._received.put_nowait(message)

    def _closed(self, event: CloseConnection) -> None:
        """Answer a close frame of the client, or a breach of the protocol."""
        if self._connection.state in (ConnectionState.OPEN, ConnectionState.REMOTE_CLOSING):
            self._record("send", CLOSE, f"{event.code} {event.reason or ''}".strip())
            self._write(event.response())
        self._received.put_nowait(None)

    def _end(self, code: int, reason: str) -> None:
        self._record("receive", CLOSE, f"{code} {reason}".strip())
        self._write(CloseConnection(code, reason))

    def _write(self, event: Event) -> None:
        if not self._transport.is_closing():
            self._transport.write(self._connection.send(event))

    def _note(self, type: str, message: str | bytes) -> None:
        if isinstance(message, str):
            data = message.encode()
            self._record(type, TEXT, data[:SHOWN].decode(errors="ignore"), len(data))
        else:
            self._record(type, BINARY, base64.b64encode(message[:SHOWN]).decode(), len(message))

    def _record(self, type: str, opcode: int, data: str, size: int | None = None) -> None:
        length = len(data) if size is None else size
        entry = {"type": type, "time": time.time(), "opcode": opcode, "data": data, "_size": length}
        self.messages.append(entry | ({"_truncated": True} if length > SHOWN else {}))
