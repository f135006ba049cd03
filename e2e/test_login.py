"""Login: fill in a form by its labels, and judge it by the next request and the cookie, not by the page alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from e2e.declared import QUOTED, Case, Press, Twin
from roundtrip.testing import Roundtrip

RIGHT = {"username": "robert", "password": "open-sesame"}
REQUIRED = {"Username": "robert", "Password": "open-sesame"}
CONTROLS = ["Username", "Password", "Remember me", "Log in"]
WITHOUT_SCRIPT = [
    Press("Log in", "You're logged in as robert", REQUIRED),
]
REPRODUCE = [
    Case("Log in", "Fetch", [401], {"Username": "robert", "Password": QUOTED.strip()}),
    Case("Log in", "Page", [303, 200], {"Username": "robert", "Password": "open-sesame"}),
]
TWINS = [
    Twin("GET /login", says="open-sesame", has="accounts"),
    Twin("POST /login", 303, to="/session", form=RIGHT),
    Twin("POST /login", 303, to="/landing", form={**RIGHT, "next": "/landing"}),
    Twin("POST /login", 401, says="Wrong username or password.", has="detail", form={**RIGHT, "password": "no"}),
    Twin("POST /login", 403, says="This account is locked.", has="detail", form={**RIGHT, "username": "locked"}),
]


def fill(form: Locator, username: str, password: str = "open-sesame") -> None:
    form.get_by_label("Username").fill(username)
    form.get_by_label("Password").fill(password)


def session_cookies(context: BrowserContext) -> list[dict[str, Any]]:
    return [dict(cookie) for cookie in context.cookies() if cookie["name"] == "session"]


def test_right_password_is_sent_on_to_the_session(
    open_panel: Callable[[str], Locator], page: Page, roundtrip: Roundtrip
) -> None:
    login = open_panel("Login")
    expect(page.get_by_role("status", name="Login")).to_have_text("Not logged in")

    fill(login, "robert")
    with page.expect_response("**/session") as landed:
        login.get_by_role("button", name="Log in").click()

    posted, got = roundtrip.expect(page).trip("POST /login", 303, "GET /session", 200)
    assert posted.request.text == "username=robert&password=open-sesame"
    assert (got.request.text, got.changes[:2]) == ("", ("method POST→GET", "body dropped"))
    assert "open-sesame" not in landed.value.url + landed.value.text(), "a password goes nowhere but to the login"
    stage = login.get_by_title("Login stage").content_frame
    expect(stage.get_by_role("heading")).to_have_text("You're logged in as robert")
    expect(page.get_by_role("status", name="Login")).to_have_text("Logged in as robert")
    expect(login.get_by_role("tabpanel", name="Result")).to_contain_text("After 1 redirect")


@pytest.mark.parametrize(
    ("username", "password", "status", "words"),
    [
        ("robert", "guess", "401 Unauthorized", "Wrong username or password."),
        ("<b>nobody</b>", "open-sesame", "401 Unauthorized", "Wrong username or password."),
        ("locked", "open-sesame", "403 Forbidden", "This account is locked."),
    ],
)
def test_refusal_keeps_the_username_and_logs_nobody_in(
    open_panel: Callable[[str], Locator], page: Page, username: str, password: str, status: str, words: str
) -> None:
    login = open_panel("Login")

    fill(login, username, password)
    login.get_by_role("button", name="Log in").click()

    stage = login.get_by_title("Login stage").content_frame
    expect(stage.get_by_role("heading", name=status)).to_be_visible()
    expect(stage.get_by_text(words)).to_be_visible()
    expect(stage.get_by_label("Username")).to_have_value(username)
    expect(stage.get_by_label("Password")).to_be_empty()
    expect(login.get_by_role("tabpanel", name="Result")).to_contain_text(status)
    expect(page.get_by_role("status", name="Login")).to_have_text("Not logged in")
    assert session_cookies(page.context) == [], "who was refused gets no session"


@pytest.mark.slow
def test_slow_account_is_not_logged_in_before_its_answer(open_panel: Callable[[str], Locator], page: Page) -> None:
    login, who = open_panel("Login"), page.get_by_role("status", name="Login")
    login.get_by_role("radio", name="Fetch").check()
    fill(login, "slow")
    began = time.monotonic()

    with page.expect_request("**/api/login"):
        login.get_by_role("button", name="Log in").click()
    expect(who).to_have_text("Not logged in")
    expect(login.get_by_role("tabpanel", name="Result")).not_to_contain_text("200 OK")

    expect(who).to_have_text("Logged in as slow")
    assert time.monotonic() - began >= 2
    expect(login.get_by_role("tabpanel", name="Result")).to_contain_text('"username": "slow"')


def test_fetch_logs_in_as_well_and_leaves_the_stage_alone(
    open_panel: Callable[[str], Locator], page: Page, base_url: str
) -> None:
    login = open_panel("Login")
    login.get_by_role("radio", name="Fetch").check()

    fill(login, "robert")
    login.get_by_role("button", name="Log in").click()

    expect(login.get_by_role("status", name="Final URL")).to_have_text(f"{base_url}/api/session")
    expect(login.get_by_role("tabpanel", name="Result")).to_contain_text('"logged_in": true')
    expect(page.get_by_role("status", name="Login")).to_have_text("Logged in as robert")
    expect(login.get_by_title("Login stage")).to_be_hidden()


def test_remember_me_is_a_cookie_that_outlives_the_browser(open_panel: Callable[[str], Locator], page: Page) -> None:
    login, who = open_panel("Login"), page.get_by_role("status", name="Login")

    fill(login, "robert")
    login.get_by_role("button", name="Log in").click()
    expect(who).to_have_text("Logged in as robert")
    (until_it_closes,) = session_cookies(page.context)
    assert until_it_closes["expires"] == -1, "nobody asked to be remembered"

    login.get_by_role("checkbox", name="Remember me").check()
    with page.expect_response("**/session"):
        login.get_by_role("button", name="Log in").click()
    (remembered,) = session_cookies(page.context)
    assert remembered["expires"] > time.time() + 24 * 3600
    assert remembered["httpOnly"]
    assert remembered["sameSite"] == "Lax"


def test_next_takes_the_person_on_within_the_site(page: Page, base_url: str) -> None:
    page.goto("/login?next=/slash/")

    fill(page.get_by_role("main"), "robert")
    page.get_by_role("button", name="Log in").click()

    expect(page).to_have_url(f"{base_url}/slash/")
    expect(page.get_by_role("heading", name="this is a slash page!")).to_be_visible()


def test_next_never_leads_off_the_site(page: Page, base_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/login?next=//example.org/")

    fill(page.get_by_role("main"), "robert")
    page.get_by_role("button", name="Log in").click()

    expect(page.get_by_role("heading", name="400 Bad Request")).to_be_visible()
    assert all(url.startswith(base_url) for url in asked), "the browser went elsewhere"
    assert session_cookies(page.context) == [], "a refused request logs nobody in"


def test_twin_has_the_accounts_but_no_passwords(page: Page) -> None:
    answer = page.request.get("/api/login")

    expect(answer).to_be_ok()
    assert [each["username"] for each in answer.json()["accounts"]] == ["robert", "slow", "locked"]
    assert "scrypt" not in answer.text()
    assert "open-sesame" not in answer.text()


@pytest.mark.parametrize(
    ("form", "status", "location"),
    [
        (RIGHT, 303, "/session"),
        (RIGHT | {"next": "/landing?a=1"}, 303, "/landing?a=1"),
        (RIGHT | {"username": "locked"}, 403, None),
        (RIGHT | {"password": ""}, 401, None),
        (RIGHT | {"next": "https://example.org/"}, 400, None),
        (RIGHT | {"next": "/\\example.org/"}, 400, None),
    ],
)
def test_page_and_twin_answer_alike(
    new_context: Callable[..., BrowserContext], form: dict[str, Any], status: int, location: str | None
) -> None:
    html = new_context().request.post("/login", form=form, max_redirects=0)
    twin = new_context().request.post("/api/login", form=form, max_redirects=0)

    assert (html.status, twin.status) == (status, status)
    assert html.headers.get("location") == location
    assert twin.headers.get("location") == (location and f"/api{location}")
    assert ("set-cookie" in html.headers, "set-cookie" in twin.headers) == (status == 303, status == 303)
    if status != 303:
        assert twin.headers["content-type"] == "application/problem+json"
        assert twin.json()["detail"] in html.text()
