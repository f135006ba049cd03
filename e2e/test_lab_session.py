"""The session lab: it decodes, forges and replays a real session cookie, and does not touch the user's own session."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from itertools import product

import pytest
from itsdangerous import TimestampSigner
from playwright.sync_api import BrowserContext, Locator, Page, Request, Route, expect

from e2e.labs import LABS, PATIENCE, expect_complete, expect_marked, run, status, verdicts
from roundtrip.cli.panel import OVER

pytestmark = pytest.mark.slow

LAB = "session"
APP = re.compile(r"/api/lab/session/(current|rotated|dropped|guessed)/\w+(\?case=[\w-]+)?$")


@pytest.fixture
def logged_in(page: Page) -> Page:
    page.request.post("/login", form={"username": "robert", "password": "open-sesame"})
    return page


def cookies(context: BrowserContext) -> dict[str, str]:
    """The cookies that the browser has, by name."""
    return {cookie["name"]: cookie["value"] for cookie in context.cookies()}


def result(panel: Locator, case: str) -> Locator:
    """The cell with the result of a case in this browser."""
    row = panel.get_by_role("table", name=LABS[LAB], exact=True).get_by_role("row", name=case)
    return row.get_by_role("cell").first


def test_every_case_ends_in_a_verdict_and_all_agree(open_panel: Callable[[str], Locator], page: Page) -> None:
    session = open_panel("Session")
    run(session)

    found = expect_complete(session, LAB)
    expect_marked(session.page, LAB)
    assert set(found.values()) == {"agrees"}, "what Flask says does not depend on the browser"
    # The main lessons, as the table words them.
    expect(result(session, "The payload, decoded without a key")).to_have_text('{"username":"robert"}')
    expect(result(session, "A new payload with the old signature")).to_have_text("discarded: bad signature")
    expect(result(session, "Forged with the key dev, for an app with the key dev")).to_have_text("taken: admin")
    expect(result(session, "Sent again after the logout")).to_have_text("no cookie, then taken: robert")
    expect(result(session, "A new key, without the old one")).to_have_text("discarded: bad signature")
    expect(result(session, "Validly signed, 32 days ago")).to_have_text("discarded: expired")
    assert list(cookies(page.context)) == ["visitor"], "no cookie of the lab is left"


def test_each_verdict_can_be_asked(open_panel: Callable[[str], Locator], page: Page) -> None:
    session = open_panel("Session")
    run(session)
    case = "A new payload with the old signature"
    row = session.get_by_role("table", name=LABS[LAB], exact=True).get_by_role("row", name=case)

    row.get_by_role("button", name="Explain agrees: case ").click()

    box = page.get_by_role("dialog", name="Explanation of agrees", exact=True)
    expect(box).to_contain_text("In this case, this browser does what the standard requires.")
    source = row.get_by_role("link").first.get_attribute("href") or ""
    expect(box.get_by_role("link")).to_have_attribute("href", source)  # the section of this very case
    page.keyboard.press("Escape")
    expect(session.get_by_role("table").locator(".ask[tabindex='0']")).to_have_count(1)  # one tab stop for all
    page.keyboard.press("ArrowDown")
    expect(session.get_by_role("button", name="Explain agrees: ").nth(0)).not_to_be_focused()
    expect(session.locator(".ask:focus")).to_have_attribute("tabindex", "0")


def test_the_users_own_session_does_not_change(logged_in: Page, open_panel: Callable[[str], Locator]) -> None:
    session, who = open_panel("Session"), logged_in.get_by_role("status", name="Login")
    expect(who).to_have_text("Logged in as robert")
    before = cookies(logged_in.context)

    run(session)

    assert cookies(logged_in.context) == before
    session.get_by_role("button", name="Show session").click()
    expect(session.get_by_title("Session stage").content_frame.get_by_role("heading")).to_have_text(
        "You're logged in as robert"
    )
    expect(who).to_have_text("Logged in as robert")


def test_each_cookie_is_really_sent(open_panel: Callable[[str], Locator], page: Page) -> None:
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request) if APP.search(request.url) else None)
    session = open_panel("Session")

    run(session)

    headers = [request.all_headers().get("cookie", "") for request in requests]
    sent = {match[1] for header in headers if (match := re.search(r"\blab\w+=([^;]*)", header))}
    valid = session.get_by_role("figure", name="The lab's own cookie").get_by_role("code").first.inner_text()
    payload, time, signature = valid.split(".")
    changed = {f"{payload}.{time}", f"{payload}.{time}.", f"{payload}.{time}.{signature[:4]}****{signature[4:]}"}
    assert {valid, *changed, "a.b.c", "garbage", ""} <= sent
    admin = base64.urlsafe_b64encode(b'{"username":"admin"}').decode().rstrip("=")
    forged = [cookie for cookie in sent if cookie.startswith(f"{admin}.")]
    assert len(forged) == 6, "the old signature, two salts, and three other times"
    assert any("lab" not in header for header in headers), "one case sends no cookie"


def test_the_lab_notices_a_server_that_accepts_a_forged_cookie(
    open_panel: Callable[[str], Locator], page: Page
) -> None:
    """The lab can fail: change an answer to that of a server that does not verify signatures."""

    def gullible(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        payload = (told["raw"] or "").partition(".")[0]
        if told["reason"] == "bad signature" and payload.startswith("eyJ1c2VybmFtZSI6ImFkbWlu"):
            told |= {"taken": True, "username": "admin"}
        route.fulfill(response=answer, json=told)

    page.route("**/api/lab/session/current/*", gullible)
    session = open_panel("Session")
    run(session)

    differ = {case for case, verdict in verdicts(session, LAB).items() if verdict == "differs"}
    assert differ == {
        "A new payload with the old signature",
        "Forged with the key dev, for an app with a secret key",
    }
    expect(result(session, "A new payload with the old signature")).to_contain_text("taken: admin")


def test_the_cookie_is_shown_in_its_three_parts_and_in_words(open_panel: Callable[[str], Locator], page: Page) -> None:
    session = open_panel("Session")
    picture = session.get_by_role("figure", name="The lab's own cookie")
    expect(picture).to_have_count(0)

    run(session)

    cookie = picture.get_by_role("code").first
    expect(cookie).to_have_text(re.compile(r"^eyJ[\w-]+\.[\w-]{6}\.[\w-]{27}$"))
    payload = cookie.inner_text().partition(".")[0]
    assert json.loads(base64.urlsafe_b64decode(payload + "==")) == {"username": "robert"}
    expect(picture.get_by_role("term")).to_have_text(["payload", "time", "signature"])
    meanings = picture.get_by_role("definition")
    expect(meanings.nth(0)).to_contain_text('{"username":"robert"}')
    expect(meanings.nth(1)).to_contain_text(re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"))
    expect(meanings.nth(2)).to_contain_text("27 characters")


def test_the_users_own_cookie_is_shown_in_the_same_parts(logged_in: Page) -> None:
    logged_in.goto("/session/cookie")

    picture = logged_in.get_by_role("figure", name="The cookie as it arrived")
    expect(picture.get_by_role("code")).to_have_text(cookies(logged_in.context)["session"])
    expect(picture.get_by_role("term")).to_have_text(["payload", "time", "signature"])


def test_stop_in_the_middle_leaves_no_cookie(open_panel: Callable[[str], Locator], page: Page) -> None:
    session = open_panel("Session")
    held: list[Route] = []
    # Hold the first request to this app.
    page.route("**/api/lab/session/dropped/*", lambda route: held.append(route))
    with page.expect_request("**/api/lab/session/dropped/*"):
        session.get_by_role("button", name="Run the lab").click()
    assert any(name.startswith("lab") for name in cookies(page.context)), "the lab has set a cookie"

    session.get_by_role("button", name="Stop").click()
    held[0].continue_()

    expect(status(session)).to_have_text(re.compile(r"^Stopped after \d+ of \d+ cases: \d+ agree, 0 differ$"))
    expect(session.get_by_role("button", name="Run the lab")).to_be_enabled()
    assert list(cookies(page.context)) == ["visitor"]


@pytest.mark.browsers
def test_two_tabs_at_once_do_not_disturb_each_other(context: BrowserContext, page: Page) -> None:
    panels = []
    for tab in (page, context.new_page()):
        tab.goto("/#session")
        panels.append(tab.get_by_role("region", name="Session", exact=True))
    for panel in panels:
        panel.get_by_role("button", name="Run the lab").click()

    for panel in panels:
        expect(status(panel)).to_have_text(OVER, timeout=PATIENCE)
        expect(status(panel)).to_contain_text(", 0 differ")
    assert list(cookies(context)) == ["visitor"]


def test_the_browser_signs_as_itsdangerous_does(page: Page) -> None:
    """The lab's forgeries fail only for lack of the key: with the key, its code signs as the library does."""
    page.goto("/")
    payloads = ["eyJ1c2VybmFtZSI6ImFkbWluIn0", ".eJyrViotTi3KS8xNVbJSSk3JzcxTqgUAO7gGAw", ""]
    cases = list(product(payloads, ["dev", "k" * 100, "ключ"], ["cookie-session", "activate"], [1, 2**31, 2**32 - 1]))

    signed = page.evaluate(
        """async (cases) => {
            const { joined, sign, stamp } = await import("/static/labs/session/signed.js");
            return Promise.all(cases.map(async ([payload, key, salt, seconds]) =>
                joined(await sign({ payload, time: stamp(seconds) }, key, salt))));
        }""",
        cases,
    )

    for cookie, (payload, key, salt, seconds) in zip(signed, cases, strict=True):
        value, made = TimestampSigner(key, salt=salt, key_derivation="hmac").unsign(cookie, return_timestamp=True)
        assert (value.decode(), made.timestamp()) == (payload, seconds)
