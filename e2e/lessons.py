"""Helpers for the tests of the lessons: the card of the open mission, the list, and the use of a panel."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from e2e.declared import enter

MISSIONS = 41
"""The missions of the lessons. A new mission is a new row, and counts here."""


def region(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def card(page: Page) -> Locator:
    return region(page, "Mission")


def status(page: Page) -> Locator:
    return card(page).get_by_role("status", name="Mission status")


def press(panel: Locator, *names: str) -> None:
    """Press buttons of a panel, each when the answer to the one before has arrived."""
    for name in names:
        panel.get_by_role("button", name=name, exact=True).click()
        expect(panel.get_by_role("tabpanel", name="Result")).not_to_contain_text("Waiting for")


def fill(panel: Locator, button: str, values: dict[str, Any], send_as: str = "Page") -> None:
    panel.get_by_role("radio", name=send_as, exact=True).check()
    enter(panel, values)
    press(panel, button)


def open_list(page: Page) -> Locator:
    page.goto("/#lessons")
    lessons = region(page, "Lessons")
    lessons.get_by_role("button", name="Show all missions").click()
    return lessons


def open_mission(page: Page, title: str) -> None:
    open_list(page).get_by_role("link", name=title, exact=True).click()
    expect(card(page).get_by_role("heading")).to_have_text(title)
