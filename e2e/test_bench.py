"""The bench of a panel: whose answer it shows, how a form of the other site is sent, and when it may send."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect


@pytest.mark.parametrize("end", ["answer", "failure"])
def test_late_answer_does_not_replace_a_newer_one(
    open_panel: Callable[[str], Locator], page: Page, base_url: str, excused: list[str], end: str
) -> None:
    excused.append("net::ERR_FAILED")
    held: list[Route] = []
    page.route("**/api/number/1", lambda route: held.append(route))
    routing = open_panel("Routing")
    result = routing.get_by_role("tabpanel", name="Result")
    routing.get_by_role("radio", name="Fetch").check()
    routing.get_by_label("Value").fill("1")
    with page.expect_request("**/api/number/1"):
        routing.get_by_role("button", name="Open").click()
    routing.get_by_label("Value").fill("2")
    routing.get_by_role("button", name="Open").click()
    expect(result).to_contain_text('"value": 2')

    routing.evaluate("""panel => {
      window.settled = new Promise(resolve => panel.addEventListener("bench-settle", resolve, { once: true }));
    }""")
    (late,) = held
    if end == "answer":
        late.continue_()
    else:
        late.abort()
    page.evaluate("async () => { await window.settled }")

    expect(result).to_contain_text('"value": 2')
    expect(result).not_to_contain_text("/api/number/1")
    expect(routing.get_by_role("status", name="Final URL")).to_have_text(f"{base_url}/api/number/2")


def test_form_of_the_other_site_is_sent_as_a_page_even_as_fetch(
    open_panel: Callable[[str], Locator], page: Page, base_url: str
) -> None:
    elsewhere = base_url.replace("127.0.0.1", "localhost")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    origins = open_panel("Origins")
    origins.get_by_role("radio", name="Fetch").check()

    with page.expect_request(f"{elsewhere}/**") as first:
        origins.get_by_role("button", name="Post from another site").click()

    assert first.value.is_navigation_request()
    assert first.value.url.startswith(f"{elsewhere}/origins/elsewhere?ask=post&wire=")
    stage = origins.get_by_title("Origins stage").content_frame
    expect(stage.get_by_role("heading", name="403 Forbidden")).to_be_visible()
    assert not [url for url in sent if "/api/origins/elsewhere" in url]


def test_request_waits_until_the_module_of_its_panel_listens(page: Page) -> None:
    held: list[Route] = []
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.route("**/panels/forms.js", lambda route: held.append(route))
    # In Firefox, a module that a script imports delays the load event.
    page.goto("/#forms", wait_until="domcontentloaded")
    forms = page.get_by_role("region", name="Forms", exact=True)

    forms.get_by_role("button", name="Submit", exact=True).click()
    expect(forms.get_by_role("tabpanel", name="Result")).to_contain_text("Waiting for POST /form…")
    assert posts == []
    (module,) = held
    module.continue_()

    expect(forms.get_by_role("table", name="Field by field")).to_be_visible()
    assert [url.rpartition("/")[2] for url in posts] == ["form"]
