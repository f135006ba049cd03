"""What several tests want of the wire: its trips, and the hops of each, as a person finds them."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, Request, Response, expect


def wire(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Wire")


def trips(page: Page) -> Locator:
    """The trips, each the list of its hops, the newest first."""
    return wire(page).get_by_role("list", name="Trip: ")


def hops(part: Locator) -> Locator:
    """The hops of a trip, or of the whole wire; each is a button that ends in a status."""
    return part.get_by_role("button", name=re.compile(r"^(?!Explain ).*( \d{3} | no answer$)"))


def expect_hops(part: Locator, names: list[str]) -> None:
    for number, name in enumerate(names):
        expect(hops(part).nth(number)).to_have_accessible_name(name)
    expect(hops(part)).to_have_count(len(names))


def changes(trip: Locator) -> Locator:
    return trip.get_by_role("list", name="Changes by the browser").get_by_role("listitem")


def side(page: Page, name: str) -> Locator:
    """The request or the response in the dialog of an open exchange."""
    return page.get_by_role("dialog").get_by_role("region", name=name, exact=True)


def log_in(login: Locator) -> None:
    """Log in as Robert, and wait until both exchanges of it are on the wire."""
    login.get_by_label("Username").fill("robert")
    login.get_by_label("Password").fill("open-sesame")
    login.get_by_role("button", name="Log in").click()
    expect(hops(wire(login.page))).to_have_count(2)


def replace_text(field: Locator, text: str) -> None:
    """Fill a field whatever it contains. Playwright appends to a number or an email address in a stock Firefox."""
    if field.get_attribute("type") in {"number", "email"}:
        field.clear()
    field.fill(text)


def expect_no_sideways_scroll(part: Locator, message: str | None = None) -> None:
    """Expect that the content is as wide as its element, without the scrollbar that some browsers draw inside it."""
    expect(part, message).to_have_js_property("scrollWidth", part.evaluate("part => part.clientWidth"))


def response_to(request: Request | None) -> Response:
    """Return the response to a request; both must exist."""
    assert request is not None
    response = request.response()
    assert response is not None
    return response
