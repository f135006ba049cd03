"""The answers are as described: schemathesis makes requests from the description by the thousand, and checks them."""

from __future__ import annotations

import re
import tomllib

import pytest
from api_cases import CASES, SHORT, TOOLS, try_api
from flask import Flask

from roundtrip.reference.collect import operations


@pytest.mark.slow
def test_each_answer_is_as_described() -> None:
    outcome = try_api(*SHORT)
    assert outcome.passed, outcome.text
    assert outcome.cases >= CASES


def test_no_check_is_switched_off_and_every_exception_names_a_path(app: Flask) -> None:
    """The exceptions only accept more statuses, at paths that exist."""
    text = (TOOLS / "api_cases.toml").read_text("utf-8")
    exceptions = tomllib.loads(text)["operations"]
    paths = {each.path for each in operations(app)}
    assert len(exceptions) >= 3
    for each in exceptions:
        assert set(each) == {"include-path", "checks"}
        assert set(each["include-path"]) <= paths
        assert all(set(check) == {"expected-statuses"} for check in each["checks"].values())
    assert len(re.findall(r"^# .+\n\[\[operations\]\]", text, re.MULTILINE)) == len(exceptions), "one has no reason"
