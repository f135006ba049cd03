"""The text of `docs/browsers.md`: the outcomes of all browsers in one table, grouped by reason; the rest folded."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import Any

from browser_modes import MODES

INTRODUCTION = """\
# What browsers do

The labs of Roundtrip compare a browser with the standards. This page has their outcomes in seven modes, each with a
fresh profile. The verdict **differs** means that a browser does not do what a standard requires. The verdict **may**
means that it does something else than the standard describes, and that the standard permits it. In all other cases the
browser agrees.

`make browsers` runs the report in every browser of the machine, and writes this page. It fails if a verdict changed
although the version of the browser did not; the outcomes of a newer browser are printed and written.
"""
GRAVE = (
    "Session lab: A script overwrites the cookie",
    "Cookie lab: __Host- without Secure",
    "Cookie lab: None without Secure",
    "Cookie lab: No SameSite, another site's script",
    "Cookie lab: DEL in the value",
    "Cookie lab: A line feed in the value",
    "Cookie lab: Strict, this site's frame in another site's frame in this page",
    "Origins lab: Authorization, every header allowed",
)
"""The cases that matter most for the security of a site: their reasons come first."""

Record = dict[str, Any]
Case = dict[str, Any]


def document(record: Record, cases: list[Case]) -> str:
    """Return the page for the recorded modes and the cases of a report."""
    named = {f"{case['lab']}: {case['case']}": case for case in cases}
    others = [name for name in named if any(name in mode["others"] for mode in record.values())]
    rest = [case for name, case in named.items() if name not in others]
    parts = [INTRODUCTION, modes(record), "## Cases that do not agree everywhere\n", outcomes(record, named, others)]
    return "\n".join([*parts, "## Cases in which all browsers agree\n", *folded(rest)])


def modes(record: Record) -> str:
    """Return the table of the modes, and what the probes found in each."""
    head = "| mode | version | agree | may | differ | date |\n|---|---|---|---|---|---|"
    kept = [(mode, record[mode.key]) for mode in MODES if mode.key in record]
    rows = [
        f"| {mode.title} | {run['version']} | {run['agree']} | {run['may']} | {run['differ']} | {run['date']} |"
        for mode, run in kept
    ]
    settings = [
        "\n".join([f"**{mode.title}**: {mode.about}\n", *(f"- {plain(setting)}" for setting in run["settings"]), ""])
        for mode, run in kept
    ]
    return "\n".join([head, *rows, "", *settings])


def outcomes(record: Record, named: dict[str, Case], others: list[str]) -> str:
    """Return the table of the cases that do not agree everywhere, grouped by their reasons."""
    kept = [mode for mode in MODES if mode.key in record]
    head = " | ".join(["case", "the standard", *(mode.title for mode in kept)])
    lines = [f"| {head} |", "|---" * (len(kept) + 2) + "|"]
    for reason, names in grouped(record, others):
        lines.append(f"| **{plain(reason)}** {'| ' * (len(kept) + 1)}|")
        for name in names:
            cells = [cell(record[mode.key]["others"].get(name)) for mode in kept]
            source = plain(named[name]["source"])
            lines.append(f"| {plain(name)} ({source}) | {code(named[name]['expected'])} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def grouped(record: Record, others: list[str]) -> list[tuple[str, list[str]]]:
    """Return the reasons with their cases: the grave ones first, then differences, then permitted outcomes."""
    reasons: dict[str, list[str]] = {}
    for name in others:
        notes = [run["others"][name]["note"] for run in record.values() if name in run["others"]]
        reasons.setdefault(" ".join(dict.fromkeys(notes)), []).append(name)

    def rank(group: tuple[str, list[str]]) -> tuple[int, bool]:
        graves = [GRAVE.index(name) for name in group[1] if name in GRAVE]
        runs = [run["others"] for run in record.values()]
        verdicts = {others[name]["verdict"] for others in runs for name in group[1] if name in others}
        return min(graves, default=len(GRAVE)), verdicts == {"may"}

    return sorted(reasons.items(), key=rank)


def cell(outcome: dict[str, str] | None) -> str:
    """Return the outcome of a case in one mode."""
    if outcome is None:
        return "agrees"
    verdict = "**differs**" if outcome["verdict"] == "differs" else outcome["verdict"]
    return f"{verdict}: {code(outcome['got'])}"


def folded(cases: list[Case]) -> list[str]:
    """Return a folded table for each lab."""
    parts = []
    for lab, group in groupby(cases, key=lambda case: case["lab"]):
        rows = [
            f"| {plain(case['case'])} | {lines(case['sent'])} | {code(case['expected'])} | {source(case)} |"
            for case in group
        ]
        table = "\n".join(["| case | sent | the standard and all browsers | source |", "|---|---|---|---|", *rows])
        parts.append(f"<details>\n<summary>{lab}: {len(rows)} cases</summary>\n\n{table}\n\n</details>\n")
    return parts


def lines(sent: str) -> str:
    """Return a request of several lines for a table cell."""
    return "<br>".join(code(line) for line in sent.split("\n") if line)


def source(case: Case) -> str:
    """Return links to the section, and to the file of web-platform-tests."""
    section, *test = case["links"]
    links = [f"[{plain(case['source'])}]({section.replace('(', '%28').replace(')', '%29')})"]
    return ", ".join(links + [f"[web-platform-tests]({address})" for address in test])


def plain(text: str) -> str:
    """Escape the characters that have a meaning in Markdown or its tables."""
    return re.sub(r"\s+", " ", re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", text))


def code(text: str) -> str:
    """Return text as code, between enough backticks. A bar would end the table cell even in code."""
    if not text:
        return "(empty)"
    shown = "".join(visible(character) for character in text).replace("|", "\\|")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{space}{shown}{space}{fence}"


def visible(character: str) -> str:
    """Return a character as text that a person can see."""
    if unicodedata.category(character) != "Cc":
        return character
    return {"\t": "\\t", "\r": "\\r", "\n": "\\n"}.get(character, f"\\u{ord(character):04x}")
