"""Catch: an address for any client. A test sends requests from outside, and finds them on the wire of the page."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from e2e.axe import expect_accessible
from e2e.declared import Case, Press, Twin
from e2e.receiver import Receiver
from e2e.tap import changes, expect_hops, replace_text, side, trips
from roundtrip.testing import Roundtrip

CONTROLS = ["Status", "Content type", "Delay", "Headers", "Body"]
CONTROLS += ["Make the address", "Make another address", "Show the last requests"]
WITHOUT_SCRIPT = [
    Press("Show the last requests", "You have no address."),
    Press("Make the address", "Send any request to this address", {"Body": "hello"}),
    Press("Make another address", "None yet."),
]
REPRODUCE = [
    Case("Show the last requests", "Page", [200]),
    Case("Make the address", "Page", [303, 200], differs="each visitor has an address of its own"),
    Case("Make the address", "Fetch", [400], {"Headers": "Set-Cookie: a=1"}),
]
TWINS = [
    Twin("GET /catch", says="You have no address.", has="address ends answer caught"),
    Twin("POST /catch", 303, to="/catch", form={"body": "hello"}),
    Twin("POST /catch", 400, says="must not set cookies", has="detail", form={"header": "Set-Cookie: a=1"}),
]


@pytest.fixture
def catch(open_panel: Callable[[str], Locator]) -> Locator:
    return open_panel("Catch")


def make(catch: Locator, button: str = "Make the address") -> str:
    """Make the address, and read it where a person would copy it."""
    before = catch.get_by_label("address", exact=True).text_content() if "another" in button else ""
    catch.get_by_role("button", name=button).click()
    shown = catch.get_by_label("address", exact=True)
    expect(shown).to_contain_text("/catch/")
    expect(shown).not_to_have_text(before or "")
    return shown.text_content() or ""


def test_curl_gets_the_composed_answer_and_is_on_the_wire(catch: Locator, page: Page) -> None:
    replace_text(catch.get_by_label("Status"), "201")
    catch.get_by_label("Headers").fill("X-Kept: yes")
    catch.get_by_label("Body").fill('{"stored": 7}')
    address = make(catch)
    path = httpx.URL(address).path

    command = ["curl", "--silent", "--include", "--user-agent", "till/1.0", "--data", "a=1", f"{address}/orders?id=7"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert re.match(r"HTTP/1.1 201 Created\r?\n", said)
    assert re.search(r"^X-Kept: yes\r?$", said, re.MULTILINE)
    assert said.endswith('{"stored": 7}')
    trip = trips(page).first
    expect_hops(trip, [f"POST {path}/orders 201 Created"])
    expect(trip.get_by_role("listitem").get_by_text("caught, sent by till/1.0")).to_be_visible()
    expect(trip.locator("xpath=..")).to_contain_text(re.compile(r"^till/1\.0"))  # its lifeline is not the browser's
    last = catch.get_by_role("list", name="Last requests").get_by_role("listitem")
    expect(last).to_have_count(1)
    expect(last).to_contain_text(re.compile(r"POST /orders\?id=7 201 Created.* · till/1\.0$"))

    trip.get_by_role("button", name=f"POST {path}/orders 201 Created").click()
    expect(page.get_by_role("dialog")).to_contain_text("Sent by till/1.0 to your address of the panel Catch.")
    expect(side(page, "Request").get_by_role("row", name="a 1", exact=True)).to_be_visible()


def test_a_form_and_a_script_of_another_site_reach_the_address(
    catch: Locator, page: Page, new_context: Callable[..., BrowserContext], excused: list[str]
) -> None:
    excused.append("Blocked script execution")
    catch.get_by_label("Content type").fill("text/html")
    catch.get_by_label("Body").fill("<h1>Thank you</h1><script>document.body.append('ran')</script>")
    address = make(catch)

    with Receiver() as shop:  # a site of somebody else
        visitor = new_context().new_page()
        visitor.goto(f"http://{shop.address}/")
        origin = f"http://{shop.address}"
        status = visitor.evaluate(
            """async (address) => {
                const headers = { "X-Any": "1", "Content-Type": "application/json" };
                const options = { method: "PATCH", headers, body: "{}", credentials: "include" };
                return (await fetch(`${address}/cart`, options)).status;
            }""",
            address,
        )
        assert status == 200
        visitor.evaluate(
            """(action) => {
                const form = document.createElement("form");
                Object.assign(form, { action, method: "post", innerHTML: "<input name=a value=1>" });
                document.body.append(form);
                form.submit();
            }""",
            f"{address}/order",
        )
        expect(visitor.get_by_role("heading", name="Thank you")).to_be_visible()
        expect(visitor.locator("body")).not_to_contain_text("ran")
        assert visitor.evaluate("origin") == "null", "the answer must not act as a page of Roundtrip"
        assert visitor.context.cookies(address) == []

    path = httpx.URL(address).path
    expect_hops(trips(page).nth(0), [f"POST {path}/order 200 OK"])
    expect_hops(trips(page).nth(1), [f"OPTIONS {path}/cart 204 No Content", f"PATCH {path}/cart 200 OK"])
    last = catch.get_by_role("list", name="Last requests").get_by_role("listitem")
    expect(last.first).to_contain_text("POST /order")
    expect(last.first).to_contain_text(origin)


def test_a_test_makes_an_address_for_its_program(roundtrip: Roundtrip) -> None:
    visitor = roundtrip.client()
    address = roundtrip.catch(visitor, "kept", status=201)

    assert httpx.post(f"{address}/orders", content=b"paid").text == "kept"

    (hop,) = roundtrip.expect(visitor).trip("POST /catch/<token>/<path:path>", 201)
    assert hop.request.text == "paid"
    assert roundtrip.wire(visitor).lines == [[hop.line]], "making the address is no part of the test"
    assert "Client" in str(roundtrip.wire(visitor)).splitlines()[0]
    assert roundtrip.catch(visitor, "later") == address


@pytest.mark.slow
def test_the_button_copies_the_address(catch: Locator, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    address = make(catch)
    for name, text in (("address", address), ("command", f"curl --data 'hello=world' '{address}/orders?id=1'")):
        catch.get_by_role("button", name=f"Copy {name}").click()
        expect(catch.get_by_role("button", name=f"Copy {name}")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == text


@pytest.mark.slow
def test_another_address_ends_the_old_one(catch: Locator, page: Page) -> None:
    old = make(catch)
    new = make(catch, "Make another address")
    assert httpx.get(new).status_code == 200
    answer = httpx.get(old)
    assert answer.status_code == 404
    assert "This address has ended" in answer.text
    expect(catch.get_by_role("list", name="Last requests").get_by_role("listitem")).to_have_count(1)

    page.reload()
    expect(catch.get_by_label("address", exact=True)).to_have_text(new)


@pytest.mark.slow
def test_a_client_that_follows_a_redirect_makes_one_trip(catch: Locator, page: Page) -> None:
    replace_text(catch.get_by_label("Status"), "302")
    catch.get_by_label("Headers").fill("Location: /catch")
    path = httpx.URL(address := make(catch)).path
    catch.get_by_label("Headers").fill(f"Location: {path}/next")
    catch.get_by_role("button", name="Make the address").click()
    expect(trips(page)).to_have_count(2)

    with httpx.Client(headers={"User-Agent": "till/1.0"}) as client:
        hop = client.post(f"{address}/first", content=b"a=1")
        assert hop.next_request is not None
        client.send(hop.next_request)

    trip = trips(page).first
    expect_hops(trip, [f"POST {path}/first 302 Found", f"GET {path}/next 302 Found"])
    expect(trip.get_by_role("list", name="Changes by the client")).to_contain_text("method POST→GET")
    expect(changes(trip)).to_have_count(0)


@pytest.mark.slow
def test_another_visitor_sees_nothing(catch: Locator, new_context: Callable[..., BrowserContext]) -> None:
    httpx.post(make(catch), content=b"mine")
    expect(catch.get_by_role("list", name="Last requests").get_by_role("listitem")).to_have_count(1)

    other = new_context().new_page()
    other.goto("/#catch")
    panel = other.get_by_role("region", name="Catch", exact=True)
    expect(panel).to_contain_text("You have no address yet.")
    expect(panel).to_contain_text("No request has come yet.")
    expect(trips(other)).to_have_count(0)


@pytest.mark.slow
def test_the_page_lists_the_requests_without_script(without_script: BrowserContext) -> None:
    page = without_script.new_page()
    page.goto("/catch")
    page.get_by_label("Body").fill("caught")
    page.get_by_role("button", name="Make the address").click()
    address = page.get_by_role("link", name="/catch/").text_content() or ""
    assert httpx.put(f"{address}/a%2Fb", headers={"User-Agent": "till/1.0"}).text == "caught"

    page.reload()

    row = page.get_by_role("row", name="PUT")
    expect(row).to_contain_text("/a%2Fb")
    expect(row).to_contain_text("till/1.0")
    expect(page.get_by_label("Body")).to_have_value("caught")


@pytest.mark.slow
def test_the_list_and_the_trip_are_accessible(catch: Locator, page: Page) -> None:
    httpx.post(make(catch), content=b"a")
    expect(catch.get_by_role("list", name="Last requests").get_by_role("listitem")).to_have_count(1)
    expect_accessible(page.locator("body"))
