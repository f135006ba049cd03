"""The form lab: this browser submits real forms, and the requests are compared with the HTML standard, byte by byte."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from e2e.labs import expect_complete, expect_marked, run, status

pytestmark = pytest.mark.slow

LAB = "forms"
# Every browser must do these right.
SURE = [
    *("text", "checkbox, not checked", "disabled", "the second of two buttons", "the same name twice"),
    *("urlencoded, POST", "multipart, POST", "text/plain, POST", "no file, multipart", "a file name with a quote"),
    *("dirname, rtl", "\\n in a value", "a lone surrogate", "accept-charset, a character that it lacks", "formaction"),
]


def test_every_case_ends_in_a_verdict_and_leaves_the_panel_as_it_was(
    open_panel: Callable[[str], Locator], page: Page, context: BrowserContext
) -> None:
    forms = open_panel("Forms")
    forms.get_by_label("Text", exact=True).fill("mine")

    run(forms)

    found = expect_complete(forms, LAB)
    expect_marked(page, LAB)
    assert [case for case in SURE if found[case] != "agrees"] == []

    # The table shows the bytes that the wire recorded.
    row = forms.get_by_role("row", name=re.compile("^a file name with a quote <form"))
    expect(row.get_by_role("cell").first).to_contain_text('name="a"; filename="b%22c"')
    entries = page.request.get("/api/wire").json()["log"]["entries"]
    bodies = [entry["request"].get("postData", {}).get("text", "") for entry in entries]
    assert [body for body in bodies if 'name="a"; filename="b%22c"' in body]
    assert "a=b%0D%0Ac" in bodies

    expect(forms.get_by_label("Text", exact=True)).to_have_value("mine")
    expect(forms.get_by_role("status", name="Final URL")).to_be_empty()
    expect(forms.get_by_role("tabpanel", name="Result")).to_contain_text("No request yet.")
    expect(page.locator("body > .scene")).to_have_count(0)
    assert [cookie["name"] for cookie in context.cookies()] == ["visitor"]


def test_the_form_works_while_the_lab_runs_and_stop_ends_it(open_panel: Callable[[str], Locator], page: Page) -> None:
    page.route("**/api/lab/form*", lambda _: None)  # the lab's forms get no answer, so the lab cannot end before Stop
    forms = open_panel("Forms")
    forms.get_by_role("button", name="Run the lab").click()
    expect(forms.get_by_role("progressbar", name="Form lab progress")).to_be_visible()

    forms.get_by_role("button", name="Submit", exact=True).click()
    stage = forms.get_by_title("Forms stage").content_frame
    expect(stage.get_by_role("heading", level=1)).to_have_text("POST /form")
    expect(stage.get_by_role("row", name="hidden you do not see me", exact=True)).to_be_visible()
    forms.get_by_role("button", name="Stop").click()

    expect(status(forms)).to_have_text(re.compile(r"^Stopped after \d+ of \d+ cases: \d+ agree, \d+ differ$"))
    expect(forms.get_by_role("button", name="Run the lab")).to_be_enabled()
    assert page.evaluate("document.querySelector('body > .scene')") is None
