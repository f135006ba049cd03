"""The tables of the labs as data: each case has a title of its own, an outcome, and the standard that requires it."""

from __future__ import annotations

import json
import re

import pytest
import wpt_files
from browser_document import document
from browser_report import DOCUMENT, RECORD
from playwright.sync_api import Page

from e2e.labs import LABS, table

pytestmark = pytest.mark.slow

TOTAL = 1138
"""The cases of all labs. A new case is a new row, and counts here."""
WITH_WPT = 526
"""The cases whose outcome a file of web-platform-tests expects too: browser makers agree on those."""
NUMBERED = re.compile(r"(RFC 6265bis|Layered Cookies|CHIPS|RFC 4648), \d+(\.\d+)*( step \d+)?")
"""A source whose anchor is the number of its section."""

WPT = "https://github.com/web-platform-tests/wpt/blob/master/"

VIEWS = """async () => {
  const page = new DOMParser().parseFromString(await (await fetch("/")).text(), "text/html");
  return [...page.querySelectorAll("lab-view")].map((view) => view.closest("section").id);
}"""
"""The panels that have a lab, from the HTML: in the document, only the open panel has its parts."""


def test_each_lab_is_in_the_panel_of_its_name(page: Page) -> None:
    page.goto("/")

    assert page.evaluate(VIEWS) == list(LABS)


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
        section, *test = row["links"]
        assert re.fullmatch(r"https://[^#]+#[^#/]+", section), f"{section} leads to no section"
        assert [link.removeprefix(WPT) for link in test] == ([row["wpt"]] if row.get("wpt") else [])
        if re.match("RFC|Layered|CHIPS", row["source"]):
            assert NUMBERED.fullmatch(row["source"]), row["source"]


def test_no_case_got_lost(page: Page) -> None:
    page.goto("/")
    rows = [row for name in LABS for row in table(page, name)["rows"]]

    assert len(rows) == TOTAL
    assert len([row for row in rows if row.get("wpt")]) == WITH_WPT


def test_every_file_of_web_platform_tests_is_in_the_checked_list(page: Page) -> None:
    page.goto("/")
    files = {row["wpt"] for name in LABS for row in table(page, name)["rows"] if row.get("wpt")}

    assert sorted(files) == wpt_files.listed()


def test_the_document_has_every_row_as_the_labs_have_it(page: Page) -> None:
    """If a row or a reason changed, run `make browsers`."""
    page.goto("/")
    cases = [{**row, "lab": LABS[name], "case": row["title"]} for name in LABS for row in table(page, name)["rows"]]
    record = json.loads(RECORD.read_text("utf-8"))

    assert DOCUMENT.read_text("utf-8").split("\n") == document(record, cases).split("\n")
    assert {mode["cases"] for mode in record.values()} == {TOTAL}


def test_no_form_has_a_password_that_a_browser_offers_to_save(page: Page) -> None:
    page.goto("/")
    passwords = [row["html"] for row in table(page, "forms")["rows"] if 'type="password"' in row["html"]]

    assert passwords
    for html in passwords:
        assert re.search(r'value=".?"', html), f"Chromium asks whether to save the password of {html}"


def test_an_unknown_section_is_an_error_and_not_a_link_to_a_root(page: Page) -> None:
    page.goto("/")
    for source in (
        "RFC 6265bis",
        "RFC 6265bis, step 3",
        "Fetch",
        "Fetch, no such section",
        "Flask API",
        "Nothing, 5.6",
    ):
        message = page.evaluate(
            """async (source) => {
              const { addressOf } = await import("/static/shared/sections.js");
              try { return addressOf(source); } catch ({ message }) { return message; }
            }""",
            source,
        )
        assert message == f"sections.js knows no section “{source}”"


def test_every_permitted_outcome_names_its_section_and_another_outcome(page: Page) -> None:
    page.goto("/")
    permitted = [(row, other) for name in LABS for row in table(page, name)["rows"] for other in row.get("may") or []]

    assert permitted
    for row, other in permitted:
        assert other["got"] != row["expected"], row["title"]
        assert other["why"].endswith("."), row["title"]
        assert re.match(
            r"RFC 6265bis, \d|Storage Access Headers, |Cookie Store, |Referrer Policy, ", other["source"]
        ), row["title"]


JUDGE = """async ([row, got, findings]) => {
  const { judge } = await import("/static/labs/outcome.js");
  const { verdict, note = "", permit = "" } = judge(row, got, findings);
  return [verdict, note, permit];
}"""


@pytest.mark.parametrize("sent", ["yes", "no", None])
@pytest.mark.parametrize("got", ["lab=1", "nothing", "lab=2"])
def test_an_outcome_is_permitted_only_with_the_finding_that_the_row_names(
    page: Page, sent: str | None, got: str
) -> None:
    page.goto("/")
    why = {"got": "nothing", "when": {"sent": ["no"]}, "source": "RFC 6265bis, 5.8.1", "why": "It may."}
    findings = {"secure": "yes", "framed": "yes", "sent": sent} if sent else None
    judged = page.evaluate(JUDGE, [{"title": "a row", "expected": "lab=1", "may": [why]}, got, findings])

    if got == "lab=1":
        assert judged == ["agrees", "", ""]
    elif got == "nothing" and sent == "no":
        assert judged == ["may", "It may.", "RFC 6265bis, 5.8.1"]
    else:
        assert judged == ["differs", "No explanation yet.", ""]


def test_an_agreement_that_shows_nothing_says_so(page: Page) -> None:
    page.goto("/")
    row = {"title": "a row", "expected": "nothing", "moot": [{"sent": ["no"]}]}
    findings = {"secure": "yes", "framed": "no", "sent": "no"}

    assert page.evaluate(JUDGE, [row, "nothing", {**findings, "sent": "yes"}]) == ["agrees", "", ""]
    verdict, note, _ = page.evaluate(JUDGE, [row, "nothing", findings])
    assert verdict == "agrees"
    assert note.endswith("This shows nothing about the rule.")
