"""The tool that finds browsers: a browser that the machine lacks is a sentence that says how to install it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import BrowserType

from roundtrip import browsers


def engine(name: str) -> BrowserType:
    """A browser that Playwright did not install."""
    return cast(BrowserType, SimpleNamespace(name=name, executable_path="/nowhere"))


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("webkit", {}, "There is no webkit here. .* playwright install --with-deps webkit"),
        ("firefox", {}, "There is no firefox here. .* tools/browsers.py --all"),
        ("chromium", {"channel": "chromium"}, "There is no full Chromium here. .* tools/browsers.py --all"),
    ],
)
def test_browser_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, options: dict[str, Any], message: str
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match=message):
        browsers.launch_options(engine(name), **options)


def test_channel_that_is_unknown_is_named() -> None:
    with pytest.raises(ValueError, match="No channel chrome of chromium: the only one is --browser-channel chromium"):
        browsers.launch_options(engine("chromium"), channel="chrome")
