"""What the wire costs a request: `python bench/wire.py`, in the project's virtual environment.

It needs `wrk` (Debian and Ubuntu: `apt-get install wrk`; macOS: `brew install wrk`).

One worker, 16 connections, `/api/get-name`: requests a second with the recorder taken out, without a visitor
cookie, and with one, for 2 seconds each, six times in six orders with servers of their own, for no two processes are
quite alike. The medians count: exits with 1 unless the rate without a cookie is at least 0.9 of that without the
recorder, and with a cookie at least 0.4 of that without.
"""

from __future__ import annotations

import itertools
import re
import shutil
import statistics
import subprocess
import sys
from typing import Any

from flask import Flask

from roundtrip import cli, server
from roundtrip.server.bridge import Bridge
from roundtrip.testing import Server
from roundtrip.wire import Recorder

SECONDS = 2
COOKIE = ["-H", f"Cookie: visitor={'V' * 22}"]
WITHOUT = "without-recorder"


def without_recorder(app: Flask) -> Any:
    """The app as it comes, but for the recorder."""
    recorder = app.wsgi_app
    if not isinstance(recorder, Recorder):
        sys.exit("the recorder is no longer the outermost middleware")
    return recorder._app


def serve_without() -> None:
    """Run the `roundtrip` command with another app; its one worker is this process."""
    vars(server)["bridged"] = lambda app: Bridge(without_recorder(app), multiprocess=False)
    cli.main(sys.argv[2:])


def rate(url: str, *options: str, seconds: int = SECONDS, path: str = "/api/get-name", errors: bool = False) -> float:
    """Requests a second, all of which must have been answered well, except if `errors` are what is asked for."""
    run = ["wrk", "-t", "2", "-c", "16", "-d", f"{seconds}s", *options, f"{url}{path}"]
    said = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if not found or ("Non-2xx" in said and not errors):
        sys.exit(said)
    return float(found[1])


def main() -> int:
    if not shutil.which("wrk"):
        sys.exit("This needs wrk. Debian and Ubuntu: apt-get install wrk; macOS: brew install wrk")
    out, without, cookie = "recorder taken out", "without a cookie", "with a visitor cookie"
    rates: dict[str, list[float]] = {out: [], without: [], cookie: []}
    for order in itertools.permutations(rates):  # who comes after whom shall make no difference
        with Server(command=[sys.executable, __file__, WITHOUT]) as bare, Server() as whole:
            turns = {out: [bare.url], without: [whole.url], cookie: [whole.url, *COOKIE]}
            for turn in turns.values():
                rate(*turn, seconds=1)  # what is done once is not counted
            for name in order:
                rates[name].append(rate(*turns[name]))
    medians = {name: statistics.median(found) for name, found in rates.items()}
    for name, found in rates.items():
        print(f"{name}: {medians[name]:,.0f} requests/s, of {', '.join(f'{each:,.0f}' for each in found)}")
    good = [
        reaches("without a cookie / recorder taken out", medians[without] / medians[out], 0.9),
        reaches("with a visitor cookie / without", medians[cookie] / medians[without], 0.4),
    ]
    return 0 if all(good) else 1


def reaches(name: str, ratio: float, least: float) -> bool:
    """Print a ratio beside what it should be."""
    print(f"{name}: {ratio:.2f} (at least {least})")
    return ratio >= least


if __name__ == "__main__":
    if sys.argv[1:2] == [WITHOUT]:
        serve_without()
    else:
        sys.exit(main())
