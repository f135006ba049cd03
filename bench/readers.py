"""The memory that the readers of a full wire take: `python bench/readers.py`, in the project's environment, on Linux.

It fills the wire of one visitor with the largest exchanges that the recorder keeps, starts the real server, and reads
the whole wire with 20 clients at the same time, once as fast as they can and once slowly. It prints by how much the
worker's memory grew at most, and how long a reader waited. Exits with 1 at 64 MiB or more.
"""

from __future__ import annotations

import http.client
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from memory import MIB, Measured

from roundtrip.visitor import key_of
from roundtrip.wire import Store
from roundtrip.wire.exchange import Exchange
from roundtrip.wire.recorder import HEADERS_SHOWN

READERS = 20
EXCHANGES = 200
BODY = 16 * 2**10
MOST = 64 * MIB
VISITOR = "V" * 22
SLOW = 0.002
"""Seconds that a slow reader waits after each 64 KiB."""


def fill(instance: Path) -> None:
    """Record the largest exchanges: a control character in a body takes six bytes in JSON."""
    store = Store(instance / "wire.sqlite3", most=EXCHANGES, keep=3600)
    for number in range(EXCHANGES):
        exchange = Exchange(
            started=time.time(),
            method="POST",
            url=f"http://127.0.0.1/{number}",
            target=f"/{number}",
            request_headers=[("X", "x" * HEADERS_SHOWN)],
            request_body=b"\x01" * BODY,
            request_size=BODY,
            status=200,
            reason="OK",
            response_headers=[("X", "x" * HEADERS_SHOWN)],
            response_body=b"\x01" * BODY,
            response_size=BODY,
        )
        store.add(key_of(VISITOR), exchange)


def read(port: int, pause: float) -> tuple[int, float]:
    """Read the whole wire, and return its size and the seconds that it took."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", "/api/wire", headers={"Cookie": f"visitor={VISITOR}"})
    answer = connection.getresponse()
    size = 0
    while piece := answer.read(2**16):
        size += len(piece)
        time.sleep(pause)
    connection.close()
    return size, time.monotonic() - began


def measure(name: str, pause: float) -> bool:
    """Print one line about 20 readers; true if the memory is as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        with Measured("--instance", folder) as server:
            read(server.port, 0)
            before = server.memory("VmRSS")
            server.reset_peak()
            with ThreadPoolExecutor(READERS) as pool:
                found = list(pool.map(lambda _: read(server.port, pause), range(READERS)))
            growth = server.memory("VmHWM") - before
    sizes = {size for size, _ in found}
    slowest = max(seconds for _, seconds in found)
    print(
        f"{name}: {max(sizes) / MIB:.1f} MiB each, memory {before / MIB:.0f} + {growth / MIB:.0f} MiB, {slowest:.1f} s"
    )
    return len(sizes) == 1 and growth < MOST


def main() -> int:
    good = [measure("20 fast readers", 0), measure("20 slow readers", SLOW)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
