"""The wire: read what crossed between the browser and Flask, hop by hop, from the page alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from e2e.tap import expect_hops, hops, trips, wire


def changes(trip: Locator) -> Locator:
    return trip.get_by_role("list", name="What the browser changed").get_by_role("listitem")


def side(page: Page, name: str) -> Locator:
    """The request or the response in the dialog of an open exchange."""
    return page.get_by_role("dialog").get_by_role("region", name=name, exact=True)


def log_in(login: Locator) -> None:
    login.get_by_label("Username").fill("robert")
    login.get_by_label("Password").fill("open-sesame")
    login.get_by_role("button", name="Log in").click()


@pytest.fixture
def logged_in(open_panel: Callable[[str], Locator], page: Page) -> Page:
    """The page after a login, which is on the wire."""
    log_in(open_panel("Login"))
    expect(hops(wire(page))).to_have_count(2)
    return page


def test_why_one_is_logged_in_can_be_read_from_the_wire_alone(logged_in: Page) -> None:
    page = logged_in
    trip = trips(page).first

    expect(trips(page)).to_have_count(1)
    expect(trip).to_have_accessible_name("Trip: POST /login")
    expect_hops(trip, ["POST /login 303 See Other", "GET /session 200 OK"])
    posted, got = hops(trip).all()
    expect(posted).to_contain_text("36 bytes")
    expect(posted).to_contain_text("Location /session")
    expect(posted).to_contain_text("Set-Cookie session")
    expect(changes(trip)).to_have_text(["method POST→GET", "body dropped", "cookie session added"])

    posted.click()
    request, response = side(page, "Request"), side(page, "Response")
    pairs = request.get_by_role("table", name="Pairs, decoded")
    expect(pairs.get_by_role("row", name="username robert")).to_be_visible()
    expect(pairs.get_by_role("row", name="password open-sesame")).to_be_visible()
    expect(request.get_by_role("row", name="cookie visitor=")).not_to_contain_text("session=")
    set_cookie = response.get_by_role("row", name="set-cookie session=")
    expect(set_cookie).to_contain_text("HttpOnly hides it from scripts.")
    expect(response.get_by_role("row", name="location /session")).to_contain_text("Where the browser shall go instead")
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(posted).to_be_focused()
    got.click()
    expect(request.get_by_role("row", name="cookie ")).to_contain_text("session=")
    expect(request).not_to_contain_text("open-sesame")


def test_raw_text_is_one_click_away(logged_in: Page) -> None:
    hops(wire(logged_in)).first.click()
    request, response = side(logged_in, "Request"), side(logged_in, "Response")
    raw = request.get_by_label("Request, raw")
    expect(raw).to_be_hidden()

    request.get_by_role("button", name="Raw").click()

    expect(raw).to_have_text(re.compile(r"^POST /login HTTP/1\.1\n(.+\n)+\nusername=robert&password=open-sesame$"))
    expect(request.get_by_role("table")).to_have_count(0)
    expect(response.get_by_role("table")).not_to_have_count(0)  # the other side stays as it was
    request.get_by_role("button", name="Raw").click()
    expect(raw).to_be_hidden()
    expect(request.get_by_role("table", name="Pairs, decoded")).to_be_visible()


def test_own_cookies_are_never_shown_whole(logged_in: Page) -> None:
    secrets = [cookie["value"] for cookie in logged_in.context.cookies()]
    assert len(secrets) == 2

    for hop in hops(wire(logged_in)).all():
        hop.click()
        for name in ("Request", "Response"):
            side(logged_in, name).get_by_role("button", name="Raw").click()
            for secret in secrets:
                expect(side(logged_in, name)).not_to_contain_text(secret)
        logged_in.get_by_role("button", name="Close").click()


def test_newest_trip_comes_first_and_the_last_one_is_spoken(open_panel: Callable[[str], Locator], page: Page) -> None:
    hello, nothing = open_panel("Hello"), wire(page).get_by_text("Nothing crossed the wire yet.")
    expect(nothing).to_be_visible()
    hello.get_by_role("button", name="Say hello").click()
    expect_hops(wire(page), ["GET /hello 200 OK"])
    hello.get_by_role("radio", name="Fetch").check()

    hello.get_by_role("button", name="Say hello").click()

    expect_hops(wire(page), ["GET /api/hello 200 OK", "GET /hello 200 OK"])
    expect(trips(page)).to_have_count(2)
    expect(wire(page).get_by_role("status", name="Last trip")).to_have_text("GET /api/hello 200 OK")
    expect(nothing).to_be_hidden()


def test_chain_of_20_is_one_trip_of_21_hops_in_order(open_panel: Callable[[str], Locator], page: Page) -> None:
    redirects = open_panel("Redirects")
    redirects.get_by_role("radio", name="Fetch").check()
    redirects.get_by_label("Hops").fill("20")

    redirects.get_by_role("button", name="Start the chain").click()

    links = [f"GET /api/redirect/chain/{left} 302 Found" for left in range(20, 0, -1)]
    expect_hops(wire(page), [*links, "GET /api/landing 200 OK"])
    expect(trips(page)).to_have_count(1)
    spoken = wire(page).get_by_role("status", name="Last trip")
    expect(spoken).to_have_text(f"{links[0]}, and 20 hops later GET /api/landing 200 OK")  # not all 21


def test_two_chains_at_once_in_two_tabs_are_two_trips(page: Page) -> None:
    tabs = [page, page.context.new_page()]
    for tab in tabs:
        tab.goto("/#redirects")
        redirects = tab.get_by_role("region", name="Redirects")
        redirects.get_by_role("radio", name="Fetch").check()
        redirects.get_by_label("Hops").fill("12")
        redirects.get_by_role("button", name="Start the chain").evaluate(
            "button => { new BroadcastChannel('go').onmessage = () => button.click() }"
        )

    starter = page.context.new_page()
    starter.goto("/")
    starter.evaluate("new BroadcastChannel('go').postMessage('now')")

    chain = [*(f"GET /api/redirect/chain/{left} 302 Found" for left in range(12, 0, -1)), "GET /api/landing 200 OK"]
    for tab in tabs:
        expect(hops(wire(tab))).to_have_count(26)
        expect(trips(tab)).to_have_count(2)
        for trip in trips(tab).all():
            expect_hops(trip, chain)


def test_what_another_tab_does_appears_here_by_itself(open_panel: Callable[[str], Locator], page: Page) -> None:
    open_panel("Hello")
    other = page.context.new_page()

    other.goto("/user/Robert")

    expect_hops(wire(page), ["GET /user/Robert 200 OK"])
    expect(page.get_by_role("tabpanel", name="Result")).to_have_text("Nothing was sent yet.")


def test_wire_is_told_and_never_polls(open_panel: Callable[[str], Locator], page: Page) -> None:
    open_panel("Hello")
    page.request.get("/hello")
    expect(hops(wire(page))).to_have_count(1)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("/api")[2]))

    for number in range(2, 5):
        page.request.get("/respond?delay=0.7")  # a quiet while, and then one exchange
        expect(hops(wire(page))).to_have_count(number)

    news = [url for url in asked if url.startswith("/wire?after=")]
    assert len(news) == 3, asked
    assert len(set(news)) == 3, "each asks for what came since the one before"
    assert set(asked) <= {*news, "/wire/news"}, asked


def test_clear_empties_the_wire_in_every_tab(logged_in: Page) -> None:
    other = logged_in.context.new_page()
    other.goto("/")
    expect(hops(wire(other))).to_have_count(2)

    wire(logged_in).get_by_role("button", name="Clear").click()

    for tab in (logged_in, other):
        expect(hops(wire(tab))).to_have_count(0)
        expect(wire(tab).get_by_text("Nothing crossed the wire yet.")).to_be_visible()
    assert logged_in.request.get("/api/wire").json()["log"]["entries"] == []
    logged_in.request.get("/hello")
    for tab in (logged_in, other):
        expect_hops(wire(tab), ["GET /hello 200 OK"])
    logged_in.reload()
    expect_hops(wire(logged_in), ["GET /hello 200 OK"])


def test_download_is_a_har_of_what_the_wire_shows(logged_in: Page, base_url: str) -> None:
    with logged_in.expect_download() as download:
        wire(logged_in).get_by_role("button", name="Download HAR").click()

    assert download.value.suggested_filename == "roundtrip.har"
    text = Path(download.value.path()).read_text()
    log = json.loads(text)["log"]
    assert log["version"] == "1.2"
    assert [page["title"] for page in log["pages"]] == ["POST /login"]
    assert [entry["request"]["url"] for entry in log["entries"]] == [f"{base_url}/login", f"{base_url}/session"]
    assert not [each for each in logged_in.context.cookies() if each["value"] in text], "a download may be passed on"
    expect(hops(wire(logged_in))).to_have_count(2)  # and is no round trip itself


@pytest.mark.parametrize(
    ("status", "header", "said"),
    [(204, "header-x: 1", "204 No Content"), (304, "header-x: 1", "304 Not Modified")],
)
def test_answer_that_is_no_page_ends_the_waiting(
    open_panel: Callable[[str], Locator], page: Page, status: int, header: str, said: str
) -> None:
    responses = open_panel("Responses")
    responses.get_by_label("Status").fill(str(status))
    responses.get_by_label("Headers").fill(header)

    responses.get_by_role("button", name="Respond", exact=True).click()

    expect(responses.get_by_role("tabpanel", name="Result")).to_contain_text(said)
    expect(responses.get_by_role("tabpanel", name="Result")).to_contain_text("That makes no page")
    expect(responses.get_by_role("tabpanel", name="Result")).not_to_contain_text("is on its way")
    expect_hops(wire(page), [f"POST /respond {said}"])


def test_download_ends_the_waiting_too(open_panel: Callable[[str], Locator], page: Page) -> None:
    responses = open_panel("Responses")
    responses.get_by_label("Headers").fill("Content-Disposition: attachment; filename=kept.html")

    with page.expect_download() as download:
        responses.get_by_role("button", name="Respond", exact=True).click()

    assert Path(download.value.path()).read_text() == "<h1>Hello</h1>"
    expect(responses.get_by_role("tabpanel", name="Result")).to_contain_text("That makes no page")
    expect(responses.get_by_role("tabpanel", name="Result")).not_to_contain_text("is on its way")
    expect_hops(wire(page), ["POST /respond 200 OK"])


def test_sandboxed_answer_shows_its_status_and_headers(open_panel: Callable[[str], Locator], page: Page) -> None:
    responses = open_panel("Responses")
    responses.get_by_label("Status").fill("402")
    responses.get_by_label("Headers").fill("x-price: 3")

    responses.get_by_role("button", name="Respond", exact=True).click()

    expect(responses.get_by_role("tabpanel", name="Result")).to_contain_text("the wire has its status and headers")
    hop = wire(page).get_by_role("button", name="POST /respond 402 Payment Required", exact=True)
    hop.click()
    expect(side(page, "Response").get_by_role("row", name="x-price 3")).to_be_visible()
    expect(side(page, "Response").get_by_label("Body")).to_have_text("<h1>Hello</h1>")  # as text, not as a heading
    expect(side(page, "Response").get_by_role("heading", name="Hello")).to_have_count(0)


def test_another_visitor_sees_nothing_of_it(logged_in: Page, new_context: Callable[..., BrowserContext]) -> None:
    stranger = new_context().new_page()
    stranger.goto("/")

    stranger.request.get("/hello")

    expect_hops(wire(stranger), ["GET /hello 200 OK"])
    assert len(stranger.request.get("/api/wire").json()["log"]["entries"]) == 1
    expect(hops(wire(logged_in))).to_have_count(2)


def test_cookie_that_stays_behind_is_named_with_its_reason(open_panel: Callable[[str], Locator], page: Page) -> None:
    cookies = open_panel("Cookies")
    cookies.get_by_label("Path").fill("/get-name")

    cookies.get_by_role("button", name="Set cookie").click()

    expect_hops(wire(page), ["POST /cookies 303 See Other", "GET /cookies 200 OK"])
    expect(hops(wire(page)).first).to_contain_text("Set-Cookie flavour")
    expect(changes(trips(page).first)).to_contain_text(["cookie flavour not sent: Path=/get-name"])
    cookies.get_by_role("button", name="/get-name").click()
    expect(hops(wire(page))).to_have_count(3)
    expect(changes(trips(page).first)).to_have_count(0)  # there it does come along


def test_multipart_is_taken_apart_as_the_browser_put_it_together(page: Page) -> None:
    page.goto("/")
    page.evaluate("""async () => {
      const body = new FormData();
      body.append('say "hi"', 'é\\r\\nß');
      body.append("größe", new File(["zwölf"], 'na"me ü.txt', { type: "text/plain" }));
      body.append("nothing", new File([], ""));
      body.append("twice", "one");
      body.append("twice", "two");
      body.append("raw", new File([new Uint8Array([0, 16, 65, 66])], "a.bin"));
      await fetch("/api/form", { method: "POST", body });
    }""")

    hops(wire(page)).first.click()

    parts = side(page, "Request").get_by_role("list", name="Parts").get_by_role("listitem")
    expect(parts).to_have_count(7)  # six, and the boundary that ends them
    for part in parts.all():
        expect(part).to_contain_text(re.compile(r"^--+\w+"))
    for part, name, body in [
        (0, 'field say "hi", 6 bytes', "é ß"),
        (1, 'file na"me ü.txt in größe, 6 bytes', "zwölf"),
        (2, "file (none chosen) in nothing, 0 bytes", "empty"),
        (3, "field twice, 3 bytes", "one"),
        (4, "field twice, 3 bytes", "two"),
        (5, "file a.bin in raw, 4 bytes", "000000 00 10 41 42 ..AB"),
    ]:
        expect(parts.nth(part)).to_contain_text(name)
        expect(parts.nth(part)).to_contain_text(body)
    expect(parts.nth(0)).to_contain_text('name="say %22hi%22"')  # the head as it crossed the wire
    expect(parts.nth(6)).to_contain_text(re.compile("--$"))


def test_json_is_laid_out_and_binary_is_hex(page: Page) -> None:
    page.goto("/")
    page.evaluate("""() => fetch("/api/landing", {
      method: "POST", body: new Uint8Array([0x89, 80, 78, 71, 0]), headers: { "Content-Type": "image/png" } })""")

    hops(wire(page)).first.click()

    expect(side(page, "Request").get_by_label("Body")).to_have_text("000000  89 50 4e 47 00" + " " * 35 + ".PNG.")
    expect(side(page, "Response").get_by_label("Body")).to_have_text(re.compile(r'^\{\n  "args": \{\},\n'))


def test_keyboard_opens_a_hop_reads_it_and_comes_back(logged_in: Page) -> None:
    page, press = logged_in, logged_in.keyboard.press
    wire(page).get_by_role("button", name="Clear").focus()
    posted, got = hops(wire(page)).all()

    press("Tab")
    expect(posted).to_be_focused()
    press("Tab")
    expect(got).to_be_focused()
    press("Enter")
    dialog = page.get_by_role("dialog", name="GET /session 200 OK")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    press("Tab")
    expect(side(page, "Request").get_by_role("button", name="Raw")).to_be_focused()
    press("Space")
    expect(side(page, "Request").get_by_role("button", name="Raw")).to_have_attribute("aria-pressed", "true")
    press("Tab")
    expect(side(page, "Request").get_by_label("Request, raw")).to_be_focused()
    press("Escape")

    expect(dialog).to_have_count(0)
    expect(got).to_be_focused()


def test_hop_keeps_the_focus_while_its_trip_grows(page: Page) -> None:
    page.goto("/")
    page.request.get("/hello")
    expect(trips(page)).to_have_count(1)
    page.evaluate("{ fetch('/redirect/302?to=/respond%3Fdelay=2') }")
    hop = wire(page).get_by_role("button", name="GET /redirect/302 302 Found")
    hop.focus()

    expect_hops(trips(page).first, ["GET /redirect/302 302 Found", "GET /respond 200 OK"])
    expect(hop).to_be_focused()


def test_page_keeps_as_many_exchanges_as_the_server(
    page: Page, start_server: Callable[..., str], tmp_path: Path
) -> None:
    few = start_server("--max-exchanges", "5", "--instance", str(tmp_path))
    page.goto(f"{few}/#hello")

    for number in range(7):
        page.request.get(f"{few}/number/{number}")
        expect(hops(wire(page)).first).to_have_accessible_name(f"GET /number/{number} 200 OK")

    expect_hops(wire(page), [f"GET /number/{number} 200 OK" for number in (6, 5, 4, 3, 2)])


def test_200_exchanges_are_drawn_in_under_100_ms(logged_in: Page) -> None:
    times = logged_in.evaluate("""async () => {
      const { log } = await (await fetch("/api/wire")).json();
      const { draw } = await import("/static/wire/diagram.js");
      const list = document.querySelector(".trips");
      const run = () => {
        const began = performance.now();
        list.replaceChildren(...Array.from({ length: 100 }, (_, id) => draw({ id, entries: log.entries }, () => {})));
        list.getBoundingClientRect(); // with the layout
        return performance.now() - began;
      };
      return Array.from({ length: 5 }, run);
    }""")

    expect(hops(wire(logged_in))).to_have_count(200)
    assert sorted(times)[2] < 100, times


@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_in_the_wire_and_the_dialog(logged_in: Page, width: int) -> None:
    page = logged_in
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("/error/404", "/error/500", "/respond?status=402&body=1"):
        page.request.get(path)
    page.request.post("/form", multipart={"a": "b", "c": {"name": "d", "mimeType": "a/b", "buffer": b"\x00\xff"}})
    expect(hops(wire(page))).to_have_count(6)
    page.evaluate(Axe().axe_script)

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], scheme
        wire(page).get_by_role("button", name="POST /form 200 OK").click()
        expect(page.get_by_role("dialog", name="POST /form 200 OK")).to_be_visible()
        assert violations(page) == [], f"{scheme}, multipart"
        page.get_by_role("button", name="Close").click()
    wire(page).get_by_role("button", name="POST /login 303 See Other").click()
    side(page, "Request").get_by_role("button", name="Raw").click()
    assert violations(page) == [], "raw beside pretty"


def violations(page: Page) -> list[str]:
    """What axe says of the page, as lines to read."""
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]


def test_nothing_scrolls_sideways_on_a_narrow_screen(logged_in: Page) -> None:
    page, long = logged_in, "/user/" + "x" * 300
    page.set_viewport_size({"width": 390, "height": 844})
    page.request.get(f"{long}?{'y' * 300}")
    page.request.post("/form", multipart={"c": {"name": "d" * 99, "mimeType": "a/b", "buffer": bytes(range(250))}})
    dialog = page.get_by_role("dialog")

    for name in (f"GET {long} 200 OK", "POST /form 200 OK"):
        wire(page).get_by_role("button", name=name).click()
        expect(dialog).to_have_js_property("scrollWidth", dialog.evaluate("dialog => dialog.clientWidth"))
        side(page, "Request").get_by_role("button", name="Raw").click()
        expect(dialog).to_have_js_property("scrollWidth", dialog.evaluate("dialog => dialog.clientWidth"))
        page.get_by_role("button", name="Close").click()
    expect(page.locator("html")).to_have_js_property("scrollWidth", 390)
    bench, tapped = page.get_by_role("region", name="Login").bounding_box(), wire(page).bounding_box()
    assert bench
    assert tapped
    assert tapped["y"] >= bench["y"] + bench["height"], "the wire comes under the bench"


def test_wire_has_its_place_before_anything_crossed_it(open_panel: Callable[[str], Locator], page: Page) -> None:
    hello = open_panel("Hello")
    before = wire(page).bounding_box(), hello.bounding_box()
    assert before[0]

    hello.get_by_role("button", name="Say hello").click()
    expect(hops(wire(page))).to_have_count(1)

    after = wire(page).bounding_box()
    assert after
    assert (after["x"], after["width"]) == (before[0]["x"], before[0]["width"])
    assert (hello.bounding_box() or {}).get("width") == (before[1] or {}).get("width")
