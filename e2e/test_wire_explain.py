"""Explain in place: each status, header, attribute, chip and change can be asked, by a click or by keys."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.axe import looks, violations
from e2e.tap import hops, log_in, side, trips, wire
from tests.situations import notes_in, recorded

pytestmark = pytest.mark.slow

STATUSES = sorted({*(int(status) for status in HTTPStatus), 305, 306, 418, 425, 451, 506, 510})
"""The statuses of the IANA registry, as far as Python knows them, and those that it lacks."""

KINDS = {
    "rows.statuses.js": ["STATUSES"],
    "rows.requests.js": ["REQUEST_HEADERS"],
    "rows.responses.js": ["RESPONSE_HEADERS"],
    "rows.cookies.js": ["ATTRIBUTES", "COOKIES"],
    "rows.changes.js": ["CHANGES", "PREFLIGHTS", "NOT_SENT", "REFUSED"],
    "rows.outcomes.js": ["OUTCOMES"],
}
"""The tables of explanations by their modules. The verdicts of the labs have the section of their case."""

VAGUE = "The browser changed the request, or"
"""The beginning of the explanation of a note that the table does not know."""

ROWS = """async ([module, name]) => {
  const rows = (await import(`/static/wire/explanations/${module}`))[name];
  const { addressOf } = await import("/static/shared/sections.js");
  const texts = (text) => typeof text === "string" ? [text] : ["", "null", "navigate", "sandbox", "no-store"].map(text);
  return rows.map(([name, first, second, source]) => [name, texts(first), second, addressOf(source)]);
}"""

EXPLAIN = """async (subjects) => {
  const { explanationOf } = await import("/static/wire/explanations/explain.js");
  return subjects.map(explanationOf);
}"""


@pytest.fixture
def logged_in(open_panel: Callable[[str], Locator], page: Page) -> Page:
    """The page after a login, which is on the wire."""
    log_in(open_panel("Login"))
    return page


def explanation(page: Page, title: str) -> Locator:
    return page.get_by_role("dialog", name=f"Explanation of {title}", exact=True)


def explained(page: Page, subjects: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The explanations of subjects, as the table has them."""
    found: list[dict[str, Any]] = page.evaluate(EXPLAIN, subjects)
    return found


@pytest.mark.parametrize(
    ("button", "sentence", "section"),
    [
        ("303 See Other", "The result is at another address", "RFC 9110, 15.4.4"),
        ("Location /session", "The address of the redirect.", "RFC 9110, 10.2.2"),
        ("method POST→GET", "The redirect has changed the method.", "Fetch, HTTP-redirect fetch"),
        ("body dropped", "does not send the body again", "Fetch, HTTP-redirect fetch"),
        ("cookie session added", "A response of this trip has set the cookie", "RFC 6265bis, 5.8.3"),
        ("Cookie session", "The cookies that the browser stored", "RFC 6265bis, 5.8.1"),
    ],
)
def test_each_part_of_a_trip_explains_itself(logged_in: Page, button: str, sentence: str, section: str) -> None:
    trips(logged_in).first.get_by_role("button", name=f"Explain {button}", exact=True).click()

    box = explanation(logged_in, button)
    expect(box).to_contain_text(sentence)
    expect(box.get_by_role("link", name=section, exact=True)).to_have_attribute("href", re.compile("^https://.+#.+"))
    expect(logged_in.get_by_role("dialog")).to_have_count(1)  # the click did not open the exchange too


def test_keys_ask_and_come_back(logged_in: Page) -> None:
    page, press = logged_in, logged_in.keyboard.press
    status = wire(page).get_by_role("button", name="Explain 303 See Other", exact=True)
    hops(wire(page)).first.focus()

    press("ArrowRight")
    expect(status).to_be_focused()
    press("Enter")
    box = explanation(page, "303 See Other")
    expect(box).to_be_focused()
    expect(status).to_have_attribute("aria-expanded", "true")
    press("Tab")
    expect(box.get_by_role("link")).to_be_focused()
    press("Escape")

    expect(box).to_have_count(0)
    expect(status).to_be_focused()
    expect(status).to_have_attribute("aria-expanded", "false")
    press("ArrowRight")
    expect(wire(page).get_by_role("button", name="Explain Location /session")).to_be_focused()
    press("ArrowLeft")
    press("ArrowLeft")
    expect(hops(wire(page)).first).to_be_focused()
    press("Tab")
    expect(hops(wire(page)).last).to_be_focused()  # the questions are no tab stops


TOGGLES = """() => {
  globalThis.toggles = [];
  document.addEventListener("beforetoggle", ({ newState }) => toggles.push(newState), true);
}"""


def test_second_press_closes_and_a_press_elsewhere_too(logged_in: Page) -> None:
    status = wire(logged_in).get_by_role("button", name="Explain 303 See Other", exact=True)
    box = explanation(logged_in, "303 See Other")
    logged_in.evaluate(TOGGLES)
    for place in (status, logged_in.get_by_role("heading", name="Login")):
        status.click()
        expect(box).to_be_visible()
        place.click()
        expect(box).to_have_count(0)
    assert logged_in.evaluate("() => toggles") == ["open", "closed"] * 2, "no press closes it and opens it again"


@pytest.mark.parametrize(
    ("part", "button", "sentence"),
    [
        ("Request", "origin", "The origin of the page that sent the request."),
        ("Response", "location", "The address of the redirect."),
        ("Response", "HttpOnly", "HttpOnly: hidden from scripts. The browser still sends it"),
        ("Response", "SameSite=Lax", "only when the user follows a link."),
        ("Response", "Path=/", "only to this path and the paths below it"),
    ],
)
def test_headers_and_attributes_explain_themselves_in_the_exchange(
    logged_in: Page, part: str, button: str, sentence: str
) -> None:
    page = logged_in
    hops(wire(page)).first.click()
    asked = side(page, part).get_by_role("button", name=button).first

    asked.click()

    box = page.get_by_role("dialog", name="Explanation of ")
    expect(box).to_contain_text(sentence)
    expect(box).to_be_focused()  # all but the open exchange is inert
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(page.get_by_role("dialog", name="POST /login 303 See Other")).to_be_visible()  # Escape closed no more
    expect(asked).to_be_focused()


def test_status_explains_itself_in_the_exchange(logged_in: Page) -> None:
    hops(wire(logged_in)).first.click()

    logged_in.get_by_role("dialog").get_by_role("button", name="303 See Other", exact=True).click()

    expect(explanation(logged_in, "303 See Other")).to_contain_text("After a form, a reload then repeats the GET")


def test_arrow_keys_move_between_the_headers_of_a_table(logged_in: Page) -> None:
    page = logged_in
    hops(wire(page)).first.click()
    asks = side(page, "Response").get_by_role("table", name="Headers").get_by_role("button")
    expect(asks.first).to_have_attribute("tabindex", "0")

    asks.first.focus()
    page.keyboard.press("ArrowDown")

    expect(asks.nth(1)).to_be_focused()
    expect(asks.nth(1)).to_have_attribute("tabindex", "0")
    expect(asks.first).to_have_attribute("tabindex", "-1")


def test_a_refused_cookie_and_an_end_without_an_answer_explain_themselves(page: Page) -> None:
    page.goto("/")
    page.request.get(f"/respond?{urlencode({'cookie': 'lab=1; Domain=example.org'})}")

    trips(page).first.get_by_role("button", name="Explain Set-Cookie lab, refused", exact=True).click()

    box = explanation(page, "Set-Cookie lab, refused")
    expect(box).to_contain_text("The Domain of the cookie must be the host of the response")
    expect(box.get_by_role("link", name="RFC 6265bis, 5.7 step 10")).to_be_visible()


@pytest.mark.parametrize(("module", "name"), [(module, name) for module, names in KINDS.items() for name in names])
def test_every_row_has_two_sentences_and_a_section(page: Page, module: str, name: str) -> None:
    page.goto("/")
    rows = page.evaluate(ROWS, [module, name])

    assert rows
    names = [row[0] for row in rows]
    assert sorted(names) == sorted(set(names))
    for key, first, second, address in rows:
        for text in (*first, second):
            assert re.fullmatch(r".*[.)]", text), f"{key}: {text}"
        assert second not in first, key
        assert re.fullmatch(r"https://[^#]+#[^#/]+|https://developer\.mozilla\.org/.+/\w+(-\w+)*", address), address


def test_every_status_is_explained_by_its_own_row_or_by_its_class(page: Page) -> None:
    page.goto("/")
    own = {row[0] for row in page.evaluate(ROWS, ["rows.statuses.js", "STATUSES"])}
    assert {str(status) for status in STATUSES} <= own

    every = explained(page, [{"kind": "status", "name": f"{status} Word"} for status in range(100, 600)])
    for status, found in zip(range(100, 600), every, strict=True):
        unregistered = "no registered meaning" in " ".join(found["sentences"])
        assert unregistered == (str(status) not in own), status
    (silence,) = explained(page, [{"kind": "status", "name": "no answer"}])
    assert silence["source"] == "Fetch, network error"


@pytest.mark.parametrize("folder", ["chromium", "firefox"])
def test_every_note_of_the_recorded_situations_has_an_explanation_of_its_own(page: Page, folder: str) -> None:
    page.goto("/")
    notes = sorted({note for situation in recorded(folder) for _, _, notes in notes_in(situation) for note in notes})
    assert len(notes) > 30

    found = explained(page, [{"kind": "change", "name": note} for note in notes])

    vague = [
        note
        for note, each in zip(notes, found, strict=True)
        if each["sentences"][0].startswith("The browser changed the")
    ]
    assert vague == []


def test_two_possible_reasons_are_both_explained(page: Page) -> None:
    page.goto("/")
    note = "cookie a not sent: SameSite=Strict, or the browser no longer has it"

    (found,) = explained(page, [{"kind": "change", "name": note}])

    first, second = found["sentences"]
    assert first.startswith("A page of another site caused the request")
    assert second.startswith("Or: A recorded response set the cookie")


def test_a_cookie_that_fits_only_the_new_address_was_not_set_on_the_way(page: Page) -> None:
    page.goto("/")
    page.context.add_cookies([{"name": "deep", "value": "1", "domain": "127.0.0.1", "path": "/landing"}])
    page.goto("/redirect/302")
    page.goto("/#redirects")

    trips(page).first.get_by_role("button", name="Explain cookie deep added").click()

    expect(explanation(page, "cookie deep added")).to_contain_text("No response of this trip has set it")


def test_long_address_is_cut_on_the_wire_and_whole_in_the_exchange(page: Page) -> None:
    page.goto("/")
    long = "/user/" + "x" * 900
    page.request.get(long)
    hop = hops(wire(page)).first
    box = hop.bounding_box()
    assert box
    assert box["height"] < 60

    hop.click()

    expect(side(page, "Request").get_by_text(f"GET {long} HTTP/1.1", exact=True)).to_be_visible()


def test_only_parts_that_scroll_are_tab_stops(page: Page) -> None:
    """The dialog of a form with every input type had 26 tab stops, one for each part of its body."""
    page.goto("/")
    fields: dict[str, Any] = {f"field{number}": "short" for number in range(20)} | {"long": "line\n" * 90}
    page.request.post("/form", multipart=fields)

    hops(wire(page)).first.click()

    dialog = page.get_by_role("dialog", name="POST /form 200 OK")
    parts = side(page, "Request").get_by_role("list", name="Parts").get_by_role("listitem")
    expect(parts).to_have_count(22)
    expect(parts.get_by_label("Body").last).to_have_attribute("tabindex", "0")
    stops = dialog.locator("button:not([tabindex='-1']), summary, [tabindex='0']:not(button), a")
    names = stops.evaluate_all("all => all.map((stop) => stop.textContent.slice(0, 20))")
    assert len(names) <= 13, json.dumps(names)


@pytest.mark.slow
def test_axe_finds_nothing_in_an_explanation_and_it_fits(logged_in: Page) -> None:
    page = logged_in
    for look in looks(page):
        wire(page).get_by_role("button", name="Explain Set-Cookie session", exact=True).first.click()
        expect(explanation(page, "Set-Cookie session")).to_be_in_viewport(ratio=1)
        assert violations(page.locator("html")) == [], look
        page.keyboard.press("Escape")
        hops(wire(page)).first.click()
        page.get_by_role("dialog").get_by_role("button", name="HttpOnly").first.click()
        expect(explanation(page, "HttpOnly")).to_be_in_viewport(ratio=1)
        assert violations(page.locator("html")) == [], f"{look}, in the dialog"
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Close").click()
