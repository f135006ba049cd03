"""Whether visitors see only their own: `python bench/isolation.py`, in the project's virtual environment.

It starts the real server with two workers. 20 visitors at once, each a thread, ask for pages with their own number in
them for 10 seconds and look at their wire in between. Prints how many exchanges they saw, and exits with 1 if one
of them was another's, or if one that they had just made was missing.
"""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

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
    with TemporaryDirectory() as instance:
        roundtrip = str(Path(sys.executable).with_name("roundtrip"))
        run = [roundtrip, "--port", "0", "--workers", "2", "--instance", instance]
        with subprocess.Popen(run, stdout=subprocess.PIPE, text=True) as process:
            try:
                said = process.stdout.readline() if process.stdout else ""
                found = re.search(r"http://(\S+)", said) or sys.exit(f"the server said {said!r}, and no address")
                with ThreadPoolExecutor(VISITORS) as pool:
                    all_seen = list(pool.map(lambda number: visit(found[1], number), range(VISITORS)))
            finally:
                process.terminate()
    asked, entries, foreign, missing = (
        sum(getattr(each, name) for each in all_seen) for name in ("asked", "entries", "foreign", "missing")
    )
    print(f"{VISITORS} visitors asked {asked} times and saw {entries} entries: {foreign} foreign, {missing} missing")
    return 1 if foreign or missing or not entries else 0


if __name__ == "__main__":
    sys.exit(main())
