"""The Report panel, driven from outside: open the page, run the report, and return its JSON."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATIENCE = 240
"""Seconds that a report may take on a busy machine; it needs a tenth of that on an idle one."""

OVER = re.compile(r"^(\d+ differ as permitted, )?\d+ agree, \d+ differ$")
"""The status of a lab or report that is complete."""

READY = "return !document.querySelector('#report .buttons button').disabled"
RUN = "#report .buttons button"
STATE = """
  const bar = document.querySelector("#report progress");
  return [document.querySelector("#report .lab-status").textContent, bar.value, bar.max];
"""
DOWNLOAD = """
  const button = [...document.querySelectorAll("#report button")].find((one) => one.textContent === "Download JSON");
  return new Promise((done) => {
    const make = URL.createObjectURL;
    URL.createObjectURL = (file) => {
      file.text().then(done);
      URL.createObjectURL = make;
      return URL.createObjectURL(file);
    };
    button.click();
  });
"""
"""Read the file of a button: not every driver can download."""

Advance = Callable[[float, float], object]
"""Receives the number of finished cases, and of all cases."""


class Session(Protocol):
    """A browser window, driven by the commands of WebDriver."""

    version: str

    def open(self, address: str) -> None:
        """Load a page."""

    def click(self, selector: str) -> None:
        """Click an element as a person does, which counts as a user activation."""

    def run(self, script: str) -> Any:
        """Run the body of an async function in the page, and return its result."""


class PageSession:
    """A page of Playwright as a `Session`."""

    def __init__(self, page: Page, browser: Browser) -> None:
        self._page = page
        self.version = browser.version

    def open(self, address: str) -> None:
        self._page.goto(address)

    def click(self, selector: str) -> None:
        self._page.click(selector)

    def run(self, script: str) -> Any:
        return self._page.evaluate(f"async () => {{ {script} }}")


def report_of(session: Session, address: str, advance: Advance = lambda done, total: None) -> dict[str, Any]:
    """Open the page in a browser, run its report, and return its JSON with the version of the browser."""

    def over(state: list[Any]) -> bool:
        status, done, total = state
        advance(done, total)
        return bool(OVER.match(status))

    session.open(f"{address}/#report")
    wait(session, READY, lambda ready: ready is True)
    session.click(RUN)
    wait(session, STATE, over)
    return {**json.loads(session.run(DOWNLOAD)), "version": session.version}


def wait(session: Session, script: str, done: Callable[[Any], bool]) -> None:
    """Ask the page again and again until the answer is right."""
    until = time.monotonic() + PATIENCE
    while not done(answer := session.run(script)):
        if time.monotonic() > until or "could not" in str(answer):
            raise RuntimeError(f"The report did not end: {answer}")
        time.sleep(0.3)
