"""The recorder: WSGI middleware that notes each exchange of a visitor as it passes, and holds nothing back."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any
from urllib.parse import quote

from ..guard import HOST, VISITOR, visitor_key
from ..problems import reason
from .exchange import Exchange, Headers, Outcome
from .secrets import Secrets
from .store import Store

log = logging.getLogger(__name__)

PLUMBING = re.compile(r"/(?:$|healthz$|api/(?:wire|source|visitor)(?:[/.]|$)|(?:api/)?lab/(?:actor|token)$)")
PATH = "/:@!$&'()*+,;=~[]|"
QUERY = PATH + "?%\\^`{}"
"""What a browser leaves as it is in a path and in a query (URL standard, 1.3), besides letters and digits."""

ASKED_FOR = {"document", "iframe", "frame", "empty"}
"""Sec-Fetch-Dest of what a person asks for; a static file for anything else is the page's own plumbing."""

SHORT = 64 * 2**10
"""Bytes of an answer that may be one piece; a longer one streams."""

TOKEN = re.compile(r"(?:^|&)wire=([\w.-]+)(?:&|$)", re.ASCII)
"""What stands for the visitor cookie in a query, where a browser sends none: another site's requests, preflights."""

HEADERS_SHOWN = 32 * 2**10
"""Characters of a message's headers that are kept; no browser sends more in its daily life."""


class Recorder:
    """WSGI middleware (PEP 3333); only requests that name a visitor, by cookie or by token, cost anything."""

    def __init__(self, app: Any, store: Store, keep: int, key_of: Callable[[str], str | None] | None = None) -> None:
        """`key_of` gives the visitor's key for a token that is good, else None."""
        self._app, self._store, self._keep, self._key_of = app, store, keep, key_of

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        key = self._visitor(environ)
        if key is None or plumbing(environ):
            answer: Iterable[bytes] = self._app(environ, start_response)
            return answer
        return Tap(environ, key, self._store, self._keep).through(self._app, start_response)

    def _visitor(self, environ: dict[str, Any]) -> str | None:
        """The key of the visitor whose request this is."""
        cookies = environ.get("HTTP_COOKIE", "")
        visitor = visitor_in(cookies) if "visitor" in cookies else None
        if visitor is not None:
            return visitor_key(visitor)
        query = environ.get("QUERY_STRING", "")
        token = TOKEN.search(query) if "wire=" in query else None
        return self._key_of(token[1]) if token and self._key_of else None


class Tap:
    """One exchange under way: an iterator over the answer that notes what passes and stores it at the end."""

    def __init__(self, environ: dict[str, Any], visitor: str, store: Store, keep: int) -> None:
        self._environ, self._visitor, self._store, self._keep = environ, visitor, store, keep
        self._began = time.time()
        self._clock = time.perf_counter()
        self._answered = self._clock
        self._status, self._expected = 0, -1
        self._headers: Headers = []
        self._head, self._size = b"", 0
        self._request: Any = None
        self._answer: Iterable[bytes] = ()
        self._chunks: Iterator[bytes] = iter(())
        self._done = False

    def through(self, app: Any, start_response: Any) -> Iterable[bytes]:
        """Run the app, noting its status and headers; a short answer comes back in one piece, another as it streams."""

        def note(status: str, headers: Headers, exc_info: Any = None) -> Any:
            self._status, self._headers = int(status[:3]), list(headers)
            self._answered = time.perf_counter()
            self._request = self._environ.get("werkzeug.request")  # Flask takes it away when the view is done
            length = next((value for name, value in headers if name.lower() == "content-length"), "")
            self._expected = int(length) if length.isdecimal() else -1
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        try:
            self._answer = app(self._environ, note)
            self._chunks = iter(self._answer)
            return self._whole() or self
        except BaseException:
            self._store_as("exception")
            raise

    def _whole(self) -> list[bytes]:
        """The answer if its first piece is all of it, stored before even its headers leave; else nothing.

        A server may send the headers first, and a browser may follow a redirect before it has seen its body.
        """
        bodyless = self._expected == 0 or self._status in (204, 304) or self._environ["REQUEST_METHOD"] == "HEAD"
        if not bodyless and not 0 < self._expected <= SHORT:
            return []
        piece = next(self._chunks, b"")
        if not bodyless and len(piece) != self._expected:
            self._chunks = chain([piece], self._chunks)
            return []
        self._note(piece)
        self.close("complete")
        return [piece]

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
        self._note(chunk)
        if self._size == self._expected:
            self._store_as("complete")
        return chunk

    def _note(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if len(self._head) < self._keep:
            self._head += chunk[: self._keep - len(self._head)]

    def close(self, outcome: Outcome = "aborted") -> None:
        """Called by the server in any case; before the end, it means that the client went away."""
        try:
            close = getattr(self._answer, "close", None)
            if close is not None:
                close()
        finally:
            self._store_as(outcome)

    def _store_as(self, outcome: Outcome) -> None:
        if self._done:
            return
        self._done = True
        try:
            self._store.add(self._visitor, self._exchange(outcome))
        except Exception:  # whatever it is, the request has nothing to do with it
            log.exception("The wire lost an exchange")

    def _exchange(self, outcome: Outcome) -> Exchange:
        environ, request = self._environ, self._request
        body = environ.get("roundtrip.body")
        broken_off = body is not None and body.size < declared(environ)
        secrets = Secrets(self._visitor, environ.get("HTTP_COOKIE", ""))
        return Exchange(
            started=self._began,
            wait=self._answered - self._clock,
            receive=time.perf_counter() - self._answered,
            method=environ["REQUEST_METHOD"],
            url=secrets.text(url(environ)),
            protocol=environ.get("SERVER_PROTOCOL", ""),
            request_headers=kept([(name, secrets.sent(name, value)) for name, value in request_headers(environ)]),
            request_body=secrets.body(body.head) if body else b"",
            request_size=body.size if body else 0,
            status=self._status,
            reason=reason(self._status) if self._status else "",
            response_headers=kept([(name, secrets.got(name, text(value))) for name, value in self._headers]),
            response_body=secrets.body(self._head),
            response_size=self._size,
            rule=str(request.url_rule) if request and request.url_rule else None,
            endpoint=request.endpoint if request else None,
            args=secrets.args(request.view_args or {}) if request else {},
            outcome="aborted" if broken_off and outcome == "complete" else outcome,
        )


def visitor_in(cookies: str) -> str | None:
    """The visitor that a Cookie header names, read as Flask reads it: the first of that name."""
    for pair in cookies.split(";"):
        name, _, value = pair.partition("=")
        if name.strip() == "visitor":
            value = value.strip().strip('"')
            return value if VISITOR.fullmatch(value) else None
    return None


def plumbing(environ: dict[str, Any]) -> bool:
    """Whether the page itself asks, and nobody would call it a round trip of theirs."""
    path = environ.get("PATH_INFO", "")
    if path.startswith("/static/"):
        return environ.get("HTTP_SEC_FETCH_DEST") not in ASKED_FOR
    return bool(PLUMBING.match(path))


def declared(environ: dict[str, Any]) -> int:
    """How many bytes of body the request announced."""
    length = environ.get("CONTENT_LENGTH") or ""
    return int(length) if length.isdecimal() else 0


def url(environ: dict[str, Any]) -> str:
    """The address as a browser writes it (URL standard, 4.4), as far as WSGI tells: `%2F` and `/` are one to it."""
    host = environ.get("HTTP_HOST", "")
    if not HOST.fullmatch(host):
        host = f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    path = "/" + quote(path.encode("latin-1", "replace"), safe=PATH).removeprefix("/")
    query = quote(environ.get("QUERY_STRING", "").encode("latin-1", "replace"), safe=QUERY)
    return f"{environ['wsgi.url_scheme']}://{host}{path}{'?' if query else ''}{query}"


def request_headers(environ: dict[str, Any]) -> Headers:
    """The headers; WSGI tells neither their order nor their letter case, so they are sorted and in lower case."""
    found = []
    for name, value in environ.items():
        if name.startswith("HTTP_"):
            name = name[5:]
        elif name not in ("CONTENT_TYPE", "CONTENT_LENGTH") or not value:
            continue
        found.append((name.replace("_", "-").lower(), text(value)))
    return sorted(found)


def text(value: str) -> str:
    """A header's bytes, which WSGI gives as Latin-1 (PEP 3333), as UTF-8 where they are that."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def kept(headers: Headers) -> Headers:
    """Headers, of which those are cut that would make an exchange grow without bound."""
    if sum(len(name) + len(value) for name, value in headers) <= HEADERS_SHOWN:
        return headers
    found, room = [], HEADERS_SHOWN
    for name, value in headers:
        found.append((name, value if len(value) <= room else f"{value[:room]}…"))
        room -= len(name) + min(len(value), room)
        if room <= 0:
            break
    return found
