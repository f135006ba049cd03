"""Write `docs/browsers.md`: the report of the page, in each browser of this machine.

`.venv/bin/python tools/browser_report.py` runs the report in every engine; add `firefox` to run it in that one only.
Sections of other engines do not change.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from browsers import PROGRAMS, launch_options
from playwright.sync_api import Browser, Page, sync_playwright

from roundtrip.testing import Server

DOCUMENT = Path(__file__).parents[1] / "docs" / "browsers.md"
INTRODUCTION = """\
# What browsers do

The labs of Roundtrip compare a browser with the standards. This page has the reports of the browsers in which our
tests run, as the page writes them (panel *Report*, button *Download Markdown*). Each report starts with the
differences and their reasons. A difference is not always a defect: a standard may permit several outcomes.

This file is written by `.venv/bin/python tools/browser_report.py`. `make browsers` runs the reports again, and fails if
one of them differs from this file.
"""
PATIENCE = 180_000
"""Milliseconds that a report may take on a busy machine; it needs a tenth of that on an idle one."""

OVER = re.compile(r"^\d+ agree, \d+ differ$")
CATCH = """(button) => new Promise((done) => {
  const make = URL.createObjectURL;
  URL.createObjectURL = (file) => {
    file.text().then(done);
    return make(file);
  };
  button.click();
})"""
RUN_LINE = re.compile(r"^\w+ \d[^\n]* seconds\.\n\n", re.MULTILINE)
"""The line with the version, the date and the duration, which changes with every run."""


def main() -> None:
    """Run the report in each engine, and write its section."""
    names = sys.argv[1:] or list(PROGRAMS)
    sections = sections_of(DOCUMENT.read_text("utf-8")) if DOCUMENT.exists() else {}
    with sync_playwright() as playwright, Server() as server:
        for name in names:
            engine = getattr(playwright, name)
            browser = engine.launch(**launch_options(engine))
            print(f"Running the report in {name} …", flush=True)
            text = report(browser, server.url)
            sections[name.capitalize()] = deeper(text)
            print(re.findall(r"\d+ agree, \d+ differ", text)[0], flush=True)
            browser.close()
    DOCUMENT.write_text("\n".join([INTRODUCTION, *sections.values()]), "utf-8")


def report(browser: Browser, address: str) -> str:
    """Open the page in a browser, run its report, and return the Markdown."""
    page = browser.new_page()
    page.goto(f"{address}/#report")
    page.get_by_role("button", name="Run the report").click()
    page.locator(".lab-status").get_by_text(OVER).wait_for(timeout=PATIENCE)
    return markdown(page)


def markdown(page: Page) -> str:
    """Return the Markdown of a complete report. In a stock Firefox, Playwright sees no downloads: catch the file."""
    text: str = page.get_by_role("button", name="Download Markdown").evaluate(CATCH)
    return text


def sections_of(document: str) -> dict[str, str]:
    """Return the sections of the document by the names of their engines."""
    return {part.split("\n", 1)[0]: f"## {part.rstrip()}\n" for part in re.split(r"^## ", document, flags=re.M)[1:]}


def deeper(markdown: str) -> str:
    """Make a report a section of the document: move its headings down one level."""
    return re.sub(r"^#", "##", markdown, flags=re.M)


def lasting(markdown: str) -> str:
    """Return a report without the line that changes with every run."""
    return RUN_LINE.sub("", markdown).strip()


if __name__ == "__main__":
    main()
