"""Templates: render a name into a page, and make sure that whatever it holds stays text."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.declared import Case, Press, Twin

CONTROLS = ["Name", "Render"]
WITHOUT_SCRIPT = [
    Press("Render", "Hello, Robert!"),
]
REPRODUCE = [
    Case("Render", "Page", [200], {"Name": "<b>Zoë</b>"}),
]
TWINS = [
    Twin("GET /template", says="Hello, World!", has="template source context rendered"),
    Twin("GET /template/Jane", says="Hello, Jane!", has="template source context rendered"),
]


def test_the_template_greets_a_name_or_else_the_world(open_panel: Callable[[str], Locator], base_url: str) -> None:
    templates = open_panel("Templates")
    greeting = templates.get_by_title("Templates stage").content_frame.get_by_role("paragraph")
    final_url = templates.get_by_role("status", name="Final URL")

    templates.get_by_role("textbox", name="Name").fill("Zoë Doe")
    templates.get_by_role("button", name="Render").click()
    expect(greeting).to_have_text("Hello, Zoë Doe!")
    expect(final_url).to_have_text(f"{base_url}/template/Zo%C3%AB%20Doe")

    templates.get_by_role("textbox", name="Name").clear()
    templates.get_by_role("button", name="Render").click()
    expect(greeting).to_have_text("Hello, World!")
    expect(final_url).to_have_text(f"{base_url}/template")  # not /template/, which is a 404


@pytest.mark.parametrize(
    "name",
    [
        "<b>\"'<img src=x onerror=alert(1)>",
        "<script>alert(document.cookie)</script>",
        "{{ 7 * 7 }}{% include 'base.html' %}",
        "&lt;b&gt;",
    ],
)
def test_a_name_is_never_markup_nor_template(page: Page, name: str) -> None:
    page.goto(f"/template/{quote(name)}")

    # An element or a value made of it would be missing from the text, and a script would break the page's policy.
    expect(page.get_by_role("paragraph")).to_have_text(f"Hello, {name}!")
    expect(page.get_by_role("img")).to_have_count(0)


def test_bold_stays_text_in_the_stage_too(open_panel: Callable[[str], Locator]) -> None:
    templates = open_panel("Templates")
    templates.get_by_role("textbox", name="Name").fill("<b>Robert</b>")

    templates.get_by_role("button", name="Render").click()

    stage = templates.get_by_title("Templates stage").content_frame
    expect(stage.get_by_role("paragraph")).to_have_text("Hello, <b>Robert</b>!")


def test_fetch_shows_the_source_the_context_and_what_came_of_them(open_panel: Callable[[str], Locator]) -> None:
    templates = open_panel("Templates")
    templates.get_by_role("radio", name="Fetch").check()
    templates.get_by_role("textbox", name="Name").fill("<b>")

    templates.get_by_role("button", name="Render").click()

    result = templates.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text("Hello, {{ username }}!")
    expect(result).to_contain_text('"username": "<b>"')
    expect(result).to_contain_text("Hello, &lt;b&gt;!")
    expect(result).not_to_contain_text("Hello, <b>!")
    source = result.get_by_label("source, with its line breaks")
    expect(source).to_contain_text('<html lang="en">')  # in JSON, it is \\"en\\"


@pytest.mark.parametrize(("path", "username"), [("/template", None), ("/template/Robert", "Robert")])
def test_the_twin_renders_the_very_page(page: Page, path: str, username: str | None) -> None:
    html, twin = page.request.get(path), page.request.get(f"/api{path}").json()

    assert twin["rendered"] == html.text()
    assert twin["template"] == "user.html"
    assert twin["context"] == {"username": username}
    assert twin["source"] != twin["rendered"], "the source keeps its holes"


def test_an_empty_name_is_not_found(page: Page) -> None:
    page.goto("/template/")

    expect(page.get_by_role("heading", level=1)).to_have_text("404 Not Found")
    expect(page.get_by_text("Hello")).to_have_count(0)
    assert page.request.get("/api/template/").json()["status"] == 404
