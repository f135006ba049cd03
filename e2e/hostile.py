"""Hostile exchanges: each text that means something to a shell, to curl, to Python or to a terminal, at each place.

The texts try to run a command that makes the file `canary` (`runs` is one without a space), or to send the content of
the file `secret`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from roundtrip.wire import environ as wsgi
from roundtrip.wire.exchange import Exchange
from roundtrip.wire.har import har
from roundtrip.wire.trips import trips

FOR_A_SHELL = [
    "'", '"', "\\", "\\'", "$(touch canary)", "`runs`", "';touch canary;'", '";touch canary;"',
    "'\"$(touch canary)\"'", "|runs", "&runs&", "'|runs|'", "\ntouch canary\n", "\r\ntouch canary\r\n",
    "\nEND\ntouch canary\n", "#", "${IFS}", "!!", "*", "~", ">canary", "-o canary", "--next",
]  # fmt: skip
FOR_CURL = [
    "@secret", "<secret", "=@secret", "a=@secret", ";headers=@secret", "text/plain;headers=@secret", "a,secret", "=(",
    "a;type=text/html", 'a";filename="b', "[1-3]", "{a,b}", "%22", "%0d%0a", "/../a/./b", "http://localhost/",
]  # fmt: skip
FOR_PYTHON = [
    '"""', '"""\nopen("canary", "w")\n"""', '");open("canary","w")#', '{open("canary","w")}', "\\N{BULLET}", "\\x41\\u",
]  # fmt: skip
FOR_A_TERMINAL = ["\x1b[2J", "\x07", "\t", "\x7f", "\x9b31m", "\u202e", "\u2028", "\ufeffa", "\u200b", "é", "🙂", "\0"]
TEXTS = [text.encode() for text in FOR_A_SHELL + FOR_CURL + FOR_PYTHON + FOR_A_TERMINAL] + [b"\xff", b"\xc3"]

Fits = Callable[[bytes], bool]
BOUNDARY = b"----b"
FORM = b"multipart/form-data; boundary=" + BOUNDARY


@dataclass(frozen=True)
class Case:
    """A request as bytes; `port` stands in the place of the server's port."""

    name: str
    method: bytes = b"GET"
    target: bytes = b"/"
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    def __str__(self) -> str:
        return self.name

    def entry(self, address: str) -> dict[str, Any]:
        """Return the request as a HAR entry of the wire."""
        head = {"target": self.target, "headers": [(b"Host", address.encode()), *self.headers]}
        name, _, port = address.partition(":")
        environ = {"roundtrip.head": head, "HTTP_HOST": address, "SERVER_NAME": name, "SERVER_PORT": port}
        exchange = Exchange(
            id=1,
            started=0.0,
            method=self.method.decode(),
            url=wsgi.url(environ | {"wsgi.url_scheme": "http"}),
            target=wsgi.raw_target(environ),
            request_headers=wsgi.request_headers(environ),
            request_body=self.body,
            request_size=len(self.body),
            status=200,
            reason="OK",
            response_headers=[("Content-Type", "text/html")],
        )
        entry: dict[str, Any] = har(trips([exchange]))["log"]["entries"][0]
        return entry


def token(text: bytes) -> bool:
    return re.fullmatch(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+", text) is not None


def visible(text: bytes) -> bool:
    """Return whether a target can have these bytes."""
    return re.search(rb"[\x00-\x20\x7f]", text) is None


def value(text: bytes) -> bool:
    """Return whether a header can have this value (RFC 9110, section 5.5), which has no space around it."""
    return re.search(rb"[\x00\r\n]", text) is None and text == text.strip(b" \t")


def line(text: bytes) -> bool:
    return re.search(rb"[\r\n]", text) is None


def anything(text: bytes) -> bool:
    return True


def posted(name: str, type: bytes, body: bytes) -> Case:
    return Case(name, b"POST", headers=[(b"Content-Type", type)], body=body)


def part(name: str, head: bytes, body: bytes = b"1") -> Case:
    """Return a form with one hostile part between two others."""
    field = b'Content-Disposition: form-data; name="a"\r\n\r\n1'
    parts = [field, head + b"\r\n\r\n" + body, field]
    form = b"".join(b"--" + BOUNDARY + b"\r\n" + part + b"\r\n" for part in parts)
    return posted(name, FORM, form + b"--" + BOUNDARY + b"--\r\n")


DISPOSITION = b"Content-Disposition: form-data; name="
PAGE = (b"Sec-Fetch-Dest", b"document")
PLACES: dict[str, tuple[Fits, Callable[[str, bytes], Case]]] = {
    "method": (token, lambda name, text: Case(name, b"X" + text)),
    "path": (visible, lambda name, text: Case(name, target=b"/" + text, headers=[PAGE])),
    "query": (visible, lambda name, text: Case(name, target=b"/a?" + text + b"=" + text)),
    "address": (visible, lambda name, text: Case(name, target=b"file:///" + text)),
    "header": (value, lambda name, text: Case(name, headers=[(b"If-None-Match", text)])),
    "cookie": (value, lambda name, text: Case(name, headers=[(b"Cookie", text)])),
    "cookie's name": (value, lambda name, text: Case(name, headers=[(b"Cookie", text + b"=1; b=2")])),
    "cookie's value": (value, lambda name, text: Case(name, headers=[(b"cookie", b"session=x;a=" + text)])),
    "type": (value, lambda name, text: posted(name, text, b"a=1")),
    "body": (anything, lambda name, text: posted(name, b"application/json", text)),
    "pairs": (anything, lambda name, text: posted(name, b"application/x-www-form-urlencoded", text + b"=" + text)),
    "field's name": (line, lambda name, text: part(name, DISPOSITION + b'"' + text + b'"')),
    "field's value": (anything, lambda name, text: part(name, DISPOSITION + b'"b"', text)),
    "file's name": (
        line,
        lambda name, text: part(
            name, DISPOSITION + b'"b"; filename="' + text.replace(b'"', b"%22") + b'"\r\nContent-Type: text/plain'
        ),
    ),
    "file's type": (
        line,
        lambda name, text: part(name, DISPOSITION + b'"b"; filename="b"\r\nContent-Type: ' + text),
    ),
    "boundary": (value, lambda name, text: posted(name, b"multipart/form-data; boundary=" + text, b"--" + text)),
}
ODD = [
    Case("a HEAD with a body", b"HEAD", headers=[(b"Content-Type", b"text/plain")], body=b"a"),
    Case("a GET with a body", b"GET", headers=[(b"Content-Type", b"text/plain")], body=b"a"),
    Case("a POST without a body", b"POST"),
    Case("a body without a type", b"PUT", body=b"@secret"),
    Case("a header without a value", headers=[(b"If-None-Match", b"")]),
    Case("two Cookie headers", headers=[(b"Cookie", b"@secret"), (b"Cookie", b"secret")]),
    Case("a target without a slash", b"OPTIONS", b"*"),
    Case("a target of another server", b"GET", b"http://example.org:1/a#b"),
    part("a part with one more header", DISPOSITION + b'"b"\r\nContent-Transfer-Encoding: 8bit'),
    part("a field with a type", DISPOSITION + b'"b"\r\nContent-Type: text/plain'),
    posted("a form with a text before it", FORM, b"a\r\n--" + BOUNDARY + b"--\r\n"),
]


def cases() -> Iterator[Case]:
    """Return every text at every place that can have it, and some requests that are odd as a whole."""
    for place, (fits, make) in PLACES.items():
        for text in TEXTS:
            if fits(text):
                yield make(f"{place} {ascii(text)[2:-1]}", text)
    yield from ODD
