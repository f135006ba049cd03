"""Responses: compose an answer down to its headers, and see that it comes as asked but with no power over the site."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Error, Locator, Page, expect

from e2e.declared import QUOTED, Case, Press, Twin
from e2e.tap import replace_text

CONTROLS = ["Status", "Headers", "Cookies", "Body", "Content type", "Delay", "Respond"]
WITHOUT_SCRIPT = [
    Press("Respond", "Hello"),
    Press("/response", "header-x"),
]
REPRODUCE = [
    Case("Respond", "Page", [204], {"Status": "204"}),
    Case("Respond", "Fetch", [304], {"Status": "304"}),
    Case("Respond", "Fetch", [418], {"Status": "418", "Cookies": "a=b; Path=/", "Body": QUOTED}),
]
TWINS = [
    Twin("GET /response", says="header-x", has="message"),
]
BARE = True

GREEDY = "<p>untouched</p><script>document.body.textContent = document.cookie</script>"


def test_the_stage_shows_the_composed_page(open_panel: Callable[[str], Locator], base_url: str) -> None:
    responses = open_panel("Responses")
    responses.get_by_role("textbox", name="Body").fill("<h1>Composed</h1>")

    responses.get_by_role("button", name="Respond").click()

    stage = responses.get_by_title("Responses stage").content_frame
    expect(stage.get_by_role("heading", level=1)).to_have_text("Composed")
    expect(responses.get_by_role("status", name="Final URL")).to_have_text(f"{base_url}/respond")
    expect(responses.get_by_role("tabpanel", name="Result")).to_contain_text("this page cannot read it")

    # The same body as plain text is no markup any more.
    responses.get_by_role("combobox", name="Content type").fill("text/plain")
    responses.get_by_role("button", name="Respond").click()
    expect(stage.get_by_text("<h1>Composed</h1>")).to_be_visible()
    expect(stage.get_by_role("heading")).to_have_count(0)


def test_status_and_headers_come_as_asked(open_panel: Callable[[str], Locator]) -> None:
    responses = open_panel("Responses")
    responses.get_by_role("radio", name="Fetch").check()
    replace_text(responses.get_by_role("spinbutton", name="Status"), "418")
    responses.get_by_role("textbox", name="Headers").fill("X-Tea: black\nx-tea: green\nRetry-After: 5")
    responses.get_by_role("textbox", name="Body").fill("short and stout")

    responses.get_by_role("button", name="Respond").click()

    result = responses.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text("The answer: 418 I'm a teapot.")
    expect(result.get_by_label("Body")).to_have_text("short and stout")
    expect(result.get_by_role("row", name="x-tea black, green", exact=True)).to_be_visible()
    expect(result.get_by_role("row", name="retry-after 5", exact=True)).to_be_visible()
    expect(result).not_to_contain_text("header-x")  # the form's own headers were replaced, not added to


def test_no_script_of_an_answer_runs_nor_could_it_read_a_cookie(
    open_panel: Callable[[str], Locator], page: Page, excused: list[str]
) -> None:
    excused.append("Blocked script execution")
    responses = open_panel("Responses")
    page.context.add_cookies([{"name": "flavour", "value": "vanilla", "url": page.url}])
    responses.get_by_role("textbox", name="Body").fill(GREEDY)

    responses.get_by_role("button", name="Respond").click()

    body = responses.get_by_title("Responses stage").content_frame.locator("body")
    expect(body).to_contain_text("untouched")
    with pytest.raises(Error, match="sandboxed"):
        body.evaluate("() => document.cookie")

    # The answer is as powerless when it is the whole page, and at the twin, whose cookies are the same.
    for path in ("/respond", "/api/respond"):
        page.goto(f"{path}?{urlencode({'type': 'text/html', 'body': GREEDY})}")
        expect(page.get_by_text("untouched")).to_be_visible()
        expect(page.locator("body")).not_to_contain_text("vanilla")


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("header", "Location: https://example.org/", "`header Location` must be a path of this site"),
        ("header", "Refresh: 0; url=https://example.org/", "`header` must not set Refresh"),
        ("cookie", "session=forged", "`cookie` must not set session"),
        ("type", "html", "`type` must be a media type"),
        ("delay", "11", "`delay` must be a number of seconds from 0 to 10."),
    ],
)
def test_what_would_harm_the_site_is_refused_with_the_reason(page: Page, field: str, value: str, reason: str) -> None:
    asked = urlencode({field: value, "body": "composed"})

    page.goto(f"/respond?{asked}")

    expect(page.get_by_role("heading", level=1)).to_have_text("400 Bad Request")
    expect(page.get_by_text(reason)).to_be_visible()
    expect(page.get_by_text("composed", exact=True)).to_have_count(0)
    assert page.context.cookies() == []

    twin = page.request.get(f"/api/respond?{asked}")
    assert twin.status == 400
    assert reason in twin.json()["detail"]


def test_the_panel_shows_why_a_cookie_was_refused_and_keeps_the_form(
    open_panel: Callable[[str], Locator], page: Page
) -> None:
    responses = open_panel("Responses")
    own = page.context.cookies()
    responses.get_by_role("textbox", name="Cookies").fill("flavour=vanilla\nvisitor=me")

    responses.get_by_role("button", name="Respond").click()

    stage = responses.get_by_title("Responses stage").content_frame
    expect(stage.get_by_role("heading", level=1)).to_have_text("400 Bad Request")
    expect(stage.get_by_text("must not set visitor: Roundtrip itself uses this cookie.")).to_be_visible()
    expect(responses.get_by_role("textbox", name="Cookies")).to_have_value("flavour=vanilla\nvisitor=me")
    assert page.context.cookies() == own, "not one of the cookies was set, the good one included"


def test_a_location_of_this_site_is_followed_as_it_was_asked_for(
    open_panel: Callable[[str], Locator], base_url: str
) -> None:
    responses = open_panel("Responses")
    final_url = responses.get_by_role("status", name="Final URL")
    result = responses.get_by_role("tabpanel", name="Result")
    replace_text(responses.get_by_role("spinbutton", name="Status"), "303")
    responses.get_by_role("textbox", name="Headers").fill("Location: /hello")

    responses.get_by_role("button", name="Respond").click()
    stage = responses.get_by_title("Responses stage").content_frame
    expect(stage.locator("body")).to_have_text("Hello World!")
    expect(final_url).to_have_text(f"{base_url}/hello")
    expect(result).to_contain_text("After 1 redirect")

    responses.get_by_role("radio", name="Fetch").check()
    responses.get_by_role("button", name="Respond").click()
    expect(result).to_contain_text(
        "The browser followed a redirect to /hello."
    )  # the very response: no twin of it was made
    expect(result.get_by_label("Body")).to_have_text("Hello World!")
    expect(final_url).to_have_text(f"{base_url}/hello")


def test_a_cookie_comes_back_with_the_next_request_where_its_path_says(
    open_panel: Callable[[str], Locator], page: Page
) -> None:
    responses = open_panel("Responses")
    responses.get_by_role("textbox", name="Cookies").fill("flavour=vanilla; Path=/\nhidden=away; Path=/elsewhere")
    assert page.request.get("/api/cookies").json()["cookies"] == {}

    responses.get_by_role("button", name="Respond").click()

    stage = responses.get_by_title("Responses stage").content_frame
    expect(stage.get_by_role("heading", name="Hello")).to_be_visible()
    assert page.request.get("/api/cookies").json()["cookies"] == {"flavour": "vanilla"}
    page.goto("/cookies")
    expect(page.get_by_role("row", name="flavour vanilla")).to_be_visible()
    expect(page.get_by_text("hidden")).to_have_count(0)


@pytest.mark.slow
def test_a_delay_holds_the_first_byte_back(open_panel: Callable[[str], Locator], page: Page) -> None:
    responses = open_panel("Responses")
    stage = responses.get_by_title("Responses stage").content_frame

    def first_byte(delay: str) -> float:
        """Milliseconds from the request to the first byte of the answer."""
        replace_text(responses.get_by_role("spinbutton", name="Delay"), delay)
        with page.expect_response("**/respond") as answer:
            responses.get_by_role("button", name="Respond").click()
        expect(stage.get_by_role("heading", name="Hello")).to_be_visible()
        timing = answer.value.request.timing
        return timing["responseStart"] - timing["requestStart"]

    assert first_byte("1") >= 1000
    assert first_byte("0") < 1000


def test_a_204_leaves_the_browser_where_it_was(open_panel: Callable[[str], Locator], page: Page) -> None:
    responses = open_panel("Responses")
    replace_text(responses.get_by_role("spinbutton", name="Status"), "204")

    with page.expect_response("**/respond") as answer:
        responses.get_by_role("button", name="Respond").click()

    assert answer.value.status == 204
    stage = responses.get_by_title("Responses stage").content_frame
    expect(stage.locator("body")).to_be_empty()
    # No page arrives, so no load event tells of it: the wire does.
    expect(responses.get_by_role("status", name="Final URL")).to_have_text(re.compile("/respond$"))

    responses.get_by_role("radio", name="Fetch").check()
    responses.get_by_role("button", name="Respond").click()
    result = responses.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text("The answer: 204 No Content.")
    expect(result).to_contain_text("The answer has no body.")
    expect(result).not_to_contain_text("<h1>")


def test_the_tutorial_response_has_its_two_headers(open_panel: Callable[[str], Locator], page: Page) -> None:
    responses = open_panel("Responses")
    responses.get_by_role("button", name="/response").click()
    stage = responses.get_by_title("Responses stage").content_frame
    expect(stage.get_by_role("heading", level=1)).to_have_text(re.compile("^Look at the headers"))

    answer = page.goto("/response")
    assert answer
    assert (answer.headers["header-x"], answer.headers["header-y"]) == ("1", "2")
    assert "sandbox" not in answer.headers["content-security-policy"], "it is one of the site's own pages"

    responses = open_panel("Responses")
    responses.get_by_role("radio", name="Fetch").check()
    responses.get_by_role("button", name="/response").click()
    result = responses.get_by_role("tabpanel", name="Result")
    expect(result.get_by_role("row", name="header-x 1", exact=True)).to_be_visible()
    expect(result.get_by_role("row", name="header-y 2", exact=True)).to_be_visible()
    expect(result.get_by_label("Body")).to_contain_text('"message": "Look at the headers')
