"""Errors: provoke each on purpose, read the page that says what to do, and find the same as a problem in JSON."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.declared import FIVE, Case, Press, Twin
from e2e.tap import replace_text

CONTROLS = ["404 Not Found", "Code", "Raise", "Crash"]
WITHOUT_SCRIPT = [
    Press("404 Not Found", "404 Not Found"),
    Press("Raise", "451 Unavailable For Legal Reasons"),
    Press("Crash", "500 Internal Server Error"),
]
REPRODUCE = [
    Case("Raise", "Fetch", [599], {"Code": "599"}),
    Case("Crash", "Page", [500]),
]
TWINS = [
    *(Twin(f"{method} /error/418", 418, says="418", has="detail") for method in FIVE),
    Twin("GET /crash", 500, says="500 Internal Server Error", has="id"),
]

# What only a stack trace, or a careless page, would tell.
INSIDES = re.compile(r"Traceback|File \"|ZeroDivisionError|divides by zero|site-packages|\.py\b")


def test_each_button_raises_the_error_that_it_names(open_panel: Callable[[str], Locator]) -> None:
    errors = open_panel("Errors")
    stage = errors.get_by_title("Errors stage").content_frame
    buttons = errors.get_by_role("button", name=re.compile(r"^[45]\d\d "))
    expect(buttons).to_have_count(9)

    for button in buttons.all():
        name = button.inner_text()
        button.click()
        expect(stage.get_by_role("heading", level=1)).to_have_text(name)
        expect(errors.get_by_role("tabpanel", name="Result")).to_contain_text(f": {name}.")
        expect(stage.get_by_role("paragraph")).to_have_text(
            re.compile(r"\w.+\. [A-Z].+\.$")
        )  # what is wrong, what to do
        expect(stage.locator("body")).not_to_contain_text(INSIDES)


def test_raise_answers_with_any_other_code(open_panel: Callable[[str], Locator], page: Page) -> None:
    errors = open_panel("Errors")
    code, stage = errors.get_by_role("spinbutton", name="Code"), errors.get_by_title("Errors stage").content_frame
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    replace_text(code, "399")  # no error: the browser holds the form back
    errors.get_by_role("button", name="Raise").click()
    expect(code).to_be_focused()
    assert [url for url in asked if "/error/" in url] == []

    replace_text(code, "451")
    errors.get_by_role("button", name="Raise").click()
    expect(stage.get_by_role("heading", level=1)).to_have_text("451 Unavailable For Legal Reasons")


def test_fetch_shows_a_problem_in_json(open_panel: Callable[[str], Locator]) -> None:
    errors = open_panel("Errors")
    errors.get_by_role("radio", name="Fetch").check()

    errors.get_by_role("button", name="503 Service Unavailable").click()

    result = errors.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text("The answer: 503 Service Unavailable.")
    expect(result.get_by_label("Body")).to_contain_text('"status": 503')
    expect(result.get_by_role("row", name="content-type application/problem+json", exact=True)).to_be_visible()
    expect(result.get_by_role("row", name=re.compile(r"^retry-after \d+$"))).to_be_visible()
    expect(result).not_to_contain_text("<h1")


def test_a_crash_tells_an_id_and_keeps_the_stack_to_itself(open_panel: Callable[[str], Locator], page: Page) -> None:
    errors = open_panel("Errors")
    errors.get_by_role("button", name="Crash").click()
    stage = errors.get_by_title("Errors stage").content_frame
    expect(stage.get_by_role("heading", level=1)).to_have_text("500 Internal Server Error")
    expect(stage.get_by_text(re.compile(r"log has the details under the id [0-9a-f]{12}\."))).to_be_visible()
    expect(stage.locator("body")).not_to_contain_text(INSIDES)

    twins = [page.request.get("/api/crash") for _ in range(2)]
    ids = {twin.json()["id"] for twin in twins}
    assert len(ids) == 2, "each crash has an id of its own"
    for twin in twins:
        assert twin.status == 500
        assert twin.json()["id"] in twin.json()["detail"]
        assert not INSIDES.search(twin.text())


def test_page_and_twin_raise_the_same_whatever_the_method(page: Page) -> None:
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        html = page.request.fetch("/error/409", method=method)
        twin = page.request.fetch("/api/error/409", method=method)

        problem = twin.json()
        assert html.status == twin.status == problem["status"] == 409
        assert twin.headers["content-type"] == "application/problem+json"
        assert problem.keys() == {"type", "title", "status", "detail"}
        assert f">409 {problem['title']}</h1>" in html.text()
        assert problem["detail"] in html.text()


@pytest.mark.parametrize("path", ["/notexist", "/no/such/path", "/error/600"])
def test_what_is_not_there_is_a_404_with_a_way_on(page: Page, path: str) -> None:
    answer = page.goto(path)

    assert answer
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("404 Not Found")
    expect(page.get_by_text("find all paths at /routes")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(INSIDES)
    page.get_by_role("link", name="Roundtrip").click()
    expect(page.get_by_role("navigation", name="Features")).to_be_visible()

    twin = page.request.get(f"/api{path}")
    assert (twin.status, twin.headers["content-type"]) == (404, "application/problem+json")


def test_a_path_full_of_markup_is_shown_as_the_browser_sent_it(page: Page) -> None:
    page.goto("/nowhere/<img src=x onerror=alert(1)>")

    expect(page.get_by_role("contentinfo")).to_contain_text("/nowhere/%3Cimg%20src=x%20onerror=alert(1)%3E")
    expect(page.get_by_role("img")).to_have_count(0)
