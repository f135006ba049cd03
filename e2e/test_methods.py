"""Methods: send one form by every method, as a page and as a fetch, and see which of them a form cannot send."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from e2e.declared import Case, Press, Twin

CONTROLS = ["Method", "Send"]
WITHOUT_SCRIPT = [
    Press("Send as GET", "This is a GET message."),
    Press("Send as POST", "This is a POST message."),
]
REPRODUCE = [
    Case("Send", "Fetch", [200], {"Method": "PUT"}),
    Case("Send", "Fetch", [405], {"Method": "DELETE"}),
    Case("Send", "Fetch", [200], {"Method": "HEAD"}),
]
TWINS = [
    Twin("GET /method", says="This is a GET message.", has="method message"),
    Twin("POST /method", says="This is a POST message.", has="method message"),
    Twin("PUT /method", says="This is a PUT message.", has="method message"),
    Twin("DELETE /method", 405, says="405 Method Not Allowed", has="detail"),
]

TAKEN = {"GET", "HEAD", "OPTIONS", "POST", "PUT"}


def test_a_form_sends_get_and_post_as_they_are(open_panel: Callable[[str], Locator]) -> None:
    methods = open_panel("Methods")
    stage = methods.get_by_title("Methods stage").content_frame
    result = methods.get_by_role("tabpanel", name="Result")

    for method in ("POST", "GET"):
        methods.get_by_role("combobox", name="Method").select_option(method)
        methods.get_by_role("button", name="Send").click()
        expect(stage.get_by_role("heading", level=1)).to_have_text(f"This is a {method} message.")
        expect(result).to_contain_text(f"Your browser sent {method} /method.")
        expect(result).not_to_contain_text("A form can only send GET or POST")


def test_a_form_makes_a_get_of_put_and_the_page_says_so(open_panel: Callable[[str], Locator], page: Page) -> None:
    methods = open_panel("Methods")
    methods.get_by_role("combobox", name="Method").select_option("PUT")

    with page.expect_request(re.compile(r"/method\b")) as sent:
        methods.get_by_role("button", name="Send").click()

    assert sent.value.method == "GET"
    stage = methods.get_by_title("Methods stage").content_frame
    expect(stage.get_by_role("heading", level=1)).to_have_text("This is a GET message.")
    expect(methods.get_by_role("tabpanel", name="Result")).to_contain_text("the browser sent GET instead of PUT")
    expect(methods.get_by_role("tabpanel", name="Result")).not_to_contain_text("Your browser sent PUT")


def test_fetch_sends_a_real_put(open_panel: Callable[[str], Locator], page: Page) -> None:
    methods = open_panel("Methods")
    methods.get_by_role("radio", name="Fetch").check()
    methods.get_by_role("combobox", name="Method").select_option("PUT")

    with page.expect_request("**/api/method") as sent:
        methods.get_by_role("button", name="Send").click()

    assert sent.value.method == "PUT"
    result = methods.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text('"message": "This is a PUT message."')
    expect(result).not_to_contain_text("the browser sent GET instead of PUT")


def test_a_method_that_the_path_does_not_take_is_a_405_that_names_those_it_does(
    open_panel: Callable[[str], Locator],
) -> None:
    methods = open_panel("Methods")
    methods.get_by_role("radio", name="Fetch").check()
    methods.get_by_role("combobox", name="Method").select_option("PATCH")

    methods.get_by_role("button", name="Send").click()

    result = methods.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text("405 Method Not Allowed")
    allow = result.get_by_role("row", name=re.compile("^allow "))
    for taken in TAKEN:
        expect(allow).to_contain_text(taken)
    expect(allow).not_to_contain_text("PATCH")
    expect(result).not_to_contain_text("message.")


def test_head_brings_headers_and_no_body(open_panel: Callable[[str], Locator]) -> None:
    methods = open_panel("Methods")
    methods.get_by_role("radio", name="Fetch").check()
    methods.get_by_role("combobox", name="Method").select_option("HEAD")

    methods.get_by_role("button", name="Send").click()

    result = methods.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text("sent HEAD /api/method. The answer: 200 OK.")
    expect(result).to_contain_text("The answer has no body.")
    expect(result.get_by_role("row", name=re.compile(r"^content-length [1-9]\d+$"))).to_be_visible()
    expect(result).not_to_contain_text("message.")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_page_and_twin_answer_each_method_that_they_take(page: Page, method: str) -> None:
    html, twin = page.request.fetch("/method", method=method), page.request.fetch("/api/method", method=method)

    message = f"This is a {method} message."
    expect(html).to_be_ok()
    assert f"<h1>{message}</h1>" in html.text()
    assert twin.json() == {"method": method, "message": message}
    assert "set-cookie" not in {**html.headers, **twin.headers}


def test_page_and_twin_refuse_the_same_methods(page: Page) -> None:
    for path in ("/method", "/api/method"):
        for method in ("HEAD", "OPTIONS"):
            assert page.request.fetch(path, method=method).body() == b""
        for method in ("PATCH", "DELETE"):
            refused = page.request.fetch(path, method=method)
            assert refused.status == 405
            assert set(refused.headers["allow"].split(", ")) == TAKEN
            assert f"This is a {method} message." not in refused.text()


def test_the_address_bar_can_only_get(page: Page) -> None:
    page.goto("/method")

    expect(page.get_by_role("heading", level=1)).to_have_text("This is a GET message.")
    expect(page.get_by_role("button")).to_have_count(0)


def test_without_javascript_the_form_still_sends_both_of_its_methods(without_script: BrowserContext) -> None:
    page = without_script.new_page()
    page.goto("/#methods")
    stage = page.get_by_title("Methods stage").content_frame

    page.get_by_role("button", name="Send as POST").click()
    expect(stage.get_by_role("heading", level=1)).to_have_text("This is a POST message.")
    page.get_by_role("button", name="Send as GET").click()
    expect(stage.get_by_role("heading", level=1)).to_have_text("This is a GET message.")

    expect(page.get_by_role("combobox", name="Method", exact=True)).to_have_count(0)
