"""Write the tour, `docs/tour.md` and its pictures: `.venv/bin/python tools/tour.py`.

Each stop of the tour is done in a real browser, in both themes. The README shows the picture of one of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from roundtrip.browsers import launch_options
from roundtrip.testing import Server

DOCS = Path(__file__).parents[1] / "docs"
SIZE = {"width": 1280, "height": 800}
THEMES = ("light", "dark")

expect.set_options(timeout=15_000)

NOTE = b"name,colour\nRobert,blue\nGrete,green\n"


@dataclass(frozen=True)
class Stop:
    """A place of the tour. `do` gets the region of the panel, and does what the picture shows."""

    name: str
    panel: str
    title: str
    text: str
    alt: str
    do: Callable[[Locator], None]

    def picture(self, theme: str) -> str:
        """Return the file of the picture, seen from `docs/`."""
        return f"tour/{self.name}-{theme}.png"


def press(panel: Locator, *names: str) -> None:
    for name in names:
        panel.get_by_role("button", name=name, exact=True).click()


def on_wire(panel: Locator, hop: str) -> Locator:
    """Return a hop of the newest trips when the wire has it."""
    button = panel.page.get_by_role("complementary", name="Wire").get_by_role("button", name=hop, exact=True).first
    expect(button).to_be_visible()
    return button


def to_the_top(heading: Locator) -> None:
    heading.evaluate("element => element.scrollIntoView()")


def lessons(panel: Locator) -> None:
    press(panel, "Show all missions")
    expect(panel.get_by_role("status", name="Progress")).to_be_visible()


def log_in(panel: Locator) -> None:
    panel.get_by_label("Username").fill("robert")
    panel.get_by_label("Password").fill("open-sesame")
    press(panel, "Log in")
    expect(panel.page.get_by_text("Logged in as robert")).to_be_visible()
    on_wire(panel, "GET /session 200 OK")


def follow(panel: Locator) -> None:
    panel.get_by_label("Method").select_option("POST")
    for code in ("302", "307"):
        panel.get_by_role("combobox", name="Code").select_option(code)
        press(panel, "Follow")
        on_wire(panel, f"POST /redirect/{code} " + {"302": "302 Found", "307": "307 Temporary Redirect"}[code])


def compare(panel: Locator) -> None:
    follow(panel)
    wire = panel.page.get_by_role("complementary", name="Wire")
    for index in (0, 1):
        wire.get_by_role("button", name="Compare trip").nth(index).click()
    expect(panel.page.get_by_role("dialog")).to_be_visible()


def path_of_a_cookie(panel: Locator) -> None:
    panel.get_by_label("Path", exact=True).fill("/get-name")
    press(panel, "Set cookie")
    on_wire(panel, "GET /cookies 200 OK")


def upload(panel: Locator) -> None:
    panel.get_by_label("Files").set_input_files({"name": "colours.csv", "mimeType": "text/csv", "buffer": NOTE})
    press(panel, "Upload")
    on_wire(panel, "GET /uploads 200 OK")
    on_wire(panel, "POST /upload 303 See Other").click()
    to_the_top(panel.page.get_by_role("dialog").get_by_role("heading", name="Body").first)


def across(panel: Locator) -> None:
    panel.get_by_label("Example").select_option("A preflight that is passed")
    press(panel, "Send across origins")
    expect(panel.get_by_role("tabpanel", name="Result").locator(".advice")).to_be_visible()
    panel.get_by_role("button", name="Send across origins").scroll_into_view_if_needed()


def write_it(panel: Locator) -> None:
    press(panel, "Say hello")
    on_wire(panel, "GET /hello 200 OK")
    panel.get_by_role("tab", name="Code").click()
    to_the_top(panel.get_by_role("heading", name="Write it yourself"))


STOPS = [
    Stop(
        *("lessons", "Lessons", "A path from hello to CORS"),
        "A new visitor sees 41 short missions. Each asks you to predict, lets you do it in the real panel, and then "
        "reads the answer from your own wire. It does not matter how you send the request: with the form, with curl, "
        "or from another tab.",
        "The Lessons panel: the chapters from hello to CORS, with the progress in each",
        lessons,
    ),
    Stop(
        *("login", "Login", "A login is three exchanges"),
        "The stage shows the page as the browser shows it. The wire shows how it came about: the POST, the 303 that "
        "answers it, and the GET that carries the new session cookie.",
        "The Login panel: its form, the page that Flask answered with, and on the wire the POST, its 303 and the GET",
        log_in,
    ),
    Stop(
        *("redirects", "Redirects", "What a redirect drops on the way"),
        "After a 302, the browser turns a POST into a GET and drops the body. After a 307 it sends the same request "
        "again. Each change stands between the two hops, and each can be asked.",
        "The Redirects panel: on the wire, a POST with a 302 became a GET, and a POST with a 307 stayed a POST",
        follow,
    ),
    Stop(
        *("compare", "Redirects", "Two trips side by side"),
        "*Compare* marks each difference of two trips. *Edit and resend* sends a hop again with changes.",
        "A dialog with two trips side by side; the differences between a 302 and a 307 are marked",
        compare,
    ),
    Stop(
        *("cookies", "Cookies", "Why a cookie did not come back"),
        "The wire knows the cookies that were set and the rules of RFC 6265bis. Where a cookie was not sent, it names "
        "the reason.",
        "The Cookies panel: a cookie with the path /get-name was stored, and was not sent to /cookies",
        path_of_a_cookie,
    ),
    Stop(
        *("upload", "Upload", "An upload, part by part"),
        "A click on a hop opens its head and its body. A multipart body is split into its parts.",
        "The Upload panel: the opened POST shows the parts of the multipart body",
        upload,
    ),
    Stop(
        *("origins", "Origins", "A preflight that you compose"),
        "Choose the request of the other site's script, and the `Access-Control-*` headers of the answer. The "
        "preflight is drawn as it happens, and the panel explains why the script can read the answer or not.",
        "The Origins panel: a PUT across origins with its preflight on the wire",
        across,
    ),
    Stop(
        *("code", "Hello", "The code behind the answer"),
        "Beside each answer is the view that gave it, and below it a complete application in plain Flask. *Reproduce* "
        "has the same trip as a curl command, as a test, and as a test in a browser.",
        "The Code tab of the Hello panel: the view, and below it an application of a few lines",
        write_it,
    ),
]


def document() -> str:
    """Return the text of the tour."""
    how = "`python tools/tour.py` does each stop in a real browser and takes its pictures."
    parts = [f"# A tour of Roundtrip\n\n{how}\n"]
    for stop in STOPS:
        light, dark = (stop.picture(theme) for theme in THEMES)
        parts.append(
            f"## {stop.title}\n\n{stop.text}\n\n<picture>\n"
            f'  <source media="(prefers-color-scheme: dark)" srcset="{dark}">\n'
            f'  <img alt="{stop.alt}" src="{light}">\n</picture>\n'
        )
    return "\n".join(parts)


def take(browser: Browser, address: str, stop: Stop, theme: str, file: Path) -> None:
    """Do a stop as a new visitor, and take its picture."""
    scheme = cast(Literal["light", "dark"], theme)
    page: Page = browser.new_page(viewport=SIZE, color_scheme=scheme, base_url=address)  # type: ignore[arg-type]
    page.goto(f"/#{stop.panel.lower()}")
    stop.do(page.get_by_role("region", name=stop.panel, exact=True))
    page.mouse.move(0, 0)
    page.screenshot(path=file, animations="disabled")
    page.close()


def main() -> None:
    """Start a server of its own, do each stop, and write the tour into the folder that the first argument names."""
    docs = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS
    (docs / "tour").mkdir(exist_ok=True)
    with Server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options(playwright.chromium))
        for stop in STOPS:
            print(stop.title, flush=True)
            for theme in THEMES:
                take(browser, server.url, stop, theme, docs / stop.picture(theme))
        browser.close()
    (docs / "tour.md").write_text(document(), "utf-8")


if __name__ == "__main__":
    main()
