"""Made-up exchanges for tests, as the recorder would store them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from roundtrip.syntax.cookies import Cookie, parse_set_cookie
from roundtrip.wire.exchange import Exchange
from roundtrip.wire.trips import Hop, trips

ORIGIN = "http://127.0.0.1:5000"
HTTPS = "https://www.example.org/a/b"
NOW = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
LASTS = 0.01
"""Seconds from the start of a request to its response, unless a test sets another value."""


def exchange(
    id: int,
    path: str = "/landing",
    method: str = "GET",
    status: int = 200,
    *,
    to: str | None = None,
    cookie: str = "",
    sets: Sequence[str] = (),
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Exchange:
    """Return the exchange `id`, which starts in second `id`; `to` is its Location, `sets` are its Set-Cookie values."""
    sent = [("cookie", cookie)] if cookie else []
    got = [("Location", to)] if to else []
    facts = {
        "id": id,
        "started": float(id),
        "wait": LASTS,
        "method": method,
        "url": path if "://" in path else ORIGIN + path,
        "status": status,
        "request_headers": sent + list((headers or {}).items()),
        "response_headers": got + [("Set-Cookie", each) for each in sets],
    }
    return Exchange(**{**facts, **more})


def chain(length: int, first: int = 1, *, path: str = "/redirect/chain", **more: Any) -> list[Exchange]:
    """Return a chain of redirects and the exchange at its end."""
    stops = [f"{path}/{left}" for left in range(length, 0, -1)] + ["/landing"]
    return [
        exchange(first + hop, stop, status=302 if hop < length else 200, to=to, **more)
        for hop, (stop, to) in enumerate(zip_longest(stops, stops[1:]))
    ]


def renumbered(each: Exchange, id: int, started: float) -> Exchange:
    return Exchange(**{**vars(each), "id": id, "started": started})


def grouped(exchanges: Sequence[Exchange]) -> list[list[int]]:
    """Return the ids of each trip."""
    return [[hop.exchange.id for hop in trip] for trip in trips(exchanges)]


def hops(exchanges: Sequence[Exchange]) -> dict[int, Hop]:
    """Return the hops by their ids."""
    return {hop.exchange.id: hop for trip in trips(exchanges) for hop in trip}


def notes(*exchanges: Exchange) -> list[tuple[str, ...]]:
    """Return the notes on each hop, in the order of the ids."""
    found = hops(exchanges)
    return [found[id].changes for id in sorted(found)]


def read(header: str, url: str = f"{ORIGIN}/a/b") -> Cookie:
    """Return the cookie of a Set-Cookie value that arrives at `NOW`."""
    return parse_set_cookie(header, url, NOW)
