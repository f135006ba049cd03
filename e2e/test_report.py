"""The report: it probes this browser, runs all labs in it, and writes its files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.axe import violations
from e2e.labs import LABS, PATIENCE, REFUSALS, UNEXPLAINED, status, table, tally
from roundtrip.cli.panel import OVER

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def refusals(excused: list[str]) -> None:
    """Loops, answers that a script may not read and pages that may not be framed are cases of the labs."""
    excused += [
        "net::ERR_",
        "Fetch API cannot load",
        "blocked by CORS policy",
        "Content Security Policy",
        "X-Frame-Options",
        *REFUSALS,
    ]


def run(report: Locator) -> None:
    report.get_by_role("button", name="Run the report").click()
    expect(report.get_by_role("progressbar", name="Report progress")).to_be_visible()
    expect(status(report)).to_have_text(OVER, timeout=3 * PATIENCE)


def download(page: Page, name: str) -> tuple[str, str]:
    """Download a file; return its name and its text."""
    with page.expect_download() as started:
        page.get_by_role("button", name=name).click()
    return started.value.suggested_filename, Path(started.value.path()).read_text("utf-8")


@pytest.mark.browsers
def test_the_report_has_a_verdict_for_every_case_and_a_reason_for_every_other_outcome(
    open_panel: Callable[[str], Locator], page: Page, browser_name: str
) -> None:
    report = open_panel("Report")
    for name in ("Stop", "Download JSON", "Download Markdown"):
        expect(report.get_by_role("button", name=name)).to_be_disabled()
    run(report)

    file, text = download(page, "Download JSON")
    data = json.loads(text)
    assert file == f"roundtrip-{browser_name}.json"
    cases = [(LABS[name], row["title"]) for name in LABS for row in table(page, name)["rows"]]
    assert [(case["lab"], case["case"]) for case in data["cases"]] == cases
    verdicts = [case["verdict"] for case in data["cases"]]
    assert [verdicts.count(verdict) for verdict in ("agrees", "may", "differs")] == [
        data["agree"],
        data["may"],
        data["differ"],
    ]
    assert status(report).text_content() == tally(verdicts)
    others = [case for case in data["cases"] if case["verdict"] != "agrees"]
    assert [case["case"] for case in others if case["note"] == UNEXPLAINED] == []
    assert [case["case"] for case in others if (case["verdict"] == "may") != ("permit" in case)] == []

    expect_findings(report, data)
    expect_tables(report, data)

    assert violations(report) == []
    expect_trip(report, page)

    file, text = download(page, "Download Markdown")
    assert file == f"roundtrip-{browser_name}.md"
    assert text.startswith(f"# {data['engine']}\n\n{data['browser']}, ")
    assert f"\n\n{tally(verdicts)}.\n\n- A Secure cookie over plain HTTP: " in text
    assert text.index("## Differences") < text.index("## Permitted outcomes") < text.index("## Form lab")


def expect_findings(report: Locator, data: dict[str, Any]) -> None:
    """The page says what the probes found, and the verdicts depend on it."""
    settings = report.get_by_role("list", name="Settings of this browser").get_by_role("listitem")
    expect(settings).to_have_text(data["settings"])
    assert any(setting.startswith("Third-party cookies: ") for setting in data["settings"])
    verdicts = {case["case"]: case["verdict"] for case in data["cases"]}
    findings = data["findings"]
    permitted = {True: "agrees", False: "may"}
    assert verdicts["Secure, set by a response"] == permitted[findings["secure"] == "yes"], findings
    assert verdicts["None, another site's script"] == permitted[findings["sent"] == findings["secure"] == "yes"]


def expect_tables(report: Locator, data: dict[str, Any]) -> None:
    """The differences come first, then the permitted outcomes, then the whole tables."""
    tables = report.get_by_role("table")
    expect(tables.first).to_have_accessible_name(re.compile("differences$"))
    expect(tables.first.get_by_role("cell", name="agrees")).to_have_count(0)
    for name, verdict, count in (("differences", "differs", "differ"), ("permitted outcomes", "may", "may")):
        extract = report.get_by_role("table", name=re.compile(f"{name}$"))
        expect(extract.get_by_role("cell", name=verdict, exact=True)).to_have_count(data[count])


def expect_trip(report: Locator, page: Page) -> None:
    """A row that differs opens its trip, as in its lab; the case runs again if the wire no longer has it."""
    shows = report.get_by_role("button", name=re.compile(r"^Show trip of case \d+ of Form lab$")).first
    title = shows.get_attribute("aria-description") or ""
    shows.click()
    dialog = page.get_by_role("dialog", name=title, exact=True)
    expect(dialog.get_by_role("list", name=re.compile("^Trip: "))).not_to_have_count(0, timeout=PATIENCE)
    page.keyboard.press("Escape")


def test_a_stopped_report_keeps_nothing(open_panel: Callable[[str], Locator], page: Page) -> None:
    report = open_panel("Report")
    report.get_by_role("button", name="Run the report").click()
    report.get_by_role("button", name="Stop").click()

    expect(status(report)).to_contain_text("Stopped. A stopped report is not kept.")
    expect(report.get_by_role("table")).to_have_count(0)
    expect(report.get_by_role("button", name="Download JSON")).to_be_disabled()
    expect(report.get_by_role("button", name="Run the report")).to_be_enabled()
    assert [cookie["name"] for cookie in page.context.cookies()] == ["visitor"]
    assert page.context.pages == [page]
