"""The wire of a visitor as plain objects: trips, their hops, and the request and the response of each hop."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, overload
from urllib.parse import parse_qs, urlsplit

from .diagram import drawn, drawn_wire

DETAIL = re.compile(r'<p class="detail">(.*?)</p>', re.S)
"""The sentence of an error, on a page of Roundtrip."""


@dataclass(frozen=True)
class Headers(Mapping[str, str]):
    """Headers in the order in which they crossed the wire. Names compare without case; `all()` has repeated ones."""

    pairs: tuple[tuple[str, str], ...] = ()

    def __getitem__(self, name: str) -> str:
        values = self.all(name)
        if not values:
            raise KeyError(f"no header {name}; there are: {', '.join(self) or 'none'}")
        return values[0]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for name, _ in self.pairs))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __repr__(self) -> str:
        return f"Headers({', '.join(f'{name}: {value}' for name, value in self.pairs)})"

    def all(self, name: str) -> list[str]:
        """Return each value of a header, in order."""
        return [value for key, value in self.pairs if key.lower() == name.lower()]


@dataclass(frozen=True)
class Cookie:
    """A cookie of a response; `refused` is the reason that the browser does not store it, None if it stores it.

    `lifetime` is the text that the page shows. The wire shortens the values of `session` and `visitor`.
    """

    name: str
    value: str
    path: str
    domain: str
    secure: bool
    http_only: bool
    same_site: str
    partitioned: bool
    host_only: bool
    lifetime: str | None
    refused: str | None

    @property
    def stored(self) -> bool:
        """Whether the browser stores it."""
        return self.refused is None

    def __repr__(self) -> str:
        flags = [("Secure", self.secure), ("HttpOnly", self.http_only), ("Partitioned", self.partitioned)]
        parts = [f"Path={self.path}", f"SameSite={self.same_site}", *(name for name, is_set in flags if is_set)]
        verdict = f"refused: {self.refused}" if self.refused else "stored"
        return f"<Cookie {self.name}={self.value}; {'; '.join(parts)} ({verdict})>"


@dataclass(frozen=True)
class Message:
    """The parts that a request and a response share. `body` can be the beginning of a longer one: `size` counts all."""

    headers: Headers
    body: bytes
    size: int

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Return the value of a JSON body."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Request(Message):
    """A request: `url` and `path` are spelled as the client sent them, and `path` has no query."""

    method: str
    url: str
    cookies: Mapping[str, str]

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"

    @property
    def target(self) -> str:
        """The path and the query."""
        query = urlsplit(self.url).query
        return f"{self.path}?{query}" if query else self.path

    @property
    def form(self) -> dict[str, list[str]]:
        """The fields of an urlencoded form: name → values."""
        return parse_qs(self.text, keep_blank_values=True)

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.target}, {self.size} bytes>"


@dataclass(frozen=True)
class Response(Message):
    """A response; `status` is 0 if the client left before it came."""

    status: int
    reason: str
    cookies: tuple[Cookie, ...]

    @property
    def location(self) -> str | None:
        return self.headers.get("location")

    @property
    def detail(self) -> str:
        """The sentence in which Roundtrip says why it refused a request; "" without one."""
        if self.status < 400:
            return ""
        if "json" in self.headers.get("content-type", ""):
            with suppress(ValueError, AttributeError):
                return str(self.json().get("detail", ""))
        match = DETAIL.search(self.text)
        return html.unescape(match[1]).strip() if match else ""

    def __repr__(self) -> str:
        return f"<Response {self.status} {self.reason}, {self.size} bytes>" if self.status else "<no response>"


@dataclass(frozen=True)
class Hop:
    """A request with its response, and the changes that the browser made on the way from the hop before it.

    `changes` are sentences as on the page: `method POST→GET`, `body dropped`, `cookie a not sent: Path=/other`.
    `rule` is the rule of Flask that matched (`/user/<username>`), `endpoint` its view.
    """

    id: int
    request: Request
    response: Response
    changes: tuple[str, ...]
    rule: str | None
    endpoint: str | None

    @property
    def method(self) -> str:
        return self.request.method

    @property
    def path(self) -> str:
        return self.request.path

    @property
    def status(self) -> int:
        return self.response.status

    @property
    def line(self) -> str:
        """The hop in one line: `POST /login 303`."""
        return f"{self.method} {self.request.target} {self.status or 'no answer'}"

    def __repr__(self) -> str:
        return f"<Hop {' · '.join([self.line, *self.changes])}>"


@dataclass(frozen=True)
class Trip(Sequence[Hop]):
    """A request and the requests that followed from it: redirects, and a preflight before its request."""

    hops: tuple[Hop, ...]

    @overload
    def __getitem__(self, index: int) -> Hop: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Hop]: ...
    def __getitem__(self, index: int | slice) -> Hop | Sequence[Hop]:
        return self.hops[index]

    def __len__(self) -> int:
        return len(self.hops)

    @property
    def lines(self) -> list[str]:
        """A line for each hop: `["POST /login 303", "GET /session 200"]`."""
        return [hop.line for hop in self.hops]

    def __repr__(self) -> str:
        return f"<Trip {' → '.join(self.lines)}>"

    def __str__(self) -> str:
        return drawn(self)


@dataclass(frozen=True)
class Wire(Sequence[Trip]):
    """The trips of a visitor, the oldest first."""

    trips: tuple[Trip, ...] = ()

    @overload
    def __getitem__(self, index: int) -> Trip: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Trip]: ...
    def __getitem__(self, index: int | slice) -> Trip | Sequence[Trip]:
        return self.trips[index]

    def __len__(self) -> int:
        return len(self.trips)

    @property
    def lines(self) -> list[list[str]]:
        """The lines of each trip."""
        return [trip.lines for trip in self.trips]

    def __repr__(self) -> str:
        return f"<Wire of {len(self)}: {', '.join(map(repr, self.trips))}>"

    def __str__(self) -> str:
        return drawn_wire(self)

    @classmethod
    def of_har(cls, har: Mapping[str, Any]) -> Wire:
        """Return the trips of a HAR that Roundtrip wrote."""
        hops: dict[str, list[Hop]] = {page["id"]: [] for page in har["log"]["pages"]}
        for entry in har["log"]["entries"]:
            hops[entry["pageref"]].append(hop_of(entry))
        return cls(tuple(Trip(tuple(trip)) for trip in hops.values() if trip))


def hop_of(entry: Mapping[str, Any]) -> Hop:
    request, response = entry["request"], entry["response"]
    return Hop(
        id=entry["_id"],
        request=Request(
            headers=headers_of(request),
            body=body_of(request.get("postData", {}), "_encoding"),
            size=max(request["bodySize"], 0),
            method=request["method"],
            url=request["url"],
            cookies={cookie["name"]: cookie["value"] for cookie in request["cookies"]},
        ),
        response=Response(
            headers=headers_of(response),
            body=body_of(response["content"], "encoding"),
            size=max(response["bodySize"], 0),
            status=response["status"],
            reason=response["statusText"],
            cookies=tuple(map(cookie_of, response["cookies"])),
        ),
        changes=tuple(entry["_changes"]),
        rule=entry["_rule"],
        endpoint=entry["_endpoint"],
    )


def headers_of(message: Mapping[str, Any]) -> Headers:
    return Headers(tuple((header["name"], header["value"]) for header in message["headers"]))


def body_of(content: Mapping[str, Any], encoding: str) -> bytes:
    text: str = content.get("text", "")
    return base64.b64decode(text) if content.get(encoding) == "base64" else text.encode()


def cookie_of(cookie: Mapping[str, Any]) -> Cookie:
    return Cookie(
        name=cookie["name"],
        value=cookie["value"],
        path=cookie["path"],
        domain=cookie["domain"],
        secure=cookie["secure"],
        http_only=cookie["httpOnly"],
        same_site=cookie["sameSite"],
        partitioned=cookie["_partitioned"],
        host_only=cookie["_hostOnly"],
        lifetime=cookie["_lifetime"],
        refused=cookie["_refused"],
    )
