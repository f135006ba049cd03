"""The recorder: WSGI middleware that notes each exchange of a visitor as it passes, and holds nothing back."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from werkzeug.wsgi import get_current_url

from ..guard import shortened, shortened_set_cookie, visitor_key
from .exchange import Exchange, Headers, Outcome
from .store import Store

VISITOR = re.compile(r"(?:^|;)\s*visitor=([A-Za-z0-9_-]{22})\s*(?:;|$)")
PLUMBING = re.compile(r"/(?:$|healthz$|api/(?:wire|source|visitor)(?:[/.]|$))")
ASKED_FOR = {"document", "iframe", "frame", "empty"}
"""Sec-Fetch-Dest of what a person asks for; a static file for anything else is the page's own plumbing."""


class Recorder:
    """WSGI middleware (PEP 3333); only requests that carry a visitor cookie cost anything."""

    def __init__(self, app: Any, store: Store, keep: int) -> None:
        self._app, self._store, self._keep = app, store, keep

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        cookies = environ.get("HTTP_COOKIE", "")
        match = VISITOR.search(cookies) if "visitor=" in cookies else None
        if match is None or plumbing(environ):
            answer: Iterable[bytes] = self._app(environ, start_response)
            return answer
        return Tap(environ, visitor_key(match[1]), self._store, self._keep).through(self._app, start_response)


class Tap:
    """One exchange under way: an iterator over the answer that notes what passes and stores it at the end."""

    def __init__(self, environ: dict[str, Any], visitor: str, store: Store, keep: int) -> None:
        self._environ, self._visitor, self._store, self._keep = environ, visitor, store, keep
        self._began = time.time()
        self._clock = time.perf_counter()
        self._answered = self._clock
        self._status, self._headers, self._expected = "", [], -1
        self._head, self._size = b"", 0
        self._request: Any = None
        self._answer: Iterable[bytes] = ()
        self._chunks: Iterator[bytes] = iter(())
        self._done = False

    _headers: Headers

    def through(self, app: Any, start_response: Any) -> Tap:
        """Run the app, noting its status line and headers."""

        def note(status: str, headers: Headers, exc_info: Any = None) -> Any:
            self._status, self._headers = status, list(headers)
            self._answered = time.perf_counter()
            self._request = self._environ.get("werkzeug.request")  # Flask takes it away when the view is done
            length = next((value for name, value in headers if name.lower() == "content-length"), "")
            self._expected = int(length) if length.isdecimal() else -1
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        try:
            self._answer = app(self._environ, note)
        except BaseException:
            self._store_as("exception")
            raise
        self._chunks = iter(self._answer)
        return self

    def __iter__(self) -> Tap:
        return self

    def __next__(self) -> bytes:
        """The next chunk. The exchange is stored before its last byte leaves: who has read an answer can see it."""
        try:
            chunk = next(self._chunks)
        except StopIteration:
            self._store_as("complete")
            raise
        except BaseException:
            self._store_as("exception")
            raise
        self._size += len(chunk)
        if len(self._head) < self._keep:
            self._head += chunk[: self._keep - len(self._head)]
        if self._size == self._expected:
            self._store_as("complete")
        return chunk

    def close(self) -> None:
        """Called by the server in any case; before the end, it means that the client went away."""
        try:
            close = getattr(self._answer, "close", None)
            if close is not None:
                close()
        finally:
            self._store_as("aborted")

    def _store_as(self, outcome: Outcome) -> None:
        if not self._done:
            self._done = True
            self._store.add(self._visitor, self._exchange(outcome))

    def _exchange(self, outcome: Outcome) -> Exchange:
        code, _, reason = self._status.partition(" ")
        body = self._environ.get("roundtrip.body")
        request = self._request
        now = time.perf_counter()
        return Exchange(
            started=self._began,
            wait=self._answered - self._clock,
            receive=now - self._answered,
            method=self._environ["REQUEST_METHOD"],
            url=url(self._environ),
            protocol=self._environ.get("SERVER_PROTOCOL", ""),
            request_headers=request_headers(self._environ),
            request_body=body.head if body else b"",
            request_size=body.size if body else 0,
            status=int(code or 0),
            reason=reason,
            response_headers=[(name, hidden(name, value)) for name, value in self._headers],
            response_body=self._head,
            response_size=self._size,
            rule=str(request.url_rule) if request and request.url_rule else None,
            endpoint=request.endpoint if request else None,
            args=dict(request.view_args or {}) if request else {},
            outcome=outcome,
        )


def plumbing(environ: dict[str, Any]) -> bool:
    """Whether the page itself asks, and nobody would call it a round trip of theirs."""
    path = environ.get("PATH_INFO", "")
    if path.startswith("/static/"):
        return environ.get("HTTP_SEC_FETCH_DEST") not in ASKED_FOR
    return bool(PLUMBING.match(path))


def url(environ: dict[str, Any]) -> str:
    """The address as it was asked for, as far as WSGI tells."""
    base = get_current_url(environ, root_only=True, strip_querystring=True).rstrip("/")
    path = quote(environ.get("PATH_INFO", "").encode("latin-1"), safe="/:@!$&'()*+,;=~%-._")
    query = environ.get("QUERY_STRING", "")
    return f"{base}{path}?{query}" if query else f"{base}{path}"


def request_headers(environ: dict[str, Any]) -> Headers:
    """The headers; WSGI tells neither their order nor their letter case, so they are sorted and in lower case."""
    found = [
        (name[5:].replace("_", "-").lower(), str(value))
        for name, value in environ.items()
        if name.startswith("HTTP_") and name not in ("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH")
    ]
    found += [
        (name.replace("_", "-").lower(), environ[name])
        for name in ("CONTENT_TYPE", "CONTENT_LENGTH")
        if environ.get(name)
    ]
    return sorted((name, shortened(value) if name == "cookie" else value) for name, value in found)


def hidden(name: str, value: str) -> str:
    """A response header, without the value of Roundtrip's own cookies."""
    return shortened_set_cookie(value) if name.lower() == "set-cookie" else value
