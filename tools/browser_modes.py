"""The browsers of `docs/browsers.md`: seven modes that people and tests use, each started with a fresh profile."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import webdriver
from debian import apt_install
from playwright.sync_api import Playwright

from roundtrip.browsers import HEADLESS_SHELL, PROGRAMS, launch_options
from roundtrip.cli.panel import PageSession, Session

MINIBROWSER = "/usr/lib/*/webkit2gtk-4.1/MiniBrowser"
"""The browser that comes with WebKitGTK; WebKitWebDriver starts it."""


@dataclass(frozen=True)
class Mode:
    """A browser with its settings."""

    key: str
    title: str
    about: str
    programs: tuple[str, ...]
    """One of these programs must be there."""
    packages: tuple[str, ...]
    """Debian packages that install it."""
    start: Callable[[Playwright, str], AbstractContextManager[Session]]
    """Start the browser with Playwright, or with the path of the program."""
    engine: str | None = None
    """The engine of Playwright, if it starts the browser: a build of its own needs no other program."""

    def program(self, playwright: Playwright) -> str | None:
        """Return the program of this mode. Install it if it is missing, where that is possible."""
        build = self.engine and getattr(playwright, self.engine).executable_path
        if build and Path(build).exists():
            return str(build)
        return self._found() or (self._found() if apt_install(*self.packages) else None)

    def _found(self) -> str | None:
        return next(filter(None, map(shutil.which, self.programs)), None)


@contextmanager
def under_playwright(name: str, playwright: Playwright, program: str) -> Iterator[PageSession]:
    """Start a browser as the tests do."""
    engine = getattr(playwright, name)
    browser = engine.launch(**launch_options(engine))
    try:
        yield PageSession(browser.new_page(), browser)
    finally:
        browser.close()


@contextmanager
def chromium(preferences: dict[str, Any], playwright: Playwright, program: str) -> Iterator[PageSession]:
    """Start Chromium as a person does, and connect to it: Playwright changes no setting."""
    port = webdriver.free_port()
    with TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        Path(profile, "Default").mkdir()
        Path(profile, "Default", "Preferences").write_text(json.dumps(preferences), "utf-8")
        options = [f"--user-data-dir={profile}", f"--remote-debugging-port={port}", "--headless=new", "--no-first-run"]
        if os.geteuid() == 0:
            options.append("--no-sandbox")  # Chromium's sandbox does not start as root
        with webdriver.running(program, *options, "about:blank"):
            webdriver.connected(port).close()
            browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
            try:
                yield PageSession(browser.contexts[0].pages[0], browser)
            finally:
                browser.close()


@contextmanager
def firefox(preferences: dict[str, Any], playwright: Playwright, program: str) -> Iterator[Session]:
    """Start Firefox as a person does, and drive it by Marionette."""
    with webdriver.firefox(program, preferences) as session:
        yield session


@contextmanager
def webkit(playwright: Playwright, program: str) -> Iterator[Session]:
    """Start the browser of WebKitGTK on a display without a screen."""
    binary = next(Path("/").glob(MINIBROWSER.lstrip("/")))
    display = shutil.which("Xvfb") or "Xvfb"
    options = {"binary": str(binary), "args": ["--automation"]}
    with webdriver.virtual_display(display) as name, webdriver.webkit(program, name, options) as session:
        yield session


ALLOWED = {"profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False}}
FULL = tuple(program for program in PROGRAMS["chromium"] if program != HEADLESS_SHELL)
FIREFOX = PROGRAMS["firefox"]

MODES = (
    Mode(
        "chromium-allowed",
        "Chromium, third-party cookies allowed",
        "A fresh profile with the setting *Allow third-party cookies*.",
        FULL,
        ("chromium",),
        partial(chromium, ALLOWED),
    ),
    Mode(
        "chromium",
        "Chromium, third-party cookies blocked",
        "A fresh profile, as Debian ships it. An Incognito window has the same outcomes.",
        FULL,
        ("chromium",),
        partial(chromium, {}),
    ),
    Mode(
        "chromium-headless-shell",
        "Chromium headless shell",
        "The program that runs Playwright's tests.",
        (HEADLESS_SHELL, *FULL),
        (HEADLESS_SHELL,),
        partial(under_playwright, "chromium"),
        engine="chromium",
    ),
    Mode(
        "firefox",
        "Firefox, started by hand",
        "A fresh profile, driven by Marionette without the preferences of automation. "
        "Strict protection has the same outcomes.",
        FIREFOX,
        ("firefox-esr",),
        partial(firefox, {}),
    ),
    Mode(
        "firefox-private",
        "Firefox, private window",
        "The same in private browsing.",
        FIREFOX,
        ("firefox-esr",),
        partial(firefox, {"browser.privatebrowsing.autostart": True}),
    ),
    Mode(
        "firefox-playwright",
        "Firefox under Playwright",
        "The browser of the tests: Playwright starts it with preferences of its own.",
        FIREFOX,
        ("firefox-esr",),
        partial(under_playwright, "firefox"),
        engine="firefox",
    ),
    Mode(
        "webkitgtk",
        "WebKitGTK",
        "The browser that comes with WebKitGTK. It is not Safari: it has another network library (libsoup).",
        ("WebKitWebDriver",),
        ("webkit2gtk-driver", "xvfb"),
        webkit,
    ),
)
