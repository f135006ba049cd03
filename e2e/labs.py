"""Helpers for the tests of the labs: run a lab to its end, and read its table as a person does."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from roundtrip.cli.panel import OVER

LABS = {
    "forms": "Form lab",
    "session": "Session lab",
    "redirects": "Redirect matrix",
    "cookies": "Cookie lab",
    "origins": "Origins lab",
    "parser": "Parser lab",
}
"""The labs by the hash of their panel, in the order of the page, each with the name of its table."""

PATIENCE = 60_000
"""Milliseconds that a lab may take; it needs a sixth of that on a machine with nothing else to do."""

REFUSALS = ["strict MIME", "MIME type", "nosniff", "referrer policy", "Referrer-Policy", "preload"]
"""Parts of console messages of a browser that loads what it cannot use, or reads an invalid referrer policy."""

UNEXPLAINED = "No explanation yet."
STOPPED = re.compile(r"^Stopped after \d+ of \d+ cases: (\d+ differ as permitted, )?\d+ agree, \d+ differ$")

ROWS = """async (name) => {
  const { lab } = await import(`/static/labs/${name}/lab.js`);
  const { linkTo } = await import("/static/labs/sources.js");
  const links = (row) => linkTo(row).flatMap(({ href }) => href ?? []);
  return { name: lab.name, rows: lab.rows.map((row) => ({ ...row, links: links(row) })) };
}"""


def table(page: Page, lab: str) -> dict[str, Any]:
    """The name and the rows of a lab's table, as its module has them."""
    found: dict[str, Any] = page.evaluate(ROWS, lab)
    return found


def status(panel: Locator) -> Locator:
    """The status line of the lab; the other status lines of a panel have names."""
    return panel.locator(".lab-status")


def unfold(page: Page, lab: str) -> None:
    """Show the trips of a lab, which are folded on the wire."""
    page.get_by_role("complementary", name="Wire").get_by_text(f"Lab {lab}:").click()


def run(panel: Locator, button: str = "Run the lab") -> None:
    panel.get_by_role("button", name=button).click()
    expect(status(panel)).to_have_text(OVER, timeout=PATIENCE)


def run_in_two_tabs(context: BrowserContext, page: Page, panel: str) -> list[Locator]:
    """Start the lab of a panel in two tabs of one visitor, and return both panels."""
    tabs = [page, context.new_page()]
    panels = [tab.get_by_role("region", name=panel, exact=True) for tab in tabs]
    for tab, region in zip(tabs, panels, strict=True):
        tab.goto(f"/#{panel.lower()}")
        region.get_by_role("button", name="Run the lab").click()
    return panels


def verdicts(panel: Locator, lab: str) -> dict[str, str]:
    """The verdict of each case on the page, by its title."""
    rows = panel.get_by_role("table", name=LABS[lab], exact=True).locator("tbody tr")
    pairs = "rows => rows.map((row) => [row.cells[0].firstChild.textContent, row.lastChild.textContent])"
    found = dict(rows.evaluate_all(pairs))
    expect(rows).to_have_count(len(found))  # no two cases have the same title
    return found


def expect_complete(panel: Locator, lab: str) -> dict[str, str]:
    """Every row of the lab's module has a verdict on the page, and every difference has an explanation."""
    found = verdicts(panel, lab)
    titles = [row["title"] for row in table(panel.page, lab)["rows"]]
    assert titles, f"{lab} has no rows"
    assert list(found) == titles
    assert set(found.values()) <= {"agrees", "may", "differs"}, found
    expect(panel.get_by_role("table", name=LABS[lab], exact=True).get_by_text(UNEXPLAINED)).to_have_count(0)
    expect(status(panel)).to_have_text(tally(list(found.values())))
    return found


def expect_marked(page: Page, lab: str) -> None:
    """Every exchange on the wire belongs to this lab, or to the probes before it."""
    labs = [entry["_lab"] for entry in page.request.get("/api/wire").json()["log"]["entries"]]
    assert lab in labs
    assert {*labs} <= {lab, "probes"}, "an exchange counts as a person's (None), or as that of another lab"


def tally(verdicts: list[str]) -> str:
    """The counts of some verdicts, in the words of the page."""
    may = f"{verdicts.count('may')} differ as permitted, " if "may" in verdicts else ""
    return f"{may}{verdicts.count('agrees')} agree, {verdicts.count('differs')} differ"
