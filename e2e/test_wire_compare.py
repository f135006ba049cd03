"""Compare: two trips of the wire side by side, with a mark and a word at each difference."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.axe import expect_accessible
from e2e.tap import expect_no_sideways_scroll, hops, trips, wire

pytestmark = pytest.mark.slow


@pytest.fixture
def two(page: Page) -> Page:
    """A form posted over a 302, and the same over a 307: two trips of two hops."""
    page.goto("/")
    for code in (302, 307):
        page.evaluate("code => fetch(`/redirect/${code}`, {method: 'POST', body: 'a=1'})", code)
    expect(hops(wire(page))).to_have_count(4)
    return page


def toggles(page: Page) -> Locator:
    """The buttons that choose a trip, the newest trip first."""
    return wire(page).get_by_role("button", name=re.compile(r"^Compare trip \d+$"))


def compare(page: Page) -> Locator:
    for toggle in toggles(page).all():
        toggle.click()
    dialog = page.get_by_role("dialog", name=re.compile(r"^Compare trip \d+ with trip \d+$"))
    expect(dialog).to_be_visible()
    return dialog


def fact(dialog: Locator, table: str, name: str) -> Locator:
    """The row of a fact; its cells are the values in both trips."""
    header = dialog.page.get_by_role("rowheader", name=re.compile(f"^{name}", re.IGNORECASE))
    return dialog.get_by_role("table", name=table, exact=True).get_by_role("row").filter(has=header)


def test_302_against_307(two: Page) -> None:
    dialog = compare(two)

    expect(dialog.get_by_role("list", name="Differences").get_by_role("listitem")).to_have_text(
        [
            re.compile("^Hop 1: request: Target; response: Status"),
            re.compile("^Hop 2: request: Changes by the browser, Method, Body"),
        ]
    )
    target = fact(dialog, "Hop 1, request", "Target")
    expect(target.get_by_role("rowheader")).to_have_text("Target differs")
    expect(target.get_by_role("cell")).to_have_text(["/redirect/302", "/redirect/307"])
    expect(target.locator("mark")).to_have_text(["302", "307"])
    expect(fact(dialog, "Hop 1, request", "Method").get_by_role("rowheader")).to_have_text("Method")
    status = fact(dialog, "Hop 1, response", "Status")
    expect(status.get_by_role("cell")).to_have_text(["302 Found", "307 Temporary Redirect"])

    changes = fact(dialog, "Hop 2, request", "Changes by the browser").get_by_role("cell")
    expect(changes.first).to_contain_text("method POST→GET")
    expect(changes.first).to_contain_text("body dropped")
    expect(changes.last).to_have_text("body sent again")
    length = fact(dialog, "Hop 2, request", "content-length")
    expect(length.get_by_role("rowheader")).to_contain_text(re.compile(r"only in trip \d+"))
    expect(length.get_by_role("cell")).to_have_text(["not there", "3"])
    expect(dialog.get_by_role("table", name="Hop 1, request: equal headers")).to_have_count(0)
    dialog.get_by_text(re.compile(r"^\d+ equal headers$")).first.click()
    expect(fact(dialog, "Hop 1, request: equal headers", "host").get_by_role("cell")).to_have_count(2)


def test_lines_that_only_one_body_has_carry_a_sign(two: Page) -> None:
    dialog = compare(two)
    first, second = dialog.get_by_label(re.compile(r"^Hop 2, response body, trip \d+$")).all()

    expect(first.get_by_role("deletion").filter(has_text="<h1>")).to_have_text(re.compile("^\\u2212 "))
    expect(second.get_by_role("insertion").filter(has_text="<h1>")).to_have_text(re.compile(r"^\+ "))
    expect(first).not_to_contain_text("POST")
    expect(second).to_contain_text("equal line")


def test_the_older_trip_comes_first_whichever_is_chosen_first(two: Page) -> None:
    newer, older = [toggle.text_content() or "" for toggle in toggles(two).all()]
    dialog = compare(two)

    expect(dialog).to_have_accessible_name(f"{older} with {newer.removeprefix('Compare ')}")
    expect(trips(two)).to_have_count(2)


def test_choice_can_be_cancelled(two: Page) -> None:
    newer, older = toggles(two).all()
    name = (newer.text_content() or "").removeprefix("Compare ")
    said = wire(two).get_by_role("status", name="Comparison")
    cancel = wire(two).get_by_role("button", name="Cancel comparison")
    expect(cancel).to_be_hidden()

    newer.click()
    expect(newer).to_have_attribute("aria-pressed", "true")
    expect(said).to_have_text(f"You chose {name}. Choose a second trip to compare it with.")
    cancel.click()
    expect(newer).to_have_attribute("aria-pressed", "false")
    expect(newer).to_be_focused()
    expect(said).to_be_empty()

    older.click()
    older.click()  # again: no longer chosen
    expect(older).to_have_attribute("aria-pressed", "false")
    newer.click()
    expect(two.get_by_role("dialog")).to_have_count(0)  # one trip alone is no comparison
    wire(two).get_by_role("button", name="Clear", exact=True).click()
    expect(cancel).to_be_hidden()


def test_after_the_comparison_nothing_is_chosen(two: Page) -> None:
    dialog = compare(two)
    two.keyboard.press("Escape")

    expect(dialog).to_have_count(0)
    for toggle in toggles(two).all():
        expect(toggle).to_have_attribute("aria-pressed", "false")
    expect(toggles(two).last).to_be_focused()


def test_resent_request_is_compared_with_the_original(two: Page) -> None:
    wire(two).get_by_role("button", name="GET /landing 200 OK").click()
    dialog = two.get_by_role("dialog")
    dialog.get_by_role("button", name="Edit and resend").click()
    dialog.get_by_role("textbox", name="URL").fill("/landing?a=1")
    dialog.get_by_role("button", name="Send", exact=True).click()
    dialog.get_by_role("button", name="Compare with the original").click()

    expect(dialog).to_have_accessible_name(re.compile(r"^Compare trip \d+ from hop 2 on with trip \d+$"))
    expect(fact(dialog, "Hop 1, request", "Target").get_by_role("cell")).to_have_text(["/landing", "/landing?a=1"])
    dialog.get_by_role("button", name="Back").click()
    expect(dialog.get_by_role("textbox", name="URL")).to_have_value("/landing?a=1")


def test_equal_trips_are_said_to_be_equal(page: Page) -> None:
    page.goto("/")
    for _ in range(2):
        page.evaluate("() => fetch('/hello', {cache: 'no-store'})")
    expect(hops(wire(page))).to_have_count(2)
    dialog = compare(page)

    expect(dialog.get_by_role("list", name="Differences").get_by_role("listitem")).to_have_text(["Hop 1: equal"])
    expect(dialog.locator("mark")).to_have_count(0)


COMPARE = """async ([first, second]) => {
  const { align, compareTrips, differences } = await import("/static/wire/compare.diff.js");
  const { compareLines, apart } = await import("/static/wire/compare.lines.js");
  const path = (entry) => entry && entry.request._target;
  const began = performance.now();
  const pairs = compareTrips(first, second);
  return {
    pairs: align(first, second).map(([one, other]) => [path(one), path(other)]),
    found: pairs.map(({ request, response }) => [request, response].map((side) => side && differences(side))),
    facts: pairs.map(({ request, response }) => [...(request?.headers ?? []), ...(response?.headers ?? [])]),
    bodies: pairs.map(({ response }) => response?.body),
    ms: performance.now() - began,
  };
}"""


def entry(path: str, method: str = "GET", text: str = "", **more: Any) -> dict[str, Any]:
    """A small entry of a HAR."""
    content = {"size": len(text), "mimeType": "text/plain", "text": text}
    set_cookies = [("Set-Cookie", value) for value in more.get("set", [])]
    return {
        "pageref": "trip-1",
        "_id": 1,
        "_changes": [],
        "_endpoint": "a.b",
        "_outcome": "complete",
        "request": {"method": method, "_target": path, "headers": pairs(more.get("sent", [])), "bodySize": 0},
        "response": {
            "status": 200,
            "statusText": "OK",
            "headers": pairs([*more.get("answer", []), *set_cookies]),
            "cookies": [{"name": value.partition("=")[0], "_refused": None} for _, value in set_cookies],
            "bodySize": len(text),
            "content": content,
        },
    }


def pairs(headers: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def compared(page: Page, first: list[dict[str, Any]], second: list[dict[str, Any]]) -> dict[str, Any]:
    page.goto("/")
    return dict(page.evaluate(COMPARE, [first, second]))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("a b", "c b", [("a", "c"), ("b", "b")]),
        ("3 2 1 end", "2 1 end", [("3", None), ("2", "2"), ("1", "1"), ("end", "end")]),
        ("a", "a b", [("a", "a"), (None, "b")]),
        ("a b c", "", [("a", None), ("b", None), ("c", None)]),
        ("", "", []),
    ],
)
def test_hops_are_paired_by_their_paths(page: Page, first: str, second: str, expected: list[Any]) -> None:
    result = compared(page, [entry(path) for path in first.split()], [entry(path) for path in second.split()])

    assert [tuple(pair) for pair in result["pairs"]] == expected


def test_preflight_is_paired_only_with_a_preflight(page: Page) -> None:
    result = compared(page, [entry("/a", "OPTIONS"), entry("/a", "PUT")], [entry("/a", "PUT")])

    assert result["pairs"] == [["/a", None], ["/a", "/a"]]
    assert result["found"][1] == [[], []]


def test_headers_and_cookies_are_compared_one_by_one(page: Page) -> None:
    first = entry("/", sent=[("Cookie", "a=1; b=2"), ("X", "1"), ("x", "2")], set=["a=1; Path=/", "A=2"])
    second = entry("/", sent=[("cookie", "b=2; c=3"), ("X", "1")], set=["a=1; Path=/b"], answer=[("Date", "now")])
    result = compared(page, [first], [second])

    kinds = {fact["name"]: fact["kind"] for fact in result["facts"][0]}
    assert kinds == {
        "X": "differs",
        "Cookie a": "first",
        "Cookie b": "equal",
        "Cookie c": "second",
        "Date": "second",
        "Set-Cookie a": "differs",
        "Set-Cookie A": "first",
    }
    assert result["found"] == [[["X", "Cookie a", "Cookie c"], ["Set-Cookie a", "Set-Cookie A"]]]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("a\nb\nc", "a\nc", [("equal", "a"), ("first", "b"), ("equal", "c")]),
        ("a\na", "a\na\na", [("equal", "a"), ("equal", "a"), ("second", "a")]),
        ("a", "", [("first", "a")]),
        ("a\r\nb", "a\nb", [("first", "a\\r"), ("second", "a"), ("equal", "b")]),
        ("same", "same", []),
    ],
)
def test_bodies_are_compared_line_by_line(page: Page, first: str, second: str, expected: list[Any]) -> None:
    result = compared(page, [entry("/", text=first)], [entry("/", text=second)])

    assert [(line["kind"], line["text"]) for line in result["bodies"][0]] == expected


def test_300_hops_with_long_bodies_take_no_long_time(page: Page) -> None:
    first = [entry(f"/{number}", text=f"{number}\n" * 100) for number in range(300)]
    second = [entry(f"/{number}", text=f"{number}\n" * 99 + "end") for number in range(5, 305)]
    first[7]["response"]["content"]["text"] = "\n".join(map(str, range(16_000)))
    second[2]["response"]["content"]["text"] = "\n".join(map(str, range(16_000, 32_000)))
    result = compared(page, first, second)

    assert len(result["pairs"]) == 305
    assert result["ms"] < 5000


@pytest.mark.slow
def test_comparison_is_accessible_and_fits(two: Page) -> None:
    toggles(two).first.click()
    expect_accessible(two.locator("html"), "one trip is chosen")
    toggles(two).last.click()
    dialog = two.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for summary in dialog.get_by_text(re.compile("equal headers")).all():
        summary.click()
    expect_accessible(two.locator("html"), "two trips")
    for width in (390, 1440):
        two.set_viewport_size({"width": width, "height": 900})
        expect_no_sideways_scroll(dialog)
        columns = [two.get_by_label(re.compile("^Hop 2, response body")).nth(index).bounding_box() for index in (0, 1)]
        assert columns[0]
        assert columns[1]
        assert (columns[0]["y"] == columns[1]["y"]) is (width == 1440), "side by side if there is room"


def test_trips_count_from_one_for_each_visitor(two: Page) -> None:
    expect(toggles(two)).to_have_text(["Compare trip 2", "Compare trip 1"])
    wire(two).get_by_role("button", name="Clear").click()
    expect(toggles(two)).to_have_count(0)
    two.evaluate("fetch('/hello')")
    expect(toggles(two)).to_have_text(["Compare trip 1"])
