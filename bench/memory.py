"""How much memory an upload takes: `python bench/memory.py`, in the project's virtual environment, on Linux.

It starts the real server, sends it 256 MiB through the upload form, once within the limit and once over it, and
prints by how much the workers' memory grew at most, and how fast the upload was. Exits with 1 at 16 MiB or more.
"""

from __future__ import annotations

import http.client
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from roundtrip.testing import Server

MIB = 2**20
SENT = 256 * MIB
MOST = 16 * MIB
BEGIN = b'--B\r\nContent-Disposition: form-data; name="the_file"; filename="big.bin"\r\n\r\n'
END = b"\r\n--B--\r\n"


class Measured(Server):
    """A running server whose memory is measured: a `roundtrip`, or another `command`."""

    @property
    def _processes(self) -> list[Path]:
        return [process for process in Path("/proc").glob("[0-9]*") if group(process) == self.pid]

    def upload(self, size: int, path: str = "/upload", **more: str) -> int:
        """Send a file of `size` bytes, with more headers, and return the status of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        headers = {
            "Content-Type": "multipart/form-data; boundary=B",
            "Content-Length": str(len(BEGIN) + size + len(END)),
            **more,
        }
        connection.request("POST", path, body=pieces(size), headers=headers)
        answer = connection.getresponse()
        while answer.read(MIB):
            pass
        connection.close()
        return answer.status

    def reset_peak(self) -> None:
        """Let the kernel count the peak from now on (proc(5), clear_refs)."""
        for process in self._processes:
            (process / "clear_refs").write_text("5")

    def memory(self, field: str) -> int:
        """Return the bytes that the processes hold, now (`VmRSS`) or at their peak (`VmHWM`)."""
        found = (re.search(rf"{field}:\s+(\d+) kB", (process / "status").read_text()) for process in self._processes)
        return sum(int(each[1]) * 1024 for each in found if each)


def group(process: Path) -> int:
    """Return the process group: a server starts one, and its workers are in it (proc(5), stat)."""
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[2])
    except FileNotFoundError:
        return 0


def pieces(size: int) -> Iterator[bytes]:
    yield BEGIN
    piece = bytes(range(256)) * (MIB // 256)
    for _ in range(size // MIB):
        yield piece
    yield END


def measure(name: str, status: int, *options: str) -> bool:
    """Print one line about one upload; true if its answer and its memory are as they should be."""
    with Measured(*options) as server:
        server.upload(MIB)  # what is needed once is not counted
        before = server.memory("VmRSS")
        server.reset_peak()
        began = time.monotonic()
        answered = server.upload(SENT)
        seconds = time.monotonic() - began
        growth = server.memory("VmHWM") - before
    rate = SENT / MIB / seconds
    print(f"{name}: {answered}, memory {before / MIB:.1f} + {growth / MIB:.1f} MiB, {rate:.0f} MiB/s")
    return answered == status and growth < MOST


def main() -> int:
    good = [
        measure("256 MiB kept", 303, "--max-upload", "512MiB", "--max-stored", "512MiB"),
        measure("256 MiB refused", 413, "--max-upload", "64MiB"),
        measure("256 MiB over the visitor's limit", 413, "--max-upload", "512MiB", "--max-stored", "64MiB"),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
