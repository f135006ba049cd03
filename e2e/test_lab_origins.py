"""The origins lab: a page of the other site sends requests from a hidden frame; the wire has every hop."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from e2e.labs import PATIENCE, REFUSALS, expect_complete, expect_marked, run, status, unfold
from e2e.tap import expect_hops, hops, trips, wire
from roundtrip.cli.panel import OVER

pytestmark = pytest.mark.slow

LAB = "origins"
ASKED = "/api/lab/origins 200 OK"
# Every browser must do these right.
SURE = [
    "A GET, not allowed",
    "With credentials, allowed for any site",
    "Cookies, without credentials",
    "A PUT, origin not allowed",
    "A preflight answered with a redirect",
    "Redirected and back, allowed for the other site",
    "The other site's page in a frame here, allowed for no site",
    "The other site's script, no-cors",
]


@pytest.fixture(autouse=True)
def refusals(excused: list[str]) -> None:
    """The console messages of a browser that refuses a request or a frame, which is what many cases expect."""
    chromium = ["blocked by CORS policy", "net::ERR_FAILED", "net::ERR_BLOCKED_BY_RESPONSE", "Refused to display"]
    chromium += ["Refused to frame", "Framing '", "not same as the request origin"]
    firefox = ["The Same Origin Policy disallows reading", "Cross-Origin-Resource-Policy header", "(frame-ancestors)"]
    firefox += ["in a frame is denied by", "may not load data from"]
    excused += [*chromium, *firefox, *REFUSALS]


@pytest.fixture
def origins(open_panel: Callable[[str], Locator]) -> Locator:
    return open_panel("Origins")


def trip(page: Page, case: str) -> Locator:
    """The trip of a case, which has the case's title in its URL, in lowercase and with dashes."""
    return trips(page).filter(has_text=re.compile(rf"case={case}-[0-9a-f]{{8}}&"))


def notes(of: Locator) -> Locator:
    return of.get_by_role("list", name="Changes by the browser").get_by_role("listitem")


@pytest.mark.browsers
def test_every_case_ends_in_a_verdict_and_is_a_trip_on_the_wire(
    origins: Locator, page: Page, context: BrowserContext, base_url: str
) -> None:
    with page.expect_request(re.compile(r"/api/lab/origins\?.*wire=")) as request:
        run(origins)

    found = expect_complete(origins, LAB)
    expect_marked(page, LAB)
    assert [case for case in SURE if found[case] != "agrees"] == []
    assert [cookie["name"] for cookie in context.cookies()] == ["visitor"]
    expect_preflights(page)
    expect_forgeries(page)
    expect_no_token(page, request.value.url, base_url)


def expect_preflights(page: Page) -> None:
    """A preflight is in the trip of the request that it allows; if it allows none, it is a trip of its own."""
    unfold(page, LAB)
    passed = trip(page, "a-put-method-allowed")
    expect_hops(passed, [f"OPTIONS {ASKED}", f"PUT {ASKED}"])
    expect(notes(passed)).to_have_text(["preflight passed"])

    refused = trip(page, "a-put-method-not-allowed")
    expect_hops(refused, [f"OPTIONS {ASKED}"])
    expect(notes(refused)).to_have_text(["preflight refused: PUT is not in Access-Control-Allow-Methods"])

    simple = trip(page, "a-post-of-text-not-allowed")
    expect_hops(simple, [f"POST {ASKED}"])  # it arrived, although the script got an error

    redirected = trip(page, "a-put-redirected")
    moved = "PUT /api/lab/origins 307 Temporary Redirect"
    expect_hops(redirected, [f"OPTIONS {ASKED}", moved, f"OPTIONS {ASKED}", f"PUT {ASKED}"])
    expect(notes(redirected).filter(has_text="preflight passed")).to_have_count(2)


def expect_forgeries(page: Page) -> None:
    """A forged form arrives; the path decides whether to reject it."""
    expect_hops(trip(page, "a-forged-form-to-a-path-that-rejects-it"), ["POST /origins 403 Forbidden"])
    expect_hops(trip(page, "a-forged-form-to-a-path-that-accepts-it"), ["POST /lab/origins 200 OK"])


def expect_no_token(page: Page, url: str, base_url: str) -> None:
    """The token gives access to the visitor's wire, so no page or file shows it in full."""
    token = re.search(r"[?&]wire=([^&]+)", url)
    assert token, "the lab's requests have the token"
    payload, _, signature = token[1].split(".")

    expect(hops(wire(page)).first).to_contain_text(f"wire={token[1][:6]}***")
    for secret in (token[1], payload, signature):
        expect(page.locator("body")).not_to_contain_text(secret)
        assert secret not in page.request.get(f"{base_url}/api/wire.har").text()


@pytest.mark.browsers
def test_two_tabs_at_once_do_not_disturb_each_other(origins: Locator, page: Page, context: BrowserContext) -> None:
    """One visitor, one wire, one set of cookies."""
    tabs = [page, context.new_page()]
    tabs[1].goto("/#origins")
    panels = [tab.get_by_role("region", name="Origins", exact=True) for tab in tabs]
    for panel in panels:
        panel.get_by_role("button", name="Run the lab").click()

    found = []
    for panel in panels:
        expect(status(panel)).to_have_text(OVER, timeout=2 * PATIENCE)
        found.append(expect_complete(panel, LAB))

    assert found[0] == found[1]
    assert [cookie["name"] for cookie in context.cookies()] == ["visitor"]


def test_a_lab_that_is_stopped_leaves_nothing(origins: Locator, page: Page, context: BrowserContext) -> None:
    origins.get_by_role("button", name="Run the lab").click()
    with page.expect_response(re.compile(r"/api/lab/cookies\?lab=(probes|origins)$")):
        pass  # now the lab has set cookies
    origins.get_by_role("button", name="Stop").click()

    expect(status(origins)).to_have_text(re.compile(r"^Stopped after \d+ of \d+ cases: "))
    assert [cookie["name"] for cookie in context.cookies()] == ["visitor"]
    expect(page.locator("body > .scene")).to_have_count(0)
