"""Trips: the requests that a redirect or a preflight led to, and the changes that the browser made. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin

from ..syntax.http import MOST_REDIRECTS, REDIRECT_CODES
from ..syntax.urls import split
from .exchange import Exchange
from .jar import Jar, Verdict, request_cookies, take
from .preflights import announced_method, is_preflight, permits, refusal
from .reasons import Reasons, label, not_sent, notes_on
from .secrets import hidden

GAP = 5.0
"""Seconds: a browser follows a redirect or a preflight sooner; a later request starts a trip of its own."""

CLOCK = 0.005
"""The largest difference in seconds between the clocks of two workers."""

SAME = ("user-agent", "sec-fetch-dest", "sec-fetch-mode")
"""Headers that no client changes when it follows a redirect."""

ALIKE = ("accept", "accept-language", "sec-fetch-user", "referer")
"""Headers that a client seldom changes: they tell two clients apart that request the same URL at the same time."""

Target = tuple[str, str, str, str]

LabOf = Callable[[Exchange], str | None]
"""An exchange → the name of the lab that sent its request, a program in the page; None if a person sent it."""


def nobody(_: Exchange) -> None:
    """Return None: without labs, a person sends every request."""


@dataclass(frozen=True)
class Hop:
    """An exchange in its trip: the redirect that caused it, its preflight, and the changes that the browser made.

    `redirected_from` and `preflight` are the ids of earlier exchanges. `set_cookies` are the cookies of the response,
    in the order of their headers. `lab` is the name of the lab that sent the first request of the trip.
    """

    exchange: Exchange
    redirected_from: int | None
    preflight: int | None
    changes: tuple[str, ...]
    set_cookies: tuple[Verdict, ...] = ()
    lab: str | None = None


def trips(exchanges: Iterable[Exchange], lab_of: LabOf = nobody) -> list[list[Hop]]:
    """Group exchanges into trips, each in the order of its hops."""
    ordered = sorted(exchanges, key=lambda exchange: (exchange.started, exchange.id))
    causes = redirects_by_target(ordered)
    preflights = preflights_by_target(ordered, causes)
    notes = changes(ordered, causes, preflights)
    hops: dict[int, list[Hop]] = {}
    first: dict[int, int] = {}
    labs: dict[int, str | None] = {}
    for exchange in ordered:
        cause, preflight = causes.get(exchange.id), preflights.get(exchange.id)
        earlier = preflight if cause is None else cause
        first[exchange.id] = exchange.id if earlier is None else first[earlier]
        labs[exchange.id] = lab_of(exchange) if earlier is None else labs[earlier]
        hop = Hop(exchange, cause, preflight, *notes[exchange.id], lab=labs[exchange.id])
        hops.setdefault(first[exchange.id], []).append(hop)
    return list(hops.values())


def redirects_by_target(ordered: Iterable[Exchange]) -> dict[int, int]:
    """Return the redirect that caused each exchange: id → id. A client follows each redirect at most once.

    A redirect can cause a preflight too; it then still waits for the request that the preflight announces.
    """
    waiting: dict[Target, list[Exchange]] = {}
    length: dict[int, int] = {}
    causes: dict[int, int] = {}
    for exchange in ordered:
        redirects = waiting.get(target(exchange.url), [])
        candidates = [redirect for redirect in redirects if follows(redirect, exchange)]
        length[exchange.id] = 0
        if candidates:
            cause = max(candidates, key=lambda redirect: likeness(redirect, exchange))  # the oldest of equals
            if not is_preflight(exchange):
                redirects.remove(cause)
            causes[exchange.id] = cause.id
            length[exchange.id] = length[cause.id] + 1
        location = exchange.response_header("location")
        redirected = exchange.status in REDIRECT_CODES and not is_preflight(exchange)
        if redirected and location and length[exchange.id] < most_redirects(exchange):
            waiting.setdefault(target(joined(exchange.url, location)), []).append(exchange)
    return causes


def preflights_by_target(ordered: Iterable[Exchange], causes: Mapping[int, int]) -> dict[int, int]:
    """Return the preflight that permitted each exchange: id → id. The same redirect, or none, caused both."""
    waiting: dict[Target, list[Exchange]] = {}
    permitted: dict[int, int] = {}
    for exchange in ordered:
        if is_preflight(exchange):
            waiting.setdefault(target(exchange.url), []).append(exchange)
            continue
        preflights = waiting.get(target(exchange.url), [])
        cause = causes.get(exchange.id)
        candidates = [
            preflight
            for preflight in preflights
            if causes.get(preflight.id) == cause
            and in_time(preflight, exchange)
            and permits(preflight, exchange, redirected=cause is not None)
        ]
        if candidates:
            # The last one: a preflight before it may have failed for a reason that no header shows.
            permitted[exchange.id] = candidates[-1].id
            preflights.remove(candidates[-1])
    return permitted


def in_time(earlier: Exchange, later: Exchange) -> bool:
    """Return whether `later` started soon after the response to `earlier`."""
    return earlier.answered <= later.started + CLOCK and later.started - earlier.ended <= GAP


def follows(redirect: Exchange, later: Exchange) -> bool:
    """Return whether `later`, a request to the target of `redirect`, can be the request that follows it."""
    return (
        in_time(redirect, later)
        and announced_method(later) in (redirect.method, rewritten(redirect))
        and all(redirect.request_header(name) == later.request_header(name) for name in SAME)
    )


def rewritten(redirect: Exchange) -> str:
    """Return the method after a redirect that changes it to GET: 301, 302 or 303 (Fetch, HTTP-redirect fetch)."""
    return "GET" if redirect.status in (301, 302, 303) and redirect.method != "HEAD" else redirect.method


def most_redirects(request: Exchange) -> int:
    """Return how many redirects this client follows. When Chromium loads a page, it follows one redirect less."""
    page = request.request_header("sec-fetch-mode") == "navigate"
    chromium = "Chrome/" in (request.request_header("user-agent") or "")
    return MOST_REDIRECTS - 1 if page and chromium else MOST_REDIRECTS


def target(url: str) -> Target:
    """Return a URL in one spelling, so that URLs compare equal: a client encodes characters of a Location."""
    parts = split(url)
    return (parts.scheme, parts.netloc.lower(), unquote(parts.path) or "/", unquote(parts.query))


def joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:  # a Location that is not a URL
        return location


def likeness(earlier: Exchange, later: Exchange) -> int:
    """Count the headers of `ALIKE` that two requests share."""
    return sum(earlier.request_header(name) == later.request_header(name) for name in ALIKE)


def changes(
    ordered: Sequence[Exchange], causes: Mapping[int, int], preflights: Mapping[int, int]
) -> dict[int, tuple[tuple[str, ...], tuple[Verdict, ...]]]:
    """Return the notes on each exchange, and the cookies of its response: id → both."""
    by_id = {exchange.id: exchange for exchange in ordered}
    unread = sorted(ordered, key=lambda exchange: (exchange.answered, exchange.id), reverse=True)
    jar: Jar = {}
    left_behind: dict[int, Reasons] = {}
    notes: dict[int, list[str]] = {}
    verdicts: dict[int, list[Verdict]] = {}
    via: dict[int, tuple[str, ...]] = {}
    for exchange in ordered:
        earlier = by_id.get(causes.get(exchange.id, 0))
        via[exchange.id] = (*via[earlier.id], earlier.url) if earlier else ()
    for exchange in ordered:
        earlier = by_id.get(causes.get(exchange.id, 0))
        # The cookies of a response count from the time of the response; the next request can start before it.
        now = max(exchange.started, earlier.answered) if earlier else exchange.started
        while unread and unread[-1].answered <= now and unread[-1] is not exchange:
            response = unread.pop()
            jar, verdicts[response.id] = take(jar, response, via[response.id])
        # The jar is that of the visitor's browser; another client may have sent a request that was caught.
        missing = ({}, jar) if exchange.caught else not_sent(earlier, exchange, jar, via[exchange.id])
        left_behind[exchange.id], jar = missing
        repeated = left_behind[earlier.id] if earlier else {}
        fresh = [(key[0], why) for key, why in left_behind[exchange.id].items() if repeated.get(key) != why]
        notes[exchange.id] = ["preflight passed"] if exchange.id in preflights else preflight_refused(exchange)
        if earlier and not is_preflight(exchange):
            notes[exchange.id] += [*rewriting(earlier, exchange), *added(earlier, exchange)]
            notes[exchange.id] += changed(earlier, exchange, verdicts.get(earlier.id, []))
        notes[exchange.id] += notes_on("not sent", fresh)
    for response in reversed(unread):
        jar, verdicts[response.id] = take(jar, response, via[response.id])
    return {
        id: ((*lines, *notes_on("refused", [(cookie.name, why) for cookie, why in verdicts[id]])), tuple(verdicts[id]))
        for id, lines in notes.items()
    }


def preflight_refused(exchange: Exchange) -> list[str]:
    """Return a note on why no request follows a preflight. The preflight shows it: there is no later hop."""
    why = refusal(exchange) if is_preflight(exchange) and exchange.status else None
    return [f"preflight refused: {why}"] if why else []


def rewriting(earlier: Exchange, later: Exchange) -> list[str]:
    """Return notes on the method, the body and the host after a redirect."""
    notes = []
    if later.method != earlier.method:
        notes.append(f"method {earlier.method}→{later.method}")
    if earlier.request_size and not later.request_size:
        notes.append("body dropped")
    elif earlier.request_size:
        notes.append("body sent again")
    if split(earlier.url).netloc != split(later.url).netloc:
        notes.append(f"host {split(earlier.url).netloc}→{split(later.url).netloc}")
    return notes


def added(earlier: Exchange, later: Exchange) -> list[str]:
    """Return notes on the cookies that `later` carries and `earlier` did not."""
    before = {pair.name for pair in request_cookies(earlier)}
    names = dict.fromkeys(pair.name for pair in request_cookies(later))
    return [f"cookie {label(name)} added" for name in names if name not in before]


def changed(earlier: Exchange, later: Exchange, verdicts: Sequence[Verdict]) -> list[str]:
    """Return notes on the cookies that both requests carry, and to which the response in between gave another value.

    Of a value that the wire hides, both requests show the same beginning. Flask sets its session only if it changed.
    """
    before, after = ({pair.name: pair.value for pair in request_cookies(each)} for each in (earlier, later))
    set_again = dict.fromkeys(cookie.name for cookie, why in verdicts if not why)
    names = [name for name in set_again if name in before and name in after]
    return [f"cookie {label(name)} changed" for name in names if before[name] != after[name] or hidden(after[name])]
