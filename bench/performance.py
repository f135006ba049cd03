"""Roundtrip beside its rivals: `python bench/performance.py` measures, and writes `docs/performance.md`.

It needs Linux, `wrk` (Debian and Ubuntu: `apt-get install wrk`), a browser, and the network: uv fetches httpbin and
gunicorn into an environment of their own. Each server has one process. The turns alternate, and medians count, because
other work on the machine disturbs one turn more than another. Exits with 1 if a promise of the document is broken.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from memory import Measured
from page import page_times
from speed import PORT, ROOM, UVX, upload
from wire import COOKIE, rate

ROUNDS = 5
DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
PLAIN = [sys.executable, str(Path(__file__).with_name("plain.py"))]
GUNICORN = ["gunicorn", "--log-level", "error", "--threads", "4", "--bind", "127.0.0.1:PORT"]
HTTPBIN = [*UVX, "--from", "gunicorn", "--with", "httpbin==0.10.4", *GUNICORN, "httpbin:app"]
FORM = """
wrk.method = "POST"
wrk.body = "a=" .. string.rep("x", 65000)
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
"""
OURS, PLAINLY, RIVAL = "roundtrip", "plain Flask", "httpbin"
SERVERS: dict[str, Callable[[], Measured]] = {
    OURS: lambda: Measured(*ROOM),
    PLAINLY: lambda: Measured(command=PLAIN),
    RIVAL: lambda: Measured(command=[sys.executable, "-c", PORT, *HTTPBIN]),
}
Paths = tuple[str, str, str]
"""The path of a request at Roundtrip, at plain Flask and at httpbin."""

REQUESTS: dict[str, tuple[Paths, list[str]]] = {
    "JSON echo": (("/api/form", "/echo", "/get"), []),
    "cookies": (("/api/cookies", "/cookies", "/cookies"), []),
    "status 404": (("/api/error/404", "/status/404", "/status/404"), []),
    "form of 64 KiB": (("/api/form", "/echo", "/post"), ["-s", "FORM"]),
    "JSON echo, 500 connections": (("/api/form", "/echo", "/get"), ["-c", "500"]),
}
COLUMNS = (PLAINLY, RIVAL, OURS, "with the wire")
TEXT = """# Performance

`python bench/performance.py` writes this page. All servers run on one machine, in one run, with one process each:
{cores} cores, load {load:.1f} at the end. httpbin 0.10.4 runs on gunicorn with 4 threads, plain Flask on the server of
Roundtrip. Each figure is the median of five turns. Compare the ratios, not the rates: another machine has other rates.

## Requests a second, and their ratio to httpbin

| request | plain Flask | httpbin | Roundtrip | Roundtrip, with the wire |
|---|---|---|---|---|
{requests}

*With the wire*: the request has the cookie of a visitor, so Roundtrip records it.

## Uploads and start-up

| | Roundtrip | httpbin | ratio |
|---|---|---|---|
{more}

## The page, in the headless browser of the tests

| | milliseconds |
|---|---|
{page}

## More figures

- `python bench/hold.py`: the answers and the memory during an attack.
- `python bench/wire.py`, `python bench/upload.py`: what the wire costs a request, and an upload.
- `python bench/overhead.py`: what Roundtrip adds to Flask.
- `python bench/memory.py`: the memory of an upload.
- `python bench/mixed.py`: 200 visitors for a minute, while a worker is killed.
- `python bench/lighthouse.py`: the page on a slow telephone.
- `python bench/interactions.py`: how fast the page reacts to each click and key, in every panel.
- `python bench/kit.py`: a test file of another project, in Chromium and in Firefox.
"""


def main() -> int:
    running = {name: start() for name, start in SERVERS.items()}
    try:
        rates = {name: measured(running, *row) for name, row in REQUESTS.items()}
        uploads = {name: upload(running[name]) for name in (OURS, RIVAL)}
    finally:
        for server in running.values():
            server.stop()
    starts = {name: statistics.median(start_up(start) for _ in range(3)) for name, start in SERVERS.items()}
    text = document(rates, uploads, starts, page_times())
    DOCUMENT.write_text(text, "utf-8")
    print(text)
    return 0 if kept(rates, uploads) else 1


def measured(running: dict[str, Measured], paths: Paths, options: list[str]) -> dict[str, float]:
    """Return the median requests a second of each column."""
    found: dict[str, list[float]] = {name: [] for name in COLUMNS}
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(FORM)
        script.flush()
        options = [script.name if option == "FORM" else option for option in options]
        for _ in range(ROUNDS):
            for name, path in zip((OURS, PLAINLY, RIVAL), paths, strict=True):
                found[name].append(rate(running[name].url, *options, path=path, errors=True))
            found["with the wire"].append(rate(running[OURS].url, *options, *COOKIE, path=paths[0], errors=True))
    return {name: statistics.median(values) for name, values in found.items()}


def start_up(start: Callable[[], Measured]) -> float:
    """Return the seconds until a server answers."""
    began = time.monotonic()
    with start():
        return time.monotonic() - began


def document(
    rates: dict[str, dict[str, float]],
    uploads: dict[str, tuple[float, float]],
    starts: dict[str, float],
    page: dict[str, float],
) -> str:
    """Return the text of `docs/performance.md`."""
    (ours, our_memory), (theirs, their_memory) = uploads[OURS], uploads[RIVAL]
    more = {
        "upload of 256 MiB, MiB a second": (ours, theirs),
        "memory of this upload, MiB": (our_memory, their_memory),
        "start-up, seconds": (starts[OURS], starts[RIVAL]),
    }
    return TEXT.format(
        cores=os.cpu_count(),
        load=os.getloadavg()[0],
        requests=table([name, *(cell(each[c], each[RIVAL]) for c in COLUMNS)] for name, each in rates.items()),
        more=table([name, f"{a:.2f}", f"{b:.2f}", f"{a / b:.3f}"] for name, (a, b) in more.items()),
        page=table([name, f"{value:.0f}"] for name, value in page.items()),
    )


def table(rows: Iterable[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def cell(value: float, rival: float) -> str:
    return f"{value:,.0f} ({value / rival:.2f})"


def kept(rates: dict[str, dict[str, float]], uploads: dict[str, tuple[float, float]]) -> bool:
    """Whether the promises hold: twice the requests of httpbin, 1.2 times with the wire, four times its upload."""
    echo, (ours, our_memory), (theirs, their_memory) = rates["JSON echo"], uploads[OURS], uploads[RIVAL]
    return (
        echo[OURS] >= 2 * echo[RIVAL]
        and echo["with the wire"] >= 1.2 * echo[RIVAL]
        and ours >= 4 * theirs
        and our_memory <= their_memory / 20
    )


if __name__ == "__main__":
    sys.exit(main())
