"""A server that keeps the bytes of each request, and answers every request alike."""

from __future__ import annotations

import re
import socketserver
import threading
from dataclasses import dataclass, field
from typing import Self

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"
MARK = b"MARK "
"""The beginning of a line that a test sends in place of a request: the name of the case that follows."""


@dataclass(frozen=True)
class Received:
    """A request: its head up to the empty line, and its body."""

    head: bytes
    body: bytes

    @property
    def line(self) -> bytes:
        """The request line without its version."""
        return self.head.partition(b"\r\n")[0].rpartition(b" ")[0]

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers; their names in lower case, without the spaces around the values."""
        lines = (line.partition(b":") for line in self.head.split(b"\r\n")[1:] if line)
        return [(name.lower(), value.strip(b" \t")) for name, _, value in lines]


@dataclass(eq=False)
class Receiver(socketserver.ThreadingTCPServer):
    """Keeps requests by the case that sent them: a mark before the request names it, or its User-Agent.

    `with Receiver() as receiver:` runs it on a free port of the loopback interface.
    """

    received: dict[str, list[Received]] = field(default_factory=dict)
    marked: str = ""

    def __post_init__(self) -> None:
        self.daemon_threads = True
        super().__init__(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class Handler(socketserver.StreamRequestHandler):
    """Reads one request of a connection, also one that no correct client sends."""

    server: Receiver

    def handle(self) -> None:
        head = self.rfile.readline()
        if head.startswith(MARK):
            self.server.marked = head.removeprefix(MARK).decode().strip()
            self.wfile.write(b"\n")
            return
        while not head.endswith(b"\r\n\r\n") and (line := self.rfile.readline()):
            head += line
        length = re.search(rb"^content-length: *(\d+)\r$", head, re.MULTILINE | re.IGNORECASE)
        request = Received(head, self.rfile.read(int(length[1])) if length else b"")
        agent = re.search(rb"^user-agent: case-(\S+)\r$", head, re.MULTILINE | re.IGNORECASE)
        self.server.received.setdefault(agent[1].decode() if agent else self.server.marked, []).append(request)
        self.wfile.write(ANSWER + (b"" if head.startswith(b"HEAD ") else b"ok"))
