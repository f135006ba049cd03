"""The reference: a page that describes every path, made from the code, readable without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.axe import looks, violations


def test_the_footer_of_the_page_leads_to_it(page: Page, base_url: str) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Reference").click()

    expect(page).to_have_url(f"{base_url}/reference")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reference")
    page.get_by_role("navigation", name="Groups").get_by_role("link", name="login", exact=True).click()
    login = page.get_by_role("region", name="login", exact=True)
    expect(login.get_by_role("group").filter(has_text="POST /login")).to_be_in_viewport()


def test_an_entry_opens_without_a_script(without_script: BrowserContext) -> None:
    page = without_script.new_page()
    page.goto("/reference")
    cookies = page.get_by_role("region", name="cookies", exact=True)
    entry = cookies.locator("details").filter(has_text="Set a cookie with any attribute")
    fields = entry.get_by_role("table", name="Values of the request to POST /cookies")
    expect(fields).to_be_hidden()

    entry.get_by_text("POST /cookies").first.click()

    expect(fields.get_by_role("row", name=re.compile("^name required A token"))).to_be_visible()
    expect(fields.get_by_role("row", name=re.compile("^samesite .* one of Strict, Lax, None"))).to_be_visible()
    expect(entry).to_contain_text("303 See Other, 400 Bad Request, 403 Forbidden.")
    expect(entry).not_to_contain_text("431")
    expect(page.locator("[style], style, script:not([src])")).to_have_count(0)


@pytest.mark.slow
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page) -> None:
    page.goto("/reference")
    entries = page.get_by_role("region", name=re.compile("^(cookies|responses|upload)$")).locator("summary").all()
    assert len(entries) > 10
    for entry in entries:
        entry.click()
    expect(page.locator("details[open]")).to_have_count(len(entries))

    for look in looks(page):
        assert violations(page.locator("html")) == [], look
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), look
