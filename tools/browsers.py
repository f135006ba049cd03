"""The browsers of the tests, and curl: find them, or install them with `.venv/bin/python tools/browsers.py`.

Playwright's own builds come first. Where they cannot be downloaded, a stock Chromium or Firefox of the machine is
used. `make test` needs one Chromium. With `--all`, the full Chromium and Firefox must be there too.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from debian import apt_install, quietly

from roundtrip.browsers import FULL, HEADLESS_SHELL, PROGRAMS, on_path

DEBIAN_PACKAGES = {"chromium": (HEADLESS_SHELL, "chromium"), "firefox": ("firefox-esr",)}
"""What may be installed for each, the first choice first: not every release has the shell."""


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
