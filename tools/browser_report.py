"""Run the report of the page in each browser, compare it with `docs/browsers.json`, and write `docs/browsers.md`.

`.venv/bin/python tools/browser_report.py` runs every mode of `browser_modes.py` that this machine has. Arguments choose
modes by their keys, such as `firefox`. It prints each verdict that changed, and fails if the browser has the recorded
version.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from browser_document import document
from browser_modes import MODES, Mode
from playwright.sync_api import Playwright, sync_playwright
from webdriver import Session

from roundtrip.testing import Server

RECORD = Path(__file__).parents[1] / "docs" / "browsers.json"
DOCUMENT = RECORD.with_suffix(".md")
PATIENCE = 240
"""Seconds that a report may take on a busy machine; it needs a tenth of that on an idle one."""

OVER = re.compile(r"^(\d+ may, )?\d+ agree, \d+ differ$")
"""The status of a lab or report that is complete."""

STATUS = "return document.querySelector('#report .lab-status').textContent"
READY = "return !document.querySelector('#report .buttons button').disabled"
RUN = "#report .buttons button"
DOWNLOAD = """
  const button = [...document.querySelectorAll("#report button")].find((one) => one.textContent === "Download JSON");
  return new Promise((done) => {
    const make = URL.createObjectURL;
    URL.createObjectURL = (file) => {
      file.text().then(done);
      URL.createObjectURL = make;
      return URL.createObjectURL(file);
    };
    button.click();
  });
"""
"""Read the file of a button: not every driver can download."""


def main() -> None:
    """Run the modes, print their changes, and write both files."""
    keys = sys.argv[1:] or [mode.key for mode in MODES]
    record: dict[str, Any] = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    failed, cases = False, []
    with sync_playwright() as playwright, Server() as server:
        for mode in (mode for mode in MODES if mode.key in keys):
            print(f"{mode.title} …", flush=True)
            report = run(mode, playwright, server.url)
            if report is None:
                print("  It is not installed, and cannot be installed here.")
                continue
            cases = report["cases"]
            outcome = recorded(report)
            failed |= compared(record.get(mode.key), outcome)
            record[mode.key] = outcome
    if cases:
        ordered = {mode.key: record[mode.key] for mode in MODES if mode.key in record}
        RECORD.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", "utf-8")
        DOCUMENT.write_text(document(ordered, cases), "utf-8")
    sys.exit("A verdict changed, although the browser did not: see above." if failed else 0)


def run(mode: Mode, playwright: Playwright, address: str) -> dict[str, Any] | None:
    """Return the report of a browser as the page writes it, with the browser's version; None without the browser."""
    program = mode.program(playwright)
    if program is None:
        return None
    with mode.start(playwright, program) as session:
        return {**report_of(session, address), "version": session.version}


def report_of(session: Session, address: str) -> dict[str, Any]:
    """Open the page in a browser, run its report, and return its JSON."""
    session.open(f"{address}/#report")
    wait(session, READY, lambda ready: ready is True)
    session.click(RUN)
    wait(session, STATUS, lambda status: bool(OVER.match(status)))
    report: dict[str, Any] = json.loads(session.run(DOWNLOAD))
    return report


def wait(session: Session, script: str, done: Any) -> None:
    """Ask the page again and again until the answer is right."""
    until = time.monotonic() + PATIENCE
    while not done(answer := session.run(script)):
        if time.monotonic() > until or "could not" in str(answer):
            raise RuntimeError(f"The report did not end: {answer}")
        time.sleep(0.3)


def recorded(report: dict[str, Any]) -> dict[str, Any]:
    """Return what `docs/browsers.json` keeps of a report: the cases that do not agree, by their names."""
    others = [case for case in report["cases"] if case["verdict"] != "agrees"]
    return {
        "version": report["version"],
        "date": report["at"][:10],
        "settings": report["settings"],
        "cases": len(report["cases"]),
        **{count: report[count] for count in ("agree", "may", "differ")},
        "others": {
            f"{case['lab']}: {case['case']}": {name: case[name] for name in ("verdict", "got", "note")}
            for case in others
        },
    }


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


def changed(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Name the settings, the number of cases, and the outcomes that changed."""
    changes = [f"cases: {before['cases']} is now {now['cases']}"] if before["cases"] != now["cases"] else []
    changes += [f"setting: {setting}" for setting in now["settings"] if setting not in before["settings"]]
    for case in sorted({*before["others"], *now["others"]}):
        old, new = (inwords(record["others"].get(case)) for record in (before, now))
        if old != new:
            changes.append(f"{case}: {old} is now {new}")
    return changes


def inwords(outcome: dict[str, str] | None) -> str:
    """Return an outcome in words."""
    return f"{outcome['verdict']} ({outcome['got']!r})" if outcome else "agrees"


if __name__ == "__main__":
    main()
