"""Whether visitors see only their own: `python bench/isolation.py`, in the project's virtual environment.

It starts the real server with two workers. 20 visitors at once, each a thread, ask for pages with their own number in
them for 10 seconds and look at their wire in between. Prints how many exchanges they saw, and exits with 1 if one
of them was another's, or if one that they had just made was missing.
"""

from __future__ import annotations

import http.client
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from roundtrip.testing import Server

VISITORS = 20
SECONDS = 10.0


@dataclass
class Seen:
    """What one visitor saw in their wire."""

    asked: int = 0
    entries: int = 0
    foreign: int = 0
    missing: int = 0


def ask(address: str, path: str, visitor: str) -> bytes:
    """A request on a connection of its own, which any worker may answer."""
    connection = http.client.HTTPConnection(address, timeout=60)
    connection.request("GET", path, headers={"Cookie": f"visitor={visitor}"})
    body = connection.getresponse().read()
    connection.close()
    return body


def visit(address: str, number: int) -> Seen:
    """One visitor's ten seconds."""
    seen, own = Seen(), f"{number:0>22}"
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        path = f"/user/{number}-{seen.asked}"
        ask(address, path, own)
        seen.asked += 1
        urls = [each["request"]["url"] for each in json.loads(ask(address, "/api/wire", own))["log"]["entries"]]
        seen.entries += len(urls)
        seen.foreign += sum(not url.startswith(f"http://{address}/user/{number}-") for url in urls)
        seen.missing += f"http://{address}{path}" not in urls
    return seen


def main() -> int:
    with Server("--workers", "2") as server, ThreadPoolExecutor(VISITORS) as pool:
        address = server.url.removeprefix("http://")
        all_seen = list(pool.map(lambda number: visit(address, number), range(VISITORS)))
    asked, entries, foreign, missing = (
        sum(getattr(each, name) for each in all_seen) for name in ("asked", "entries", "foreign", "missing")
    )
    print(f"{VISITORS} visitors asked {asked} times and saw {entries} entries: {foreign} foreign, {missing} missing")
    return 1 if foreign or missing or not entries else 0


if __name__ == "__main__":
    sys.exit(main())
