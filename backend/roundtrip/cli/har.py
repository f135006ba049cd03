"""`roundtrip har`: the requests of a real browser, as it records them itself."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from .browser import browser_option, started

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext


def addresses(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Check the arguments: a browser would take a word without a scheme for a search."""
    for value in values:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise click.BadParameter(f"{value!r} is not a URL; write one such as http://127.0.0.1:5000/hello")
    return values


@click.command()
@browser_option
@click.option("--quiet-time", default=5.0, metavar="SECONDS", show_default=True, help="The longest wait after a load.")
@click.argument("urls", nargs=-1, required=True, metavar="URL...", callback=addresses)
def har(browser: str, quiet_time: float, urls: tuple[str, ...]) -> None:
    """Open each URL in a real browser, and print the HAR.

    After the load of a page, the browser waits until no request is under way. The HAR goes to standard output, messages
    go to standard error. The exit status is 1 if a URL did not open, and 2 if there is no browser.
    """
    with TemporaryDirectory(prefix="roundtrip-") as folder, started(browser) as engine:
        file = Path(folder, "requests.har")
        context = engine.new_context(record_har_path=file, record_har_content="embed")
        opened = [open_page(context, url, quiet_time) for url in urls]
        context.close()  # only now the file is complete
        click.echo(file.read_text("utf-8"))
    sys.exit(0 if all(opened) else 1)


def open_page(context: BrowserContext, url: str, quiet_time: float) -> bool:
    """Open a URL in a page of its own; print how that went, and return whether the page loaded."""
    from playwright.sync_api import Error, TimeoutError

    began = time.monotonic()
    page = context.new_page()
    try:
        response = page.goto(url)
    except Error as error:
        message = error.message.partition("\n")[0].removeprefix("Page.goto: ")
        click.echo(f"{url}: {message}", err=True)
        return False
    outcome = str(response.status) if response else "no response"
    try:
        page.wait_for_load_state("networkidle", timeout=quiet_time * 1000)
    except TimeoutError:
        outcome += ", requests were still under way"
    click.echo(f"{url}: {outcome}, {time.monotonic() - began:.1f} s", err=True)
    return True
