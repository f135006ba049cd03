"""What several tests want of a lab: run it to its end, and read its table as a person does."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

OVER = re.compile(r"^(\d+) agree, (\d+) differ$")
PATIENCE = 60_000
"""Milliseconds that a lab may take; on a machine of one's own it is a sixth of that."""


def status(panel: Locator) -> Locator:
    """What the lab says of itself; a panel's own status lines have names."""
    return panel.locator(".lab-status")


def run(panel: Locator, button: str = "Run the lab") -> None:
    panel.get_by_role("button", name=button).click()
    expect(status(panel)).to_have_text(OVER, timeout=PATIENCE)


def verdicts(panel: Locator, name: str) -> dict[str, str]:
    """Each case of the lab's table, by its title, with what its last cell says."""
    rows = panel.get_by_role("table", name=name, exact=True).locator("tbody tr")
    pairs = "rows => rows.map((row) => [row.cells[0].firstChild.textContent, row.lastChild.textContent])"
    found = dict(rows.evaluate_all(pairs))
    expect(rows).to_have_count(len(found))  # no two cases have one name
    return found


def expect_explained(panel: Locator, name: str) -> None:
    """Every case has come to a verdict, and what differs is explained."""
    table = panel.get_by_role("table", name=name, exact=True)
    found = verdicts(panel, name)
    assert set(found.values()) <= {"agrees", "differs"}, found
    expect(table.get_by_text("Nobody has explained this so far.")).to_have_count(0)
    differ = list(found.values()).count("differs")
    expect(status(panel)).to_have_text(f"{len(found) - differ} agree, {differ} differ")
