"""Socket: a WebSocket that sends each message back (RFC 6455)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from typing import Any

from flask import Blueprint, Response, request

from ..describe import describe
from ..guard import require_own_page
from ..problems import refuse
from ..threads import only_computes

bp = Blueprint("socket", __name__)

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""Section 1.3: with it, the server proves that it knows WebSockets."""

LARGEST = 64 * 2**10
MOST = 100
SECONDS = 300
"""The bytes of a message, the messages of a socket, and the seconds for which it stays open."""

POLICY = 1008
"""The code of a close frame for a client that reached a limit."""


class Echo:
    """The body of a 101: it yields nothing, but sends each message of the socket back."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b""
        try:
            async with asyncio.timeout(SECONDS):
                for _ in range(MOST):
                    message = await self._socket.receive()
                    if message is None:
                        return
                    self._socket.send(message)
            await self._socket.close(POLICY, f"A socket takes {MOST} messages.")
        except TimeoutError:
            await self._socket.close(POLICY, f"A socket stays open for {SECONDS} seconds.")


class Switch(Response):
    """A 101 whose body lives as long as its socket; Werkzeug gives no body to a 101."""

    def get_app_iter(self, environ: Any) -> Any:
        return self.response


@bp.get("/socket/echo")
@describe(426)
def without_upgrade() -> Response:
    """Answer 426 to a request that wants no WebSocket."""
    refuse(426, "This path speaks WebSocket only. Open it with new WebSocket(…), or in the panel Socket.")


@bp.get("/socket/echo", websocket=True)
@describe(101, 400, 403, 426, 501)
@only_computes
def echo() -> Response:
    """Switch to a WebSocket that sends each message back; answer 403 to a page of another site."""
    require_own_page()
    socket = request.environ.get("roundtrip.socket")
    if socket is None:
        refuse(501, "This server cannot switch to a WebSocket. Start Roundtrip with the command `roundtrip`.")
    key = request.headers.get("Sec-WebSocket-Key", "")
    if len(key) != 24 or request.headers.get("Sec-WebSocket-Version") != "13":
        refuse(400, "A WebSocket needs Sec-WebSocket-Version: 13, and a Sec-WebSocket-Key of 16 bytes in Base64.")
    socket.largest, socket.most = LARGEST, MOST
    response = Switch(Echo(socket), status=101, direct_passthrough=True)  # type: ignore[arg-type]
    response.headers["Upgrade"] = "websocket"
    response.headers["Connection"] = "Upgrade"
    response.headers["Sec-WebSocket-Accept"] = accepted(key)
    del response.headers["Content-Type"]
    return response


def accepted(key: str) -> str:
    """Return the answer to a key (section 4.2.2)."""
    return base64.b64encode(hashlib.sha1(key.encode() + GUID, usedforsecurity=False).digest()).decode()
