"""The browsers of the tests, and curl: find them, or install them with `.venv/bin/python tools/browsers.py`.

Playwright's own builds come first. Where they cannot be downloaded, a stock Chromium or Firefox of the machine is
used. `make test` needs one Chromium. With `--all`, the full Chromium and Firefox must be there too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
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
DEBIAN_PACKAGES = {"chromium": (HEADLESS_SHELL, "chromium"), "firefox": ("firefox-esr",)}
"""What may be installed for each, the first choice first: not every release has the shell."""

DOWNLOAD_SECONDS = 600


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
        raise RuntimeError(f"There is no {name} here. This installs it: .venv/bin/python tools/browsers.py --all")
    if browser.name == "firefox":  # a stock Firefox speaks WebDriver BiDi, not Playwright's own protocol
        return {"executable_path": program, "channel": "moz-firefox"}
    return {"executable_path": program}


def on_path(name: str, *, headless: bool = True) -> str | None:
    """Return the program of a browser that the machine has by itself."""
    fitting = (program for program in PROGRAMS[name] if headless or program != HEADLESS_SHELL)
    return next(filter(None, map(shutil.which, fitting)), None)


def missing(*, headless: bool = True) -> list[str]:
    """Name the browsers that are neither Playwright's nor the machine's. The headless shell counts if `headless`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        builds = {name: Path(getattr(playwright, name).executable_path) for name in PROGRAMS}
    return [name for name in PROGRAMS if not builds[name].exists() and not on_path(name, headless=headless)]


def download(names: list[str]) -> None:
    """Let Playwright download its builds, and as root also the libraries that they need."""
    playwright = [sys.executable, "-m", "playwright"]
    if quietly([*playwright, "install", *names]) and os.geteuid() == 0:
        quietly([*playwright, "install-deps", *names])


def apt_install(*packages: str) -> bool:
    """Install Debian packages where that is possible: as root, on a machine that has apt-get."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print(f"Installing {' and '.join(packages)} from the system's packages…", flush=True)
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    return quietly(["apt-get", "update"]) and quietly(install)


def quietly(command: list[str]) -> bool:
    """Run a command unheard, for a limited time, and tell whether it succeeded."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        ran = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=DOWNLOAD_SECONDS
        )
    except subprocess.TimeoutExpired:
        return False
    return ran.returncode == 0


def main() -> None:
    """Install what the tests drive and is missing: the browsers, first by Playwright, then by Debian; and curl."""
    if shutil.which("curl") is None and not apt_install("curl"):
        sys.exit("The tests run the page's curl commands, and there is no curl: install it and try again.")
    names = missing()
    if names:
        print(f"Downloading {' and '.join(names)}…", flush=True)
        download(names)
        names = missing()
    for name in names:
        any(apt_install(package) for package in DEBIAN_PACKAGES[name])
    if names:
        names = missing()
    if "chromium" in names:
        sys.exit("The tests need Chromium, and installing it did not work: install it by hand and try again.")
    if "--all" in sys.argv[1:]:
        install_full_chromium()
        if names := missing(headless=False):
            sys.exit(f"Installing {' and '.join(names)} did not work: install them by hand and try again.")
    if "firefox" in names:
        print("There is no Firefox here; the tests go on with Chromium alone.", flush=True)


def install_full_chromium() -> None:
    """Install the Chromium that people have, if there is only the headless shell."""
    if "chromium" in missing(headless=False):
        download(["chromium"])
    if "chromium" in missing(headless=False):
        apt_install(FULL)


if __name__ == "__main__":
    main()
