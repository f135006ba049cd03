"""The redirect matrix: this browser follows real redirects of forms, links and fetches, as the Fetch standard says."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from e2e.axe import violations
from e2e.labs import LABS, PATIENCE, expect_complete, expect_marked, status, unfold
from e2e.tap import expect_hops, trips
from roundtrip.cli.panel import OVER

pytestmark = pytest.mark.slow

LAB = "redirects"
RUN = "Run the matrix"
CODES = (301, 302, 303, 307, 308)
MATRIX = [f"{code} on a {method} by fetch" for code in CODES for method in ("GET", "POST", "PUT", "PATCH", "DELETE")]
MATRIX += [f"{code} on a {method} by a form" for code in CODES for method in ("GET", "POST")]


@pytest.fixture(autouse=True)
def refusals(excused: list[str]) -> None:
    """Loops, answers that a script may not read, and URLs to which no redirect may lead are cases of the lab."""
    excused += ["net::ERR_TOO_MANY_REDIRECTS", "net::ERR_FAILED", "blocked by CORS policy", "The Same Origin Policy"]
    excused += ["net::ERR_UNSAFE_REDIRECT", "net::ERR_INVALID", "net::ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION"]
    excused += [
        "Content Security Policy",
        "it violates the following directive",
        "may not load or link to",
        "Not allowed to load",
        "has been blocked",
        "credentials",
    ]


def row(panel: Locator, title: str) -> Locator:
    return panel.get_by_role("table", name=LABS[LAB]).get_by_role("row", name=title)


def test_every_case_ends_in_a_verdict_with_the_keyboard_alone(
    open_panel: Callable[[str], Locator], page: Page, context: BrowserContext
) -> None:
    redirects = open_panel("Redirects")
    start, stop = redirects.get_by_role("button", name=RUN), redirects.get_by_role("button", name="Stop")
    expect(start).to_be_enabled()  # unlike a click, a key press does not wait until the button is enabled
    start.press("Enter")
    expect(stop).to_be_focused()
    expect(redirects.get_by_role("checkbox", name="Only differences")).to_be_hidden()

    expect(status(redirects)).to_have_text(OVER, timeout=PATIENCE)
    expect(start).to_be_focused()
    found = expect_complete(redirects, LAB)
    expect_marked(page, LAB)
    assert {title: found[title] for title in MATRIX} == dict.fromkeys(MATRIX, "agrees")
    differ = [title for title, verdict in found.items() if verdict == "differs"]
    astray = [title for title in differ if title.startswith("To ")]
    assert len(differ) - len(astray) <= 3, "a browser that differs more has found something new"
    assert len(astray) <= 5, "and so has one that reads Locations in another way"
    assert [cookie["name"] for cookie in context.cookies()] == ["visitor"]
    assert context.pages == [page]
    assert [frame.name for frame in page.frames if frame.url.startswith("http")] == [""], "no frame is left"

    expect_arrivals(redirects)
    unfold(page, "redirects")
    away = page.get_by_role("button", name="POST /lab/away 307 Temporary Redirect")
    across = trips(page).filter(has=away).filter(has_text="host localhost").first  # the lanes end in any order
    expect_hops(across, ["POST /lab/away 307 Temporary Redirect", "POST /lab/cookies 200 OK"])
    expect(across).to_contain_text("body sent again")

    redirects.get_by_role("checkbox", name="Only differences").check()
    expect(row(redirects, MATRIX[0])).to_be_hidden()
    expect(redirects.get_by_role("cell", name="differs", exact=True).first).to_be_visible()


def expect_arrivals(redirects: Locator) -> None:
    """A row shows the result in this browser and the standard's, with a link to the standard."""
    for title, arrived in {
        "302 on a POST by a form": "GET, no body",
        "307 on a POST by a form": "POST, body, application/x-www-form-urlencoded",
        "308 on a PATCH by fetch": "PATCH, body, text/plain;charset=UTF-8",
        "21 redirects by fetch": "TypeError",
        "A fragment in both URLs": "/lab/landing#own",
        "By a form from the other site back, over a 307: Origin": "Origin: null",
    }.items():
        browser, standard, verdict = row(redirects, title).get_by_role("cell").all()
        expect(browser).to_have_text(arrived)
        expect(standard).to_contain_text(arrived)
        expect(standard.get_by_role("link").first).to_have_attribute(
            "href", re.compile(r"^https://fetch\.spec\.whatwg")
        )
        expect(verdict).to_have_text("agrees")


def test_grid_shows_the_matrix_and_opens_a_case(open_panel: Callable[[str], Locator], page: Page) -> None:
    """The arrival of each method over each code at one glance; a cell opens its case, and closes it again."""
    page.set_viewport_size({"width": 390, "height": 800})
    redirects = open_panel("Redirects")
    redirects.get_by_role("button", name=RUN).click()
    grid = redirects.get_by_role("table", name="Codes and methods")
    cells = grid.get_by_role("button")
    expect(cells).to_have_count(len(MATRIX))

    post = grid.get_by_role("row", name=re.compile("^301 ")).get_by_role("button")
    arrivals = ["GET no body", "GET no body", "PUT body", "PATCH body", "DELETE body", "GET no body", "GET no body"]
    expect(post).to_have_text([f"{arrival} agrees" for arrival in arrivals])
    scrolls = redirects.get_by_role("region", name="The matrix as a grid")
    assert scrolls.evaluate("part => part.scrollWidth > part.clientWidth"), "it scrolls inside itself"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    case = redirects.get_by_role("table", name="The case of the cell")
    post.nth(1).press("Enter")
    expect(post.nth(1)).to_have_attribute("aria-expanded", "true")
    expect(case.get_by_role("row", name="301 on a POST by fetch")).to_contain_text("A 301 or 302 changes POST to GET")
    post.nth(6).click()
    expect(case.get_by_role("row", name="301 on a POST by a form")).to_be_visible()
    expect(post.nth(1)).to_have_attribute("aria-expanded", "false")
    assert violations(redirects) == []
    post.nth(6).click()
    expect(case).to_have_count(0)
    redirects.get_by_role("button", name="Stop").click()


def test_page_works_while_the_matrix_runs_and_stop_ends_it(
    open_panel: Callable[[str], Locator], page: Page, context: BrowserContext
) -> None:
    page.route("**/redirect/chain/20*", lambda route: None)  # the lab waits for this answer until it is stopped
    redirects = open_panel("Redirects")
    stop = redirects.get_by_role("button", name="Stop")
    expect(stop).to_be_hidden()
    redirects.get_by_role("button", name=RUN).click()
    expect(redirects.get_by_role("progressbar", name="Redirect matrix progress")).to_be_visible()
    expect(redirects.get_by_role("button", name=RUN)).to_be_disabled()
    expect(row(redirects, "308 on a POST by a form").get_by_role("cell").last).to_have_text("agrees")

    redirects.get_by_label("Body").fill("mine")
    redirects.get_by_role("button", name="Follow").click()
    stage = redirects.get_by_title("Redirects stage").content_frame
    expect(stage.get_by_role("heading", name="GET /landing")).to_be_visible()
    stop.click()

    expect(status(redirects)).to_have_text(re.compile(r"^Stopped after \d+ of \d+ cases: \d+ agree, \d+ differ$"))
    expect(stop).to_be_hidden()
    expect(redirects.get_by_role("button", name=RUN)).to_be_enabled()
    expect(row(redirects, "A loop of a page").get_by_role("cell").last).to_have_text("…")
    assert [cookie["name"] for cookie in context.cookies()] == ["visitor"]
