"""The recorded verdicts of the browsers, and what has changed in a report since then."""

from __future__ import annotations

import json
from typing import Any

from ..config import shipped

Record = dict[str, Any]


def records() -> dict[str, Record]:
    """Return the recorded verdicts by the key of the browser's mode; `make browsers` writes them."""
    file: dict[str, Record] = json.loads(shipped("docs/browsers.json").read_text("utf-8"))
    return file


def recorded(report: dict[str, Any]) -> Record:
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


def changed(before: Record, now: Record) -> list[str]:
    """Name the settings, the number of cases, and the outcomes that changed."""
    changes = [f"cases: {before['cases']} is now {now['cases']}"] if before["cases"] != now["cases"] else []
    changes += [f"setting: {setting}" for setting in now["settings"] if setting not in before["settings"]]
    for case in sorted({*before["others"], *now["others"]}):
        old, new = (in_words(record["others"].get(case)) for record in (before, now))
        if old != new:
            changes.append(f"{case}: {old} is now {new}")
    return changes


def in_words(outcome: dict[str, str] | None) -> str:
    """Return an outcome in words."""
    return f"{outcome['verdict']} ({outcome['got']!r})" if outcome else "agrees"
