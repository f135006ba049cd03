"""Helpers for the tests of the production server: two kinds of client, and a command that runs to its end."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import httpx

from roundtrip import testing

PATIENCE = 60.0
"""Seconds until a wait counts as a failure; no test needs as long."""

GUNICORN = """
import sys
import time
from gunicorn.app.wsgiapp import run
sys.argv[1:] = ["--bind", "127.0.0.1:0", "roundtrip:create_app()"]
run()
"""

OTHER_SERVERS = {
    "flask": [str(Path(sys.executable).with_name("flask")), "--app", "roundtrip", "run"],
    "gunicorn": [sys.executable, "-c", GUNICORN],
}
"""The commands of servers that Roundtrip runs on too."""


def run(*options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    variables = {**os.environ, **environ}
    return subprocess.run(
        [*testing.ROUNDTRIP, *options], env=variables, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def wait_until(true: Callable[[], object]) -> None:
    """Wait until a condition holds; fail if it never does."""
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, "the condition never held"
        time.sleep(0.02)


class Server(testing.Server):
    """A running server, with clients that talk to it."""

    def client(self) -> httpx.Client:
        """Return a client that keeps cookies and follows no redirect."""
        return httpx.Client(base_url=self.url, timeout=PATIENCE)

    def connect(self) -> Connection:
        """Return a connection that sends any bytes."""
        return Connection(self.port)


class Connection:
    """A connection for requests that no correct client sends."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def send(self, *pieces: bytes) -> Self:
        """Send bytes as they are."""
        for piece in pieces:
            self._socket.sendall(piece)
        return self

    def finish(self) -> Self:
        """Tell the server that no more bytes follow."""
        self._socket.shutdown(socket.SHUT_WR)
        return self

    def receive(self) -> bytes:
        """Return the next bytes from the server."""
        return self._socket.recv(2**16)

    def until(self, end: bytes) -> bytes:
        """Return all bytes up to those that contain `end`."""
        received = b""
        while end not in received:
            piece = self.receive()
            assert piece, f"the connection ended after {received!r}"
            received += piece
        return received

    def answer(self) -> bytes:
        """Return all bytes until the server closes the connection."""
        return b"".join(iter(lambda: self._socket.recv(2**16), b""))

    def reset(self) -> None:
        """Abort the connection like a crashed client: with a RST instead of a FIN (SO_LINGER of zero seconds)."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, bytes([1, 0, 0, 0, 0, 0, 0, 0]))
        self._socket.close()
