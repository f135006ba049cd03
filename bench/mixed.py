"""Mixed work for a minute: `python bench/mixed.py [SECONDS]`, in the project's virtual environment, on Linux.

200 visitors ask for pages, send forms, upload, download, delete and look at their wire, with two workers; one worker is
killed in the middle. Prints the statuses. Exits with 1 after an unexpected status, a foreign exchange or file, a lost
upload that was acknowledged, or if the memory at the end is 10 % above that after a sixth of the time.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from memory import MIB, Measured

VISITORS, THREADS = 200, 20
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MULTIPART = {"Content-Type": "multipart/form-data; boundary=B"}
TRIES = 3


class Visitor:
    """One visitor: what they did, and what they expect to find."""

    def __init__(self, port: int, number: int) -> None:
        self.port, self.number = port, number
        self.cookie = f"visitor={number:0>22}"
        self.files: dict[str, bytes] = {}
        self.statuses: Counter[str] = Counter()
        self.wrong: list[str] = []

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes, str]:
        """Return status, body and Location; after a broken connection, ask again: the worker may have been killed."""
        for attempt in range(TRIES):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                connection.request(method, path, body or None, {"Cookie": self.cookie, **headers})
                answer = connection.getresponse()
                return answer.status, answer.read(), answer.getheader("Location", "")
            except (OSError, http.client.HTTPException):
                self.statuses["broken connections"] += 1
                if attempt == TRIES - 1:
                    raise
            finally:
                connection.close()
        raise AssertionError

    def expect(self, status: int, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[bytes, str]:
        found, content, location = self.ask(method, path, body, **headers)
        self.statuses[str(found)] += 1
        if found != status:
            self.wrong.append(f"{method} {path}: {found} instead of {status}: {content[:200]!r}")
        return content, location

    def turn(self, chance: random.Random) -> None:
        """Do one thing."""
        match chance.randrange(8):
            case 0:
                self.expect(200, "GET", f"/user/{self.number}-{chance.randrange(99)}")
            case 1:
                self.expect(200, "POST", f"/api/form?{self.number}-", b"a=1&b=2", **FORM)
            case 2:
                self.expect(303, "POST", "/cookies", b"name=a&value=b", **FORM)
            case 3:
                self.expect(404, "GET", "/api/error/404")
            case 4 if len(self.files) < 8:
                self.upload(chance)
            case 5 if self.files:
                self.download(chance.choice(list(self.files)))
            case 6 if self.files:
                url = chance.choice(list(self.files))
                del self.files[url]
                self.ask("DELETE", f"/api{url}")  # a second try finds nothing
            case 7:
                self.look()

    def upload(self, chance: random.Random) -> None:
        content = f"{self.number} ".encode() + chance.randbytes(chance.randrange(20_000)).hex().encode()
        head = b'--B\r\nContent-Disposition: form-data; name="the_file"; filename="a.txt"\r\n\r\n'
        known = {file["url"] for file in self.listed()}
        self.expect(303, "POST", "/api/upload", head + content + b"\r\n--B--\r\n", **MULTIPART)
        for file in self.listed():
            if file["url"] not in known:
                self.files[file["url"]] = content

    def listed(self) -> list[dict[str, str]]:
        content, _ = self.expect(200, "GET", "/api/uploads")
        files: list[dict[str, str]] = json.loads(content)["files"]
        return files

    def download(self, url: str) -> None:
        content, _ = self.expect(200, "GET", url)
        if content != self.files[url]:
            self.wrong.append(f"{url}: other bytes than uploaded")

    def look(self) -> None:
        """Look at the wire: each path with a visitor's number in it has this visitor's number."""
        content, _ = self.expect(200, "GET", "/api/wire")
        for entry in json.loads(content)["log"]["entries"]:
            target = entry["request"]["_target"]
            path = urlsplit(target)
            named = path.path.startswith("/user/") or path.query
            if named and f"{self.number}-" not in (path.query or path.path.removeprefix("/user/")):
                self.wrong.append(f"the wire shows {target}")

    def finish(self) -> None:
        """Each upload that was acknowledged is still there."""
        if not set(self.files) <= {file["url"] for file in self.listed()}:
            self.wrong.append("an upload is lost")
        for url in self.files:
            self.download(url)


def work(visitors: list[Visitor], seed: int, until: float) -> None:
    chance = random.Random(seed)  # noqa: S311  # a sequence that can be repeated
    while time.monotonic() < until:
        chance.choice(visitors).turn(chance)
    for visitor in visitors:
        visitor.finish()


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    with Measured("--workers", "2", "--max-files", "20") as server, ThreadPoolExecutor(THREADS) as pool:
        visitors = [Visitor(server.port, number) for number in range(1, VISITORS + 1)]
        began = time.monotonic()
        shares = [visitors[number::THREADS] for number in range(THREADS)]
        running = [pool.submit(work, share, seed, began + seconds) for seed, share in enumerate(shares)]
        time.sleep(seconds / 6)
        early = server.memory("VmRSS")
        time.sleep(seconds / 3)
        kill_a_worker(server)
        for share in running:
            share.result()
        late = server.memory("VmRSS")
    statuses = sum((visitor.statuses for visitor in visitors), Counter[str]())
    wrong = [line for visitor in visitors for line in visitor.wrong]
    print(f"{dict(sorted(statuses.items()))}; memory {early / MIB:.0f} MiB, at the end {late / MIB:.0f} MiB")
    print(f"{sum(len(visitor.files) for visitor in visitors)} uploads kept; {len(wrong)} wrong", *wrong[:10], sep="\n")
    return 1 if wrong or late > 1.1 * early else 0


def kill_a_worker(server: Measured) -> None:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    workers = [int(child) for child in children if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()]
    os.kill(workers[0], signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
