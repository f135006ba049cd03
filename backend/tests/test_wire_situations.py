"""The wire's reasons, compared with those of real browsers in the situations that `tools/situations.py` recorded."""

from __future__ import annotations

from functools import cache

import pytest
from situation_table.rows import SITUATIONS

from tests.situation_facts import facts_of
from tests.situations import Judgment, judge, recorded

LEAST = 200
"""The situations that both files have at least."""

MOST_EITHER = {"chromium": 8, "firefox": 20}
"""Situations in which the wire may name two possible reasons: there the headers do not decide."""


@cache
def judgments(browser: str) -> dict[str, Judgment]:
    """Return the judgment on the wire in each situation. Firefox gives no reasons, so Chromium's help to judge it."""
    situations = recorded(browser)
    facts = [facts_of(situation) for situation in recorded("chromium")]
    if browser == "firefox":
        facts = [facts_of(situation, theirs) for situation, theirs in zip(situations, facts, strict=True)]
    pairs = zip(situations, facts, strict=True)
    return {situation["name"]: judge(situation, truth) for situation, truth in pairs}


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_the_files_have_every_situation(browser: str) -> None:
    names = [situation["name"] for situation in recorded(browser)]
    assert names == [situation.name for situation in SITUATIONS], "record them again: python tools/situations.py"
    assert len(set(names)) == len(names) >= LEAST
    assert all(situation["exchanges"] for situation in recorded(browser))


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_no_reason_is_wrong(browser: str) -> None:
    assert {name: judgment.wrong for name, judgment in judgments(browser).items() if judgment.wrong} == {}


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_each_missing_cookie_has_a_reason(browser: str) -> None:
    assert {name: judgment.silent for name, judgment in judgments(browser).items() if judgment.silent} == {}


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_the_wire_cannot_tell_only_where_nobody_can(browser: str) -> None:
    hidden = {situation["name"] for situation in recorded(browser) if situation.get("hidden")}
    cannot_tell = {name for name, judgment in judgments(browser).items() if judgment.cannot_tell}
    assert cannot_tell
    assert cannot_tell <= hidden


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_few_reasons_are_uncertain(browser: str) -> None:
    either = [name for name, judgment in judgments(browser).items() if judgment.either]
    assert 0 < len(either) <= MOST_EITHER[browser], either


def test_the_wire_names_each_reason_that_chromium_gives() -> None:
    assert {name: judgment.incomplete for name, judgment in judgments("chromium").items() if judgment.incomplete} == {}


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_each_situation_has_something_to_judge(browser: str) -> None:
    """A situation in which the browser sends everything counts only if the wire could have said something false."""
    judged = sum(judgment.facts for judgment in judgments(browser).values())
    assert judged > 300, judged
