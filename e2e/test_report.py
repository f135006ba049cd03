"""The report: it runs all labs in this browser, and must agree with `docs/browsers.md`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_report import DOCUMENT, OVER, deeper, lasting, markdown, sections_of
from browsers import launch_options
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from e2e.labs import LABS, PATIENCE, REFUSALS, UNEXPLAINED, status, table


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


def assert_documented(report: str, engine: str) -> None:
    """If a browser has changed, explain the new differences in the labs, then run tools/browser_report.py."""
    documented = sections_of(DOCUMENT.read_text("utf-8"))[engine]
    assert lasting(deeper(report)).split("\n") == lasting(documented).split("\n")


@pytest.mark.browsers
def test_report_of_this_browser_is_the_one_in_the_docs(
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
    assert status(report).text_content() == f"{data['agree']} agree, {data['differ']} differ"
    assert data["agree"] + data["differ"] == len(data["cases"])
    differ = [case for case in data["cases"] if case["verdict"] == "differs"]
    assert len(differ) == data["differ"]
    assert [case["case"] for case in differ if case["note"] == UNEXPLAINED] == []
    assert {case["verdict"] for case in data["cases"]} == {"agrees", "differs"}
    assert [case["case"] for case in data["cases"] if not case["source"]] == []

    tables = report.get_by_role("table")
    expect(tables.first).to_have_accessible_name(re.compile("differences$"))
    expect(tables.first.get_by_role("cell", name="agrees")).to_have_count(0)  # the differences come first
    rows = report.get_by_role("table", name=re.compile("differences$")).get_by_role("cell", name="differs", exact=True)
    expect(rows).to_have_count(data["differ"])

    page.evaluate(Axe().axe_script)
    violations = report.evaluate("part => axe.run(part, { iframes: false, resultTypes: ['violations'] })")["violations"]
    assert [violation["id"] for violation in violations] == []

    file, text = download(page, "Download Markdown")
    assert file == f"roundtrip-{browser_name}.md"
    assert_documented(text, data["engine"])


@pytest.mark.browsers
def test_report_of_firefox_is_the_one_in_the_docs(playwright: Playwright, base_url: str, browser_name: str) -> None:
    try:
        browser = playwright.firefox.launch(**launch_options(playwright.firefox))
    except RuntimeError as missing:
        pytest.skip(str(missing))
    try:
        page = browser.new_page()
        page.goto(f"{base_url}/#report")
        report = page.get_by_role("region", name="Report", exact=True)
        run(report)
        text = markdown(page)
    finally:
        browser.close()
    assert_documented(text, "Firefox")


def test_a_stopped_report_keeps_nothing(open_panel: Callable[[str], Locator], page: Page, browser: Browser) -> None:
    report = open_panel("Report")
    report.get_by_role("button", name="Run the report").click()
    report.get_by_role("button", name="Stop").click()

    expect(status(report)).to_contain_text("Stopped. A stopped report is not kept.")
    expect(report.get_by_role("table")).to_have_count(0)
    expect(report.get_by_role("button", name="Download JSON")).to_be_disabled()
    expect(report.get_by_role("button", name="Run the report")).to_be_enabled()
    assert [cookie["name"] for cookie in page.context.cookies()] == ["visitor"]
    assert page.context.pages == [page]
