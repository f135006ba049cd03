"""Caching: which answers came from the browser's cache, which the server confirmed, and which are new."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.declared import Case, Press, Twin
from roundtrip.testing import Roundtrip

CONTROLS = ["Example", "Cache-Control", "ETag", "Last-Modified", "Vary", "Get answer", "Refresh the frame"]
CONTROLS += ["cache: no-cache", "cache: only-if-cached", "Condition", "Version or date", "Read it", "Replace it"]
WITHOUT_SCRIPT = [
    Press("Get answer", "made this answer"),
]
NEW = "each answer has a number of its own"
REPRODUCE = [
    Case("Get answer", "Page", [200], {"Vary": "*"}, differs=NEW),
    Case("cache: no-cache", "Fetch", [200], differs=NEW),
    Case("Read it", "Fetch", [304]),
    Case("Replace it", "Fetch", [412], {"Condition": "If-Match", "Version or date": '"v0"'}),
]
TWINS = [
    Twin("GET /caching/answer", says="made this answer", has="message number made_at conditions"),
    Twin("GET /caching/answer?etag=v1", 400, says="in double quotes", has="detail"),
    Twin("PUT /caching/answer", says="made this answer", has="number"),
]
PROVOKES = ["net::ERR_CACHE_MISS", "status of 412 (Precondition Failed)"]

PATH = "/caching/answer"
CACHE, CONFIRMED, BACKGROUND, SERVER, NOWHERE = (
    "Source: The browser's cache, without a request.",
    "Source: The browser's cache, after the server confirmed the copy.",
    "Source: The browser's cache; the browser asked the server in the background.",
    "Source: The server.",
    "Source: Nowhere. The cache has no copy.",
)


def press(panel: Locator, button: str, source: str) -> str:
    """Press a button, wait for its row in the table, and return the number of the answer."""
    rows = panel.get_by_role("table", name="Where the answers came from").locator("tbody tr")
    count = rows.count()
    panel.get_by_role("button", name=button, exact=True).click()
    expect(rows).to_have_count(count + 1)
    expect(panel.get_by_role("status", name="Source")).to_have_text(source)
    expect(rows.first).to_contain_text(button)
    return rows.first.get_by_role("cell").first.inner_text()


def test_a_fresh_copy_needs_no_request(open_panel: Callable[[str], Locator], page: Page, roundtrip: Roundtrip) -> None:
    caching = open_panel("Caching")
    number = caching.get_by_title("Caching stage").content_frame.get_by_role("status")

    first = press(caching, "Get answer", SERVER)
    second = press(caching, "Get answer", CACHE)
    expect(caching.get_by_role("tabpanel", name="Result")).to_contain_text("in its cache")

    assert first == second
    expect(number).to_have_text(first)
    # Only the wire proves it: two clicks, and one request.
    roundtrip.expect(page).trip(f"GET {PATH}", 200, times=1)

    assert press(caching, "Refresh the frame", CONFIRMED) == first
    again = roundtrip.expect(page).trip(f"GET {PATH}", 304)[0]
    assert again.request.headers["if-none-match"] == '"v1"'
    assert again.response.size == 0


def test_a_cache_mode_decides_how_a_script_uses_the_cache(
    open_panel: Callable[[str], Locator], page: Page, roundtrip: Roundtrip, excused: list[str]
) -> None:
    excused.append("net::ERR_CACHE_MISS")
    caching = open_panel("Caching")

    assert press(caching, "cache: only-if-cached", NOWHERE) == "none"
    expect(caching.get_by_role("tabpanel", name="Result")).to_contain_text("The cache has no copy for this address.")
    roundtrip.expect(page).never(f"GET /api{PATH}")

    first = press(caching, "cache: no-cache", SERVER)
    assert press(caching, "cache: no-cache", CONFIRMED) == first
    assert press(caching, "cache: force-cache", CACHE) == first
    expect(caching.get_by_role("tabpanel", name="Result")).to_contain_text(
        "so the browser sent no request. The answer: 200 OK."
    )
    second = press(caching, "cache: reload", SERVER)
    assert second != first
    assert press(caching, "cache: no-store", SERVER) not in (first, second)
    assert press(caching, "cache: only-if-cached", CACHE) == second
    roundtrip.expect(page).trip(f"GET /api{PATH}", 200, times=3)
    roundtrip.expect(page).trip(f"GET /api{PATH}", 304, times=1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("example", "second"),
    [
        ("Ask each time", CONFIRMED),
        ("Never store", SERVER),
        ("A date and no rule", CACHE),
        ("Nothing at all", SERVER),
        ("A copy for no other request", SERVER),
    ],
)
@pytest.mark.parametrize("send_as", ["Page", "Fetch"])
def test_the_headers_of_the_answer_decide_about_the_second_request(
    open_panel: Callable[[str], Locator], send_as: str, example: str, second: str
) -> None:
    caching = open_panel("Caching")
    caching.get_by_role("radio", name=send_as, exact=True).check()
    caching.get_by_role("combobox", name="Example").select_option(example)

    first = press(caching, "Get answer", SERVER)

    assert (press(caching, "Get answer", second) == first) is (second != SERVER)


@pytest.mark.slow
def test_a_stale_copy_is_used_while_the_browser_asks_in_the_background(
    open_panel: Callable[[str], Locator], page: Page
) -> None:
    caching = open_panel("Caching")
    caching.get_by_role("radio", name="Fetch").check()
    caching.get_by_role("combobox", name="Example").select_option("Stale for a moment")
    first = press(caching, "Get answer", SERVER)
    page.evaluate("new Promise((resolve) => setTimeout(resolve, 2100))")  # the answer is fresh for one second

    assert press(caching, "Get answer", BACKGROUND) == first


def test_a_condition_of_the_script_reaches_the_script_as_304_or_412(
    open_panel: Callable[[str], Locator], page: Page, roundtrip: Roundtrip, excused: list[str]
) -> None:
    excused.append("412 (Precondition Failed)")
    caching = open_panel("Caching")
    result = caching.get_by_role("tabpanel", name="Result")

    caching.get_by_role("button", name="Read it").click()
    expect(result).to_contain_text("The answer: 304 Not Modified.")
    (read,) = roundtrip.expect(page).trip(f"GET /api{PATH}", 304)
    assert read.request.headers["if-none-match"] == '"v1"'

    caching.get_by_role("combobox", name="Condition").select_option("If-Match")
    caching.get_by_role("button", name="Replace it").click()
    expect(result).to_contain_text("The answer: 200 OK.")

    caching.get_by_role("textbox", name="Version or date").fill('"v0"')
    caching.get_by_role("button", name="Replace it").click()
    expect(result).to_contain_text("The answer: 412 Precondition Failed.")
    (put,) = roundtrip.expect(page).trip(f"PUT /api{PATH}", 412)
    assert put.request.headers["if-match"] == '"v0"'
