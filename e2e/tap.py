"""What several tests want of the wire: its trips, and the hops of each, as a person finds them."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


def wire(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Wire")


def trips(page: Page) -> Locator:
    """The trips, each the list of its hops, the newest first."""
    return wire(page).get_by_role("list", name="Trip: ")


def hops(part: Locator) -> Locator:
    """The hops of a trip, or of the whole wire; each is a button that ends in a status."""
    return part.get_by_role("button", name=re.compile(r" \d{3} | no answer$"))


def expect_hops(part: Locator, names: list[str]) -> None:
    expect(hops(part)).to_have_count(len(names))
    for hop, name in zip(hops(part).all(), names, strict=True):
        expect(hop).to_have_accessible_name(name)
