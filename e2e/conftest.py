"""The floor of every end-to-end test: one real server a worker, a fresh context a test, no error unnoticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Locator, Page, expect, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from e2e.console import unexpected
from roundtrip.browsers import FULL, launch_options
from roundtrip.testing import Server

expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong


class SnippetsTogether(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Share tests out one by one, but keep those of `test_reproduce.py`, which collect all snippets first, together."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, _ = nodeid.partition("::")
        return file if file.endswith("test_reproduce.py") else nodeid


def pytest_configure(config: pytest.Config) -> None:
    channel, names = config.getoption("--browser-channel"), config.getoption("--browser")
    if channel and (channel != FULL or names not in ([], ["chromium"])):
        raise pytest.UsageError(f"The only --browser-channel of these tests is {FULL}, the full Chromium.")
    if "webkit" in names:
        require_webkit()


def require_webkit() -> None:
    """Stop before the first test if there is no WebKit: no machine has one by itself."""
    with sync_playwright() as playwright:
        try:
            launch_options(playwright.webkit)
        except RuntimeError as error:
            raise pytest.UsageError(str(error)) from None


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SnippetsTogether:
    return SnippetsTogether(config, log)


@pytest.fixture(autouse=True)
def can_do_it(request: pytest.FixtureRequest, browser_name: str) -> None:
    """Skip a test in a browser that its mark `not_in(browser, reason)` names."""
    for mark in request.node.iter_markers("not_in"):
        browser, reason = mark.args
        if browser == browser_name:
            pytest.skip(reason)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright's own browser where there is one, else the machine's."""
    chosen = {name: value for name, value in browser_type_launch_args.items() if name in ("headless", "channel")}
    return {**browser_type_launch_args, **launch_options(browser_type, **chosen)}


@pytest.fixture(scope="session")
def start_server() -> Iterator[Callable[..., str]]:
    """Start the real `roundtrip` command with these options, and return its address; all stop at the end."""
    running: list[Server] = []

    def start(*options: str) -> str:
        running.append(Server("--login-limit", "100000/minute", *options))  # many tests share one address
        return running[-1].url

    yield start
    assert [server.stop() for server in running] == [0] * len(running), "a server had to be killed"


@pytest.fixture(scope="session")
def base_url(roundtrip_server: Server) -> Iterator[str]:
    """The address of this worker's server; Playwright resolves every path against it."""
    yield roundtrip_server.url
    assert roundtrip_server.stop() == 0, "the server had to be killed"


@pytest.fixture
def excused() -> list[str]:
    """Parts of console errors that a test provokes on purpose: it appends them here."""
    return []


@pytest.fixture
def errors() -> list[str]:
    """What the pages of a test threw, logged as an error, or blocked by the Content-Security-Policy."""
    return []


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext], errors: list[str]) -> Callable[..., BrowserContext]:
    """Make one more visitor, watched like the first: `new_context(java_script_enabled=False)`."""

    def watched(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        return context

    return watched


@pytest.fixture(autouse=True)
def no_error_unnoticed(
    new_context: Callable[..., BrowserContext], errors: list[str], excused: list[str]
) -> Iterator[None]:
    """Fail the test in which a page of any context had an error that the test did not excuse."""
    yield
    assert unexpected(errors, excused) == []


@pytest.fixture
def without_script(new_context: Callable[..., BrowserContext], browser_name: str) -> BrowserContext:
    """One more visitor, whose browser runs no JavaScript."""
    if browser_name == "firefox":
        pytest.skip("Playwright drives a stock Firefox by WebDriver BiDi, and cannot switch its JavaScript off.")
    return new_context(java_script_enabled=False)


@pytest.fixture
def open_panel(page: Page) -> Callable[[str], Locator]:
    """Open the page at a panel, by its name: `open_panel("Hello")` gives its region."""

    def open(name: str) -> Locator:
        page.goto(f"/#{name.lower()}")
        return page.get_by_role("region", name=name, exact=True)

    return open
