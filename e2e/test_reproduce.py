"""Reproduce: every snippet runs. What the tab offers is taken as it stands and executed, and comes to the same end."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from e2e.bodies import comparable, last_body
from e2e.declared import LONG_FILE, Case, enter, features
from e2e.snippets import run_snippets
from e2e.tap import hops, trips

CASES = [case for feature in features() for case in feature.reproduce]


NAMES = ("curl", "pytest", "playwright")
CERTAIN = 6000
"""Characters of a truncated page that are compared; the wire keeps some more."""


@dataclass(frozen=True)
class Snippets:
    """What the tab offered, and what the wire had recorded of the last answer."""

    curl: str
    pytest: str
    playwright: str
    content: dict[str, Any]


def press(panel: Locator, button: str) -> None:
    """Press a button, and wait until its answer is in and its trip on the wire."""
    count = trips(panel.page).count()
    panel.get_by_role("button", name=button, exact=True).click()
    expect(trips(panel.page)).to_have_count(count + 1)
    expect(panel.get_by_role("tabpanel", name="Result")).not_to_contain_text("Waiting for")


def visit(page: Page, name: str) -> Locator:
    """Open a panel as a new visitor."""
    page.goto("about:blank")
    page.context.clear_cookies()
    page.goto(f"/#{name.lower()}")
    return page.get_by_role("region", name=name, exact=True)


def use(panel: Locator, case: Case) -> Snippets:
    """Do what a case says, and take the snippets from the tab."""
    page = panel.page
    if case.logged_in:
        count = trips(page).count()
        page.request.post("/login", form={"username": "robert", "password": "open-sesame"})
        expect(trips(page)).to_have_count(count + 1)
    page.evaluate("for (const form of document.forms) form.reset()")
    panel.get_by_role("tab", name="Result").click()
    panel.get_by_role("radio", name=case.send_as).check()
    for button in case.before:
        press(panel, button)
    enter(panel, case.fill)
    press(panel, case.button)
    trip = trips(page).first
    expect(hops(trip)).to_have_count(len(case.statuses))
    for hop, status in zip(hops(trip).all(), case.statuses, strict=True):
        expect(hop).to_have_accessible_name(re.compile(f" {status} "))
    panel.get_by_role("tab", name="Reproduce").click()
    tab = panel.get_by_role("tabpanel", name="Reproduce")
    expect(panel.get_by_role("status", name="Final URL")).not_to_be_empty()
    expect(tab.get_by_label("playwright", exact=True)).to_contain_text('name="Final URL"')
    texts = {name: tab.get_by_label(name, exact=True).text_content() or "" for name in NAMES}
    last = page.request.get("/api/wire").json()["log"]["entries"][-1]
    return Snippets(**texts, content=last["response"]["content"])


@pytest.fixture(scope="module")
def offered(browser: Browser, base_url: str) -> dict[str, Snippets]:
    """The snippets of every case; one visitor a panel."""
    broken: list[str] = []
    context = browser.new_context(base_url=base_url)
    context.on("weberror", lambda error: broken.append(str(error.error)))
    page = context.new_page()
    found = {}
    for name, cases in groupby(CASES, key=lambda case: case.panel):
        panel = visit(page, name)
        found.update({str(case): use(panel, case) for case in cases})
    context.close()
    assert broken == []
    assert len(found) == len(CASES), "two cases have one name"
    return found


@pytest.fixture(scope="module")
def tested(
    offered: dict[str, Snippets],
    browser_name: str,
    browser_channel: str | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, str]:
    """What became of the pytest snippets, all in one run of their own: the failure of each, empty if it passed."""
    snippets = {name: snippets.pytest for name, snippets in offered.items()}
    return run_snippets(tmp_path_factory.mktemp("snippets"), snippets, browser_name, browser_channel)


SECRETS = """
SECRETS = {secrets!r}

@pytest.fixture(autouse=True)
def secrets(request, monkeypatch):
    for name, value in SECRETS[request.module.__name__.removeprefix("test_")].items():
        monkeypatch.setenv(name, value)
"""
"""What the person who runs a snippet adds to it: the password that was typed."""

Browse = Callable[[list[Case]], dict[str, str]]


@pytest.fixture
def browse(offered: dict[str, Snippets], browser_name: str, browser_channel: str | None, tmp_path: Path) -> Browse:
    """Run the snippets of some cases in a browser, and return the failure of each, empty if it passed."""

    def run(cases: list[Case]) -> dict[str, str]:
        secrets = {str(case): {"PASSWORD": case.fill.get("Password", "open-sesame")} for case in cases}
        snippets = {name: offered[name].playwright for name in secrets}
        return run_snippets(tmp_path, snippets, browser_name, browser_channel, SECRETS.format(secrets=secrets))

    return run


@pytest.fixture(scope="module")
def shell() -> str:
    """The shell that runs the commands, on a machine that has curl."""
    if not shutil.which("curl"):
        pytest.fail(
            "There is no curl here, so its snippets cannot be proved: install it (on Debian: apt install curl)."
        )
    return shutil.which("bash") or "sh"


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=str)
def test_curl_comes_to_the_same_end(case: Case, offered: dict[str, Snippets], shell: str, tmp_path: Path) -> None:
    snippets = offered[str(case)]

    ran = subprocess.run([shell, "-e"], input=snippets.curl.encode(), cwd=tmp_path, capture_output=True, check=False)

    said = ran.stdout.decode()
    assert ran.returncode == 0, ran.stderr
    assert [int(status) for status in re.findall(r"^HTTP/\S+ (\d{3})", said, re.MULTILINE)] == case.statuses
    mime_type = snippets.content["mimeType"]
    recorded = comparable(snippets.content.get("text", ""), mime_type)
    received = comparable(last_body(said), mime_type)
    if snippets.content.get("_truncated"):
        recorded = recorded[:CERTAIN]
        received = received[: len(recorded)]
    assert (received != recorded) == bool(case.differs), case.differs or received


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=str)
def test_pytest_snippet_passes(case: Case, tested: dict[str, str]) -> None:
    assert tested[str(case)] == ""


TYPICAL = [case for case in CASES if case.button in ("Log in", "Upload", "Start the chain") and case.send_as == "Page"]


@pytest.mark.slow
def test_typical_browser_snippets_pass(browse: Browse) -> None:
    assert {case.panel for case in TYPICAL} == {"Login", "Upload", "Redirects"}
    assert browse(TYPICAL) == {str(case): "" for case in TYPICAL}


@pytest.mark.slow
def test_browser_snippets_pass(browse: Browse) -> None:
    assert {name: failure for name, failure in browse(CASES).items() if failure} == {}


@pytest.mark.slow
def test_browser_snippet_presses_again_only_for_a_304(offered: dict[str, Snippets]) -> None:
    """Chromium also sends If-None-Match for a part of a file that it has; without the file it needs one press."""
    presses = {name: snippets.playwright.count(".click()") for name, snippets in offered.items() if "static" in name}
    assert presses == {
        "static_get_it_page_304": 2,
        "static_get_it_again_fetch_304": 2,
        "static_get_a_part_fetch_206": 1,
    }


def test_every_panel_is_among_the_cases(page: Page) -> None:
    page.goto("/")

    links = page.get_by_role("navigation", name="Features").get_by_role("link")
    expect(links).to_have_text(["Lessons", *dict.fromkeys(case.panel for case in CASES), "Parser", "Report"])


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ('{"form": {"a": ["1"]}, "headers": [["A", "1"]]}', '{"headers": [], "form": {"a": ["1"]}}', True),
        ('{"form": {"a": ["1"]}, "headers": []}', '{"form": {"a": ["2"]}, "headers": []}', False),
        ('{"cookies": {"visitor": "x", "a": "1"}}', '{"cookies": {"a": "1"}}', True),
        ('{"cookies": {"visitor": "x", "a": "1"}}', '{"cookies": {"a": "2"}}', False),
        ('{"body": {"size": 5, "text": "a"}}', '{"body": {"size": 6, "text": "a"}}', False),
        ('{"files": [{"headers": [["A", "1"]]}]}', '{"files": [{"headers": [["A", "2"]]}]}', False),
    ],
)
def test_bodies_are_compared_without_the_headers_of_a_browser(one: str, other: str, alike: bool) -> None:
    assert (comparable(one, "application/json") == comparable(other, "application/json")) == alike


@pytest.mark.slow
def test_a_body_of_every_panel_is_compared(offered: dict[str, Snippets]) -> None:
    with_body = [case for case in CASES if offered[str(case)].content.get("text")]
    assert {case.panel for case in with_body} == {case.panel for case in CASES}
    assert {case.panel for case in with_body if not case.differs} == {case.panel for case in with_body}


@pytest.mark.slow
def test_page_is_reproduced_as_a_page_and_hop_by_hop(offered: dict[str, Snippets]) -> None:
    chain = next(offered[str(case)] for case in CASES if case.button == "Start the chain")

    assert "page.goto(" in chain.pytest
    assert "assert [hop.status for hop in hops] == [302, 302, 302, 200]" in chain.pytest
    assert "page.request" not in chain.pytest
    assert chain.curl.startswith("curl --silent --show-error --include --globoff \\\n  --location ")


@pytest.mark.slow
def test_secret_cookies_stay_out_and_the_snippet_says_so(offered: dict[str, Snippets]) -> None:
    for case in CASES:
        snippets = offered[str(case)]
        assert "session=" not in snippets.curl + snippets.pytest
        assert "visitor" not in snippets.curl + snippets.pytest
        assert ("This does not send your session cookie" in snippets.curl) == case.logged_in, case


@pytest.mark.slow
def test_long_body_is_cut_and_the_snippet_says_so(offered: dict[str, Snippets]) -> None:
    for case in CASES:
        cut = "only the beginning of a long body" in offered[str(case)].pytest
        assert cut == (LONG_FILE in case.fill.get("Files", [])), case


@pytest.mark.slow
def test_copy_buttons_copy(open_panel: Callable[[str], Locator], page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab = reproduced(open_panel("Hello"))

    for name in NAMES:
        tab.get_by_role("button", name=f"Copy {name}").click()
        expect(tab.get_by_role("button", name=f"Copy {name}")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == tab.get_by_label(name, exact=True).text_content()

    expect(tab.get_by_text("Copied", exact=True)).to_have_count(0)  # after a while they can be pressed again


def test_without_a_clipboard_the_text_is_selected(open_panel: Callable[[str], Locator], page: Page) -> None:
    tab = reproduced(open_panel("Hello"))
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")  # as over plain HTTP

    tab.get_by_role("button", name="Copy curl").click()

    expect(tab.get_by_text("Selected: press Ctrl+C")).to_be_visible()
    selected = page.evaluate("getSelection().toString()")
    assert selected.strip() == (tab.get_by_label("curl", exact=True).text_content() or "").strip()


def reproduced(hello: Locator) -> Locator:
    press(hello, "Say hello")
    hello.get_by_role("tab", name="Reproduce").click()
    return hello.get_by_role("tabpanel", name="Reproduce")
