"""The server of `tools/situations.py`: it answers as a situation demands, and records each exchange byte for byte.

It uses only the standard library: a recording must depend neither on the server nor on the wire that it judges.
"""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

KEPT = (
    *("cookie", "user-agent", "origin", "referer", "access-control-request-method", "access-control-request-headers"),
    *("sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest", "sec-fetch-user", "sec-fetch-storage-access"),
    "accept",
)
"""The request headers that a recording keeps. The others do not depend on cookies."""

PAGE = b'<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Situation</title>'
IMAGE = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
LINE = b"\r\n"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to one request of a situation: Set-Cookie values in the order of their headers, and a redirect."""

    sets: Sequence[str] = ()
    to: str | None = None
    status: int = 200


@dataclass
class Recorded:
    """An exchange: `url` has the request target as it was sent. Header values are bytes, decoded as Latin-1."""

    number: int
    method: str
    url: str
    started: float
    request_headers: list[tuple[str, str]]
    response_headers: list[tuple[str, str]] = field(default_factory=list)
    status: int = 0
    wait: float = 0.0


class SituationServer:
    """Listens on two ports of 127.0.0.1, HTTP and HTTPS. A query `?s=KEY` selects the answer in `answers`."""

    def __init__(self, folder: Path) -> None:
        self.answers: dict[str, Answer] = {}
        self.exchanges: list[Recorded] = []
        self._lock = threading.Lock()
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate(folder))
        self._sockets = {scheme: socket.create_server(("127.0.0.1", 0), backlog=64) for scheme in ("http", "https")}
        self.ports = {scheme: listener.getsockname()[1] for scheme, listener in self._sockets.items()}

    def __enter__(self) -> Self:
        for scheme in self._sockets:
            threading.Thread(target=self._accept, args=[scheme], daemon=True).start()
        return self

    def __exit__(self, *error: Any) -> None:
        for listener in self._sockets.values():
            listener.close()

    def _accept(self, scheme: str) -> None:
        while True:
            try:
                connection, _ = self._sockets[scheme].accept()
            except OSError:  # the listener is closed
                return
            threading.Thread(target=self._serve, args=[scheme, connection], daemon=True).start()

    def _serve(self, scheme: str, connection: socket.socket) -> None:
        connection.settimeout(30)
        try:
            if scheme == "https":
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as reader:
                head = b""
                while not head.endswith(LINE * 2):
                    line = reader.readline()
                    if not line:  # a connection that the browser opened in advance
                        return
                    head += line
                reader.read(int(headers_in(head).get("content-length", 0)))
                connection.sendall(self._answer(scheme, head))
        except OSError:
            return

    def _answer(self, scheme: str, head: bytes) -> bytes:
        """Record the request, and return the response to it."""
        started = time.time()
        method, target, _ = head.split(LINE, 1)[0].decode("latin-1").split(" ", 2)
        headers = headers_in(head)
        key = parse_qs(urlsplit(target).query).get("s", [""])[0]
        answer = self.answers.get(key)
        if answer is None:  # such as a favicon
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        kept = [(name, value) for name, value in headers.items() if name in KEPT]
        preflight = method == "OPTIONS"
        with self._lock:
            url = f"{scheme}://{headers.get('host', '')}{target}"
            exchange = Recorded(len(self.exchanges) + 1, method, url, started, kept)
            self.exchanges.append(exchange)
        exchange.status = 204 if preflight else answer.status
        exchange.response_headers = response_headers(exchange, headers, Answer() if preflight else answer)
        exchange.wait = time.time() - started
        body = b"" if preflight else IMAGE if headers.get("sec-fetch-dest") == "image" else PAGE
        lines = [f"HTTP/1.1 {exchange.status} {HTTPStatus(exchange.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in exchange.response_headers]
        lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
        return "\r\n".join(lines).encode("latin-1") + (b"" if method == "HEAD" else body)


def headers_in(head: bytes) -> dict[str, str]:
    """Return the headers of a request, their names in lower case; the values of one name are joined."""
    headers: dict[str, str] = {}
    for line in head.split(LINE)[1:]:
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            name = name.strip().lower()
            headers[name] = f"{headers[name]}, {value.strip()}" if name in headers else value.strip()
    return headers


def response_headers(exchange: Recorded, request: Mapping[str, str], answer: Answer) -> list[tuple[str, str]]:
    """Return the headers: any page may read the answer, with credentials; `X-Exchange` has the exchange's number."""
    headers = [("X-Exchange", str(exchange.number)), ("Cache-Control", "no-store")]
    is_image = request.get("sec-fetch-dest") == "image"
    headers.append(("Content-Type", "image/svg+xml" if is_image else "text/html; charset=utf-8"))
    if origin := request.get("origin"):
        headers += [("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", "true")]
        headers += [("Access-Control-Allow-Methods", "*"), ("Access-Control-Allow-Headers", "x-situation")]
    if answer.to is not None:
        headers.append(("Location", answer.to))
    return headers + [("Set-Cookie", value) for value in answer.sets]


def certificate(folder: Path) -> Path:
    """Make a certificate that no browser trusts, with its key: the recorder tells the browsers to ignore that."""
    file = folder / "situations.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*command, "-keyout", file, "-out", folder / "cert.pem"], check=True, capture_output=True)
    file.write_bytes(file.read_bytes() + (folder / "cert.pem").read_bytes())
    return file
