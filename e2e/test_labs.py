"""The labs' tables as data: every case is told apart, expects something, and names the standard that says so."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

LABS = {
    "forms": ("Form lab", 40),
    "session": ("Session lab", 8),
    "redirects": ("Redirect matrix", 35),
    "cookies": ("Cookie lab", 60),
    "origins": ("Origins lab", 30),
}
"""The module, the table's name, and how many cases it has at the very least."""

ROWS = """async (name) => {
  const { lab } = await import(`/static/labs/${name}/lab.js`);
  const { linkTo } = await import("/static/labs/sources.js");
  const links = (row) => linkTo(row).flatMap(({ href }) => href ?? []);
  const rows = lab.rows.map((row) => ({ ...row, links: links(row) }));
  return { name: lab.name, panel: lab.panel, rows };
}"""


def table(page: Page, name: str) -> dict[str, Any]:
    page.goto("/")
    found: dict[str, Any] = page.evaluate(ROWS, name)
    return found


@pytest.mark.parametrize("name", LABS)
def test_every_case_says_what_it_tries_what_it_expects_and_where_that_is_written(page: Page, name: str) -> None:
    lab = table(page, name)
    title, least = LABS[name]

    assert (lab["name"], lab["panel"]) == (title, name)
    assert len(lab["rows"]) >= least
    titles = [row["title"] for row in lab["rows"]]
    assert sorted(titles) == sorted(set(titles))
    for row in lab["rows"]:
        for part in ("title", "sent", "expected", "rule", "source"):
            assert row[part].strip(), f"{row['title']}: no {part}"
        assert row["links"], f"{row['source']} is not among the standards of sources.js"
        assert all(link.startswith("https://") for link in row["links"]), row["links"]


@pytest.mark.parametrize("name", ["redirects", "forms"])
def test_web_platform_tests_say_the_same(page: Page, name: str) -> None:
    """A browser's makers agree on these files; which of our cases they cover, each row says."""
    named = [row["wpt"] for row in table(page, name)["rows"] if row.get("wpt")]

    assert len(named) >= 20
    assert all("/" in file and not file.startswith("/") for file in named)
