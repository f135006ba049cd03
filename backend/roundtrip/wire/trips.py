"""Trips: which exchange a redirect led to, and what the browser changed on the way. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from .exchange import Exchange
from .jar import Cookie, left_out, sent, take

REDIRECTS = (301, 302, 303, 307, 308)
MOST_REDIRECTS = 20
"""As many as a browser follows (Fetch standard, HTTP-redirect fetch)."""

GAP = 5.0
"""Seconds within which a browser follows a redirect; who asks later asks anew."""

CLOCK = 0.005
"""Seconds that the clocks of two workers may differ."""

SAME_CLIENT = ("user-agent", "accept", "accept-language", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-user")
"""Headers that a browser keeps over a redirect: they tell apart who asks for the same thing at the same time."""


@dataclass(frozen=True)
class Hop:
    """An exchange in its trip: the redirect that caused it, and what the browser changed since."""

    exchange: Exchange
    redirected_from: int | None
    changes: tuple[str, ...]


def trips(exchanges: Sequence[Exchange]) -> list[list[Hop]]:
    """Group exchanges (in the order of their ids) into trips, each in the order of its hops."""
    before = causes(exchanges)
    by_id = {each.id: each for each in exchanges}
    noted = changes(exchanges, before)
    found: dict[int, list[Hop]] = {}
    first: dict[int, int] = {}
    for each in sorted(exchanges, key=lambda each: (each.started, each.id)):
        cause = before.get(each.id)
        first[each.id] = first[cause] if cause in by_id and cause in first else each.id
        found.setdefault(first[each.id], []).append(Hop(each, cause, noted[each.id]))
    return list(found.values())


def causes(exchanges: Iterable[Exchange]) -> dict[int, int]:
    """Which earlier exchange redirected to each: id → id. Every redirect is followed at most once."""
    waiting: list[Exchange] = []
    length: dict[int, int] = {}
    found: dict[int, int] = {}
    for each in sorted(exchanges, key=lambda each: (each.started, each.id)):
        waiting = [one for one in waiting if each.started - one.ended <= GAP]
        candidates = [one for one in waiting if one.ended <= each.started + CLOCK and follows(one, each)]
        length[each.id] = 0
        if candidates:
            cause = max(candidates, key=lambda one: likeness(one, each))  # the first of equals has waited longest
            waiting.remove(cause)
            found[each.id] = cause.id
            length[each.id] = length[cause.id] + 1
        if each.status in REDIRECTS and each.response_header("location") and length[each.id] < MOST_REDIRECTS:
            waiting.append(each)
    return found


def follows(earlier: Exchange, later: Exchange) -> bool:
    """Whether `later` is what a browser asks for after `earlier` (Fetch standard, HTTP-redirect fetch)."""
    target = urljoin(earlier.url, earlier.response_header("location") or "")
    return target.partition("#")[0] == later.url and later.method in (earlier.method, rewritten(earlier))


def rewritten(redirect: Exchange) -> str:
    """The method after a redirect: 303 makes a GET of all but GET and HEAD, 301 and 302 of POST."""
    if redirect.status == 303 and redirect.method not in ("GET", "HEAD"):
        return "GET"
    return "GET" if redirect.status in (301, 302) and redirect.method == "POST" else redirect.method


def likeness(earlier: Exchange, later: Exchange) -> int:
    """In how many headers two requests agree that one client would send alike."""
    return sum(earlier.request_header(name) == later.request_header(name) for name in SAME_CLIENT)


def changes(exchanges: Sequence[Exchange], before: dict[int, int]) -> dict[int, tuple[str, ...]]:
    """What the browser did at each hop, in words: id → notes."""
    by_id = {each.id: each for each in exchanges}
    jar: dict[tuple[str, str, str], Cookie] = {}
    found = {}
    for each in sorted(exchanges, key=lambda each: (each.started, each.id)):
        earlier = by_id.get(before.get(each.id, 0))
        notes = rewriting(earlier, each) if earlier else []
        notes += cookies(earlier, each, jar)
        notes += take(jar, each)
        found[each.id] = tuple(notes)
    return found


def rewriting(earlier: Exchange, later: Exchange) -> list[str]:
    """What became of the method and the body."""
    notes = []
    if later.method != earlier.method:
        notes.append(f"method {earlier.method}→{later.method}")
    if earlier.request_size and not later.request_size:
        notes.append("body dropped")
    elif earlier.request_size:
        notes.append("body sent again")
    if urlsplit(earlier.url).netloc != urlsplit(later.url).netloc:
        notes.append(f"host {urlsplit(earlier.url).netloc}→{urlsplit(later.url).netloc}")
    return notes


def cookies(earlier: Exchange | None, later: Exchange, jar: dict[tuple[str, str, str], Cookie]) -> list[str]:
    """Which cookies came along for the first time in a trip, and which stayed behind, and why."""
    names = sent(later)
    added = [name for name in names if earlier and name not in sent(earlier)]
    notes = [f"cookie {name} added" for name in dict.fromkeys(added)]
    for cookie in jar.values():
        if cookie.name in names:
            continue
        why = left_out(cookie, later)
        if why != "expired" or (earlier and cookie.name in sent(earlier)):
            notes.append(f"cookie {cookie.name} not sent: {why or 'the browser no longer has it'}")
    return notes
