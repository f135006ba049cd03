"""Lighthouse's view of the page: `python bench/lighthouse.py`, in the project's virtual environment.

Audits the first visit with the throttling of a slow telephone, and as on a desktop, seven times each, with a server of
its own each time. It needs npx, which fetches Lighthouse, and a full Chromium. Prints the scores and the load of the
machine; exits with 1 if a median of the performance is below 95, or if another category is once below 100.
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
PERFECT = ("accessibility", "best-practices", "seo")
COMMAND = ["npx", "--yes", "lighthouse@12", "--quiet", "--output=json"]
COMMAND.append(f"--only-categories={','.join(('performance', *PERFECT))}")
MODES = {"mobile": [], "desktop": ["--preset=desktop"]}
METRICS = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")


def audit(*options: str) -> dict[str, Any]:
    """Return the report of one run."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("This needs a full Chromium.")
    with Server() as server:
        command = [*COMMAND, *options, f"--chrome-flags={FLAGS}", server.url]
        ran = subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(ran.stderr)
    report: dict[str, Any] = json.loads(ran.stdout)
    return report


def percent(report: dict[str, Any], category: str) -> int:
    score: float = report["categories"][category]["score"]
    return round(score * 100)


def imperfections(report: dict[str, Any]) -> list[str]:
    """Return the audits that cost points in the categories that must be perfect."""
    found = []
    for category in PERFECT:
        for ref in report["categories"][category]["auditRefs"]:
            result = report["audits"][ref["id"]]
            if ref["weight"] and result["score"] is not None and result["score"] < 1:
                found.append(f"{category}: {result['title']}")
    return found


def judge(mode: str) -> bool:
    """Audit the page in a mode, print each report in a line, and return whether it holds."""
    scores, wrong = [], []
    for _ in range(ROUNDS):
        report = audit(*MODES[mode])
        scores.append(percent(report, "performance"))
        wrong += imperfections(report)
        others = ", ".join(f"{category} {percent(report, category)}" for category in PERFECT)
        values = ", ".join(f"{name} {report['audits'][name]['displayValue']}" for name in METRICS)
        print(f"{mode} {scores[-1]}: {values}; {others}; load {os.getloadavg()[0]:.1f}", flush=True)
    print(f"{mode}: median {statistics.median(scores):.0f}", *dict.fromkeys(wrong), sep="\n  ")
    return statistics.median(scores) >= LEAST and not wrong


if __name__ == "__main__":
    verdicts = [judge(mode) for mode in MODES]
    sys.exit(0 if all(verdicts) else 1)
