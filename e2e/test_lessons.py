"""Lessons: the welcome of a new visitor, the card of a mission, and the progress that the browser keeps."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.axe import looks, violations
from e2e.lessons import MISSIONS, card, fill, open_mission, press, region, status
from e2e.tap import expect_hops, expect_no_sideways_scroll, trips, wire


def test_a_new_visitor_sees_the_lessons_and_may_skip_them(page: Page) -> None:
    page.goto("/")
    lessons = region(page, "Lessons")
    expect(lessons).to_be_visible()
    expect(page).to_have_title("Lessons · Roundtrip")
    expect(lessons.get_by_role("button")).to_have_text(["Start with hello", "Skip the lessons", "Show all missions"])

    lessons.get_by_role("button", name="Skip the lessons").click()
    expect(region(page, "Hello")).to_be_visible()
    page.goto("about:blank")
    page.goto("/")

    expect(region(page, "Hello").get_by_role("tablist")).to_be_visible()
    expect(page.get_by_role("region")).to_have_count(1)  # no lessons, and no card


@pytest.mark.parametrize("hash", ["#hello", "#session", "#nothing"])
def test_an_address_with_a_hash_opens_its_panel_for_a_new_visitor_too(page: Page, hash: str) -> None:
    page.goto(f"/{hash}")

    expect(region(page, "Session" if hash == "#session" else "Hello")).to_be_visible()
    expect(page.get_by_role("region")).to_have_count(1)


def test_the_path_begins_with_hello_and_goes_on_by_keyboard(page: Page) -> None:
    page.goto("/")
    region(page, "Lessons").get_by_role("button", name="Start with hello").press("Enter")

    expect(card(page).get_by_text(f"mission 1 of {MISSIONS}")).to_be_visible()
    expect(region(page, "Hello")).to_be_visible()
    expect(card(page).locator("summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # from the first choice to the second one
    expect(card(page).get_by_role("radio", name="text/html; charset=utf-8")).to_be_checked()
    page.keyboard.press("Tab")
    expect(card(page).get_by_role("button", name="Skip mission")).to_be_focused()
    region(page, "Hello").get_by_role("button", name="Say hello").press("Enter")

    expect(status(page)).to_have_text("Seen: GET /hello 200 OK. Your prediction was right.")
    card(page).get_by_role("button", name="Next mission").press("Enter")
    expect(card(page).get_by_role("heading")).to_have_text("A view that returns a dict")
    expect(card(page).locator("summary")).to_be_focused()
    card(page).get_by_role("button", name="Close mission").press("Enter")
    expect(card(page)).to_have_count(0)
    expect(region(page, "Hello").get_by_role("heading", level=2)).to_be_focused()


def test_a_wrong_prediction_and_none_are_told_from_a_right_one(page: Page) -> None:
    open_mission(page, "The requests of a redirect")
    card(page).get_by_role("radio", name="One").check()
    press(region(page, "Redirects"), "/re")
    expect(status(page)).to_have_text("Seen: GET /re 302 Found, then GET /index 200 OK. Your prediction was not right.")
    expect(card(page).locator("label.right")).to_have_text("Two ✓ right answer")
    expect(card(page).locator("label", has_text="One")).to_have_text("One ✗ wrong, your prediction")
    expect(card(page).get_by_role("radio", name="Two")).to_be_disabled()

    card(page).get_by_role("button", name="Next mission").click()
    press(region(page, "Redirects"), "/slash")
    expect(status(page)).to_contain_text("You made no prediction.")

    page.goto("/#lessons")
    items = region(page, "Lessons").get_by_role("listitem")
    expect(items.filter(has_text="done")).to_have_text(["The requests of a redirectdone", "A slash is missingdone"])


def test_the_card_leads_to_the_panel_of_the_mission(page: Page) -> None:
    open_mission(page, "A view that returns a dict")
    link = card(page).get_by_role("link", name="Go to Hello")
    expect(link).to_be_hidden()
    page.get_by_role("navigation", name="Features").get_by_role("link", name="Login").click()
    link.click()
    expect(region(page, "Hello")).to_be_visible()
    expect(link).to_be_hidden()


def test_the_panel_explains_itself_only_after_the_mission(page: Page) -> None:
    """The words of a panel have the answer, and a prediction can be changed until the mission is done."""
    open_mission(page, "A method that is not allowed")
    methods = region(page, "Methods")
    explanation = methods.get_by_text("Any other method gets a 405")
    expect(explanation).to_be_hidden()
    card(page).get_by_role("radio", name="404").check()
    expect(explanation).to_be_hidden()
    page.request.put("/hello")
    expect(status(page)).to_contain_text("Seen:")
    expect(explanation).to_be_visible()

    card(page).get_by_role("button", name="Next mission").click()
    expect(explanation, "the next mission asks, too").to_be_hidden()
    card(page).get_by_role("button", name="Close mission").click()
    expect(explanation).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_status_of_a_mission_stays_in_view(page: Page, width: int) -> None:
    """The answer appears on the stage, far below the card, and the status says whether it was the right one."""
    page.set_viewport_size({"width": width, "height": 800})
    open_mission(page, "A form by GET")
    fill(region(page, "Forms"), "Submit", {"Method": "GET"})
    expect(status(page)).to_contain_text("Seen: GET /form?")
    expect(status(page)).to_be_in_viewport(ratio=1)
    expect(region(page, "Forms").get_by_title("Forms stage")).to_be_in_viewport()
    assert violations(card(page)) == []

    card(page).get_by_role("button", name="Show why").click()
    expect(card(page).get_by_text("✓ right answer")).to_be_in_viewport()


def test_a_trip_that_does_not_fit_is_named(page: Page) -> None:
    open_mission(page, "A view that returns a dict")
    press(region(page, "Hello"), "Say hello")
    expect(status(page)).to_contain_text("The last was GET /hello 200 OK. Choose Fetch, then send it again.")
    fill(region(page, "Hello"), "Say hello", {}, "Fetch")
    expect(status(page)).to_contain_text("Seen: GET /api/hello 200 OK.")


def test_what_nearly_fits_does_not_count(page: Page) -> None:
    open_mission(page, "A POST and a 302")
    redirects = region(page, "Redirects")

    for code in ("303", "307"):
        fill(redirects, "Follow", {"Code": code, "Method": "POST"})
        expect(wire(page).get_by_role("button", name=f"POST /redirect/{code}")).to_be_visible()
    expect(status(page)).to_contain_text("Waiting for this on your wire:")

    fill(redirects, "Follow", {"Code": "301"})
    expect(status(page)).to_contain_text("Seen: POST /redirect/301 301 Moved Permanently, then GET /landing 200 OK.")


def test_only_later_trips_count_and_any_client_may_make_them(page: Page, context: BrowserContext) -> None:
    page.goto("/#lessons")
    page.request.get("/hello")
    expect_hops(wire(page), ["GET /hello 200 OK"])
    region(page, "Lessons").get_by_role("button", name="Start with hello").click()
    expect(status(page)).to_contain_text("Waiting for this on your wire:")

    other = context.new_page()
    other.goto("/hello")  # a tab without the lessons

    expect(status(page)).to_contain_text("Seen: GET /hello 200 OK.")
    card(page).get_by_role("button", name="Next mission").click()
    expect(status(page)).to_contain_text("Waiting for this on your wire:")
    page.request.get("/api/hello")  # a client without a browser
    expect(status(page)).to_contain_text("Seen: GET /api/hello 200 OK.")


def test_a_reload_continues_with_the_open_mission(page: Page) -> None:
    open_mission(page, "The requests of a redirect")
    card(page).get_by_role("radio", name="Two").check()

    page.reload()

    expect(card(page).get_by_role("heading")).to_have_text("The requests of a redirect")
    expect(card(page).get_by_role("radio", name="Two")).to_be_checked()
    page.request.get("/re")
    expect(status(page)).to_contain_text("Your prediction was right.")
    page.reload()
    expect(status(page)).to_have_text("Seen: GET /re 302 Found, then GET /index 200 OK. Your prediction was right.")


def test_a_wire_whose_ids_begin_again_counts_from_its_beginning(page: Page) -> None:
    open_mission(page, "The requests of a redirect")
    page.evaluate(
        "() => { const key = 'lessons.mission'; const kept = JSON.parse(localStorage.getItem(key));"
        "localStorage.setItem(key, JSON.stringify({ ...kept, after: 1_000_000 })); }"
    )
    page.reload()
    expect(status(page)).to_contain_text("Waiting for this on your wire:")

    page.request.get("/re")

    expect(status(page)).to_contain_text("Seen: GET /re 302 Found")


def test_on_a_telephone_the_wire_lies_above_a_mission(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 700})  # the status of this mission reaches the head of the wire
    open_mission(page, "After the login")
    page.request.get("/hello")
    expect(trips(page)).to_have_count(1)

    fold = wire(page).get_by_role("button", name="Fold").bounding_box()
    assert fold
    page.mouse.click(fold["x"] + 10, fold["y"] + 10)  # the click of a locator scrolls what covers the button away

    expect(trips(page)).to_have_count(0)


def test_a_link_opens_a_mission_for_someone_who_is_new_and_back_does_not_begin_it_again(page: Page) -> None:
    page.goto("/#lessons?mission=redirects-loop")
    expect(card(page).get_by_role("heading")).to_have_text("A loop")
    expect(region(page, "Redirects")).to_be_visible()

    page.get_by_role("navigation", name="Features").get_by_role("link", name="Lessons").click()
    region(page, "Lessons").get_by_role("link", name="A view that returns a dict").click()
    expect(region(page, "Hello")).to_be_visible()
    page.go_back()

    expect(region(page, "Lessons").get_by_role("link", name="A loop")).to_be_visible()
    expect(page).to_have_url(re.compile("#lessons$"))
    expect(card(page).get_by_role("heading")).to_have_text("A view that returns a dict")


def test_the_progress_can_be_reset(page: Page) -> None:
    open_mission(page, "The type of a string")
    page.request.get("/hello")
    expect(status(page)).to_contain_text("Seen:")
    page.goto("/#lessons")
    lessons = region(page, "Lessons")
    expect(lessons.get_by_role("status", name="Progress")).to_have_text(f"1 of {MISSIONS} missions done")
    expect(lessons.get_by_role("button", name="Continue: A view that returns a dict")).to_be_visible()

    lessons.get_by_role("button", name="Reset the progress").click()

    expect(lessons.get_by_role("button", name="Skip the lessons")).to_be_visible()
    expect(card(page)).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage)") == []
    page.goto("about:blank")
    page.goto("/")
    expect(lessons).to_be_visible()


NO_STORAGE = "() => { throw new DOMException('blocked', 'SecurityError') }"
FULL_STORAGE = "() => ({ getItem: () => null, setItem() { throw new DOMException('full', 'QuotaExceededError') } })"


@pytest.mark.parametrize("storage", [NO_STORAGE, FULL_STORAGE])
def test_lessons_work_without_a_storage(page: Page, storage: str) -> None:
    page.add_init_script(f"Object.defineProperty(window, 'localStorage', {{ get: {storage} }})")
    page.goto("/#lessons")
    lessons = region(page, "Lessons")
    start = lessons.get_by_role("button", name="Start with hello")
    start.click()
    press(region(page, "Hello"), "Say hello")
    expect(status(page)).to_contain_text("Seen: GET /hello 200 OK.")
    card(page).get_by_role("button", name="Next mission").click()
    expect(card(page).get_by_role("heading")).to_have_text("A view that returns a dict")

    page.get_by_role("navigation", name="Features").get_by_role("link", name="Lessons").click()
    expect(lessons.get_by_role("status", name="Progress")).to_have_text(f"1 of {MISSIONS} missions done")


def test_a_damaged_progress_counts_as_none(page: Page) -> None:
    page.goto("/#hello")
    page.evaluate("for (const key of ['lessons', 'lessons.mission']) localStorage.setItem(key, '{')")
    page.goto("about:blank")
    page.goto("/#lessons")

    expect(region(page, "Lessons").get_by_role("status", name="Progress")).to_have_text(
        f"0 of {MISSIONS} missions done"
    )
    expect(card(page)).to_have_count(0)
    region(page, "Lessons").get_by_role("button", name="Start with hello").click()
    expect(card(page).get_by_role("heading")).to_have_text("The type of a string")


def test_without_script_the_panel_says_what_it_needs(without_script: BrowserContext) -> None:
    page = without_script.new_page()
    page.goto("/")

    lessons = region(page, "Lessons")
    expect(lessons.get_by_text("The lessons need JavaScript.")).to_be_visible()
    expect(lessons.get_by_role("button")).to_have_count(0)


@pytest.mark.slow
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page) -> None:
    page.goto("/")

    expect(region(page, "Lessons")).to_be_visible()
    expect_good(page, "the welcome")
    region(page, "Lessons").get_by_role("button", name="Start with hello").click()
    expect(status(page)).to_contain_text("Waiting for this on your wire:")
    expect_good(page, "a mission")
    page.request.get("/hello")
    expect(status(page)).to_contain_text("Seen:")
    expect_good(page, "its end")
    page.goto("/#lessons")
    expect(region(page, "Lessons").get_by_role("listitem").first).to_be_visible()
    expect_good(page, "the list")


def expect_good(page: Page, part: str) -> None:
    for look in looks(page):
        assert violations(page.locator("html")) == [], f"{part}, {look}"
        expect_no_sideways_scroll(page.locator("html"), f"{part}, {look}")


def test_the_form_stays_in_sight_below_the_card(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    missions = iter(["The type of a string", "A POST and a 302", "One changed character"])
    for title, button in zip(missions, ["Say hello", "Follow", "Tamper with it"], strict=True):
        page.goto("about:blank")
        open_mission(page, title)
        expect(page.get_by_role("button", name=button, exact=True)).to_be_in_viewport(ratio=1)
        page.evaluate("localStorage.clear()")


def test_a_narrow_screen_can_fold_the_card(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_mission(page, "The type of a string")
    expect(card(page).get_by_role("radio").first).to_be_visible()

    card(page).locator("summary").click()

    expect(card(page).get_by_role("radio").first).to_be_hidden()
    expect(region(page, "Hello").get_by_role("button", name="Say hello")).to_be_in_viewport(ratio=1)
    page.request.get("/hello")
    expect(status(page)).to_contain_text("Seen: GET /hello 200 OK.")
    expect(card(page).get_by_text("Flask makes a response of the string")).to_be_visible()
