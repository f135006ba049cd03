"""Names: the first locator that a person would write for a control, at page level, finds this control and no other."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

LABELS = {
    "hello": ["Final URL"],
    "routing": ["Converter", "Value", "Endpoint"],
    "forms": ["Encoding", "Email", "Telephone", "Textarea", "Your name", "Course"],
    "login": ["Username", "Password", "Remember me"],
    "templates": ["Name"],
    "responses": ["Status", "Headers", "Content type", "Delay"],
    "redirects": ["Code", "Method", "Body", "Hops"],
    "cookies": ["Value", "Max-Age", "Path", "SameSite", "Secure", "HttpOnly", "Partitioned"],
    "upload": ["Files", "Encoding"],
    "errors": ["Code"],
    "catch": ["Status", "Headers", "Content type", "Delay"],
}
BUTTONS = {
    "hello": ["Say hello"],
    "routing": ["Open", "Build URL"],
    "methods": ["Send"],
    "login": ["Log in"],
    "session": ["Show session", "Take the cookie apart", "Tamper with it", "Log out"],
    "templates": ["Render"],
    "responses": ["Respond"],
    "redirects": ["Follow", "Start the chain", "Start the loop", "Run the matrix"],
    "cookies": ["Set cookie", "Delete cookie", "Show cookies", "Run the lab"],
    "upload": ["Cancel", "Show my files"],
    "errors": ["404 Not Found", "Raise", "Crash"],
    "origins": ["Ask from here", "Ask from another origin", "Post from another site"],
    "catch": ["Make the address", "Make another address", "Show the last requests"],
}


@pytest.mark.parametrize("panel", LABELS)
def test_a_label_finds_one_control(page: Page, panel: str) -> None:
    visit_all(page, panel)

    for label in LABELS[panel]:
        expect(page.get_by_label(label)).to_have_count(1)


@pytest.mark.slow
def test_each_label_is_exact(page: Page) -> None:
    """A label beside its control has no other text: not the options of a list, and not what somebody typed."""
    page.goto("/#hello")
    panels = page.get_by_role("navigation", name="Features").get_by_role("link").all_inner_texts()
    for panel in panels:
        page.goto(f"/#{panel.lower()}")
        section = page.get_by_role("region", name=panel, exact=True)
        expect(section.get_by_role("heading", level=2)).to_be_visible()
        for label in section.locator("label:visible").all_inner_texts():
            expect(section.get_by_label(label, exact=True), f"{panel}: {label}").to_have_count(1)


@pytest.mark.parametrize("panel", BUTTONS)
def test_a_role_and_a_name_find_one_button(page: Page, panel: str) -> None:
    visit_all(page, panel)

    for button in BUTTONS[panel]:
        expect(page.get_by_role("button", name=button)).to_have_count(1)


def visit_all(page: Page, last: str) -> None:
    """Open a panel after two others, whose parts must then have left the document."""
    for panel in ("login", "cookies", last):
        page.goto(f"/#{panel}")
        expect(page.get_by_role("region", name=panel.title(), exact=True)).to_be_visible()
    expect(page.locator(".panel:not(.current) h2")).to_have_count(0)


def test_the_classic_first_test_works_at_page_level(page: Page) -> None:
    page.goto("/#login")
    page.get_by_label("Username").fill("robert")
    page.get_by_label("Password").fill("open-sesame")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_title("Login stage").content_frame.get_by_role("heading")).to_have_text(
        "You're logged in as robert"
    )


@pytest.mark.slow
def test_no_name_occurs_twice_in_a_panel(page: Page) -> None:
    page.goto("/")
    for link in page.get_by_role("navigation", name="Features").get_by_role("link").all():
        link.click()
        region = page.get_by_role("region", name=link.text_content() or "", exact=True)
        expect(region).to_be_visible()
        names = [
            line
            for line in region.aria_snapshot().splitlines()
            if line.lstrip("- ").startswith(("button", "textbox", "combobox", "spinbutton", "checkbox", "radio "))
        ]
        stripped = [line.strip().partition(" [")[0].partition('": ')[0] for line in names]
        assert sorted(stripped) == sorted(set(stripped))


def test_a_panel_keeps_its_fields_and_its_stage_while_another_one_is_open(page: Page) -> None:
    page.goto("/#cookies")
    page.get_by_label("Value").fill("kept")
    page.get_by_role("button", name="Show cookies").click()
    stage = page.get_by_title("Cookies stage").content_frame
    expect(stage.get_by_role("heading", level=1)).to_be_visible()
    before = stage.get_by_role("heading", level=1).text_content() or ""

    page.get_by_role("navigation", name="Features").get_by_role("link", name="Login").click()
    expect(page.get_by_label("Value")).to_have_count(0)
    page.get_by_role("navigation", name="Features").get_by_role("link", name="Cookies").click()

    expect(page.get_by_label("Value")).to_have_value("kept")
    expect(stage.get_by_role("heading", level=1)).to_have_text(before)


@pytest.mark.slow
def test_an_answer_that_comes_while_another_panel_is_open_is_there_later(page: Page) -> None:
    page.goto("/#login")
    page.get_by_label("Username").fill("slow")
    page.get_by_label("Password").fill("open-sesame")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("navigation", name="Features").get_by_role("link", name="Hello").click()
    expect(page.get_by_role("status", name="Login")).to_have_text("Logged in as slow")

    page.get_by_role("navigation", name="Features").get_by_role("link", name="Login").click()

    expect(page.get_by_role("tabpanel", name="Result")).to_contain_text("200 OK")
    expect(page.get_by_label("Final URL")).to_contain_text("/session")


def test_a_test_can_wait_for_the_second_of_two_equal_requests(page: Page) -> None:
    page.goto("/#hello")
    bench = page.locator(".current panel-bench")
    for count in ("1", "2"):
        page.get_by_role("button", name="Say hello").click()
        expect(bench).to_have_attribute("data-settled", count)
        expect(bench).to_have_attribute("aria-busy", "false")
    expect(page.get_by_role("button", name="GET /hello 200 OK")).to_have_count(2)


def test_a_new_visitor_who_leaves_the_lessons_takes_their_names_along(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("button", name="Start with hello")).to_be_visible()
    page.get_by_role("navigation", name="Features").get_by_role("link", name="Login").click()
    expect(page.locator("[data-welcome]")).to_have_count(0, timeout=4000)

    page.get_by_role("navigation", name="Features").get_by_role("link", name="Lessons").click()
    page.get_by_role("button", name="Start with hello").click()
    expect(page.get_by_role("region", name="Mission")).to_be_visible()
