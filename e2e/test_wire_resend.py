"""Edit and resend: send any hop of the wire again, with another method, URL, header or body."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.axe import looks, violations
from e2e.tap import expect_hops, expect_no_sideways_scroll, hops, side, trips, wire

pytestmark = pytest.mark.slow

FORBIDDEN = ["TRACE", "track", "Connect"]
BINARY = bytes(range(256))


def edit(page: Page, hop: str) -> Locator:
    """Open the form of a hop, and return the dialog."""
    wire(page).get_by_role("button", name=hop).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Edit and resend").click()
    expect(dialog).to_have_accessible_name(re.compile("^Edit and resend "))
    return dialog


def field(dialog: Locator, name: str) -> Locator:
    return dialog.get_by_role("combobox" if name == "Method" else "textbox", name=name, exact=True)


def send(dialog: Locator) -> None:
    dialog.get_by_role("button", name="Send", exact=True).click()


def on_the_wire(page: Page) -> dict[str, Any]:
    """The newest exchange, as the entry of the HAR."""
    return dict(page.request.get("/api/wire").json()["log"]["entries"][-1])


def sent_header(entry: dict[str, Any], name: str) -> str | None:
    values = [pair["value"] for pair in entry["request"]["headers"] if pair["name"].lower() == name]
    return values[0] if values else None


@pytest.fixture
def posted(page: Page) -> Page:
    """A POST with a custom header, made by a script, and the redirect that followed."""
    page.goto("/")
    page.evaluate("() => fetch('/redirect/302', {method: 'POST', body: 'a=1', headers: {'X-Lab': '1'}})")
    expect(hops(wire(page))).to_have_count(2)
    return page


def test_another_code_is_another_trip_beside_the_old_one(posted: Page) -> None:
    dialog = edit(posted, "POST /redirect/302 302 Found")
    expect(field(dialog, "Method")).to_be_focused()
    expect(field(dialog, "URL")).to_have_value(re.compile("/redirect/302$"))

    field(dialog, "URL").fill("/redirect/307")
    send(dialog)

    expect(dialog.get_by_role("status")).to_have_text(
        "On the wire: POST /redirect/307 307 Temporary Redirect, then POST /landing 200 OK."
    )
    new, old = trips(posted).all()
    dialog.get_by_role("button", name="Close").click()
    expect_hops(new, ["POST /redirect/307 307 Temporary Redirect", "POST /landing 200 OK"])
    expect_hops(old, ["POST /redirect/302 302 Found", "GET /landing 200 OK"])
    entry = on_the_wire(posted)
    assert entry["request"]["postData"]["text"] == "a=1"
    assert sent_header(entry, "x-lab") == "1"


def test_any_hop_of_a_trip_can_be_sent_again(posted: Page) -> None:
    dialog = edit(posted, "GET /landing 200 OK")
    field(dialog, "Method").fill("DELETE")
    send(dialog)

    expect(dialog.get_by_role("status")).to_have_text("On the wire: DELETE /landing 200 OK.")
    expect(trips(posted)).to_have_count(2)


def test_method_url_headers_and_body_arrive_as_typed(posted: Page) -> None:
    dialog = edit(posted, "POST /redirect/302 302 Found")
    field(dialog, "Method").fill("PUT")
    field(dialog, "URL").fill("/landing?q=é#top")
    field(dialog, "Headers").fill("X-One: 1\nX-One: 2\n\nx-two:ü\nContent-Type: text/plain")
    field(dialog, "Body").fill("two\nlines")
    send(dialog)

    expect(dialog.get_by_role("status")).to_have_text("On the wire: PUT /landing 200 OK.")
    entry = on_the_wire(posted)
    assert (entry["request"]["method"], entry["request"]["_target"]) == ("PUT", "/landing?q=%C3%A9")
    assert sent_header(entry, "x-one") == "1, 2"
    assert sent_header(entry, "x-two") == "ü"
    assert sent_header(entry, "content-type") == "text/plain"
    assert entry["request"]["postData"]["text"] == "two\nlines"
    assert sent_header(entry, "x-lab") is None
    assert sent_header(entry, "cache-control") == "no-cache", "the browser's own cache does not answer"


@pytest.mark.parametrize("method", FORBIDDEN)
def test_forbidden_method_is_explained_and_not_sent(posted: Page, method: str) -> None:
    dialog = edit(posted, "GET /landing 200 OK")
    field(dialog, "Method").fill(method)
    send(dialog)

    expect(field(dialog, "Method")).to_have_accessible_description(
        f"The browser lets no page send {method}. (The Fetch standard forbids CONNECT, TRACE and TRACK.)"
    )
    expect(field(dialog, "Method")).to_be_focused()
    expect(field(dialog, "Method")).to_have_value(method)
    expect(hops(wire(posted))).to_have_count(2)


@pytest.mark.parametrize(
    ("name", "typed", "problem"),
    [
        ("Method", "GET /", "A method is one word"),
        ("URL", "https://example.org/", "This form sends requests only to http://127.0.0.1"),
        ("URL", "//example.org/", "This form sends requests only to"),
        ("URL", "javascript:alert(1)", "This form sends requests only to"),
        ("URL", "http://[/", "This is not a URL."),
        ("Headers", "X-A: 1\nno header", "Line 2 is not a header."),
        ("Headers", "X-A: 1\n folded", "Line 2 is not a header."),
        ("Headers", "X A: 1", "Line 1 is not a header."),
        ("Headers", "Cookie: a=1", "the browser lets no page set Cookie. The browser takes the cookies from its own"),
        ("Headers", "Sec-Fetch-Mode: navigate", "Names with Sec- are reserved"),
        ("Headers", "X-HTTP-Method-Override: GET, trace", "It names a method that no page may send."),
        ("Body", "a body", "A page cannot send a body with GET."),
    ],
)
def test_what_a_page_cannot_send_is_said_at_its_field(posted: Page, name: str, typed: str, problem: str) -> None:
    dialog = edit(posted, "GET /landing 200 OK")
    field(dialog, name).fill(typed)
    send(dialog)

    expect(field(dialog, name)).to_have_accessible_description(re.compile(re.escape(problem)))
    expect(field(dialog, name)).to_have_value(typed)
    expect(field(dialog, name)).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_role("status")).to_have_text("Not sent. Correct the fields that are marked.")
    dialog.get_by_role("button", name="Undo changes").click()
    expect(field(dialog, name)).not_to_have_value(typed)
    expect(field(dialog, name)).to_have_attribute("aria-invalid", "false")
    assert on_the_wire(posted)["request"]["method"] == "GET"
    expect(hops(wire(posted))).to_have_count(2)


def test_headers_of_the_browser_are_listed_with_the_reason(open_panel: Callable[[str], Locator], page: Page) -> None:
    open_panel("Hello").get_by_role("button", name="Say hello").click()
    dialog = edit(page, "GET /hello 200 OK")
    expect(dialog).to_contain_text("The recorded request opened a page, and a script cannot do that")

    dialog.get_by_text("that the browser sets by itself").click()
    fixed = dialog.get_by_role("table", name="Headers that the browser sets")
    expect(fixed.get_by_role("row", name="cookie visitor=")).to_contain_text("from its own store")
    expect(fixed.get_by_role("row", name="host ")).to_contain_text("from the URL")
    expect(fixed.get_by_role("row", name="sec-fetch-mode navigate")).to_contain_text("reserved for the browser")
    expect(field(dialog, "Headers")).not_to_have_value(re.compile("cookie|host|sec-", re.IGNORECASE))

    send(dialog)
    expect(dialog.get_by_role("status")).to_have_text("On the wire: GET /hello 200 OK.")
    entry = on_the_wire(page)
    assert sent_header(entry, "sec-fetch-mode") == "cors"
    assert (sent_header(entry, "accept") or "").startswith("text/html"), "the recorded Accept, not that of a script"


def test_multipart_body_is_sent_again_byte_for_byte(page: Page) -> None:
    page.goto("/")
    page.request.post("/form", multipart={"a": "1", "f": {"name": "b", "mimeType": "a/b", "buffer": BINARY}})
    expect(hops(wire(page))).to_have_count(1)
    before = on_the_wire(page)["request"]
    dialog = edit(page, "POST /form 200 OK")
    expect(dialog.get_by_role("radio", name=re.compile("^As recorded, "))).to_be_checked()
    expect(field(dialog, "Body")).to_be_empty()
    expect(dialog).to_contain_text("The recorded body is not UTF-8 text")
    send(dialog)

    expect(dialog.get_by_role("status")).to_have_text("On the wire: POST /form 200 OK.")
    after = on_the_wire(page)["request"]
    assert after["postData"] == before["postData"]
    assert after["bodySize"] == before["bodySize"]

    field(dialog, "Body").fill("text")
    expect(dialog.get_by_role("radio", name="As typed")).to_be_checked()
    send(dialog)
    expect(hops(wire(page))).to_have_count(3)
    assert on_the_wire(page)["request"]["postData"]["text"] == "text"


def test_edited_multipart_text_keeps_its_line_breaks(page: Page) -> None:
    page.goto("/")
    page.request.post("/form", multipart={"a": "one"})
    expect(hops(wire(page))).to_have_count(1)
    dialog = edit(page, "POST /form 200 OK")
    expect(dialog).to_contain_text("Line breaks are sent as CRLF")
    body = field(dialog, "Body")
    body.fill(body.input_value().replace("one", "two"))
    send(dialog)

    expect(hops(wire(page))).to_have_count(2)
    assert re.search(r'name="a"\r\n\r\ntwo\r\n', on_the_wire(page)["request"]["postData"]["text"])


def test_truncated_body_cannot_be_sent_whole_and_says_so(page: Page) -> None:
    page.goto("/")
    page.evaluate("() => fetch('/landing', {method: 'POST', body: 'x'.repeat(8 << 20)})")
    expect(hops(wire(page))).to_have_count(1)
    dialog = edit(page, "POST /landing 200 OK")
    expect(dialog).to_contain_text("The wire has only the beginning of this body, 16 KiB of 8 MiB")
    expect(dialog.get_by_role("radio", name="As recorded")).to_have_count(0)

    send(dialog)
    expect(hops(wire(page))).to_have_count(2)
    assert on_the_wire(page)["request"]["bodySize"] == 16 << 10

    body = field(dialog, "Body")
    body.evaluate("area => { area.value = 'y'.repeat(8 << 20); area.dispatchEvent(new Event('input')); }")
    send(dialog)
    expect(hops(wire(page))).to_have_count(3)
    assert on_the_wire(page)["request"]["bodySize"] == 8 << 20


def test_no_response_is_explained_and_nothing_typed_is_lost(posted: Page, excused: list[str]) -> None:
    excused += ["ERR_TOO_MANY_REDIRECTS", "ERR_FAILED"]
    dialog = edit(posted, "POST /redirect/302 302 Found")
    field(dialog, "Method").fill("PUT")
    field(dialog, "URL").fill("/redirect/loop")
    field(dialog, "Headers").fill("X-Mine: 1")
    field(dialog, "Method").fill("GET")
    field(dialog, "Body").fill("")
    send(dialog)

    expect(dialog.get_by_role("status")).to_contain_text("The browser gave the page no response")
    expect(dialog.get_by_role("status")).to_contain_text("On the wire: GET /redirect/loop 302 Found")
    expect(field(dialog, "Headers")).to_have_value("X-Mine: 1")

    dialog.get_by_role("button", name="Back").click()
    expect(side(posted, "Request")).to_be_visible()
    dialog.get_by_role("button", name="Edit and resend").click()
    expect(field(dialog, "Headers")).to_have_value("X-Mine: 1")
    posted.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    dialog = edit(posted, "POST /redirect/302 302 Found")
    expect(field(dialog, "URL")).to_have_value("/redirect/loop")


def test_click_beside_the_form_closes_it_and_a_click_inside_does_not(posted: Page) -> None:
    dialog = edit(posted, "POST /redirect/302 302 Found")
    box = dialog.bounding_box()
    assert box
    posted.mouse.click(box["x"] + box["width"] - 5, box["y"] + box["height"] - 5)  # its empty corner
    field(dialog, "URL").fill("/landing")
    posted.mouse.click(box["x"] - 5, box["y"] + 5)

    expect(dialog).to_have_count(0)


def test_stopped_server_is_explained(page: Page, excused: list[str], base_url: str) -> None:
    excused += ["ERR_FAILED", "ERR_INTERNET_DISCONNECTED", "NetworkError"]
    page.goto("/")
    page.request.get("/hello")
    dialog = edit(page, "GET /hello 200 OK")
    page.route("**/hello", lambda route: route.abort())
    send(dialog)

    expect(dialog.get_by_role("status")).to_contain_text("Perhaps the server does not answer")
    expect(dialog.get_by_role("status")).to_contain_text("The request is not on the wire.")
    expect(field(dialog, "URL")).to_have_value(f"{base_url}/hello")


def test_request_to_the_other_name_goes_to_this_one(page: Page, base_url: str) -> None:
    page.goto("/")
    other = base_url.replace("127.0.0.1", "localhost")
    token = page.request.get("/api/lab/token").json()["wire"]
    page.request.get(f"{other}/hello?a=1&wire={token}")
    dialog = edit(page, "GET /hello 200 OK")

    expect(dialog).to_contain_text(f"The recorded request went to {other}. This one goes to {base_url}")
    expect(field(dialog, "URL")).to_have_value(f"{base_url}/hello?a=1")


DRAFT = """async ([entry, server]) => {
  const { draftOf } = await import("/static/wire/resend.request.js");
  const { headers, fixed, url, kind } = draftOf(entry, server);
  return { headers, fixed: fixed.map(({ name }) => name), url, kind };
}"""


def test_header_with_bytes_that_are_no_text_is_left_out(page: Page) -> None:
    page.goto("/")
    page.evaluate("() => fetch('/user/%ff', {headers: {'X-Byte': '\\xff', 'X-Text': 'a'}})")
    expect(hops(wire(page))).to_have_count(1)
    draft = page.evaluate(DRAFT, [on_the_wire(page), "http://127.0.0.1:1"])

    assert "X-Byte" not in draft["headers"]
    assert "x-byte" in [name.lower() for name in draft["fixed"]]
    assert "a" in draft["headers"]
    assert draft["url"] == "http://127.0.0.1:1/user/%ff"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:1//evil.example/x", "http://127.0.0.1:1//evil.example/x"),
        ("no URL", "http://127.0.0.1:1/"),
        ("http://127.0.0.1:1/a?wire=abcdef***&b=1", "http://127.0.0.1:1/a?b=1"),
        ("http://127.0.0.1:1/a?wire=abcdef***", "http://127.0.0.1:1/a"),
        ("http://127.0.0.1:1/a?b=1&wire=abcdef***", "http://127.0.0.1:1/a?b=1"),
        ("http://127.0.0.1:1/a?wire=mine", "http://127.0.0.1:1/a?wire=mine"),
    ],
)
def test_url_of_the_form_stays_on_this_server(page: Page, url: str, expected: str) -> None:
    page.goto("/")
    entry = {"request": {"method": "GET", "url": url, "_target": "/", "headers": [], "bodySize": 0}}

    assert page.evaluate(DRAFT, [entry, "http://127.0.0.1:1"])["url"] == expected


@pytest.mark.slow
def test_form_is_accessible_and_fits(posted: Page) -> None:
    dialog = edit(posted, "POST /redirect/302 302 Found")
    dialog.get_by_text("that the browser sets by itself").click()
    field(dialog, "Headers").fill("Cookie: a\nb")
    field(dialog, "URL").fill("https://example.org")
    send(dialog)

    for look in looks(posted):
        assert violations(posted.locator("html")) == [], look
        expect_no_sideways_scroll(dialog, look)
