"""What holds for every answer, and for every page and its twin."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any, NamedTuple
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
    """Asks for a page and for its twin, as two visitors, and demands that they agree."""

    def __init__(self, app: Flask) -> None:
        self.page: FlaskClient = app.test_client()
        self.api: FlaskClient = app.test_client()
        self._bare: FlaskClient = app.test_client(use_cookies=False)

    def open(self, method: str, path: str, **request: Any) -> Pair:
        """Ask for both; a Cookie header among `headers` is sent as it is, in place of the visitor's cookies."""
        bare = "Cookie" in request.get("headers", {})
        page, api = (self._bare, self._bare) if bare else (self.page, self.api)
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
    """A copy, since the test client empties what it is given."""
    return {name: dict(value) if isinstance(value, dict) else value for name, value in request.items()}


def agree(page: TestResponse, twin: TestResponse) -> None:
    """Same status, same cookies, same place to go; HTML at the one, a JSON object at the other."""
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


def protected(answer: TestResponse) -> None:
    """What every answer carries, and only what every server can send: printable ASCII."""
    assert answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert all(re.fullmatch(r"[ -~\t]*", value) for value in answer.headers.values())


def cookies(answer: TestResponse) -> list[str]:
    """The Set-Cookie headers, without what is random or the time of day; a path below /api is its page's."""
    found = (OWN_VALUE.sub(r"\1=", each) for each in answer.headers.getlist("Set-Cookie"))
    return sorted(each.replace("; Path=/api/", "; Path=/") for each in found)


def stays(location: str | None) -> bool:
    """Whether a browser would stay on this site (URL standard, section 4.4)."""
    if location is None or re.match(r"[/\\]{2}|[^/]|/[\t\r\n]", location):
        return False
    return not urlsplit(location).netloc


def strictly(text: str) -> Any:
    """JSON as RFC 8259 has it; NaN and Infinity are none."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text, parse_constant=refuse)


class Words(HTMLParser):
    """Collects the text of a page, and the names of its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)


def parsed(answer: TestResponse) -> Words:
    words = Words()
    words.feed(answer.text)
    words.close()
    return words


def text(answer: TestResponse) -> str:
    """What a person reads on a page, with single spaces."""
    return re.sub(r"\s+", " ", "".join(parsed(answer).words)).strip()


def heading(answer: TestResponse) -> str:
    """The text of the `<h1>`."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.DOTALL)
    return unescape(found[1]) if found else ""


def short(value: object) -> str:
    """A value as the name of a test: its beginning, and how long it is."""
    shown = ascii(value)
    return shown if len(shown) < 40 else f"{shown[:40]}… {len(shown)}"
