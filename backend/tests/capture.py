"""A capture of the bytes on the wire: a proxy between a client and a server, which stands outside of Roundtrip.

with Capture(server.port) as capture:
    httpx.get(f"http://127.0.0.1:{capture.port}/hello")
[(request, response)] = capture.exchanges()
"""

from __future__ import annotations

import base64
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Self

LENGTH = re.compile(rb"(?im)^content-length: *(\d+)")
CHUNKED = re.compile(rb"(?im)^transfer-encoding: *chunked")


class Capture:
    """Forwards each connection to `port` and keeps its bytes."""

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._sockets: list[socket.socket] = []
        self._streams: list[tuple[bytearray, bytearray]] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for end in (self._listener, *self._sockets):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for end in (self._listener, *self._sockets):
            end.close()

    def exchanges(self) -> list[tuple[bytes, bytes]]:
        """Return the heads of each request and of its response, connection by connection."""
        found: list[tuple[bytes, bytes]] = []
        for sent, received in self._streams:
            requests = list(heads(bytes(sent)))
            bodyless = [head.startswith(b"HEAD ") for head in requests]
            found += zip(requests, heads(bytes(received), iter(bodyless)), strict=False)
        return found

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                streams = (bytearray(), bytearray())
                self._sockets += [client, server]
                self._streams.append(streams)
                for source, sink, stream in ((client, server, streams[0]), (server, client, streams[1])):
                    self._threads.append(threading.Thread(target=forward, args=(source, sink, stream)))
                    self._threads[-1].start()


def forward(source: socket.socket, sink: socket.socket, stream: bytearray) -> None:
    with suppress(OSError):
        while data := source.recv(2**16):
            stream += data
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def heads(stream: bytes, bodyless: Iterator[bool] = iter(())) -> Iterator[bytes]:  # noqa: B008  # an empty iterator
    """Yield the head of each message in a stream (RFC 9112, section 6)."""
    while b"\r\n\r\n" in stream:
        head, _, stream = stream.partition(b"\r\n\r\n")
        yield head + b"\r\n\r\n"
        if next(bodyless, False) or re.match(rb"HTTP/1.1 (204|304) ", head):
            continue
        if CHUNKED.search(head):
            stream = stream.partition(b"0\r\n\r\n")[2]
        elif length := LENGTH.search(head):
            stream = stream[int(length[1]) :]


def raw_head(message: dict[str, Any]) -> bytes:
    """Return the head of a HAR request or response, as the page shows it under Raw."""
    if "_head" in message:
        return base64.b64decode(message["_head"])
    if "method" in message:
        start = f"{message['method']} {message['_target']} {message['httpVersion']}"
    else:
        start = f"HTTP/1.1 {message['status']} {message['statusText']}"
    lines = [start, *(f"{header['name']}: {header['value']}" for header in message["headers"]), "", ""]
    return "\r\n".join(lines).encode()


def shortened(head: bytes, secret: str) -> bytes:
    """Return a head in which a secret shows its first characters only, as the wire shows it."""
    return head.replace(secret.encode(), f"{secret[:6]}…".encode())
