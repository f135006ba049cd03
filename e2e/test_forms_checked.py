"""The form that the server checks: each message at its field, and a reload that keeps them and posts nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, expect

from e2e.axe import expect_accessible
from e2e.tap import expect_hops, replace_text, trips

WRONG = {"Your name": "Z", "Age": "twelve", "Website": "example.org"}
RIGHT = {"Your name": " Zoë ", "Mail address": "zoe@example.org", "Age": "42", "First day": "2026-01-30"}


def sign_up(page: Page | FrameLocator, fields: dict[str, str]) -> None:
    for label, value in fields.items():
        replace_text(page.get_by_label(label, exact=True), value)
    page.get_by_role("button", name="Sign up").click()


def expect_messages(page: Page) -> None:
    """What `WRONG` comes to: each message at its field, and in no other place a control that is marked."""
    expect(page.get_by_role("heading", level=1)).to_have_text("7 fields to correct")
    expect(page.get_by_role("listitem")).to_have_count(7)
    age = page.get_by_label("Age", exact=True)
    expect(age).to_have_value("twelve")
    expect(age).to_have_attribute("aria-invalid", "true")
    expect(age).to_have_accessible_description(re.compile("from 13 to 120.*Write a whole number, such as 42"))
    expect(page.get_by_label("Website", exact=True)).to_have_accessible_description(re.compile("https://example.org/"))
    expect(page.get_by_label("Message", exact=True)).not_to_have_attribute("aria-invalid", "true")


def test_messages_stand_at_their_fields_and_a_reload_keeps_them_and_posts_nothing(page: Page) -> None:
    page.goto("/form/checked")
    expect(page.get_by_role("listitem")).to_have_count(0)
    sign_up(page, WRONG)
    expect_messages(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.resource_type}"))

    page.reload()

    expect_messages(page)
    assert "GET document" in asked
    assert not any(each.startswith("POST") for each in asked)


def test_the_summary_leads_to_each_field(page: Page) -> None:
    page.goto("/form/checked")
    sign_up(page, WRONG)

    page.get_by_role("listitem").get_by_role("link", name="Website").click()

    expect(page.get_by_label("Website", exact=True)).to_be_focused()


def test_what_is_right_is_repeated_with_its_type_and_back_posts_nothing(page: Page) -> None:
    page.goto("/form/checked")
    page.get_by_label("Course", exact=True).select_option("Forms")
    page.get_by_label("I accept the rules").check()
    sign_up(page, RIGHT)

    expect(page.get_by_role("heading", level=1)).to_have_text("The form is valid")
    for row in ("Your name Zoë str", "Age 42 int", "First day 2026-01-30 date", "Website str"):
        expect(page.get_by_role("row", name=row, exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Sign up")).to_have_count(0)

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))

    page.go_back()

    expect(page).to_have_url("/form/checked")
    expect(page.get_by_role("button", name="Sign up")).to_be_visible()
    assert "POST" not in asked


def test_without_javascript_the_server_checks_all_the_same(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/form/checked")

    sign_up(page, WRONG)

    expect_messages(page)


def test_the_panel_posts_and_is_sent_on_to_the_messages(open_panel: Callable[[str], Locator], page: Page) -> None:
    forms = open_panel("Forms")

    forms.get_by_role("button", name="Sign up").click()

    stage = forms.get_by_title("Forms stage").content_frame
    expect(stage.get_by_role("heading", level=1)).to_have_text("7 fields to correct")
    expect(stage.get_by_label("First day", exact=True)).to_have_accessible_description(re.compile("this is a Saturday"))
    expect_hops(trips(page).first, ["POST /form/checked 303 See Other", "GET /form/checked 200 OK"])

    forms.get_by_role("radio", name="Fetch").check()
    with page.expect_response("**/api/form/checked?*") as answer:
        forms.get_by_role("button", name="Sign up").click()
    twin = answer.value.json()
    assert not twin["valid"]
    assert twin["errors"]["age"] == ["Write a whole number, such as 42.", "Your age must be from 13 to 120."]
    assert "website" not in twin["data"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        "",
        "?name=Z&age=twelve",
        "?" + "&".join(("name=Zoe", "email=a@b.org", "age=42", "day=2026-01-30", "course=http", "accept=yes")),
    ],
)
def test_axe_finds_nothing_on_the_page_that_the_server_checks(page: Page, query: str) -> None:
    page.goto(f"/form/checked{query}")

    expect_accessible(page.locator("html"))
