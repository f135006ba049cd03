"""Take the README's picture of the page afresh: `.venv/bin/python tools/picture.py`."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from roundtrip.browsers import launch_options
from roundtrip.testing import Server

PICTURE = Path(__file__).parents[1] / "docs" / "page.png"


def main() -> None:
    """Start a server of its own, log in as a person would, and take the picture."""
    with Server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options(playwright.chromium))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        log_in(page, server.url)
        page.screenshot(path=PICTURE)
        browser.close()


def log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/#login")
    panel = page.get_by_role("region", name="Login")
    panel.get_by_label("Username").fill("robert")
    panel.get_by_label("Password").fill("open-sesame")
    panel.get_by_role("button", name="Log in").click()
    page.get_by_text("Logged in as robert").wait_for()
    page.get_by_role("button", name="GET /session 200 OK").wait_for()


if __name__ == "__main__":
    main()
