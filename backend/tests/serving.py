"""The production server of the tests: the `roundtrip` command, on a free port."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Self

import httpx

ROUNDTRIP = str(Path(sys.executable).with_name("roundtrip"))
PATIENCE = 60.0
"""Seconds until a wait counts as a failure; nothing here takes that long."""


def run(*options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    variables = {**os.environ, **environ}
    return subprocess.run(
        [ROUNDTRIP, *options], env=variables, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


class Server:
    """A running `roundtrip`; `url` is where."""

    def __init__(self, *options: str, environ: dict[str, str], command: Iterable[str] = (ROUNDTRIP,)) -> None:
        self._process = subprocess.Popen(
            [*command, "--port", "0", *options],
            env={**os.environ, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout
        self.said = self._process.stdout.readline()
        found = re.search(r"http://[0-9.]+:([0-9]+)", self.said)
        assert found, f"the server said {self.said!r} instead of its address"
        self.url, self.port = found[0], int(found[1])

    def stop(self) -> None:
        """End it, and wait for it."""
        self._process.terminate()
        self._process.communicate(timeout=PATIENCE)

    def client(self) -> httpx.Client:
        """A client that keeps cookies and follows no redirect."""
        return httpx.Client(base_url=self.url, timeout=PATIENCE)

    def connect(self) -> Connection:
        return Connection(self.port)


class Connection:
    """A connection for what no proper client would send."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def send(self, *pieces: bytes) -> Self:
        for piece in pieces:
            self._socket.sendall(piece)
        return self

    def finish(self) -> Self:
        """Say that nothing more will come."""
        self._socket.shutdown(socket.SHUT_WR)
        return self

    def receive(self) -> bytes:
        """What comes next."""
        return self._socket.recv(2**16)

    def answer(self) -> bytes:
        """All that comes until the server closes."""
        return b"".join(iter(lambda: self._socket.recv(2**16), b""))

    def reset(self) -> None:
        """Go away as a crashed client does, with a RST instead of a FIN (SO_LINGER of zero seconds)."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, bytes([1, 0, 0, 0, 0, 0, 0, 0]))
        self._socket.close()
