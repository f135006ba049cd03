"""Hello: send a form, read the page in the stage, and compare it with the JSON twin."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from e2e.declared import Case, Press, Twin

CONTROLS = ["Say hello"]
WITHOUT_SCRIPT = [
    Press("Say hello", "Hello World!"),
]
REPRODUCE = [
    Case("Say hello", "Page", [200]),
    Case("Say hello", "Fetch", [200]),
]
TWINS = [
    Twin("GET /hello", says="Hello World!", has="message"),
]
BARE = True


def test_page_shows_the_greeting_in_the_stage(open_panel: Callable[[str], Locator], base_url: str) -> None:
    hello = open_panel("Hello")

    hello.get_by_role("button", name="Say hello").click()

    stage = hello.get_by_title("Hello stage").content_frame
    expect(stage.locator("body")).to_have_text("Hello World!")
    expect(hello.get_by_role("status", name="Final URL")).to_have_text(f"{base_url}/hello")
    expect(hello.get_by_role("tabpanel", name="Result")).to_contain_text("GET /hello")
    expect(hello.get_by_role("tabpanel", name="Result")).to_contain_text("200 OK")


def test_fetch_shows_the_json_twin_and_leaves_the_stage_alone(
    open_panel: Callable[[str], Locator], base_url: str
) -> None:
    hello = open_panel("Hello")

    hello.get_by_role("radio", name="Fetch").check()
    hello.get_by_role("button", name="Say hello").click()

    expect(hello.get_by_role("tabpanel", name="Result")).to_contain_text('"message": "Hello World!"')
    expect(hello.get_by_role("status", name="Final URL")).to_have_text(f"{base_url}/api/hello")
    expect(hello.get_by_title("Hello stage")).to_be_hidden()


def test_page_and_twin_answer_alike(page: Page) -> None:
    html, twin = page.request.get("/hello"), page.request.get("/api/hello")

    expect(html).to_be_ok()
    expect(twin).to_be_ok()
    assert html.text().strip() == twin.json()["message"] == "Hello World!"
    assert "set-cookie" not in html.headers, "a greeting needs no cookie"
