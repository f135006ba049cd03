"""The tool behind `make browsers`: a changed verdict fails only for the recorded version of the browser."""

from __future__ import annotations

from typing import Any

import pytest
from browser_document import code, document, plain
from browser_modes import MODES
from browser_report import compared, steady

from roundtrip.cli.panel import OVER
from roundtrip.cli.verdicts import changed, recorded


def case(title: str, verdict: str = "agrees", got: str = "lab=1", note: str = "") -> dict[str, Any]:
    """A case of a report."""
    return {
        "lab": "Cookie lab",
        "case": title,
        "sent": f"Set-Cookie: {title}=1\nthen a request",
        "got": got,
        "expected": "lab=1",
        "verdict": verdict,
        "source": "RFC 6265bis, 5.6",
        "links": ["https://example.org/rfc#section-5.6", "https://example.org/wpt/value(1).html"],
        **({"note": note} if note else {}),
    }


def report(*cases: dict[str, Any], version: str = "1.0") -> dict[str, Any]:
    """A report with these cases, as `browser_report.run` returns it."""
    counts = {
        name: [case["verdict"] for case in cases].count(verdict)
        for name, verdict in (("agree", "agrees"), ("may", "may"), ("differ", "differs"))
    }
    return {"at": "2026-11-25T00:00:00Z", "version": version, "settings": ["Allowed."], "cases": cases, **counts}


BEFORE = recorded(report(case("a"), case("b", "differs", "nothing", "It is old.")))


def test_a_record_keeps_only_the_cases_that_do_not_agree() -> None:
    assert BEFORE == {
        "version": "1.0",
        "date": "2026-11-25",
        "settings": ["Allowed."],
        "cases": 2,
        "agree": 1,
        "may": 0,
        "differ": 1,
        "others": {"Cookie lab: b": {"verdict": "differs", "got": "nothing", "note": "It is old."}},
    }


@pytest.mark.parametrize(
    ("now", "change"),
    [
        (report(case("a"), case("b")), "Cookie lab: b: differs ('nothing') is now agrees"),
        (
            report(case("a", "may", "", "May."), case("b", "differs", "nothing", "It is old.")),
            "Cookie lab: a: agrees is now may ('')",
        ),
        (
            report(case("a"), case("b", "differs", "lab=2", "It is old.")),
            "Cookie lab: b: differs ('nothing') is now differs ('lab=2')",
        ),
        (report(case("a"), case("b", "differs", "nothing", "x"), case("c")), "cases: 2 is now 3"),
    ],
)
def test_a_change_fails_for_the_recorded_version_and_is_printed_for_any(
    now: dict[str, Any], change: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert changed(BEFORE, recorded(now)) == [change]

    assert compared(BEFORE, recorded(now)) is True
    assert change in capsys.readouterr().out
    assert compared(BEFORE, recorded({**now, "version": "2.0"})) is False
    printed = capsys.readouterr().out
    assert change in printed
    assert "The recorded version is 1.0." in printed


def test_without_a_change_nothing_fails(capsys: pytest.CaptureFixture[str]) -> None:
    """Another wording of a reason is no change of the browser."""
    same = recorded(report(case("a"), case("b", "differs", "nothing", "It is very old.")))
    assert changed(BEFORE, same) == []
    assert compared(BEFORE, same) is False
    assert compared(None, same) is False
    assert "is now" not in capsys.readouterr().out


def test_the_document_groups_by_reason_and_folds_the_rest() -> None:
    cases = [
        case("a"),
        case("b", "differs", "no|thing", "It is old."),
        case("c", "may", "", "The standard permits it."),
    ]
    first, second = MODES[0], MODES[1]
    record = {first.key: recorded(report(*cases)), second.key: recorded(report(case("a"), case("b"), case("c")))}
    text = document(record, cases)

    lines = text.split("\n")
    assert f"| case | the standard | {first.title} | {second.title} |" in lines
    reason, permitted = lines.index("| **It is old.** | | | |"), lines.index("| **The standard permits it.** | | | |")
    assert reason < permitted, "differences come first"
    row = "| Cookie lab: b (RFC 6265bis, 5.6) | `lab=1` | **differs**: `no\\|thing` | agrees |"
    assert lines[reason + 1] == row
    assert lines[permitted + 1].endswith("| may: (empty) | agrees |")
    assert "<summary>Cookie lab: 1 cases</summary>" in text
    assert "[RFC 6265bis, 5.6](https://example.org/rfc#section-5.6)" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a=1", "`a=1`"),
        ("a`b", "``a`b``"),
        ("`a`", "`` `a` ``"),
        ("a|b", "`a\\|b`"),
        ("a\tb\x01\x7f", "`a\\tb\\u0001\\u007f`"),
        ("ü", "`ü`"),
        ("", "(empty)"),
    ],
)
def test_code_stays_in_its_cell(text: str, shown: str) -> None:
    assert code(text) == shown


def test_plain_text_has_no_markdown_and_no_line_break() -> None:
    assert plain("__Host-\n<b> *|") == r"\_\_Host- \<b\> \*\|"


def test_a_complete_report_has_three_counts_or_two() -> None:
    assert OVER.match("493 agree, 13 differ")
    assert OVER.match("2 differ as permitted, 493 agree, 13 differ")
    assert not OVER.match("Stopped after 3 of 5 cases: 3 agree, 0 differ")


def test_the_modes_have_names_of_their_own() -> None:
    assert len({mode.key for mode in MODES}) == len({mode.title for mode in MODES}) == len(MODES) == 7


def test_a_verdict_that_changes_in_one_run_of_two_does_not_fail() -> None:
    same, other = report(case("a"), case("b", "differs", "nothing", "It is old.")), report(case("a"), case("b"))
    assert steady(BEFORE, iter([other, same])) == (same, False)
    assert steady(BEFORE, iter([other, other])) == (other, True)
    assert steady(BEFORE, iter([None])) == (None, False)
    runs = iter([same, other])
    assert steady(BEFORE, runs) == (same, False)
    assert next(runs) == other, "a run without a change is the last"
