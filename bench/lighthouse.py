"""The page for a slow telephone: `python bench/lighthouse.py`, in the project's virtual environment.

Runs Lighthouse's performance audit with its mobile throttling seven times, each with a server of its own. It needs npx,
which fetches Lighthouse, and a full Chromium. Prints each score and the load of the machine; exits with 1 if the median
is below 95.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from typing import Any

from roundtrip.testing import Server

ROUNDS, LEAST = 7, 95
FLAGS = "--headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run"
COMMAND = ["npx", "--yes", "lighthouse@12", "--quiet", "--only-categories=performance", "--output=json"]
METRICS = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")


def audit() -> dict[str, Any]:
    """Return the report of one run."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("This needs a full Chromium.")
    with Server() as server:
        command = [*COMMAND, f"--chrome-flags={FLAGS}", server.url]
        ran = subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(ran.stderr)
    report: dict[str, Any] = json.loads(ran.stdout)
    return report


def main() -> int:
    scores = []
    for _ in range(ROUNDS):
        report = audit()
        scores.append(round(report["categories"]["performance"]["score"] * 100))
        values = ", ".join(f"{name} {report['audits'][name]['displayValue']}" for name in METRICS)
        print(f"{scores[-1]}: {values}; load {os.getloadavg()[0]:.1f}", flush=True)
    print(f"median {statistics.median(scores):.0f}")
    return 0 if statistics.median(scores) >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
