"""The address of the page: it has the state of the open panel, so that a link shows the same form to someone else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from e2e.tap import expect_hops, replace_text, wire

SCROLL = "() => new Promise((end) => { onscrollend = () => setTimeout(end); scrollTo(0, 400); })"


def test_a_link_fills_in_the_form_and_chooses_the_way_to_send(page: Page) -> None:
    page.goto("/#redirects?code=307&method=PUT&body=hi&as=fetch")
    expect(page.get_by_label("Code")).to_have_value("307")
    expect(page.get_by_role("radio", name="Fetch")).to_be_checked()

    page.get_by_role("button", name="Follow").click()

    expect_hops(wire(page), ["PUT /api/redirect/307 307 Temporary Redirect", "PUT /api/landing 200 OK"])


def test_the_address_follows_the_form(page: Page, base_url: str) -> None:
    page.goto("/#cookies")
    replace_text(page.get_by_label("Value"), "a b&c")
    page.get_by_role("checkbox", name="Secure").check()
    page.get_by_label("SameSite").select_option("Strict")
    expect(page).to_have_url(f"{base_url}/#cookies?value=a+b%26c&samesite=Strict&secure=on")

    page.get_by_role("checkbox", name="Secure").uncheck()
    page.get_by_label("SameSite").select_option("")
    replace_text(page.get_by_label("Value"), "vanilla")
    page.get_by_label("Value").blur()
    expect(page).to_have_url(f"{base_url}/#cookies")


def test_a_password_and_a_file_stay_out_of_the_address(page: Page, base_url: str) -> None:
    page.goto("/#login")
    replace_text(page.get_by_label("Username"), "robert")
    replace_text(page.get_by_label("Password"), "open-sesame")
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{base_url}/#login?username=robert")

    page.goto("/#login?password=typed-by-a-stranger")
    expect(page.get_by_label("Password")).to_have_value("open-sesame")

    page.goto("/#upload")
    page.get_by_label("Files").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    expect(page.get_by_role("region", name="Upload")).to_contain_text("a.txt")
    expect(page).to_have_url(f"{base_url}/#upload")


def test_back_forward_and_reload_keep_the_fields_and_the_place(page: Page) -> None:
    page.goto("/#forms")
    replace_text(page.get_by_label("Your name"), "Zoë")
    page.get_by_label("Your name").blur()
    page.evaluate(SCROLL)
    link = page.get_by_role("navigation", name="Features").get_by_role("link", name="Methods").bounding_box()
    assert link
    page.mouse.click(link["x"] + 5, link["y"] + 5)  # in Firefox, the click of a locator scrolls the page before
    expect(page.locator("html")).to_have_js_property("scrollTop", 0)

    page.go_back()
    expect(page.get_by_label("Your name")).to_have_value("Zoë")
    expect(page.locator("html")).to_have_js_property("scrollTop", 400)

    page.reload()
    expect(page.get_by_label("Your name")).to_have_value("Zoë")
    expect(page.locator("html")).to_have_js_property("scrollTop", 400)

    page.go_forward()
    expect(page.get_by_role("region", name="Methods")).to_be_visible()


def test_a_press_before_the_form_is_filled_in_waits_for_it(page: Page) -> None:
    held: list[Route] = []
    page.route("**/bench/address*.js", lambda route: held.append(route))
    with page.expect_request("**/bench/address*.js"):
        page.goto("/#templates?username=Zoe&as=fetch", wait_until="commit")
    templates = page.get_by_role("region", name="Templates")

    templates.get_by_role("button", name="Render").click()
    expect(templates.get_by_role("tabpanel", name="Result")).to_contain_text("Waiting for")
    (route,) = held
    route.continue_()

    expect(templates.get_by_role("status", name="Final URL")).to_have_text(re.compile("/api/template/Zoe$"))


def test_a_scroll_that_ends_during_back_leaves_the_place_of_the_other_entry(page: Page) -> None:
    page.goto("/#forms")
    page.evaluate(SCROLL)
    page.evaluate("location.hash = 'methods'")
    expect(page.get_by_role("region", name="Methods")).to_be_visible()
    expect(page.locator("html")).to_have_js_property("scrollTop", 0)

    # A slow browser tells of the scroll only now, between the change of the address and that of the panel.
    page.evaluate("() => addEventListener('popstate', () => dispatchEvent(new Event('scrollend')), { once: true })")
    page.go_back()

    expect(page.get_by_role("region", name="Forms")).to_be_visible()
    expect(page.locator("html")).to_have_js_property("scrollTop", 400)


def test_reload_returns_to_the_place_when_the_panel_is_complete(page: Page) -> None:
    """Until the module of Lessons has drawn its list, the page is too short for the place."""
    page.goto("/#lessons")
    page.get_by_role("button", name="Start with hello").click()
    expect(page.get_by_role("region", name="Hello")).to_be_visible()
    page.get_by_role("navigation", name="Features").get_by_role("link", name="Lessons").click()
    expect(page.get_by_role("region", name="Lessons").get_by_role("listitem")).not_to_have_count(0)
    page.evaluate(SCROLL)
    held: list[Route] = []
    page.route("**/lessons/rows.origins*.js", lambda route: held.append(route))

    with page.expect_request("**/lessons/rows.origins*.js"):
        page.reload(wait_until="commit")
    expect(page.get_by_role("heading", name="Lessons")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") < 400
    (route,) = held
    route.continue_()

    expect(page.locator("html")).to_have_js_property("scrollTop", 400)


def test_two_forms_with_a_field_of_the_same_name_have_keys_of_their_own(page: Page) -> None:
    page.goto("/#routing?endpoint=routing.float&value=1.5&endpoint.2=hello.hello")

    expect(page.get_by_label("Converter")).to_have_value("routing.float")
    expect(page.get_by_role("combobox", name="Endpoint")).to_have_value("hello.hello")


@pytest.mark.parametrize("hostile", ["#login?%", "#forms?select=<script>", "#cookies?as=neither", "#nothing?x=1"])
def test_a_strange_address_breaks_nothing(page: Page, hostile: str) -> None:
    page.goto("/" + hostile)

    expect(page.get_by_role("heading", level=2).first).to_be_visible()


def test_going_back_right_after_typing_does_not_spoil_the_entry_before(page: Page) -> None:
    """The address gets what was typed after a pause. Back changes the address first, and the open panel after that."""
    page.goto("/#login")
    page.get_by_label("Username").press_sequentially("robert")

    page.evaluate("() => history.replaceState(null, '', '#hello')")  # the address in that moment

    page.wait_for_timeout(500)  # longer than the pause: nothing must happen
    expect(page).to_have_url(re.compile("/#hello$"))
