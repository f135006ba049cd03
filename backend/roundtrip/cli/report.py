"""`roundtrip report`: the page's report in a real browser, compared with the recorded verdicts."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import click

from .browser import browser_option, started
from .panel import PageSession, report_of
from .table import lines
from .verdicts import changed, recorded, records

MODES = {"chromium": "chromium-headless-shell", "firefox": "firefox-playwright"}
"""The recorded mode that starts a browser as this command does."""

COUNTS = ("agree", "may", "differ")
VERDICTS = ("agrees", "may", "differs")


@click.command()
@browser_option
def report(browser: str) -> None:
    """Compare a browser with the standards, in all labs.

    Starts a server and a browser of its own, runs the Report panel, and prints its table. The exit status is 1 if a
    verdict is not the recorded one of docs/browsers.md, and 2 if the report did not run.
    """
    result = run(browser)
    record = records()[MODES[browser]]
    now = recorded(result)
    changes = changed(record, now)
    click.echo("\n".join([*by_lab(result), "", *others(now), *compared(record, changes)]))
    sys.exit(1 if changes else 0)


def run(browser: str) -> dict[str, Any]:
    """Return the JSON of the report. A bar on standard error shows the progress."""
    from ..testing import Server

    with started(browser) as engine, Server() as server:
        click.echo(f"{browser} {engine.version} runs the report of {server.url}.", err=True)
        with click.progressbar(length=1, label="Cases", file=sys.stderr, show_pos=True) as bar:

            def advance(done: float, total: float) -> None:
                bar.length = int(total)
                bar.update(int(done) - bar.pos)

            return report_of(PageSession(engine.new_page(), engine), server.url, advance)


def by_lab(result: dict[str, Any]) -> list[str]:
    """Return the table: the verdicts of each lab, and of all."""
    cases = result["cases"]
    labs = list(dict.fromkeys(case["lab"] for case in cases))
    counts = {lab: Counter(case["verdict"] for case in cases if case["lab"] == lab) for lab in labs}
    rows = [(lab, *(count[verdict] for verdict in VERDICTS)) for lab, count in counts.items()]
    return lines([("Lab", *COUNTS), *rows, ("All labs", *(result[count] for count in COUNTS))])


def others(now: dict[str, Any]) -> list[str]:
    """Return a line for each case that does not agree."""
    return [f"{outcome['verdict']:8}{case}: {outcome['got']!r}" for case, outcome in now["others"].items()]


def compared(record: dict[str, Any], changes: list[str]) -> list[str]:
    """Return the changes, or that there are none."""
    source = f"the verdicts recorded with version {record['version']} on {record['date']}"
    if not changes:
        return ["", f"No difference from {source}."]
    return ["", f"Differences from {source}:", *(f"  {change}" for change in changes)]
