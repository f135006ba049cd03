"""Write `docs/browsers.md`, what each browser of this machine does, by the page's own report.

`.venv/bin/python tools/browser_report.py` asks every engine that it finds; with `firefox` at its end, that one alone.
What another machine's browser said stays as it is.
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

The labs of Roundtrip ask one question: what does *this* browser do, and what should it? Here are the answers of the
browsers that our tests drive, each as the page reported it there (panel *Report*, button *Download Markdown*). What
differs from the standard stands first, with the reason. A difference is not always a fault: a standard may permit
more than one way.

Written by `.venv/bin/python tools/browser_report.py`. `make browsers` runs the same reports, and fails when one says
something else than what stands here.
"""
PATIENCE = 180_000
"""Milliseconds that a report may take on a machine that has much else to do; it needs a tenth."""

OVER = re.compile(r"^\d+ agree, \d+ differ$")
CATCH = """(button) => new Promise((done) => {
  const make = URL.createObjectURL;
  URL.createObjectURL = (file) => {
    file.text().then(done);
    return make(file);
  };
  button.click();
})"""
PASSING = re.compile(r"^\w+ \d[^\n]* seconds\.\n\n", re.MULTILINE)
"""The line with the version, the day and the seconds, which may be another every time."""


def main() -> None:
    """Ask each engine, and write down what it said."""
    asked = sys.argv[1:] or list(PROGRAMS)
    sections = sections_of(DOCUMENT.read_text("utf-8")) if DOCUMENT.exists() else {}
    with sync_playwright() as playwright, Server() as server:
        for name in asked:
            engine = getattr(playwright, name)
            browser = engine.launch(**launch_options(engine))
            print(f"Asking {name} …", flush=True)
            text = ask(browser, server.url)
            sections[name.capitalize()] = deeper(text)
            print(re.findall(r"\d+ agree, \d+ differ", text)[0], flush=True)
            browser.close()
    DOCUMENT.write_text("\n".join([INTRODUCTION, *sections.values()]), "utf-8")


def ask(browser: Browser, address: str) -> str:
    """Open the page in a browser, run its report and give it as Markdown."""
    page = browser.new_page()
    page.goto(f"{address}/#report")
    page.get_by_role("button", name="Run the report").click()
    page.locator(".lab-status").get_by_text(OVER).wait_for(timeout=PATIENCE)
    return markdown(page)


def markdown(page: Page) -> str:
    """The Markdown of a report that is over, caught on its way: Playwright hears of no download of a stock Firefox."""
    text: str = page.get_by_role("button", name="Download Markdown").evaluate(CATCH)
    return text


def sections_of(document: str) -> dict[str, str]:
    """Each engine's report in the document, by the engine's name."""
    return {part.split("\n", 1)[0]: f"## {part.rstrip()}\n" for part in re.split(r"^## ", document, flags=re.M)[1:]}


def deeper(report: str) -> str:
    """A report as a section of the document: its headings are one level down."""
    return re.sub(r"^#", "##", report, flags=re.M)


def lasting(report: str) -> str:
    """A report without what passes."""
    return PASSING.sub("", report).strip()


if __name__ == "__main__":
    main()
