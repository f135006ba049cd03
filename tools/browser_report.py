"""Run the report of the page in each browser, compare it with `docs/browsers.json`, and write `docs/browsers.md`.

`.venv/bin/python tools/browser_report.py` runs every mode of `browser_modes.py` that this machine has. Arguments choose
modes by their keys, such as `firefox`. It prints each verdict that changed, and fails if the browser has the recorded
version.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from browser_document import document
from browser_modes import MODES, Mode
from playwright.sync_api import Playwright, sync_playwright

from roundtrip.cli.panel import report_of
from roundtrip.cli.verdicts import changed, recorded
from roundtrip.testing import Server

RECORD = Path(__file__).parents[1] / "docs" / "browsers.json"
DOCUMENT = RECORD.with_suffix(".md")

TRIES = 2
"""A verdict that changes only once came from a busy machine."""


def main() -> None:
    """Run the modes, print their changes, and write both files."""
    keys = sys.argv[1:] or [mode.key for mode in MODES]
    record: dict[str, Any] = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    failed, cases = False, []
    with sync_playwright() as playwright, Server() as server:
        for mode in (mode for mode in MODES if mode.key in keys):
            print(f"{mode.title} …", flush=True)
            runs = (run(mode, playwright, server.url) for _ in range(TRIES))
            report, fails = steady(record.get(mode.key), runs)
            failed |= fails
            if report is None:
                print("  It is not installed, and cannot be installed here.")
                continue
            cases = report["cases"]
            record[mode.key] = recorded(report)
    if cases:
        ordered = {mode.key: record[mode.key] for mode in MODES if mode.key in record}
        RECORD.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", "utf-8")
        DOCUMENT.write_text(document(ordered, cases), "utf-8")
    sys.exit("A verdict changed, although the browser did not: see above." if failed else 0)


def steady(before: dict[str, Any] | None, runs: Iterable[dict[str, Any] | None]) -> tuple[dict[str, Any] | None, bool]:
    """Return the first report without a change, else the last one; and whether all of them have one."""
    report = None
    for report in runs:
        if report is None or not compared(before, recorded(report)):
            return report, False
    return report, True


def run(mode: Mode, playwright: Playwright, address: str) -> dict[str, Any] | None:
    """Return the report of a browser as the page writes it, with the browser's version; None without the browser."""
    program = mode.program(playwright)
    if program is None:
        return None
    with mode.start(playwright, program) as session:
        return {**report_of(session, address), "version": session.version}


def compared(before: dict[str, Any] | None, now: dict[str, Any]) -> bool:
    """Print the counts and the changes; return whether something changed although the version did not."""
    print(f"  {now['version']}: {now['agree']} agree, {now['may']} may, {now['differ']} differ", flush=True)
    if before is None:
        return False
    same = before["version"] == now["version"]
    changes = changed(before, now)
    if changes and not same:
        print(f"  The recorded version is {before['version']}. A newer browser may change:")
    for change in changes:
        print(f"  {change}", flush=True)
    return same and bool(changes)


if __name__ == "__main__":
    main()
