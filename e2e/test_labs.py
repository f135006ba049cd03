"""The tables of the labs as data: each case has a title of its own, an outcome, and the standard that requires it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from e2e.labs import LABS, table

TOTAL = 1128
"""The cases of all labs. A new case is a new row, and counts here."""
WITH_WPT = 426
"""The cases whose outcome a file of web-platform-tests expects too: browser makers agree on those."""

VIEWS = (
    "[...document.querySelectorAll('lab-view')].map((view) => [view.closest('section').id, view.getAttribute('lab')])"
)


def test_each_lab_is_in_the_panel_of_its_name(page: Page) -> None:
    page.goto("/")

    assert page.evaluate(VIEWS) == [[name, name] for name in LABS]


@pytest.mark.parametrize("name", LABS)
def test_every_case_has_a_title_an_outcome_and_a_source(page: Page, name: str) -> None:
    page.goto("/")
    lab = table(page, name)

    assert lab["name"] == LABS[name]
    titles = [row["title"] for row in lab["rows"]]
    assert titles
    assert sorted(titles) == sorted(set(titles))
    for row in lab["rows"]:
        for part in ("title", "sent", "expected", "rule", "source"):
            assert row[part].strip(), f"{row['title']}: no {part}"
        assert row["links"], f"{row['source']} is not among the standards of sources.js"
        assert all(link.startswith("https://") for link in row["links"]), row["links"]


def test_no_case_got_lost(page: Page) -> None:
    page.goto("/")
    rows = [row for name in LABS for row in table(page, name)["rows"]]
    files = [row["wpt"] for row in rows if row.get("wpt")]

    assert len(rows) == TOTAL
    assert len(files) == WITH_WPT
    assert [file for file in files if not re.fullmatch(r"[\w-]+(/[\w.-]+)+\.(js|html?)", file)] == []
