"""The speed of the server beside others: `python bench/speed.py`, in the project's virtual environment, on Linux.

It needs `wrk` (Debian and Ubuntu: `apt-get install wrk`) and the network: uv fetches httpbin, gunicorn and granian into
an environment of their own.

Requests a second with one process, 16 connections and 2 seconds a turn; the turns alternate, and medians count. Then
an upload of 256 MiB to each. Exits with 1 unless Roundtrip serves at least 1.5 times the requests of httpbin without a
visitor and 1.0 times with the wire, and uploads at 3 times its rate with a twentieth of its memory.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from collections.abc import Callable

from memory import MIB, SENT, Measured
from wire import COOKIE, rate, reaches

ROUNDS = 6
ROOM = ("--max-upload", "512MiB", "--max-stored", "8192MiB")
UVX = ["uvx", "--python", sys.executable, "--quiet"]
PORT = """
import socket, subprocess, sys
with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
server = subprocess.Popen([part.replace("PORT", str(port)) for part in sys.argv[1:-2]])
while server.poll() is None:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        continue
    print(f"http://127.0.0.1:{port}", flush=True)
    break
server.wait()
"""
"""Starts a command on a free port and prints its address, as `roundtrip` does."""


def other(*command: str) -> Callable[[], Measured]:
    """Return a function that starts another server; its limits are those of `ROOM`."""
    limits = {"ROUNDTRIP_MAX_UPLOAD": "512MiB", "ROUNDTRIP_MAX_STORED": "8192MiB"}
    return lambda: Measured(command=[sys.executable, "-c", PORT, *UVX, *command], environ=limits)


SERVERS: dict[str, Callable[[], Measured]] = {
    "roundtrip": lambda: Measured(*ROOM),
    "roundtrip on granian": other(
        *("--from", "granian==2.8.7", "--with-editable", "."),
        *("granian", "--interface", "wsgi", "--factory", "--log-level", "error", "--port", "PORT"),
        *("--backpressure", "128", "--blocking-threads", "128", "roundtrip:create_app"),
    ),
    "httpbin on gunicorn": other(
        *("--from", "gunicorn", "--with", "httpbin==0.10.4"),
        *("gunicorn", "--log-level", "error", "--bind", "127.0.0.1:PORT", "httpbin:app"),
    ),
}
TURNS = [
    ("roundtrip", "/api/get-name", []),
    ("roundtrip", "/api/get-name", COOKIE),
    ("roundtrip", "/api/form", []),
    ("roundtrip", "/api/form", COOKIE),
    ("roundtrip on granian", "/api/get-name", []),
    ("roundtrip on granian", "/api/get-name", COOKIE),
    ("httpbin on gunicorn", "/get", []),
]


def main() -> int:
    for program in ("wrk", "uvx"):
        if not shutil.which(program):
            sys.exit(f"This needs {program}; see the beginning of this file.")
    running = {name: start() for name, start in SERVERS.items()}
    try:
        medians = requests(running)
        uploads = {name: upload(server) for name, server in running.items()}
    finally:
        for server in running.values():
            server.stop()
    httpbin, (httpbin_rate, httpbin_memory) = medians[-1], uploads["httpbin on gunicorn"]
    own_rate, own_memory = uploads["roundtrip"]
    good = [
        reaches("without a visitor / httpbin", medians[0] / httpbin, 1.5),
        reaches("with the wire / httpbin", medians[1] / httpbin, 1.0),
        reaches("upload: rate / httpbin", own_rate / httpbin_rate, 3.0),
        reaches("upload: memory of httpbin / ours", httpbin_memory / own_memory, 20.0),
    ]
    return 0 if all(good) else 1


def requests(running: dict[str, Measured]) -> list[float]:
    """Print and return the median requests a second of each turn."""
    rates: list[list[float]] = [[] for _ in TURNS]
    for _ in range(ROUNDS):
        for (name, path, options), found in zip(TURNS, rates, strict=True):
            found.append(rate(running[name].url, *options, path=path))
    medians = [statistics.median(found) for found in rates]
    for (name, path, options), found, median in zip(TURNS, rates, medians, strict=True):
        wire = "with the wire" if options else "without a visitor"
        print(f"{name}, {path}, {wire}: {median:,.0f} requests/s, of {', '.join(f'{each:,.0f}' for each in found)}")
    return medians


def upload(server: Measured) -> tuple[float, float]:
    """Print and return the MiB a second of an upload, and the MiB by which the memory grew."""
    path = "/post" if server.upload(MIB) == 404 else "/upload"
    server.upload(MIB, path)
    before = server.memory("VmRSS")
    server.reset_peak()
    began = time.monotonic()
    status = server.upload(SENT, path)
    speed = SENT / MIB / (time.monotonic() - began)
    growth = max(server.memory("VmHWM") - before, 1) / MIB
    print(f"256 MiB to {server.url}{path}: {status}, {speed:.0f} MiB/s, {growth:.1f} MiB of memory")
    return speed, growth


if __name__ == "__main__":
    sys.exit(main())
