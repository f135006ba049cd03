"""Trips: which request a redirect or a preflight led to, and what the browser changed on the way. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin

from .exchange import Exchange, split
from .jar import Cookie, Key, left_out, sent, sent_cookies, take
from .preflights import cleared, is_preflight, meant, refusal

REDIRECTS = (301, 302, 303, 307, 308)
MOST_REDIRECTS = 20
"""As many as a browser follows (Fetch standard, HTTP-redirect fetch); Chromium ends a page's one sooner."""

GAP = 5.0
"""Seconds within which a browser goes on after a redirect or a preflight; who asks later asks anew."""

CLOCK = 0.005
"""Seconds that the clocks of two workers may differ."""

IN_FLIGHT = 0.1
"""Seconds in which a request may have left before the browser had read an earlier answer."""

SAME = ("user-agent", "sec-fetch-dest", "sec-fetch-mode")
"""Headers that no client changes over a redirect."""

ALIKE = ("accept", "accept-language", "sec-fetch-user", "referer")
"""Headers that it seldom does: they tell apart who asks for the same thing at the same time."""

Place = tuple[str, str, str, str]


@dataclass(frozen=True)
class Hop:
    """An exchange in its trip: the redirect that caused it, its preflight, and what the browser changed since."""

    exchange: Exchange
    redirected_from: int | None
    preflight: int | None
    changes: tuple[str, ...]


def trips(exchanges: Sequence[Exchange]) -> list[list[Hop]]:
    """Group exchanges into trips, each in the order of its hops."""
    ordered = in_order(exchanges)
    before = causes(ordered)
    asked = preflights(ordered, before)
    noted = changes(ordered, before, asked)
    found: dict[int, list[Hop]] = {}
    first: dict[int, int] = {}
    for each in ordered:
        cause, preflight = before.get(each.id), asked.get(each.id)
        earlier = preflight if cause is None else cause
        first[each.id] = each.id if earlier is None else first[earlier]
        found.setdefault(first[each.id], []).append(Hop(each, cause, preflight, noted[each.id]))
    return list(found.values())


def in_order(exchanges: Iterable[Exchange]) -> list[Exchange]:
    return sorted(exchanges, key=lambda each: (each.started, each.id))


def causes(ordered: Iterable[Exchange]) -> dict[int, int]:
    """Which earlier exchange redirected to each: id → id. Every redirect is followed at most once.

    A preflight on the way is caused by the redirect too, which then waits on for the request itself.
    """
    waiting: dict[Place, list[Exchange]] = {}
    length: dict[int, int] = {}
    found: dict[int, int] = {}
    for each in ordered:
        redirects = waiting.get(place(each.url), [])
        candidates = [one for one in redirects if follows(one, each)]
        length[each.id] = 0
        if candidates:
            cause = max(candidates, key=lambda one: likeness(one, each))  # the first of equals has waited longest
            if not is_preflight(each):
                redirects.remove(cause)
            found[each.id] = cause.id
            length[each.id] = length[cause.id] + 1
        location = each.response_header("location")
        followed = each.status in REDIRECTS and not is_preflight(each) and length[each.id] < most_redirects(each)
        if followed and location:
            waiting.setdefault(place(joined(each.url, location)), []).append(each)
    return found


def preflights(ordered: Iterable[Exchange], before: dict[int, int]) -> dict[int, int]:
    """Which earlier preflight let each come: id → id, both caused by the same redirect, or by none."""
    waiting: dict[Place, list[Exchange]] = {}
    found: dict[int, int] = {}
    for each in ordered:
        if is_preflight(each):
            waiting.setdefault(place(each.url), []).append(each)
            continue
        asked = waiting.get(place(each.url), [])
        candidates = [one for one in asked if before.get(one.id) == before.get(each.id) and in_time(one, each)]
        candidates = [one for one in candidates if cleared(one, each, redirected=each.id in before)]
        if candidates:
            found[each.id] = candidates[-1].id  # one before it may have failed for a reason that no header tells
            asked.remove(candidates[-1])
    return found


def in_time(earlier: Exchange, later: Exchange) -> bool:
    """Whether a browser that had the answer went on at once."""
    return earlier.answered <= later.started + CLOCK and later.started - earlier.ended <= GAP


def follows(redirect: Exchange, later: Exchange) -> bool:
    """Whether a request to where `redirect` pointed is what a client makes of it."""
    return (
        in_time(redirect, later)
        and meant(later) in (redirect.method, rewritten(redirect))
        and all(redirect.request_header(name) == later.request_header(name) for name in SAME)
    )


def rewritten(redirect: Exchange) -> str:
    """The method after a redirect: 301, 302 and 303 may make a GET of it (Fetch standard: not all do of PUT)."""
    return "GET" if redirect.status in (301, 302, 303) and redirect.method != "HEAD" else redirect.method


def most_redirects(request: Exchange) -> int:
    """How many redirects this client follows: Chromium shows an error at the twentieth of a page."""
    page = request.request_header("sec-fetch-mode") == "navigate"
    chromium = "Chrome/" in (request.request_header("user-agent") or "")
    return MOST_REDIRECTS - 1 if page and chromium else MOST_REDIRECTS


def place(url: str) -> Place:
    """What two spellings of one address have in common: a client encodes what a Location does not."""
    parts = split(url)
    return (parts.scheme, parts.netloc.lower(), unquote(parts.path) or "/", unquote(parts.query))


def joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:  # a Location that is no address
        return location


def likeness(earlier: Exchange, later: Exchange) -> int:
    """In how many headers two requests agree that one client would send alike."""
    return sum(earlier.request_header(name) == later.request_header(name) for name in ALIKE)


def changes(ordered: Sequence[Exchange], before: dict[int, int], asked: dict[int, int]) -> dict[int, tuple[str, ...]]:
    """What the browser did at each hop, in words: id → notes."""
    by_id = {each.id: each for each in ordered}
    jar: dict[Key, Cookie] = {}
    stayed: dict[int, dict[Key, str]] = {}
    notes: dict[int, list[str]] = {}
    unread = sorted(ordered, key=lambda each: (each.answered, each.id), reverse=True)
    refusals: dict[int, list[str]] = {}
    for each in ordered:
        earlier = by_id.get(before.get(each.id, 0))
        # An answer's cookies count from when it was there, which need not be before the next request.
        now = max(each.started, earlier.answered) if earlier else each.started
        while unread and unread[-1].answered <= now and unread[-1] is not each:
            answer = unread.pop()
            refusals[answer.id] = take(jar, answer)
        stayed[each.id] = stayed_behind(earlier, each, jar)
        known = stayed[earlier.id] if earlier else {}
        news = [(key[0], why) for key, why in stayed[each.id].items() if known.get(key) != why]
        notes[each.id] = ["preflight passed"] if each.id in asked else preflight_refused(each)
        if earlier and not is_preflight(each):
            notes[each.id] += [*rewriting(earlier, each), *added(earlier, each)]
        notes[each.id] += [f"cookie {name} not sent: {why}" for name, why in news]
    for answer in reversed(unread):
        refusals[answer.id] = take(jar, answer)
    return {id: (*said, *refusals[id]) for id, said in notes.items()}


def preflight_refused(each: Exchange) -> list[str]:
    """Why no request follows a preflight, where it is plain; said at the preflight, for there is nowhere else."""
    why = refusal(each) if is_preflight(each) and each.status else None
    return [f"preflight refused: {why}"] if why else []


def rewriting(earlier: Exchange, later: Exchange) -> list[str]:
    """What became of the method and the body."""
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
    """Which cookies came along for the first time in a trip."""
    names = dict.fromkeys(sent(later))
    return [f"cookie {name} added" for name in names if name not in sent(earlier)]


def asked_from_elsewhere(request: Exchange) -> bool:
    """Whether another origin's page asked for a part of itself: then cookies may be left out on purpose."""
    site, destination = request.request_header("sec-fetch-site"), request.request_header("sec-fetch-dest")
    return site in ("cross-site", "same-site") and destination != "document"


def stayed_behind(earlier: Exchange | None, later: Exchange, jar: dict[Key, Cookie]) -> dict[Key, str]:
    """Which cookies a request came without, each with the reason; one that is gone leaves the jar."""
    if is_preflight(later):
        return {}  # it never carries any
    came = sent_cookies(later)
    names = {name for name, _ in came}
    found = {}
    for key, cookie in list(jar.items()):
        if (cookie.name, cookie.value) in came:
            continue
        why = left_out(cookie, later)
        if why not in (None, "expired"):
            found[key] = str(why)
        elif not came and why is None and asked_from_elsewhere(later):
            found[key] = "another origin's page asked without credentials, or the browser keeps them from it"
        elif cookie.received + IN_FLIGHT <= later.started or (earlier and earlier.answered >= cookie.received):
            del jar[key]
            if cookie.name not in names:  # else the page itself has changed it
                found[key] = why or "the browser no longer has it"
    return found
