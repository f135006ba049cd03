"""Redirects: look at the hops (`request.redirected_from`), not only at where the browser ended up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Request, Response, expect

from e2e.declared import ECHO, FIVE, QUOTED, Case, Press, Twin
from e2e.tap import replace_text, response_to
from roundtrip.testing import Roundtrip

CONTROLS = ["Code", "Method", "Body", "Follow", "Hops", "Start the chain", "Start the loop", "Run the matrix"]
WITHOUT_SCRIPT = [
    Press("Follow", "GET /landing"),
    Press("Start the chain", "GET /landing"),
    Press("/slash", "this is a slash page!"),
]
REPRODUCE = [
    Case("Follow", "Page", [302, 200], {"Body": QUOTED.strip()}),
    Case("Follow", "Page", [307, 200], {"Code": "307"}),
    Case("Follow", "Fetch", [303, 200], {"Code": "303", "Method": "PUT"}),
    Case("Follow", "Fetch", [307, 200], {"Code": "307", "Method": "PUT"}),
    Case("Start the chain", "Page", [302, 302, 302, 200]),
    Case("Start the chain", "Fetch", [302] * 20 + [200], {"Hops": "20"}),
    Case("/slash", "Page", [308, 200]),
    Case("/unslash/", "Fetch", [404]),
]
TWINS = [
    Twin("GET /re", 302, to="/index"),
    Twin("GET /index", says="This is the index page!", has="message"),
    Twin("GET /slash/", says="this is a slash page!", has="message"),
    Twin("GET /slash", 308, to="/slash/"),
    Twin("GET /slash?a=b", 308, to="/slash/?a=b"),
    Twin("GET /unslash", says="this is a not slash page!", has="message"),
    Twin("GET /unslash/", 404, says="404 Not Found", has="detail"),
    Twin("GET /redirect/302", 302, to="/landing"),
    Twin("GET /redirect/chain/2", 302, to="/redirect/chain/1"),
    Twin("GET /redirect/chain/1", 302, to="/landing"),
    Twin("GET /redirect/loop", 302, to="/redirect/loop"),
    Twin("GET /landing", says="GET /landing", has=ECHO),
    *(Twin(f"{method} /redirect/307", 307, to="/landing") for method in FIVE),
    *(Twin(f"{method} /landing", says=f"{method} /landing", has=ECHO) for method in FIVE[1:]),
]
PROVOKES = ["net::ERR_TOO_MANY_REDIRECTS"]

# Whether a POST stays one is RFC 9110, section 15.4; that 301 and 302 drop it, the Fetch standard.
POSTED = [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")]
FETCHED = [(301, "PUT", "PUT"), (303, "PUT", "GET"), (303, "DELETE", "GET"), (308, "PATCH", "PATCH")]
# The Fetch standard allows 20 redirects. Chromium ends a navigation at the twentieth.
MOST = {("chromium", "Page"): 19, ("chromium", "Fetch"): 20, ("firefox", "Page"): 20, ("firefox", "Fetch"): 20}
TOO_MANY = {"chromium": "net::ERR_TOO_MANY_REDIRECTS", "firefox": "NS_ERROR_REDIRECT_LOOP"}
FROM_THE_TUTORIAL = [
    ("/re", ["302 /re", "200 /index"], "This is the index page!"),
    ("/slash", ["308 /slash", "200 /slash/"], "this is a slash page!"),
    ("/unslash", ["200 /unslash"], "this is a not slash page!"),
    ("/unslash/", ["404 /unslash/"], "404 Not Found"),
]


def hops(request: Request) -> list[Request]:
    """The requests that led to this one, the first of them first."""
    before = request.redirected_from
    return [*(hops(before) if before else []), request]


def path(request: Request) -> str:
    return "/" + request.url.split("/", 3)[3]


@pytest.mark.parametrize(("code", "arrives_as"), POSTED)
def test_code_decides_whether_a_post_stays_a_post(
    open_panel: Callable[[str], Locator], page: Page, roundtrip: Roundtrip, code: int, arrives_as: str
) -> None:
    redirects = open_panel("Redirects")
    redirects.get_by_role("combobox", name="Code").select_option(str(code))
    redirects.get_by_role("combobox", name="Method").select_option("POST")
    redirects.get_by_label("Body").fill("kept?")

    redirects.get_by_role("button", name="Follow").click()

    trip = roundtrip.expect(page).trip(f"POST /redirect/{code}", code, f"{arrives_as} /landing", 200)
    bodies = [hop.request.text for hop in trip]
    assert bodies == ["body=kept%3F", "body=kept%3F" if arrives_as == "POST" else ""]
    stage = redirects.get_by_title("Redirects stage").content_frame
    expect(stage.get_by_role("heading", name=f"{arrives_as} /landing")).to_be_visible()
    expect(stage.get_by_role("table", name="request.form: from the body").get_by_text("kept?")).to_have_count(
        1 if arrives_as == "POST" else 0
    )


@pytest.mark.parametrize(("code", "method", "arrives_as"), FETCHED)
def test_fetch_changes_other_methods_for_a_303_only(
    open_panel: Callable[[str], Locator], page: Page, code: int, method: str, arrives_as: str
) -> None:
    redirects = open_panel("Redirects")
    redirects.get_by_role("radio", name="Fetch").check()
    redirects.get_by_role("combobox", name="Code").select_option(str(code))
    redirects.get_by_role("combobox", name="Method").select_option(method)

    with page.expect_response("**/api/landing") as landed:
        redirects.get_by_role("button", name="Follow").click()

    first, last = hops(landed.value.request)
    assert (first.method, path(first), response_to(first).status) == (method, f"/api/redirect/{code}", code)
    echo = landed.value.json()
    assert (last.method, echo["method"]) == (arrives_as, arrives_as)
    assert echo["form"] == ({} if arrives_as == "GET" else {"body": ["hello"]}), "a GET has no body to lose"
    result = redirects.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text("The browser followed a redirect to /api/landing.")
    expect(redirects.get_by_title("Redirects stage")).to_be_hidden()


@pytest.mark.parametrize(("send_as", "prefix"), [("Page", ""), ("Fetch", "/api")])
def test_chain_is_followed_link_by_link(
    open_panel: Callable[[str], Locator], page: Page, browser_name: str, send_as: str, prefix: str
) -> None:
    length = MOST[browser_name, send_as]
    redirects = open_panel("Redirects")
    redirects.get_by_role("radio", name=send_as).check()
    replace_text(redirects.get_by_label("Hops"), str(length))

    with page.expect_response(f"**{prefix}/landing") as landed:
        redirects.get_by_role("button", name="Start the chain").click()

    chain = hops(landed.value.request)
    links = [f"{prefix}/redirect/chain/{left}" for left in range(length, 0, -1)]
    assert [path(hop) for hop in chain] == [*links, f"{prefix}/landing"]
    assert [response_to(hop).status for hop in chain] == [302] * length + [200]
    words = {"Page": f"After {length} redirects", "Fetch": "followed a redirect to /api/landing."}
    expect(redirects.get_by_role("tabpanel", name="Result")).to_contain_text(words[send_as])


def test_chain_longer_than_a_browser_follows_is_not_begun(open_panel: Callable[[str], Locator], page: Page) -> None:
    redirects = open_panel("Redirects")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    replace_text(redirects.get_by_label("Hops"), "21")
    redirects.get_by_role("button", name="Start the chain").click()

    expect(redirects.get_by_label("Hops")).to_be_focused()
    assert not any("/redirect/" in url for url in asked), "the form itself knows the limit"
    refused = page.request.get("/redirect/chain/21")
    assert refused.status == 400
    assert "1 to 20 hops" in refused.text()


@pytest.mark.parametrize("send_as", ["Page", "Fetch"])
def test_loop_is_ended_by_the_browser_itself(
    open_panel: Callable[[str], Locator], page: Page, excused: list[str], browser_name: str, send_as: str
) -> None:
    excused.append("net::ERR_TOO_MANY_REDIRECTS")
    redirects = open_panel("Redirects")
    redirects.get_by_role("radio", name=send_as).check()

    with page.expect_event("requestfailed") as failed:
        redirects.get_by_role("button", name="Start the loop").click()

    assert failed.value.failure == TOO_MANY[browser_name]
    assert len(hops(failed.value)) == MOST[browser_name, send_as] + 1
    assert all(path(hop).endswith("/redirect/loop") for hop in hops(failed.value))
    result = redirects.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text("followed too many redirects")
    if send_as == "Fetch":  # only the wire knows it
        expect(result).to_contain_text("the last answer on the wire is another redirect.")
    expect(result).not_to_contain_text("200 OK")


def test_paths_of_the_tutorial_take_the_hops_they_should(open_panel: Callable[[str], Locator], page: Page) -> None:
    redirects = open_panel("Redirects")
    stage = redirects.get_by_title("Redirects stage").content_frame
    seen: list[str] = []

    def note(response: Response) -> None:
        if response.request.is_navigation_request():
            seen.append(f"{response.status} {path(response.request)}")

    page.on("response", note)
    for start, expected, heading in FROM_THE_TUTORIAL:
        seen.clear()
        redirects.get_by_role("button", name=start, exact=True).click()
        expect(stage.get_by_role("heading", name=heading)).to_be_visible()
        assert seen == expected, start


@pytest.mark.parametrize(
    ("start", "status", "location"),
    [
        ("/re", 302, "/index"),
        ("/slash", 308, "/slash/"),
        ("/unslash/", 404, None),
        ("/index", 200, None),
        ("/redirect/301", 301, "/landing"),
        ("/redirect/307?to=/slash/?a=1", 307, "/slash/?a=1"),
        ("/redirect/308?to=//example.org/", 400, None),
        ("/redirect/304", 400, None),
        ("/redirect/loop", 302, "/redirect/loop"),
    ],
)
def test_page_and_twin_redirect_alike(
    context: BrowserContext, base_url: str, start: str, status: int, location: str | None
) -> None:
    html = context.request.get(start, max_redirects=0)
    twin = context.request.get(f"/api{start}", max_redirects=0)

    assert (html.status, twin.status) == (status, status)
    assert html.headers.get("location", "").removeprefix(base_url) == (location or "")
    assert twin.headers.get("location", "").removeprefix(base_url) == (f"/api{location}" if location else "")
    if status == 400:
        assert twin.json()["detail"] in html.text().replace("&#39;", "'")
        assert "example.org" not in html.headers.get("location", ""), "a redirect never leads off the site"
