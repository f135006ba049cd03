"""Code: beside each answer stands the very view that gave it, with its file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.tap import hops, log_in, wire

PACKAGE = Path(__file__).parents[1] / "backend" / "roundtrip"
FEATURES, EXAMPLES = PACKAGE / "features", PACKAGE / "examples"

# Panel, button, how it is sent, and each view on the way: what it answered, its file, the line it begins with.
VIEWS = [
    ("Hello", "Say hello", "Page", [("GET /hello 200 OK", "hello.py", '@bp.get("/hello")')]),
    ("Hello", "Say hello", "Fetch", [("GET /api/hello 200 OK", "hello.py", '@bp.get("/hello")')]),
    (
        *("Session", "Log out", "Fetch"),
        [
            ("POST /api/logout 303 See Other", "session.py", '@bp.route("/logout"'),
            ("GET /api/session 200 OK", "session.py", '@bp.get("/session")'),
        ],
    ),
    (
        *("Redirects", "Start the chain", "Page"),
        [
            (
                "GET /redirect/chain/3 302 Found, then GET /redirect/chain/2 302 Found, "
                "then GET /redirect/chain/1 302 Found",
                "redirects.py",
                '@bp.get("/redirect/chain/',
            ),
            ("GET /landing 200 OK", "redirects.py", '@bp.route("/landing"'),
        ],
    ),
    ("Errors", "Crash", "Page", [("GET /crash 500 Internal Server Error", "errors.py", '@bp.get("/crash")')]),
    ("Static", "Get it", "Page", [("GET /static/style.css ", "static.py", "@with_any_cookies")]),
]

# Where no view answered, the tab says who did.
WITHOUT_A_VIEW = [
    ("Redirects", "/unslash/", "GET /unslash/ 404 Not Found: no view answered. No rule matches this path"),
    (
        "Methods",
        "Send",
        "PATCH /api/method 405 Method Not Allowed: no view answered. A rule matches this path",
    ),
    ("Redirects", "/slash", "GET /api/slash 308 Permanent Redirect: no view answered. The rule ends with a slash"),
]


def code(panel: Locator) -> Locator:
    """Open the tab."""
    panel.get_by_role("tab", name="Code").click()
    return panel.get_by_role("tabpanel", name="Code")


def listings(panel: Locator) -> Locator:
    """The views of Roundtrip, without the examples below them."""
    return code(panel).get_by_role("figure").filter(has=panel.page.get_by_label("Code of "))


@pytest.mark.parametrize(("name", "button", "send_as", "views"), VIEWS)
def test_each_hop_has_the_very_view_that_answered_it(
    open_panel: Callable[[str], Locator], name: str, button: str, send_as: str, views: list[tuple[str, str, str]]
) -> None:
    panel = open_panel(name)
    panel.get_by_role("radio", name=send_as).check()
    panel.get_by_role("button", name=button, exact=True).click()

    figures = listings(panel)

    expect(figures).to_have_count(len(views))
    for figure, (answered, file, begins) in zip(figures.all(), views, strict=True):
        lines = (FEATURES / file).read_text().splitlines()
        number = next(at for at, line in enumerate(lines, start=1) if line.startswith(begins))
        expect(figure).to_contain_text(answered)
        expect(figure).to_contain_text(f"in roundtrip/features/{file}, line {number}")
        shown = figure.get_by_label("Code of ").inner_text().rstrip("\n").splitlines()
        assert shown == lines[number - 1 : number - 1 + len(shown)], "the code is not what stands in the file"
        last = "raise " if name == "Errors" else "return "
        assert any(line.lstrip().startswith(last) for line in shown), "the code is not there to its end"


@pytest.mark.parametrize(("name", "button", "said"), WITHOUT_A_VIEW)
def test_where_no_view_answered_it_says_who_did(
    open_panel: Callable[[str], Locator], name: str, button: str, said: str
) -> None:
    panel = open_panel(name)
    if "/api" in said:
        panel.get_by_role("radio", name="Fetch").check()
    if "PATCH" in said:
        panel.get_by_role("combobox", name="Method").select_option("PATCH")
    panel.get_by_role("button", name=button, exact=True).click()

    expect(code(panel)).to_contain_text(said)
    expect(listings(panel)).to_have_count(1 if button == "/slash" else 0)


def test_an_application_in_plain_flask_follows_the_views(open_panel: Callable[[str], Locator], page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    login = open_panel("Login")
    login.get_by_label("Username").fill("robert")
    login.get_by_label("Password").fill("open-sesame")
    login.get_by_role("button", name="Log in").click()

    tab = code(login)

    expect(tab.get_by_role("heading", name="Write it yourself")).to_have_count(1)
    expect(listings(login)).to_have_count(2)
    for file in ("app.py", "templates/login.html", "templates/session.html"):
        text = (EXAMPLES / "login" / file).read_text()
        expect(tab.get_by_label(f"login/{file}", exact=True)).to_have_text(text)
        tab.get_by_role("button", name=f"Copy login/{file}").click()
        expect(tab.get_by_role("button", name=f"Copy login/{file}")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == text
    commands = tab.get_by_label("commands for login", exact=True)
    expect(commands).to_have_text("pip install flask\nflask --app app run")
    expect(tab.get_by_label("session/app.py")).to_have_count(0)  # one application has both views


def test_a_button_leads_to_the_plain_flask(open_panel: Callable[[str], Locator], page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    login = open_panel("Login")
    login.get_by_role("tab", name="Code").click()
    log_in(login)
    heading = login.get_by_role("heading", name="Write it yourself")
    expect(heading).to_be_visible()
    expect(heading).not_to_be_in_viewport()

    login.get_by_role("button", name="Show it in plain Flask").click()

    expect(heading).to_be_in_viewport()


def test_what_is_shown_stays_while_the_answer_does(open_panel: Callable[[str], Locator], page: Page) -> None:
    hello = open_panel("Hello")
    hello.get_by_role("button", name="Say hello").click()
    expect(code(hello).get_by_label("hello/app.py", exact=True)).to_be_visible()
    expect(hello.locator("panel-bench")).to_have_attribute("aria-busy", "false")
    again: list[str] = []
    page.on("request", lambda request: again.append(request.url) if "/api/source/" in request.url else None)

    # The page of a slow answer settles after its trip is on the wire.
    hello.locator("panel-bench").evaluate("bench => { bench.settle(); return new Promise(requestAnimationFrame) }")
    hello.get_by_role("tab", name="Result").click()
    expect(code(hello).get_by_label("hello/app.py", exact=True)).to_be_visible()

    assert again == [], "the tab was filled again, and whoever has selected its text loses the selection"


def test_the_example_belongs_to_the_view(open_panel: Callable[[str], Locator]) -> None:
    session = open_panel("Session")
    session.get_by_role("button", name="Tamper with it").click()
    tab = code(session)
    expect(tab.get_by_label("session_tamper/app.py", exact=True)).to_be_visible()
    expect(tab.get_by_label("session/app.py", exact=True)).to_have_count(0)

    session.get_by_role("button", name="Show session").click()

    expect(tab.get_by_label("session/app.py", exact=True)).to_be_visible()
    expect(tab.get_by_label("session_tamper/app.py", exact=True)).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_code_is_highlighted_in_both_themes(
    open_panel: Callable[[str], Locator], page: Page, scheme: Literal["dark", "light"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    session = open_panel("Session")
    session.get_by_role("button", name="Log out").click()

    listing = code(session).get_by_label("Code of session.logout")
    expect(listing).to_be_visible()
    plain = listing.evaluate("element => getComputedStyle(element).color")

    for word in ("def", "logout", '"/logout"'):
        expect(listing.get_by_text(word, exact=True)).not_to_have_css("color", plain)
    expect(listing.get_by_text("Response", exact=True)).to_have_css("color", plain)


def test_open_tab_follows_what_is_sent_and_says_what_is_missing(
    open_panel: Callable[[str], Locator], page: Page
) -> None:
    session = open_panel("Session")
    tab = code(session)
    expect(tab).to_have_text("No request yet. After a request, this tab shows the code that answered it.")

    session.get_by_role("button", name="Show session").click()
    expect(tab.get_by_label("Code of session.session")).to_be_visible()
    session.get_by_role("button", name="Take the cookie apart").click()
    expect(tab.get_by_label("Code of session.cookie")).to_be_visible()
    expect(tab.get_by_label("Code of session.session")).to_have_count(0)

    page.request.get("/hello")  # a request of another tab is on the wire, but it is not this panel's
    expect(hops(wire(page))).to_have_count(3)
    session.get_by_role("tab", name="Reproduce").click()
    expect(session.get_by_label("curl", exact=True)).to_contain_text("/session/cookie")
    expect(listings(session)).to_have_count(1)
    expect(tab.get_by_label("Code of session.cookie")).to_be_visible()


def test_path_that_needs_escapes_is_recognised(open_panel: Callable[[str], Locator]) -> None:
    routing = open_panel("Routing")
    routing.get_by_role("combobox", name="Converter").select_option("string")
    routing.get_by_label("Value").fill("a@b+é ü")

    routing.get_by_role("button", name="Open").click()

    expect(code(routing).get_by_label("Code of routing.string")).to_be_visible()


def test_request_of_another_sites_page_shows_the_view_that_answered_it(
    open_panel: Callable[[str], Locator], page: Page, excused: list[str]
) -> None:
    """A token in its URL puts the request onto the wire: the browser sends no visitor cookie with it."""
    excused += ["No 'Access-Control-Allow-Origin' header is present", "net::ERR_FAILED"]
    origins = open_panel("Origins")

    origins.get_by_role("button", name="Ask from another origin").click()

    expect(code(origins)).to_contain_text("GET /api/origins 200 OK")
    expect(code(origins).get_by_label("Code of api.origins.origins")).to_be_visible()
    expect(hops(wire(page))).to_have_count(1)
