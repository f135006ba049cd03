"""Origins: two names of one server are two sites to a browser; see what one may do to the other."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from e2e.declared import Case, Press, Twin
from e2e.tap import expect_hops, trips

CONTROLS = ["Ask from here", "Ask from another origin", "Post from another site", "Run the lab"]
CONTROLS += ["Example", "Request method", "Content type", "Credentials mode", "Request mode", "Request headers"]
CONTROLS += ["Request body", "Allow-Origin", "Allow-Methods", "Allow-Headers", "Allow-Credentials", "Max-Age"]
CONTROLS += ["Expose-Headers", "Send across origins"]
WITHOUT_SCRIPT = [
    Press("Ask from here", "same-origin"),
]
REPRODUCE = [
    Case("Ask from here", "Page", [200]),
    Case("Ask from here", "Fetch", [200]),
    Case("Ask from another origin", "Page", [200]),
    Case("Post from another site", "Page", [403], differs="curl sends no Sec-Fetch-Site, which the 403 names"),
    Case("Send across origins", "Page", [204]),
    Case(
        *("Send across origins", "Page", [204, 200]),
        fill={"Allow-Methods": "PUT", "Allow-Headers": "X-Custom, Content-Type"},
    ),
]
TWINS = [
    Twin("GET /origins", says="safe method", has="origin referer sec_fetch cookies guard"),
    Twin("POST /origins", says="no page in a browser sent it", has="origin referer sec_fetch cookies guard"),
    Twin("GET /origins/elsewhere", says="Two origins, one server", has="here to"),
]
PROVOKES = ["Access-Control-Allow-Origin", "blocked by CORS policy", "net::ERR_FAILED"]


@pytest.fixture
def elsewhere(base_url: str) -> str:
    """The same server by its other name."""
    return base_url.replace("127.0.0.1", "localhost")


@pytest.fixture
def friendly(start_server: Callable[..., str], tmp_path: Path) -> str:
    """A server that allows its other name as an origin."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    return start_server("--port", port, "--origins", f"http://localhost:{port}", "--instance", str(tmp_path))


def test_page_scrolls_to_the_stage_at_the_click_and_not_later(open_panel: Callable[[str], Locator], page: Page) -> None:
    """A page that moves when the answer arrives moves away under the pointer, and the next click is lost."""
    held: list[Route] = []
    page.route("**/api/lab/token", lambda route: held.append(route))
    page.set_viewport_size({"width": 1280, "height": 500})
    origins = open_panel("Origins")
    tab = origins.get_by_role("tab", name="Code")

    with page.expect_request("**/api/lab/token"):
        origins.get_by_role("button", name="Post from another site").click()
    expect(origins.get_by_role("tabpanel", name="Result")).to_contain_text("Waiting for GET ")
    before = tab.bounding_box()
    held[0].continue_()

    expect(origins.get_by_title("Origins stage").content_frame.locator("body")).to_contain_text("403")
    assert tab.bounding_box() == before


def test_asking_from_here_is_same_origin(open_panel: Callable[[str], Locator]) -> None:
    origins = open_panel("Origins")
    stage = origins.get_by_title("Origins stage").content_frame

    origins.get_by_role("button", name="Ask from here").click()
    expect(stage.get_by_role("row", name="site", exact=False).first).to_contain_text("same-origin")
    expect(stage.get_by_role("table", name="Cookies in the request")).to_contain_text("visitor")
    expect(stage.get_by_role("table", name="Cookies in the request")).not_to_contain_text("=")  # not its value

    origins.get_by_role("radio", name="Fetch").check()
    origins.get_by_role("button", name="Ask from here").click()
    result = origins.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text('"mode": "cors"')
    expect(result).to_contain_text('"site": "same-origin"')
    expect(result).not_to_contain_text('"site": "cross-site"')


def test_another_origin_may_ask_but_not_read(
    open_panel: Callable[[str], Locator], page: Page, base_url: str, elsewhere: str, excused: list[str]
) -> None:
    excused += ["No 'Access-Control-Allow-Origin' header is present", "net::ERR_FAILED"]
    origins = open_panel("Origins")

    with page.expect_request("**/api/origins?wire=*") as asked:
        origins.get_by_role("button", name="Ask from another origin").click()

    assert asked.value.url.startswith(f"{base_url}/api/origins?")
    assert asked.value.frame.url.startswith(elsewhere)
    stage = origins.get_by_title("Origins stage").content_frame
    expect(stage.get_by_role("status")).to_contain_text("the browser hides the answer")
    expect(stage.get_by_role("main")).not_to_contain_text('"sec_fetch"')
    expect(origins.get_by_role("tabpanel", name="Result")).to_contain_text("cannot read what is in it")
    expect_hops(trips(page).first, ["GET /api/origins 200 OK"])
    expect(trips(page)).to_have_count(1)  # the page of the other site stands for another server


def test_allowed_origin_may_read_but_gets_no_lax_cookie(page: Page, friendly: str) -> None:
    page.goto(f"{friendly}/#origins")
    origins = page.get_by_role("region", name="Origins", exact=True)

    origins.get_by_role("button", name="Ask from another origin").click()

    stage = origins.get_by_title("Origins stage").content_frame
    expect(stage.get_by_role("status")).to_contain_text("The server allows this origin")
    expect(stage.get_by_role("main")).to_contain_text('"site": "cross-site"')
    expect(stage.get_by_role("main")).to_contain_text('"cookies": {}')


def test_post_from_another_site_is_refused_and_changes_nothing(
    open_panel: Callable[[str], Locator], page: Page, base_url: str, elsewhere: str
) -> None:
    origins = open_panel("Origins")

    with page.expect_response(f"{base_url}/origins?wire=*") as answered:
        origins.get_by_role("button", name="Post from another site").click()

    assert (answered.value.request.method, answered.value.status) == ("POST", 403)
    assert answered.value.request.headers["origin"] == elsewhere
    assert "set-cookie" not in answered.value.headers
    stage = origins.get_by_title("Origins stage").content_frame
    expect(stage.get_by_role("heading", name="403 Forbidden")).to_be_visible()
    expect(stage.get_by_role("main")).to_contain_text(f"Origin: {elsewhere}")
    expect_hops(trips(page).first, ["POST /origins 403 Forbidden"])
    result = origins.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text(f"A page of {elsewhere} sent the request. The stage shows /origins")
    origins.get_by_role("tab", name="Reproduce").click()
    expect(origins.get_by_label("curl", exact=True)).to_contain_text(f"--header 'Origin: {elsewhere}'")


def test_person_on_a_page_of_an_allowed_origin_may_change_something(page: Page, friendly: str) -> None:
    """A navigation by GET has no Origin; the browser says that a person pressed the button, and on which page."""
    page.goto(f"{friendly.replace('127.0.0.1', 'localhost')}/?server={friendly}#cookies")
    cookies = page.get_by_role("region", name="Cookies", exact=True)

    with page.expect_response(f"{friendly}/set-name") as answer:
        cookies.get_by_role("button", name="/set-name").click()

    assert answer.value.request.all_headers()["sec-fetch-site"] == "cross-site"
    assert answer.value.status == 200
    stage = cookies.get_by_title("Cookies stage").content_frame
    expect(stage.get_by_role("heading", name="set name successful!")).to_be_visible()


@pytest.mark.parametrize("target", ["/login", "/logout", "/cookies"])
def test_forged_form_of_another_site_does_nothing_here(page: Page, base_url: str, elsewhere: str, target: str) -> None:
    page.request.post("/login", form={"username": "robert", "password": "open-sesame"})
    page.goto(f"{elsewhere}/login")
    forged = page.get_by_role("main").locator("form")
    forged.evaluate("(form, url) => { form.action = url }", base_url + target)

    forged.get_by_label("Username").fill("slow")
    forged.get_by_label("Password").fill("open-sesame")
    forged.get_by_role("button", name="Log in").click()

    expect(page).to_have_url(base_url + target)
    expect(page.get_by_role("heading", name="403 Forbidden")).to_be_visible()
    assert page.request.get("/api/session").json()["username"] == "robert", "another site changed who is logged in"


def test_page_and_twin_tell_alike_who_asked(page: Page, elsewhere: str) -> None:
    foreign = {"Origin": elsewhere, "Sec-Fetch-Site": "cross-site"}

    for path in ("/origins", "/api/origins"):
        assert page.request.get(path, headers=foreign).ok, "a GET changes nothing, so it may come from anywhere"
        assert page.request.post(path).ok, "a request that no page made is nobody's forgery"
        refused = page.request.post(path, headers=foreign)
        assert refused.status == 403
        assert "access-control-allow-origin" not in refused.headers
    told = page.request.get("/api/origins", headers=foreign).json()
    assert (told["origin"], told["sec_fetch"]["site"], told["guard"]["allowed"]) == (elsewhere, "cross-site", True)
    assert elsewhere in page.request.get("/origins", headers=foreign).text()
    assert refused.json()["detail"].startswith("A page of another site sent this POST")
