"""Checks of every response, and of every page and its twin."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

OWN_VALUE = re.compile(r"^(session|visitor|labrun)=[^;]*(?:; Expires=[^;]* 20[^;]*)?")
REDIRECTS = (301, 302, 303, 307, 308)


class Pair(NamedTuple):
    """The page and the JSON of one view."""

    page: TestResponse
    twin: TestResponse

    @property
    def text(self) -> str:
        return text(self.page)

    @property
    def json(self) -> Any:
        return self.twin.json


class Twins:
    """Requests a page and its twin, as two visitors, and checks that they agree."""

    def __init__(self, app: Flask) -> None:
        self.page: FlaskClient = app.test_client()
        self.api: FlaskClient = app.test_client()
        self.bare: FlaskClient = app.test_client(use_cookies=False)

    def open(self, method: str, path: str, **request: Any) -> Pair:
        """Request both twins; a Cookie header in `headers` replaces the cookies of the visitor."""
        bare = "Cookie" in request.get("headers", {})
        page, api = (self.bare, self.bare) if bare else (self.page, self.api)
        pair = Pair(
            page.open(path, method=method, buffered=True, **again(request)),
            api.open(f"/api{path}", method=method, buffered=True, **again(request)),
        )
        agree(*pair)
        return pair

    def get(self, path: str, **request: Any) -> Pair:
        return self.open("GET", path, **request)

    def post(self, path: str, **request: Any) -> Pair:
        return self.open("POST", path, **request)


def again(request: dict[str, Any]) -> dict[str, Any]:
    """Return a copy, because the test client empties its arguments."""
    return {name: dict(value) if isinstance(value, dict) else value for name, value in request.items()}


def agree(page: TestResponse, twin: TestResponse) -> None:
    """Check the same status, cookies and redirect target; the page is HTML, and the twin is a JSON object."""
    assert page.status_code == twin.status_code
    assert cookies(page) == cookies(twin)
    assert page.headers.get("Allow") == twin.headers.get("Allow")
    for each in (page, twin):
        protected(each)
    if page.status_code in REDIRECTS:
        assert twin.json == {"location": twin.location, "status": twin.status_code}
        assert twin.location in (page.location, f"/api{page.location}")
        assert stays(page.location)
        assert stays(twin.location)
    assert page.mimetype == "text/html"
    assert twin.mimetype == ("application/problem+json" if twin.status_code >= 400 else "application/json")
    assert isinstance(strictly(twin.text), dict)


def protected(answer: TestResponse, *, any_cookie: bool = False) -> None:
    """Check the security headers of a response, and that all its headers are printable ASCII.

    `any_cookie`: its cookies may have any bytes but CR, LF and NUL, as `/respond` sends them.
    """
    assert answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for name, value in answer.headers:
        odd = any_cookie and name == "Set-Cookie"
        assert re.fullmatch(r"[\x01-\x09\x0b\x0c\x0e-\xff]*" if odd else r"[ -~\t]*", value)


def cookies(answer: TestResponse) -> list[str]:
    """Return the Set-Cookie headers without random values and times; a path below /api becomes the path of the page."""
    found = (OWN_VALUE.sub(r"\1=", each) for each in answer.headers.getlist("Set-Cookie"))
    return sorted(each.replace("; Path=/api/", "; Path=/") for each in found)


def stays(location: str | None) -> bool:
    """Return whether a browser would stay on this site (URL standard, section 4.4)."""
    if location is None or re.match(r"[/\\]{2}|[^/]|/[\t\r\n]", location):
        return False
    return not urlsplit(location).netloc


def strictly(text: str) -> Any:
    """Parse JSON as RFC 8259 defines it; refuse NaN and Infinity."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text, parse_constant=refuse)


class Words(HTMLParser):
    """Collects the text of a page and the names of its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)


class WithText(Protocol):
    """A response of Werkzeug's client, or of httpx."""

    @property
    def text(self) -> str: ...


def parsed(answer: WithText) -> Words:
    words = Words()
    words.feed(answer.text)
    words.close()
    return words


def text(answer: WithText) -> str:
    """Return the text of a page, with single spaces."""
    return re.sub(r"\s+", " ", "".join(parsed(answer).words)).strip()


def heading(answer: TestResponse) -> str:
    """Return the text of the `<h1>`."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.DOTALL)
    return unescape(found[1]) if found else ""


def short(value: object) -> str:
    """Return a value as the name of a test: its beginning and its length."""
    shown = ascii(value)
    return shown if len(shown) < 40 else f"{shown[:40]}… {len(shown)}"
