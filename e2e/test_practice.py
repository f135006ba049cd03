"""Practice: a lesson for each thing that is hard to automate, from dialogs to a list that grows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from e2e.declared import Case, Press, Twin
from e2e.tap import replace_text
from roundtrip.testing import Roundtrip

CONTROLS = ["Open the page", "After item", "Get items"]
WITHOUT_SCRIPT = [
    Press("Open the page", "Practice"),
    Press("Get items", "Item 10"),
]
REPRODUCE = [
    Case("Get items", "Fetch", [200], {"After item": "40"}),
]
TWINS = [
    Twin("GET /practice", says="Practice", has="message"),
    Twin("GET /practice/frame/3", says="Frame 3", has="depth innermost"),
    Twin("GET /practice/frame/4", 404, says="from 1 to 3", has="detail"),
    Twin("GET /practice/window", says="The new window", has="message"),
    Twin("GET /practice/items?after=45", says="Item 50", has="items last"),
    Twin("GET /practice/items?after=-1", 400, says="a whole number", has="detail"),
]


def test_the_panel_shows_the_page_in_its_stage(open_panel: Callable[[str], Locator]) -> None:
    practice = open_panel("Practice")
    practice.get_by_role("button", name="Open the page").click()

    stage = practice.get_by_title("Practice stage").content_frame
    expect(stage.get_by_role("heading", level=1)).to_have_text("Practice")
    expect(stage.get_by_role("heading", level=2)).to_have_count(7)


@pytest.mark.slow
def test_a_dialog_is_answered_by_a_listener(page: Page) -> None:
    """Playwright dismisses each dialog by itself, unless a listener answers it."""
    page.goto("/practice")
    answer = page.get_by_role("status", name="Answer")
    messages: list[str] = []

    def accept(dialog: Dialog) -> None:
        messages.append(f"{dialog.type}: {dialog.message} {dialog.default_value}".strip())
        dialog.accept("Zoë" if dialog.type == "prompt" else "")

    page.get_by_role("button", name="Ask for a confirmation").click()
    expect(answer).to_have_text("You are not sure.")

    page.on("dialog", accept)
    page.get_by_role("button", name="Show an alert").click()
    expect(answer).to_have_text("You closed the alert.")
    page.get_by_role("button", name="Ask for a confirmation").click()
    expect(answer).to_have_text("You are sure.")
    page.get_by_role("button", name="Ask for a name").click()
    expect(answer).to_have_text("Your name is Zoë.")
    assert messages == ["alert: Read this.", "confirm: Are you sure?", "prompt: What is your name? Robert"]


@pytest.mark.slow
def test_a_page_asks_before_it_is_left_only_after_a_press(page: Page) -> None:
    """A browser ignores `beforeunload` on a page that nobody has used (HTML standard, sticky activation)."""
    page.goto("/practice")
    page.get_by_role("checkbox", name="Ask before I leave this page").check()

    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="Leave the page").click()
    assert asked == ["beforeunload"]
    expect(page.get_by_role("heading", level=1)).to_have_text("Practice")

    page.get_by_role("checkbox", name="Ask before I leave this page").uncheck()
    page.get_by_role("link", name="Leave the page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The new window")


@pytest.mark.slow
def test_a_nested_frame_is_reached_through_its_frames(page: Page, roundtrip: Roundtrip) -> None:
    page.goto("/practice")
    outer = page.get_by_title("Frame 1").content_frame
    inner = outer.get_by_title("Frame 2").content_frame.get_by_title("Frame 3").content_frame

    expect(page.get_by_role("textbox", name="Text in the innermost frame")).to_have_count(0)
    inner.get_by_role("textbox", name="Text in the innermost frame").fill("deep")
    inner.get_by_role("button", name="Send").click()

    (hop,) = roundtrip.expect(page).trip("GET /landing?text=deep", 200)
    assert hop.request.headers["referer"].endswith("/practice/frame/3")
    expect(outer.get_by_role("heading", level=1)).to_have_text("Frame 1")


@pytest.mark.slow
def test_a_new_window_is_a_page_of_its_own(page: Page) -> None:
    page.goto("/practice")
    message = page.get_by_role("status", name="Message of the window")

    with page.expect_popup() as opened:
        page.get_by_role("button", name="Open a window").click()
    window = opened.value
    expect(window.get_by_role("heading", level=1)).to_have_text("The new window")
    window.get_by_role("button", name="Greet the opener").click()
    expect(message).to_have_text("Hello from the window")
    with window.expect_event("close"):
        window.get_by_role("button", name="Close the window").click()

    with page.expect_popup() as tab:
        page.get_by_role("link", name="Open a new tab").click()
    # A link with target=_blank gives the new page no opener (HTML standard, noopener), so nothing arrives.
    tab.value.get_by_role("button", name="Greet the opener").click()
    assert tab.value.evaluate("opener") is None


@pytest.mark.slow
def test_locators_see_into_an_open_shadow_tree_and_not_into_a_closed_one(page: Page) -> None:
    page.goto("/practice")

    page.get_by_role("button", name="Count (open)").click()
    expect(page.get_by_role("status", name="Clicks (open)")).to_have_text("1")
    expect(page.get_by_role("button", name="Count (closed)")).to_have_count(0)
    expect(page.locator("shadow-counter[mode=closed]")).to_be_visible()

    # The keyboard reaches what a person can reach, in a closed tree too.
    page.get_by_role("button", name="Count (open)").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('mode')") == "closed"


@pytest.mark.slow
@pytest.mark.not_in("firefox", "Playwright's pointer starts no drag in a stock Firefox.")
def test_an_item_is_dragged_to_another_list(page: Page) -> None:
    page.goto("/practice")
    todo, done = (page.get_by_role("list", name=name, exact=True) for name in ("To do", "Done"))

    todo.get_by_text("Cook").drag_to(done)

    expect(done.get_by_role("listitem")).to_have_text(["Cook"])
    expect(todo.get_by_role("listitem")).to_have_text(["Wash", "Read"])


@pytest.mark.slow
def test_a_click_waits_for_an_element_that_is_late(page: Page) -> None:
    page.goto("/practice")
    replace_text(page.get_by_label("Delay in seconds"), "1.5")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("button", name="Now you can press me")).to_have_count(0)

    page.get_by_role("button", name="Now you can press me").click()  # no sleep: the click waits

    expect(page.get_by_role("group", name="Place")).to_have_text("Pressed.")


@pytest.mark.slow
def test_a_list_grows_while_its_end_is_in_view(page: Page, roundtrip: Roundtrip) -> None:
    page.goto("/practice")
    items = page.get_by_role("list", name="Items").get_by_role("listitem")
    end = page.get_by_text("Scroll down for more.")
    roundtrip.expect(page).never("GET /api/practice/items")

    for last in ("Item 10", "Item 20", "Item 30", "Item 40"):
        end.scroll_into_view_if_needed()
        expect(items.get_by_text(last, exact=True)).to_be_attached()
    page.get_by_role("contentinfo").scroll_into_view_if_needed()

    expect(page.get_by_text("That is all.")).to_be_visible()
    expect(items).to_have_count(50)
    top, bottom = page.get_by_role("heading", name="Practice").first, page.get_by_role("contentinfo")
    for part in (top, bottom):  # the end comes into view once more, and nothing is left to ask for
        part.scroll_into_view_if_needed()
        page.evaluate("() => new Promise((end) => requestAnimationFrame(() => requestAnimationFrame(end)))")
    page.request.get("/hello")
    roundtrip.expect(page).trip("GET /hello", 200)
    roundtrip.expect(page).trip("GET /api/practice/items", 200, times=5)
