"""Record situations in real browsers: `python tools/situations.py [chromium] [firefox]`.

Each situation sets cookies and sends requests. The tool writes `backend/tests/situations/BROWSER.json`: the exchanges
as they crossed, and the verdict of the browser beside each cookie. Chromium gives its reasons through DevTools; of
Firefox, the tool keeps the cookies that it holds. A test compares the reasons of the wire with these files.

Chromium must be the whole browser, not the headless shell: third-party cookies can be blocked only there.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import BrowserContext, Error, Frame, Page, Playwright, sync_playwright
from situation_server import Answer, SituationServer
from situation_steps import Situation, Step
from situation_table.rows import SITUATIONS

from roundtrip.browsers import on_path

FOLDER = Path(__file__).parents[1] / "backend" / "tests" / "situations"
NAMES = ("example.test", "www.example.test")
SITES = {
    "home": ("http", "127.0.0.1"),
    "other": ("http", "localhost"),
    "dot": ("http", "localhost."),
    "a": ("http", "a.localhost"),
    "b": ("http", "b.localhost"),
    "www.a": ("http", "www.a.localhost"),
    "plain": ("http", NAMES[0]),
    "www": ("http", NAMES[1]),
    "tls": ("https", NAMES[0]),
    "tls.www": ("https", NAMES[1]),
}
REST = 150
"""Milliseconds between two steps: the wire assumes that a request crossed a response that is younger than 0.1 s."""

PERMISSIVE = {"profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False}}
"""Preferences of Chromium: Debian's own default blocks third-party cookies."""

PATIENCE = 5_000
"""Milliseconds to wait for the last message of a step."""

PROGRAMS = {
    "link": "url => { const a = document.createElement('a'); a.href = url; document.body.append(a); a.click() }",
    "post": """url => {
        const form = document.createElement('form');
        Object.assign(form, { action: url, method: 'post' });
        document.body.append(form);
        form.submit();
    }""",
    "fetch": """([url, { header, ...options }]) => fetch(url, {
        credentials: 'include', headers: header ? { [header]: '1' } : {}, ...options,
    }).then(() => null, () => null)""",
    "image": """url => new Promise((done) => {
        const image = new Image();
        image.onload = image.onerror = () => done(null);
        image.src = url;
    })""",
    "frame": """([url, attributes]) => new Promise((done) => {
        const frame = document.createElement('iframe');
        for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
        frame.onload = () => done(null);
        frame.src = url;
        document.body.append(frame);
    })""",
}


class Witness(Protocol):
    """The statements of a browser about its cookies."""

    def held(self) -> list[dict[str, Any]]:
        """Return the cookies that the browser holds."""

    def verdicts(self, numbers: list[int]) -> dict[int, dict[str, Any]]:
        """Return the verdicts on the cookies of each exchange, if the browser gives any."""

    def forget(self) -> None:
        """Delete all cookies."""


class DevTools:
    """Chromium's reasons (Chrome DevTools Protocol, Network.*ExtraInfo)."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._requests: dict[str, list[Any]] = {}
        self._responses: dict[str, list[Any]] = {}
        self._session.on("Network.requestWillBeSentExtraInfo", lambda event: self._keep(self._requests, event))
        self._session.on("Network.responseReceivedExtraInfo", lambda event: self._keep(self._responses, event))
        self._session.send("Network.enable")

    def _keep(self, events: dict[str, list[Any]], event: Any) -> None:
        events.setdefault(event["requestId"], []).append(event)

    def held(self) -> list[dict[str, Any]]:
        cookies = self._session.send("Network.getAllCookies")["cookies"]
        return [facts(cookie) for cookie in cookies]

    def forget(self) -> None:
        self._session.send("Network.clearBrowserCookies")

    def verdicts(self, numbers: list[int]) -> dict[int, dict[str, Any]]:
        for _ in range(PATIENCE // 50):
            verdicts = self._by_number()
            if set(numbers) <= set(verdicts):
                break
            self._page.wait_for_timeout(50)
        return self._by_number()

    def _by_number(self) -> dict[int, dict[str, Any]]:
        """Match the events: the n-th request of an id belongs to its n-th response, which carries the number."""
        verdicts = {}
        for id, responses in self._responses.items():
            for request, response in zip(self._requests.get(id, []), responses, strict=False):
                headers = {name.lower(): value for name, value in response["headers"].items()}
                if number := headers.get("x-exchange"):
                    verdicts[int(number)] = {
                        "asked": [
                            facts(item["cookie"]) | {"reasons": item["blockedReasons"]}
                            for item in request["associatedCookies"]
                        ],
                        "refused": [
                            {"line": item["cookieLine"], "reasons": item["blockedReasons"]}
                            for item in response["blockedCookies"]
                        ],
                    }
        return verdicts


class Holder:
    """The cookies that Firefox holds. It gives no reasons."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context

    def held(self) -> list[dict[str, Any]]:
        return [facts(dict(cookie)) for cookie in self._context.cookies()]

    def forget(self) -> None:
        self._context.clear_cookies()

    def verdicts(self, numbers: list[int]) -> dict[int, dict[str, Any]]:
        return {}


def facts(cookie: dict[str, Any]) -> dict[str, Any]:
    kept = {name: cookie[name] for name in ("name", "value", "domain", "path")}
    return kept | ({"partition": cookie["partitionKey"]} if cookie.get("partitionKey") else {})


class Performance:
    """Performs one situation in a page."""

    def __init__(self, server: SituationServer, page: Page, witness: Witness) -> None:
        self._server, self._page, self._witness = server, page, witness
        self._key = 0

    def record(self, situation: Situation) -> dict[str, Any]:
        self._server.exchanges.clear()
        self._server.answers.clear()
        steps = []
        for step in situation.steps:
            before = len(self._server.exchanges)
            self._perform(step)
            self._settle(before + len(step.hops))
            numbers = [exchange.number for exchange in self._server.exchanges[before:]]
            self._page.wait_for_timeout(REST)
            steps.append({"kind": step.kind, "exchanges": numbers, "held": self._witness.held()})
        verdicts = self._witness.verdicts([exchange.number for exchange in self._server.exchanges])
        exchanges = [asdict(exchange) | verdicts.get(exchange.number, {}) for exchange in self._server.exchanges]
        hidden = {"hidden": situation.hidden} if situation.hidden else {}
        return {"name": situation.name, **hidden, "steps": steps, "exchanges": exchanges}

    def _settle(self, count: int) -> None:
        """Wait for the requests of a step."""
        for _ in range(PATIENCE // 50):
            if len(self._server.exchanges) >= count and all(one.status for one in self._server.exchanges):
                break
            self._page.wait_for_timeout(50)

    def _perform(self, step: Step) -> None:
        place: Page | Frame = self._page.frames[-1] if step.inside else self._page
        if step.kind == "wait":
            self._page.wait_for_timeout(float(step.text) * 1000)
        elif step.kind == "clear":
            self._witness.forget()
        elif step.kind == "script":
            self._run(place, f"async () => {{ await ({step.text}) }}", None)
        elif step.kind == "go":
            self._page.goto(self._addresses(step)[0])
        else:
            url = self._addresses(step)[0]
            argument = [url, dict(step.options)] if step.kind in ("fetch", "frame") else url
            if step.kind in ("link", "post"):
                with nullcontext() if step.inside else self._page.expect_navigation():
                    place.evaluate(PROGRAMS[step.kind], argument)
            else:
                self._run(place, PROGRAMS[step.kind], argument)

    def _run(self, place: Page | Frame, program: str, argument: Any) -> None:
        """Run JavaScript in a page, for a limited time: some requests never end."""
        limit = f"new Promise((done) => setTimeout(done, {PATIENCE}, null))"
        place.evaluate(f"(argument) => Promise.race([({program})(argument), {limit}])", argument)

    def _addresses(self, step: Step) -> list[str]:
        """Prepare the answers to the requests of a step, and return their addresses."""
        urls = []
        for hop in step.hops:
            self._key += 1
            site, slash, path = hop.place.partition("/")
            scheme, host = SITES[site]
            urls.append(f"{scheme}://{host}:{self._server.ports[scheme]}{slash}{path}?s={self._key}")
        first = self._key - len(urls) + 1
        for number, (hop, to) in enumerate(zip(step.hops, [*urls[1:], None], strict=True)):
            answer = Answer(sets=hop.sets, to=to, status=step.status if to else 200)
            self._server.answers[str(first + number)] = answer
        return urls


def program(name: str) -> str:
    path = on_path(name, headless=False)
    if path is None:
        sys.exit(f"There is no {name} here: install it and try again.")
    return path


@contextmanager
def chromium(playwright: Playwright, folder: Path, blocked: bool) -> Iterator[BrowserContext]:
    """Start Chromium: with a profile that permits third-party cookies, or in Incognito, which blocks them."""
    options: dict[str, Any] = {
        "executable_path": program("chromium"),
        "args": [
            # One session of DevTools then sees the frames of other sites too.
            "--disable-site-isolation-trials",
            f"--host-resolver-rules={', '.join(f'MAP {name} 127.0.0.1' for name in NAMES)}",
        ],
    }
    if blocked:
        browser = playwright.chromium.launch(**options)
        context = browser.new_context(ignore_https_errors=True)
    else:
        folder.joinpath("Default").mkdir(parents=True)
        folder.joinpath("Default", "Preferences").write_text(json.dumps(PERMISSIVE))
        context = playwright.chromium.launch_persistent_context(folder, ignore_https_errors=True, **options)
    try:
        yield context
    finally:
        context.close()
        if blocked:
            browser.close()


@contextmanager
def firefox(playwright: Playwright, folder: Path, blocked: bool) -> Iterator[BrowserContext]:
    """Start Firefox with its default (third parties have partitioned cookies), or block all third-party cookies."""
    browser = playwright.firefox.launch(
        executable_path=program("firefox"),
        channel="moz-firefox",
        firefox_user_prefs={
            "network.dns.localDomains": ",".join(NAMES),
            "network.cookie.cookieBehavior": 1 if blocked else 5,
            "security.warn_submit_secure_to_insecure": False,  # its dialog would wait for a person
        },
    )
    try:
        yield browser.new_context(ignore_https_errors=True)
    finally:
        browser.close()


BROWSERS = {"chromium": chromium, "firefox": firefox}


def record(name: str) -> None:
    """Record all situations in one browser, and write its file."""
    recorded: dict[str, Any] = {}
    version = ""
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        SituationServer(Path(folder)) as server,
    ):
        for blocked in (False, True):
            with BROWSERS[name](playwright, Path(folder, f"profile-{blocked}"), blocked) as context:
                for situation in SITUATIONS:
                    if situation.blocked == blocked:
                        recorded[situation.name] = in_fresh_page(server, context, situation, name)
                version = user_agent(context)
    write(name, version, [recorded[situation.name] for situation in SITUATIONS])


def in_fresh_page(server: SituationServer, context: BrowserContext, situation: Situation, name: str) -> dict[str, Any]:
    page = context.new_page()
    witness: Witness = DevTools(page) if name == "chromium" else Holder(context)
    witness.forget()
    try:
        return Performance(server, page, witness).record(situation)
    except Error as error:
        sys.exit(f"{situation.name}: {error}")
    finally:
        page.close()


def user_agent(context: BrowserContext) -> str:
    page = context.new_page()
    text: str = page.evaluate("navigator.userAgent")
    page.close()
    return text


def write(name: str, version: str, situations: list[dict[str, Any]]) -> None:
    """Write the file, a line for each exchange."""
    FOLDER.mkdir(exist_ok=True)
    head = {"browser": version, "recorded": datetime.now(UTC).date().isoformat()}
    lines = [json.dumps(situation) for situation in situations]
    text = f'{json.dumps(head)[:-1]}, "situations": [\n' + ",\n".join(lines) + "\n]}\n"
    (FOLDER / f"{name}.json").write_text(text, "utf-8")
    print(f"{name}: {len(situations)} situations", flush=True)


def main() -> None:
    for name in sys.argv[1:] or BROWSERS:
        record(name)


if __name__ == "__main__":
    main()
