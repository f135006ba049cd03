"""What the wire costs an upload: `python bench/upload.py`, in the project's virtual environment, on Linux.

It starts the real server and sends it 256 MiB through the upload form, in turn without a visitor cookie and with
one, four times each, and prints the median rates and by how much the workers' memory grew meanwhile.
Exits with 1 unless the rate with a cookie is at least 0.8 of that without and the growth below 16 MiB.
"""

from __future__ import annotations

import statistics
import sys
import time

from memory import MIB, MOST, SENT, Measured

ROUNDS = 4
VISITOR = "V" * 22
ROOM = ("--max-upload", "512MiB", "--max-stored", "8192MiB")


def rate(server: Measured, **headers: str) -> float:
    """MiB a second."""
    began = time.monotonic()
    status = server.upload(SENT, **headers)
    if status != 303:
        sys.exit(f"the server answered {status}")
    return SENT / MIB / (time.monotonic() - began)


def main() -> int:
    rates: dict[str, list[float]] = {"": [], f"visitor={VISITOR}": []}
    growth = 0
    for turn in range(ROUNDS):
        with Measured(*ROOM) as server:
            server.upload(MIB, Cookie=f"visitor={VISITOR}")  # what is needed once is not counted
            before = server.memory("VmRSS")
            server.reset_peak()
            for cookie in sorted(rates, reverse=bool(turn % 2)):  # who goes first has the emptier disk
                rates[cookie].append(rate(server, Cookie=cookie))
            growth = max(growth, server.memory("VmHWM") - before)
    for cookie, found in rates.items():
        each = ", ".join(f"{rate:.0f}" for rate in found)
        print(f"{'with a visitor' if cookie else 'without a'} cookie: {statistics.median(found):.0f} MiB/s, of {each}")
    without, recorded = (statistics.median(found) for found in rates.values())
    print(f"with / without: {recorded / without:.2f} (at least 0.8)")
    print(f"memory: {growth / MIB:.1f} MiB more (below {MOST / MIB:.0f})")
    return 0 if recorded / without >= 0.8 and growth < MOST else 1


if __name__ == "__main__":
    sys.exit(main())
