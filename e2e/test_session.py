"""Session: what a signed cookie tells anyone, and what the server no longer believes once it was changed."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Locator, Page, expect

from e2e.declared import Case, Press, Twin
from e2e.tap import response_to

CONTROLS = ["Show session", "Take the cookie apart", "Tamper with it", "Log out", "Run the lab"]
WITHOUT_SCRIPT = [
    Press("Show session", "You're logged in as robert"),
    Press("Take the cookie apart", "Anyone who has this cookie can read it"),
    Press("Log out", "You're not logged in!"),
]
REPRODUCE = [
    Case("Take the cookie apart", "Page", [200], logged_in=True),
    Case("Tamper with it", "Page", [303, 200], logged_in=True),
    Case("Log out", "Fetch", [303, 200], logged_in=True),
]
TWINS = [
    Twin("GET /session", says="You're not logged in!", has="logged_in username visits"),
    Twin("GET /session/cookie", says="This request has no session cookie", has="raw payload signed_at valid"),
    Twin("POST /session/tamper", 303, to="/session"),
    Twin("GET /logout", 303, to="/session"),
    Twin("POST /logout", 303, to="/session"),
]


@pytest.fixture
def logged_in(page: Page) -> Page:
    """A page whose visitor is robert: `page.request` shares its cookies with the browser."""
    page.request.post("/login", form={"username": "robert", "password": "open-sesame"})
    return page


def session_cookie(page: Page) -> str:
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "session")


def payload(cookie: str) -> dict[str, Any]:
    """What anyone reads in a session cookie, without any key: its first part is base64."""
    text = cookie.partition(".")[0]
    data: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return data


def test_stranger_is_not_logged_in(open_panel: Callable[[str], Locator], page: Page) -> None:
    session = open_panel("Session")

    session.get_by_role("button", name="Show session").click()

    stage = session.get_by_title("Session stage").content_frame
    expect(stage.get_by_role("heading")).to_have_text("You're not logged in!")
    expect(page.get_by_role("status", name="Login")).to_have_text("Not logged in")


def test_session_is_carried_from_one_request_to_the_next(logged_in: Page, open_panel: Callable[[str], Locator]) -> None:
    session = open_panel("Session")
    stage = session.get_by_title("Session stage").content_frame
    before = payload(session_cookie(logged_in))["visits"]

    session.get_by_role("button", name="Show session").click()
    expect(stage.get_by_role("heading")).to_have_text("You're logged in as robert")
    expect(stage.get_by_role("row", name="visits")).to_contain_text(str(before + 1))

    session.get_by_role("radio", name="Fetch").check()
    session.get_by_role("button", name="Show session").click()
    expect(session.get_by_role("tabpanel", name="Result")).to_contain_text(f'"visits": {before + 2}')
    assert "session" not in logged_in.evaluate("document.cookie"), "no script may read it: it is HttpOnly"


def test_cookie_taken_apart_is_readable_and_holds_no_password(
    logged_in: Page, open_panel: Callable[[str], Locator]
) -> None:
    session = open_panel("Session")

    session.get_by_role("button", name="Take the cookie apart").click()

    stage = session.get_by_title("Session stage").content_frame
    cookie = session_cookie(logged_in)
    assert payload(cookie)["username"] == "robert", "the browser's own copy is as readable"
    expect(stage.get_by_role("row", name="payload")).to_contain_text('"username": "robert"')
    expect(stage.get_by_role("row", name="signature")).to_contain_text(cookie.rpartition(".")[2])
    expect(stage.get_by_role("row", name="valid")).to_contain_text("yes")
    expect(stage.get_by_role("main")).not_to_contain_text("open-sesame")


def test_one_changed_character_logs_out(logged_in: Page, open_panel: Callable[[str], Locator]) -> None:
    session, who = open_panel("Session"), logged_in.get_by_role("status", name="Login")
    expect(who).to_have_text("Logged in as robert")
    genuine = session_cookie(logged_in)

    with logged_in.expect_response("**/session") as landed:
        session.get_by_role("button", name="Tamper with it").click()

    tampering = landed.value.request.redirected_from
    assert tampering is not None
    assert (tampering.method, response_to(tampering).status) == ("POST", 303)
    sent = landed.value.request.all_headers()["cookie"]
    assert genuine not in sent
    assert genuine[1:] in sent, "all but the first character is as it was"
    stage = session.get_by_title("Session stage").content_frame
    expect(stage.get_by_role("heading")).to_have_text("You're not logged in!")
    expect(stage.get_by_role("row", name="visits")).to_contain_text("1")
    expect(who).to_have_text("Not logged in")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_logout_forgets_the_name_and_nothing_else(logged_in: Page, method: str) -> None:
    before = payload(session_cookie(logged_in))
    assert before["username"] == "robert"

    answer = logged_in.request.fetch("/logout", method=method, max_redirects=0)

    assert (answer.status, answer.headers["location"]) == (303, "/session")
    after = payload(session_cookie(logged_in))
    assert "username" not in after
    assert after["visits"] == before["visits"], "a logout is not the end of the session"
    logged_in.goto("/session")
    expect(logged_in.get_by_role("heading")).to_have_text("You're not logged in!")


def test_logout_in_the_panel_shows_in_the_header(logged_in: Page, open_panel: Callable[[str], Locator]) -> None:
    session, who = open_panel("Session"), logged_in.get_by_role("status", name="Login")
    expect(who).to_have_text("Logged in as robert")

    session.get_by_role("button", name="Log out").click()

    expect(session.get_by_title("Session stage").content_frame.get_by_role("heading")).to_have_text(
        "You're not logged in!"
    )
    expect(who).to_have_text("Not logged in")


def test_twin_tells_the_same_of_the_same_cookie(logged_in: Page) -> None:
    ask: APIRequestContext = logged_in.request

    told = ask.get("/api/session").json()
    assert (told["message"], told["logged_in"], told["username"]) == ("You're logged in as robert", True, "robert")
    assert told["visits"] == payload(session_cookie(logged_in))["visits"]
    raw = session_cookie(logged_in)
    apart = ask.get("/api/session/cookie").json()
    assert (apart["raw"], apart["payload"], apart["valid"]) == (raw, payload(raw), True)
    assert apart["signed_at"].endswith("+00:00")

    tampered = ask.post("/api/session/tamper", max_redirects=0)
    assert (tampered.status, tampered.headers["location"]) == (303, "/api/session")
    broken = ask.get("/api/session/cookie").json()
    assert broken["raw"] != raw
    assert broken["valid"] is False
    assert ask.get("/api/session").json()["logged_in"] is False, "a cookie that was changed logs nobody in"
    assert ask.post("/api/logout", max_redirects=0).headers["location"] == "/api/session"
