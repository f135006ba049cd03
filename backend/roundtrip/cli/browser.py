"""A real browser for a command. Playwright starts it; the wheel does not need it for anything else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "firefox")

browser_option = click.option(
    "--browser", type=click.Choice(NAMES), default=NAMES[0], show_default=True, help="The browser to start."
)


class Trouble(click.ClickException):
    """The command could not do its work, so it has no result: 1 means a result that is not the expected one."""

    exit_code = 2


@contextmanager
def started(name: str) -> Iterator[Browser]:
    """Start a browser without a window, and close it at the end of the block."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise Trouble('this command needs Playwright. Install it: pip install "flask-roundtrip[browser]"') from None

    from ..browsers import launch_options

    with sync_playwright() as playwright:
        engine = getattr(playwright, name)
        try:
            with engine.launch(**launch_options(engine)) as browser:
                yield browser
        except (RuntimeError, Error) as error:  # there is no such browser, or it failed at its work
            raise Trouble(str(error).strip().partition("\n")[0]) from None
