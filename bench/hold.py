"""What an attack costs the others: `python bench/hold.py [NAME …]`, in the project's virtual environment, on Linux.

Each attack is alone with a server of its own. While its connections stay open, `/` is asked ten times a second. Prints
the slowest and the median answer, the memory at its peak, and the seconds until the server has let go of all
connections. Exits with 1 if an answer took 500 ms, the memory reached 300 MiB, or a connection stayed for 60 seconds.
"""

from __future__ import annotations

import http.client
import json
import socket
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from memory import MIB, Measured

SLOWEST, MOST_MEMORY, LONGEST = 0.5, 300 * MIB, 60.0
VISITOR = f"Cookie: visitor={'V' * 22}"
FORM = "Content-Type: application/x-www-form-urlencoded"
MULTIPART = "Content-Type: multipart/form-data; boundary=B"


def request(line: str, *headers: str, body: str = "") -> bytes:
    return "\r\n".join([f"{line} HTTP/1.1", "Host: 127.0.0.1", *headers, "", body]).encode()


def download(server: Measured) -> bytes:
    """Return a request for a file of 64 MiB, which this uploads."""
    server.upload(64 * MIB, Cookie=VISITOR.partition(" ")[2])
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/api/uploads", headers={"Cookie": VISITOR.partition(" ")[2]})
    text = connection.getresponse().read().decode()
    return request(f"GET {json.loads(text)['files'][0]['url']}", VISITOR)


def login(body: str = "username=robert&password=open-sesame") -> bytes:
    return request("POST /login", FORM, f"Content-Length: {len(body)}", body=body)


ATTACKS: dict[str, tuple[int, Callable[[Measured], bytes]]] = {
    "stalled bodies": (300, lambda _: request("POST /upload", MULTIPART, "Content-Length: 9000000", body="--B")),
    "stalled small bodies": (300, lambda _: request("POST /form", FORM, "Content-Length: 90", body="a=1")),
    "unread downloads": (300, download),
    "slow headers": (300, lambda _: b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"),
    "idle connections": (520, lambda _: b""),
    "delay=10": (150, lambda _: request("GET /respond?delay=10", "Connection: close")),
    "logins": (300, lambda _: login()),
}


def main() -> int:
    chosen = sys.argv[1:] or list(ATTACKS)
    held = [attack(name) for name in chosen]
    return 0 if all(held) else 1


def attack(name: str) -> bool:
    """Print one line about an attack; true if the server held."""
    count, prepare = ATTACKS[name]
    with Measured("--max-upload", "128MiB", "--max-stored", "256MiB") as server:
        sent = prepare(server)
        ask(server)
        free = sockets(server)
        server.reset_peak()
        began = time.monotonic()
        connections = [connect(server, sent) for _ in range(count)]
        answers: list[float] = []
        while (seconds := time.monotonic() - began) < LONGEST and (sockets(server) > free or len(answers) < 10):
            if name == "slow headers":
                for connection in connections:
                    with suppress(OSError):
                        connection.send(b"A: b\r\n")
            answers.append(ask(server))
            time.sleep(0.1)
        memory = server.memory("VmHWM")
        for connection in connections:
            connection.close()
    print(
        f"{count} {name}: / in {max(answers) * 1000:.0f} ms at most, {statistics.median(answers) * 1000:.0f} ms in the "
        f"median of {len(answers)}; {memory / MIB:.0f} MiB; all connections ended after {seconds:.0f} s"
    )
    return max(answers) < SLOWEST and memory < MOST_MEMORY and seconds < LONGEST


def connect(server: Measured, sent: bytes) -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", server.port))
    connection.sendall(sent)
    return connection


def ask(server: Measured) -> float:
    """Return the seconds that `/` takes, with a connection of its own."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=LONGEST)
    connection.request("GET", "/", headers={"Connection": "close"})
    connection.getresponse().read()
    connection.close()
    return time.monotonic() - began


def sockets(server: Measured) -> int:
    """Return the number of sockets that the server has open."""
    count = 0
    for file in Path(f"/proc/{server.pid}/fd").iterdir():
        with suppress(OSError):
            count += file.readlink().name.startswith("socket:")
    return count


if __name__ == "__main__":
    sys.exit(main())
