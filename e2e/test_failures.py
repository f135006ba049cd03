"""Failures: retry until the server succeeds, wait as long as it says, and notice an answer that is cut."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.axe import looks, violations
from e2e.declared import Case, Press, Twin
from e2e.tap import replace_text, wire

CONTROLS = [
    *(
        "Failures first",
        "Status of a failure",
        "Key",
        "Try once",
        "Begin again",
        "Allowed requests",
        "Seconds of a window",
    ),
    *("Send one more", "Bytes sent", "Bytes announced", "Cut the answer", "Send by chance"),
]
WITHOUT_SCRIPT = [
    Press("Try once", "503 Service Unavailable"),
    Press("Begin again", "The server has forgotten the attempts."),
    Press("Send one more", "Request 1 of 2 in this window."),
]
REPRODUCE = [
    Case("Begin again", "Fetch", [200]),
    Case("Send one more", "Page", [200]),
]
HTML = {"headers": {"Accept": "text/html"}}
TWINS = [
    Twin("GET /fail/0", says="succeeds", has="attempt failures key message", sent=HTML),
    Twin("GET /fail/9", 503, says="as ordered", has="detail", sent=HTML),
    Twin("POST /fail/reset", says="forgotten", has="message key", sent=HTML),
    Twin("GET /limited/9", says="in this window", has="count limit key", sent=HTML),
    Twin("GET /cut/1000", 400, says="smaller than", has="detail"),
]
PROVOKES = [
    *("the server responded with a status of 503", "the server responded with a status of 429"),
    *("net::ERR_CONTENT_LENGTH_MISMATCH", "Failed to fetch"),
]


def test_two_attempts_fail_and_the_third_succeeds(open_panel: Callable[[str], Locator]) -> None:
    failures = open_panel("Failures")
    stage = failures.get_by_title("Failures stage").content_frame
    bench = failures.locator("panel-bench")
    headings = ["503 Service Unavailable", "503 Service Unavailable", "Attempt 3 succeeds.", "Attempt 4 succeeds."]

    for count, heading in enumerate(headings, 1):
        failures.get_by_role("button", name="Try once").click()
        expect(bench).to_have_attribute("data-settled", str(count))
        expect(stage.get_by_role("heading", level=1)).to_have_text(heading)

    failures.get_by_role("button", name="Begin again").click()
    expect(stage.get_by_role("heading", level=1)).to_have_text("The server has forgotten the attempts.")
    failures.get_by_role("button", name="Try once").click()
    expect(stage.get_by_role("heading", level=1)).to_have_text("503 Service Unavailable")
    expect(stage.get_by_text("Attempt 1 fails, as ordered. 2 more will be needed.")).to_be_visible()


@pytest.mark.slow
def test_a_429_says_how_long_to_wait(open_panel: Callable[[str], Locator], excused: list[str]) -> None:
    excused.extend(PROVOKES)
    failures = open_panel("Failures")
    result = failures.get_by_role("tabpanel", name="Result")
    failures.get_by_role("radio", name="Fetch").check()
    replace_text(failures.get_by_label("Seconds of a window"), "60")

    for answer in ("200 OK", "200 OK", "429 Too Many Requests"):
        failures.get_by_role("button", name="Send one more").click()
        expect(result).to_contain_text(f"The answer: {answer}.")
    expect(result.get_by_role("row", name=re.compile(r"^retry-after [1-6]?\d$"))).to_be_visible()


@pytest.mark.slow
def test_an_answer_that_is_cut_is_no_answer_to_a_script(
    open_panel: Callable[[str], Locator], page: Page, excused: list[str]
) -> None:
    excused.extend(PROVOKES)
    failures = open_panel("Failures")
    result = failures.get_by_role("tabpanel", name="Result")

    failures.get_by_role("button", name="Cut the answer").click()
    expect(result).to_contain_text("Its body ended after 50 bytes, before the announced length.")
    stage = failures.get_by_title("Failures stage").content_frame
    expect(stage.get_by_text("The connection ends before this text does.")).to_be_visible()

    failures.get_by_role("radio", name="Fetch").check()
    failures.get_by_role("button", name="Cut the answer").click()
    expect(result).to_contain_text("The answer began with 200, but its body did not arrive completely")

    wire(page).get_by_role("button", name="Explain cut").first.click()
    expect(page.get_by_role("dialog", name="Explanation of cut")).to_contain_text("The server sent fewer bytes")


@pytest.mark.slow
def test_axe_finds_nothing(open_panel: Callable[[str], Locator], page: Page) -> None:
    failures = open_panel("Failures")
    failures.get_by_role("button", name="Try once").click()
    expect(failures.get_by_role("tabpanel", name="Result")).to_contain_text("503")
    for look in looks(page):
        assert violations(page.locator("html")) == [], look
