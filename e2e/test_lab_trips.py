"""The trips of a case: a row of a lab shows the requests of its case, as the server received them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.labs import LABS, PATIENCE, REFUSALS, run
from e2e.tap import changes, hops, side, trips, wire

pytestmark = pytest.mark.slow

BUTTON = re.compile(r"^Show trip of case \d+$")


@pytest.fixture(autouse=True)
def refusals(excused: list[str]) -> None:
    """The cases provoke messages on the console."""
    excused += ["net::ERR_", "blocked by CORS policy", "The Same Origin Policy", "Content Security Policy", *REFUSALS]
    excused += ["Refused to", "Framing '", "not same as the request origin", "violates the following directive"]
    excused += [
        "may not load",
        "Not allowed to load",
        "has been blocked",
        "credentials",
        "is denied by",
        "Cross-Origin",
    ]


def buttons(panel: Locator) -> Locator:
    return panel.get_by_role("button", name=BUTTON)


def row(panel: Locator, lab: str, title: str) -> Locator:
    return panel.get_by_role("table", name=LABS[lab], exact=True).get_by_role("row").filter(has_text=title)


def test_row_shows_the_trip_of_its_own_case(open_panel: Callable[[str], Locator], page: Page) -> None:
    redirects = open_panel("Redirects")
    run(redirects, "Run the matrix")
    title = "By a form to the other site, over a 302"
    shows = buttons(row(redirects, "redirects", title).filter(has_text=re.compile(f"^{title}POST")))
    expect(shows).to_have_accessible_description(title)
    shows.click()

    dialog = page.get_by_role("dialog", name=title, exact=True)
    trip = dialog.get_by_role("list", name="Trip: POST /lab/away")
    expect(trip).to_have_count(1)
    expect(hops(trip).first).to_have_accessible_name("POST /lab/away 302 Found")
    expect(hops(trip).last).to_have_accessible_name("GET /lab/cookies 200 OK")
    expect(changes(trip).filter(has_text="method POST→GET")).to_have_count(1)
    expect(trip).to_contain_text("code=302")

    hops(trip).first.click()
    expect(side(page, "Request")).to_contain_text("note")
    page.get_by_role("dialog").get_by_role("button", name="Back").click()
    expect(hops(dialog)).to_have_count(2)
    page.keyboard.press("Escape")
    expect(shows).to_be_focused()


def test_case_of_several_steps_shows_all_its_trips(open_panel: Callable[[str], Locator], page: Page) -> None:
    session = open_panel("Session")
    run(session)
    title = "Sent again after the logout"
    buttons(row(session, "session", title)).click()

    dialog = page.get_by_role("dialog", name=title)
    expect(dialog.get_by_role("list", name="Trip: ")).not_to_have_count(0)
    expect(dialog.get_by_role("button", name="/logout 200 OK")).to_have_count(1)


@pytest.mark.parametrize(("panel", "lab"), [("Cookies", "cookies"), ("Forms", "forms"), ("Origins", "origins")])
def test_every_lab_knows_the_trips_of_its_cases(
    open_panel: Callable[[str], Locator], page: Page, panel: str, lab: str
) -> None:
    region = open_panel(panel)
    run(region)
    last = buttons(region).last
    name, title = (last.get_attribute(f"aria-{part}") or "" for part in ("label", "description"))
    last.click()

    dialog = page.get_by_role("dialog", name=title, exact=True)
    expect(hops(dialog)).not_to_have_count(0)
    page.keyboard.press("Escape")

    wire(page).get_by_role("button", name="Clear", exact=True).click()
    expect(trips(page)).to_have_count(0)
    last.click()
    expect(dialog, "the case ran again, alone").to_be_visible(timeout=PATIENCE)
    expect(hops(dialog)).not_to_have_count(0)
    page.keyboard.press("Escape")
    again = region.get_by_role("button", name=name, exact=True)
    expect(again).to_be_focused()
    expect(row(region, lab, title).first).to_be_visible()


def test_parser_lab_records_a_case_that_runs_alone(open_panel: Callable[[str], Locator], page: Page) -> None:
    """All its cases have more exchanges than the wire keeps, so the lab records none, until a row asks for its trip."""
    parser = open_panel("Parser")
    run(parser)
    expect(wire(page)).not_to_contain_text("Lab parser")
    first = buttons(parser).first
    title = first.get_attribute("aria-description") or ""
    first.click()

    dialog = page.get_by_role("dialog", name=title, exact=True)
    expect(hops(dialog).first).to_have_accessible_name("POST /cookie-parser 200 OK", timeout=PATIENCE)
    expect(hops(dialog).last).to_have_accessible_name(re.compile("^GET /cookie-parser-result.* 200 OK$"))
    hops(dialog).last.click()
    expect(side(page, "Request").get_by_role("row", name="cookie foo=bar")).to_be_visible()


def test_case_cannot_run_again_without_the_small_window(open_panel: Callable[[str], Locator], page: Page) -> None:
    parser = open_panel("Parser")
    run(parser)
    page.evaluate("() => { window.open = () => null; }")
    buttons(parser).first.click()

    trouble = parser.get_by_role("button", name="Try again: case 1 cannot run, its small window is closed.")
    expect(trouble).to_contain_text("Allow pop-ups for this page")


def test_names_of_the_buttons_are_unique_in_their_panel(open_panel: Callable[[str], Locator]) -> None:
    forms = open_panel("Forms")
    run(forms)

    names = buttons(forms).evaluate_all("buttons => buttons.map((button) => button.ariaLabel)")
    assert len(names) > 100
    assert len(names) == len(set(names))


CASE = """async ([mark, trips]) => {
  const { tripsOf } = await import("/static/wire/case.js");
  return tripsOf(mark, trips).map(({ id }) => id);
}"""


def test_trips_are_found_by_the_mark_alone(page: Page) -> None:
    page.goto("/")
    urls = {"a": "http://h/?case=x-1", "b": "http://h/?a=b&case=x-10", "c": "no URL", "d": "http://h/?to=%3Fcase=x-1"}
    trips = [{"id": name, "entries": [{"request": {"url": url}}]} for name, url in urls.items()]

    assert page.evaluate(CASE, ["x-1", trips]) == ["a"]
