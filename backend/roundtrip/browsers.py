"""The browsers of this machine: Playwright's own builds first, else a stock Chromium or Firefox."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import BrowserType

HEADLESS_SHELL = "chromium-headless-shell"
FULL = "chromium"
"""Playwright's name of the channel of the full Chromium."""

PROGRAMS = {
    # The headless shell is what Playwright itself takes where nobody looks; it needs half the time.
    "chromium": (HEADLESS_SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    "firefox": ("firefox-esr", "firefox"),
}


def launch_options(browser: BrowserType, *, headless: bool = True, channel: str | None = None) -> dict[str, Any]:
    """Return the options that `browser.launch()` needs on this machine, such as the path of the program.

    The only channel is `chromium`: the full Chromium, also where the headless shell is the default.
    """
    if channel is not None and (browser.name, channel) != ("chromium", FULL):
        raise ValueError(f"No channel {channel} of {browser.name}: the only one is --browser-channel {FULL}.")
    if Path(browser.executable_path).exists():  # a build of Playwright, which knows the channel
        return {}
    if browser.name not in PROGRAMS:
        raise RuntimeError(
            f"There is no {browser.name} here. Only Playwright's own build can be driven, and this installs it: "
            f"playwright install --with-deps {browser.name}"
        )
    program = on_path(browser.name, headless=headless and channel != FULL)
    if program is None:
        name = "full Chromium" if channel else browser.name
        raise RuntimeError(
            f"There is no {name} here. This installs it: playwright install {browser.name} "
            "(in a checkout of Roundtrip: .venv/bin/python tools/browsers.py --all)"
        )
    if browser.name == "firefox":  # a stock Firefox speaks WebDriver BiDi, not Playwright's own protocol
        return {"executable_path": program, "channel": "moz-firefox"}
    return {"executable_path": program}


def on_path(name: str, *, headless: bool = True) -> str | None:
    """Return the program of a browser that the machine has by itself."""
    fitting = (program for program in PROGRAMS[name] if headless or program != HEADLESS_SHELL)
    return next(filter(None, map(shutil.which, fitting)), None)
