"""Accessibility: what axe finds in a state of the page, in four widths and two themes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

WIDTHS = (390, 768, 1024, 1440)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def looks(page: Page) -> Iterator[str]:
    """Show the page in each width and theme, and give its name for a message."""
    for width, scheme in product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        yield f"{width} px, {scheme}"


def violations(part: Locator) -> list[str]:
    """Return what axe finds in a part of a page or of a frame, as lines to read; it does not look into other frames."""
    if not part.evaluate("() => 'axe' in window"):
        part.evaluate(f"() => {{ {Axe().axe_script} }}")
    run = "part => axe.run(part, { iframes: false, resultTypes: ['violations'] })"
    found = part.evaluate(run)["violations"]
    return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]


def expect_accessible(part: Locator, state: str = "") -> None:
    """Expect that axe finds nothing in a part of the page, however the page looks."""
    found = {look: violations(part) for look in looks(part.page)}
    assert {look: lines for look, lines in found.items() if lines} == {}, state
