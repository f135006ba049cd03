"""Authentication: what a browser sends by itself, what a script sends, and how a test gives the browser a password."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from e2e.axe import looks, violations
from e2e.declared import Case, Press, Twin
from roundtrip.testing import Roundtrip

CONTROLS = ["Scheme", "User", "Password", "Algorithm of Digest", "Authenticate"]
WITHOUT_SCRIPT = [
    Press("Authenticate", "401 Unauthorized"),
]
REPRODUCE = [
    Case("Authenticate", "Page", [401]),
    Case("Authenticate", "Page", [404], {"Scheme": "Basic, but 404 in place of 401"}),
    Case("Authenticate", "Fetch", [200]),
]
HTML = {"Accept": "text/html"}
BASIC = {**HTML, "Authorization": "Basic cm9iZXJ0OnNlY3JldA=="}
TWINS = [
    Twin("GET /basic-auth/robert/secret", says="robert", has="authenticated user", sent={"headers": BASIC}),
    Twin("GET /basic-auth/robert/secret", 401, says="Authorization", has="detail", sent={"headers": HTML}),
    Twin("GET /hidden-basic-auth/robert/secret", says="robert", has="authenticated", sent={"headers": BASIC}),
    Twin("GET /digest-auth/auth/robert/secret", 401, says="nonce", has="detail", sent={"headers": HTML}),
    Twin("GET /digest-auth/auth/robert/secret/MD5", 401, says="nonce", has="detail", sent={"headers": HTML}),
    Twin("GET /digest-auth/auth/robert/secret/MD5/1", 401, says="nonce", has="detail", sent={"headers": HTML}),
    Twin("GET /bearer", 401, says="Bearer", has="detail", sent={"headers": HTML}),
]
PROVOKES = ["the server responded with a status of 40"]

SCHEMES = ["Basic", "Basic, but 404 in place of 401", "Digest", "Bearer"]


def test_each_way_shows_its_own_words(open_panel: Callable[[str], Locator]) -> None:
    panel = open_panel("Authentication")
    script, window = panel.get_by_label("The script sends"), panel.get_by_text("open a login window of their own")

    expect(window).to_be_visible()
    expect(script).to_be_hidden()
    panel.get_by_role("radio", name="Fetch").check()
    expect(window).to_be_hidden()
    expect(script).to_be_visible()


def test_the_wire_names_the_scheme_that_a_request_carries(open_panel: Callable[[str], Locator], page: Page) -> None:
    panel = open_panel("Authentication")
    panel.get_by_role("radio", name="Fetch").check()
    panel.get_by_role("button", name="Authenticate").click()

    wire = page.get_by_role("complementary", name="Wire")
    wire.get_by_role("button", name="Explain Authorization Basic").click()
    expect(page.get_by_role("dialog", name="Explanation of Authorization Basic")).to_contain_text("RFC 9110, 11.6.2")


@pytest.mark.parametrize(
    ("scheme", "algorithm"), [(scheme, "SHA-256") for scheme in SCHEMES] + [("Digest", "MD5"), ("Digest", "SHA-512")]
)
@pytest.mark.slow
def test_a_script_gets_in_with_the_right_credentials_only(
    open_panel: Callable[[str], Locator], excused: list[str], scheme: str, algorithm: str
) -> None:
    excused.extend(PROVOKES)
    panel = open_panel("Authentication")
    result = panel.get_by_role("tabpanel", name="Result")
    panel.get_by_role("radio", name="Fetch").check()
    panel.get_by_label("Scheme").select_option(scheme)
    panel.get_by_label("Algorithm of Digest").select_option(algorithm)
    panel.get_by_label("User").fill("Zoë")

    panel.get_by_role("button", name="Authenticate").click()
    expect(result).to_contain_text("The answer: 200 OK.")
    expect(result.get_by_label("Body")).to_contain_text('"authenticated": true')

    for credentials in ("wrong credentials", "no credentials"):
        if (scheme, credentials) == ("Bearer", "wrong credentials"):
            continue  # like httpbin, the path accepts any token
        panel.get_by_label("The script sends").select_option(credentials)
        panel.get_by_role("button", name="Authenticate").click()
        expect(result).to_contain_text("404 Not Found" if "404" in scheme else "401 Unauthorized")
        expect(result).not_to_contain_text("authenticated")


def test_digest_never_sends_the_password(
    open_panel: Callable[[str], Locator], page: Page, roundtrip: Roundtrip, excused: list[str]
) -> None:
    excused.extend(PROVOKES)
    panel = open_panel("Authentication")
    panel.get_by_role("radio", name="Fetch").check()
    panel.get_by_label("Scheme").select_option("Digest")
    panel.get_by_label("Password").fill("open sesame")  # the path has it, so that the server knows it

    panel.get_by_role("button", name="Authenticate").click()

    expect(panel.get_by_role("tabpanel", name="Result")).to_contain_text("The answer: 200 OK.")
    path = "/api/digest-auth/auth/robert/open%20sesame/SHA-256"
    (asked,) = roundtrip.expect(page).trip(f"GET {path}", 401)
    (proven,) = roundtrip.expect(page).trip(f"GET {path}", 200)
    assert asked.response.headers["www-authenticate"].startswith("Digest ")
    header = proven.request.headers["authorization"]
    assert header.startswith('Digest username="robert"')
    assert "sesame" not in header.replace(path, "")


class LoginWindow:
    """The window of Chromium for a name and a password, which the full Chromium opens also without a head."""

    def __init__(self, page: Page, *, cancel_soon: bool = True) -> None:
        self._session = page.context.new_cdp_session(page)
        self._request = ""
        self._cancel_soon = cancel_soon
        self._session.on("Fetch.authRequired", self._opened)
        self._session.on("Fetch.requestPaused", self._go_on)
        self._session.send("Fetch.enable", {"handleAuthRequests": True})

    def cancel(self) -> None:
        """Do what a person does with *Cancel*."""
        answer = {"requestId": self._request, "authChallengeResponse": {"response": "CancelAuth"}}
        self._session.send("Fetch.continueWithAuth", answer)

    def _opened(self, event: dict[str, str]) -> None:
        self._request = event["requestId"]
        if self._cancel_soon:
            self.cancel()

    def _go_on(self, event: dict[str, str]) -> None:
        self._session.send("Fetch.continueRequest", {"requestId": event["requestId"]})


def test_a_page_without_credentials_shows_the_challenge(
    open_panel: Callable[[str], Locator], page: Page, browser_name: str
) -> None:
    panel = open_panel("Authentication")
    if browser_name == "chromium":
        LoginWindow(page)
    stage = panel.get_by_title("Authentication stage").content_frame

    panel.get_by_role("button", name="Authenticate").click()

    expect(stage.get_by_role("heading", level=1)).to_have_text("401 Unauthorized")
    expect(stage.get_by_role("row", name='WWW-Authenticate Basic realm="Roundtrip demo"')).to_be_visible()
    expect(stage.locator("body")).not_to_contain_text("You are authenticated")


@pytest.mark.not_in("firefox", "Only the tools of Chromium can keep its login window open, and close it.")
def test_while_the_login_window_is_open_the_panel_says_so(open_panel: Callable[[str], Locator], page: Page) -> None:
    panel = open_panel("Authentication")
    window = LoginWindow(page, cancel_soon=False)
    result = panel.get_by_role("tabpanel", name="Result")

    panel.get_by_role("button", name="Authenticate").click()

    expect(result).to_contain_text("The answer: 401 Unauthorized. Your browser asks for a name and a password")
    window.cancel()
    expect(result).to_contain_text("The stage shows /basic-auth/robert/open-sesame: 401 Unauthorized.")
    expect(result).not_to_contain_text("window")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["Basic", "Digest"])
def test_a_test_gives_the_browser_the_password_in_place_of_its_window(
    new_context: Callable[..., BrowserContext], base_url: str, roundtrip: Roundtrip, scheme: str, browser_name: str
) -> None:
    if browser_name == "firefox" and scheme == "Digest":
        pytest.skip("Playwright 1.64 gives a stock Firefox only the credentials of Basic.")
    credentials = {"username": "robert", "password": "open-sesame"}
    page = new_context(http_credentials=credentials).new_page()
    page.goto(f"{base_url}/#authentication")
    panel = page.get_by_role("region", name="Authentication", exact=True)
    panel.get_by_label("Scheme").select_option(scheme)

    panel.get_by_role("button", name="Authenticate").click()

    stage = panel.get_by_title("Authentication stage").content_frame
    expect(stage.get_by_role("heading", level=1)).to_have_text("You are authenticated as robert.")


@pytest.mark.slow
def test_the_wire_explains_challenge_and_credentials(
    open_panel: Callable[[str], Locator], page: Page, browser_name: str
) -> None:
    panel = open_panel("Authentication")
    if browser_name == "chromium":
        LoginWindow(page)
    panel.get_by_role("button", name="Authenticate").click()
    page.get_by_role("button", name="GET /basic-auth/robert/open-sesame 401 Unauthorized").click()

    page.get_by_role("dialog").get_by_role("button", name="WWW-Authenticate").click()

    box = page.get_by_role("dialog", name="Explanation of WWW-Authenticate")
    expect(box).to_contain_text("A browser opens its own login window.")


@pytest.mark.slow
def test_axe_finds_nothing(open_panel: Callable[[str], Locator], page: Page) -> None:
    panel = open_panel("Authentication")
    panel.get_by_role("button", name="Authenticate").click()
    expect(panel.get_by_role("tabpanel", name="Result")).to_contain_text("401")
    for look in looks(page):
        assert violations(page.locator("html")) == [], look
