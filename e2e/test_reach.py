"""The page reached otherwise: without script, from another origin, without a server, and in two tabs at once."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.declared import enter, features
from e2e.tap import expect_hops, hops, wire

pytestmark = pytest.mark.slow

FRONTEND = Path(__file__).parents[1] / "frontend"


class Quiet(SimpleHTTPRequestHandler):
    """Python's static file server, without its log."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """Any static file server: the page without Roundtrip, at an origin of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=FRONTEND)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def allowing(host: str, start_server: Callable[..., str]) -> str:
    """A Roundtrip that allows that origin."""
    return start_server("--origins", host)


def test_every_panel_works_without_script(without_script: BrowserContext) -> None:
    page = without_script.new_page()
    page.goto("/")

    for feature in features():
        panel = page.get_by_role("region", name=feature.title, exact=True)
        stage = panel.get_by_title(f"{feature.title} stage").content_frame
        assert feature.without_script, feature.name
        for press in feature.without_script:
            enter(panel, press.fill)
            panel.get_by_role("button", name=press.button, exact=True).click()
            expect(stage.locator("body"), f"{feature.title}: {press.button}").to_contain_text(press.shows)

    expect(page.get_by_role("region")).to_have_count(
        len(features()) + 3
    )  # and the lessons, the parser lab and the report
    report = page.get_by_role("region", name="Report", exact=True)
    expect(report.get_by_text("The report needs JavaScript.")).to_be_visible()
    expect(report.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("radio", name="Fetch")).to_have_count(0)  # nothing that only a script could do
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)


def test_page_of_another_origin_logs_in_and_shows_it(page: Page, host: str, allowing: str) -> None:
    page.goto(f"{host}/?server={allowing}#login")
    login, who = page.get_by_role("region", name="Login", exact=True), page.get_by_role("status", name="Login")
    expect(who).to_have_text("Not logged in")
    login.get_by_role("radio", name="Fetch").check()
    login.get_by_label("Username").fill("robert")
    login.get_by_label("Password").fill("open-sesame")

    with page.expect_response(f"{allowing}/api/session") as landed:
        login.get_by_role("button", name="Log in").click()

    assert landed.value.request.all_headers()["origin"] == host
    assert landed.value.headers["access-control-allow-origin"] == host
    assert landed.value.headers["access-control-allow-credentials"] == "true"
    expect(login.get_by_role("tabpanel", name="Result")).to_contain_text('"username": "robert"')
    expect(who).to_have_text("Logged in as robert")
    page.reload()
    expect(who).to_have_text("Logged in as robert")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_page_of_another_origin_has_its_wire_too(page: Page, host: str, allowing: str) -> None:
    page.goto(f"{host}/?server={allowing}#redirects")
    redirects = page.get_by_role("region", name="Redirects", exact=True)
    redirects.get_by_role("radio", name="Fetch").check()

    redirects.get_by_role("button", name="/re", exact=True).click()

    expect_hops(wire(page), ["GET /api/re 302 Found", "GET /api/index 200 OK"])
    redirects.get_by_role("tab", name="Code").click()
    expect(redirects.get_by_label("Code of api.redirects.re")).to_be_visible()
    with page.expect_download() as download:
        wire(page).get_by_role("button", name="Download HAR").click()
    assert download.value.url.startswith(allowing)
    assert "/api/re" in Path(download.value.path()).read_text()
    wire(page).get_by_role("button", name="Clear").click()
    expect(hops(wire(page))).to_have_count(0)
    expect(page).to_have_url(f"{host}/?server={allowing}#redirects?as=fetch")  # a download leaves the page where it is


def test_page_of_another_origin_uses_the_stage_too(page: Page, host: str, allowing: str) -> None:
    page.goto(f"{host}/?server={allowing}#hello")
    hello = page.get_by_role("region", name="Hello", exact=True)

    hello.get_by_role("button", name="Say hello").click()

    expect(hello.get_by_title("Hello stage").content_frame.locator("body")).to_have_text("Hello World!")
    expect(hello.get_by_role("tabpanel", name="Result")).to_contain_text("cannot read what is in it")


def test_upload_from_another_origin_is_kept(page: Page, host: str, allowing: str) -> None:
    page.goto(f"{host}/?server={allowing}#upload")
    upload = page.get_by_role("region", name="Upload", exact=True)
    expect(upload.get_by_text("Limits: 64 MiB per request")).to_be_visible()
    upload.get_by_role("radio", name="Fetch").check()
    upload.get_by_label("Files").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"kept"})

    upload.get_by_role("button", name="Upload", exact=True).click()

    expect(upload.get_by_role("tabpanel", name="Result")).to_contain_text('"filename": "a.txt"')
    expect(upload.get_by_text("1 file")).to_have_count(0)
    (file,) = page.request.get(f"{allowing}/api/uploads").json()["files"]
    assert page.request.get(allowing + file["url"]).body() == b"kept"


def test_origin_that_is_not_allowed_is_told_how_to_become_so(
    page: Page, host: str, base_url: str, excused: list[str]
) -> None:
    excused += ["No 'Access-Control-Allow-Origin' header is present", "net::ERR_FAILED"]
    page.goto(f"{host}/?server={base_url}#hello")

    expect(page.get_by_role("alert")).to_contain_text(f"ROUNDTRIP_ORIGINS={host}")
    hello = page.get_by_role("region", name="Hello", exact=True)
    hello.get_by_role("radio", name="Fetch").check()
    hello.get_by_role("button", name="Say hello").click()

    expect(hello.get_by_role("tabpanel", name="Result")).to_contain_text("hides the answer of another origin")
    expect(hello.get_by_role("tabpanel", name="Result")).not_to_contain_text("Hello World!")


def test_page_without_a_server_says_what_to_do(page: Page, host: str, excused: list[str]) -> None:
    excused.append("net::ERR_CONNECTION_REFUSED")
    with socket.socket() as probe:  # a port at which nobody listens any more
        probe.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{probe.getsockname()[1]}"

    page.goto(f"{host}/?server={nowhere}")

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(f"No Roundtrip answers at {nowhere}.")
    expect(alert).to_contain_text("start it again")
    expect(page.get_by_role("status", name="Login")).not_to_contain_text("ogged in")


def test_server_that_stops_is_missed_and_that_comes_back_is_found(page: Page, excused: list[str]) -> None:
    excused.append("net::ERR_CONNECTION_REFUSED")
    page.goto("/#hello")
    hello, alert = page.get_by_role("region", name="Hello", exact=True), page.get_by_role("alert")
    expect(page.get_by_role("status", name="Login")).to_have_text("Not logged in")
    expect(alert).to_have_count(0)
    hello.get_by_role("radio", name="Fetch").check()

    page.route("**/api/**", lambda route: route.abort("connectionrefused"))
    hello.get_by_role("button", name="Say hello").click()
    expect(alert).to_contain_text("If it has stopped, start it again.")
    expect(hello.get_by_role("tabpanel", name="Result")).to_contain_text("the browser did not reach the server")

    page.unroute("**/api/**")
    hello.get_by_role("button", name="Say hello").click()
    expect(hello.get_by_role("tabpanel", name="Result")).to_contain_text("200 OK")
    expect(alert).to_have_count(0)


def test_login_in_one_tab_is_seen_in_the_other(page: Page) -> None:
    page.goto("/")
    who = page.get_by_role("status", name="Login")
    expect(who).to_have_text("Not logged in")
    other = page.context.new_page()
    other.goto("/login")
    other.get_by_label("Username").fill("robert")
    other.get_by_label("Password").fill("open-sesame")
    other.get_by_role("button", name="Log in").click()
    expect(other.get_by_role("heading")).to_have_text("You're logged in as robert")

    expect(who).to_have_text("Logged in as robert")
