"""The reasons for which a request lacks a cookie. Where the headers permit two, both; where they show none, that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ..syntax.cookies import Cookie
from ..syntax.urls import host_of
from .contexts import Context, context_of
from .exchange import Exchange
from .jar import APART, BLOCKED, OMITTED, Jar, JarKey, Stored, left_out, request_cookies
from .preflights import is_preflight

Reasons = dict[JarKey, str]

IN_FLIGHT = 0.1
"""Seconds in which the browser may have sent a request before it read an earlier response."""

CROWD = 150
"""The cookies of one host that a browser keeps for sure: Chromium and Firefox delete some when there are 180."""

LONGEST_LABEL = 64
"""Characters of a name that a note shows."""

LONGEST_HEADER = 16 * 2**10
"""Characters of a Cookie header that the record surely has in full."""

TOO_MANY = "the browser deleted it, because it keeps at most 180 cookies of a host"
GONE = "the browser no longer has it"
CHANGED = "no recorded response set its last value, so the wire cannot tell why"
UNRECORDED = "no recorded response set it, so the wire cannot tell why"
SAME_PAIR = "it has the name and value of another cookie, so the wire cannot tell which of the two is missing"
OTHER_SITE = "Partitioned: the browser sends it only in pages of another site"
OWN_SITE = "Partitioned: the browser does not send it in pages of another site"

STRICTNESS = {"None": 0, "Lax": 1, "Strict": 2}

TOGETHER = 5
"""Cookies with the same reason that get a note each; more of them share one, which names so many."""


class Match:
    """The cookies of a request, matched with those in the jar.

    `carried` are in the request, and `changed` are those with another value than before. `unrecorded` were not in the
    jar. `twins` have the name and value of one that is carried. `strictness` is that of the strictest SameSite in the
    request: a milder one keeps no cookie back. A cookie without SameSite does not count: browsers send it in some
    requests in which they send no Lax cookie.
    """

    def __init__(self, earlier: Exchange | None, later: Exchange, jar: Jar, context: Context) -> None:
        self.carried: set[JarKey] = set()
        self.changed: dict[JarKey, Stored] = {}
        self.unrecorded: list[Stored] = []
        self.twins: set[JarKey] = set()
        self._earlier, self._later = earlier, later
        pairs = Counter((pair.name, pair.value) for pair in request_cookies(later))
        names = {name for name, _ in pairs}
        self._alike = {key: stored for key, stored in jar.items() if key[0] in names}
        self._sendable = {key for key, stored in self._alike.items() if not reasons_to_keep(stored, later, context)}
        strange = [pair for pair, count in pairs.items() if not self._by_value(pair, count)]
        cookies = [jar[key].cookie for key in self.carried]
        self.strictness = max(
            (STRICTNESS[cookie.samesite] for cookie in cookies if cookie.explicit_samesite), default=0
        )
        for pair in strange:
            self._by_name(*pair)

    def _by_value(self, pair: tuple[str, str], count: int) -> bool:
        """Match cookies of this name and value; return whether the jar has all of them."""
        same = [key for key, stored in self._alike.items() if (stored.cookie.name, stored.cookie.value) == pair]
        same.sort(
            key=lambda key: (key not in self._sendable, -len(key[3]))
        )  # a longer path comes first (section 5.8.3)
        self.carried.update(same[:count])
        self.twins.update(key for key in same[count:] if key in self._sendable)
        return len(same) >= count

    def _by_name(self, name: str, value: str) -> None:
        """Note a cookie that no recorded response set: a new value of a cookie in the jar, or another cookie."""
        free = {key: stored for key, stored in self._alike.items() if key[0] == name and key not in self.carried}
        if not all(settled(stored, self._earlier, self._later) for stored in free.values()):
            return  # the browser sent the request before it read the response
        for key, stored in free.items():
            if key in self._sendable or expired(stored.cookie, self._later):
                cookie = replace(stored.cookie, value=value, expires=None)
                self.changed[key] = replace(stored, cookie=cookie, recorded=False)
                self.carried.add(key)
                return
        cookie = Cookie(name, value, host_of(self._later.url), True, "", received=self._later.started)
        self.unrecorded.append(Stored(cookie=cookie, recorded=False))


def not_sent(earlier: Exchange | None, later: Exchange, jar: Jar, via: Sequence[str] = ()) -> tuple[Reasons, Jar]:
    """Return the cookies that a request lacks, each with the reason, and the jar without those that are gone.

    `earlier` is the redirect that caused the request, and `via` are the URLs of all redirects before it.
    """
    if is_preflight(later) or len(later.request_header("cookie") or "") > LONGEST_HEADER:
        return {}, jar  # a preflight never carries cookies, and a long header may be truncated
    context = context_of(later, via)
    match = Match(earlier, later, jar, context)
    crowded = max(len(request_cookies(later)), of_host(jar, later)) >= CROWD
    reasons: Reasons = {}
    lost = set()
    for key, stored in jar.items():
        if key in match.carried:
            continue
        why, gone = reason(stored, later, context, match, crowded=crowded)
        if gone and not settled(stored, earlier, later):
            continue
        if why:
            reasons[key] = why
        if gone:
            lost.add(key)
    if not lost and not match.changed and not match.unrecorded:
        return reasons, jar
    cookies = {key: stored for key, stored in {**jar, **match.changed}.items() if key not in lost}
    return reasons, cookies | {stored.key: stored for stored in match.unrecorded}


def expired(cookie: Cookie, request: Exchange) -> bool:
    return cookie.expires is not None and cookie.expires <= request.started


def settled(stored: Stored, earlier: Exchange | None, later: Exchange) -> bool:
    """Return whether the browser had read the response with the cookie before it sent the request."""
    received = stored.cookie.received
    return received + IN_FLIGHT <= later.started or (earlier is not None and earlier.answered >= received)


def of_host(jar: Jar, request: Exchange) -> int:
    """Return how many cookies of the request's host the jar holds."""
    host = host_of(request.url)
    return sum(key[1] == host for key in jar)


def reason(
    stored: Stored, request: Exchange, context: Context, match: Match, *, crowded: bool
) -> tuple[str | None, bool]:
    """Return why a request lacks a cookie, and whether that means that the browser has it no longer."""
    cookie = stored.cookie
    if expired(cookie, request):
        return "expired", True
    if not stored.recorded:
        return of_unrecorded(cookie, request, context)
    if context.credentials == "omitted":
        return OMITTED, False
    if certain := reasons_to_keep(stored, request, context):
        return " and ".join(certain), False
    if stored.key in match.twins:
        return SAME_PAIR, True
    if possible := possible_reasons(stored, context, match):
        return ", or ".join(possible), False
    if crowded:
        return TOO_MANY, True
    return stored.doubt or GONE, True


def of_unrecorded(cookie: Cookie, request: Exchange, context: Context) -> tuple[str | None, bool]:
    """Return the reason for a cookie whose attributes are not known; none if a request like this one often lacks it."""
    if cookie.path:
        reasons = left_out(cookie, request, context)
        away = bool(reasons) and reasons[0].startswith("domain:")
        return (reasons[0], False) if away else (CHANGED, True)
    if cookie.domain != host_of(request.url):
        return None, False
    usual = context.cross_site or context.third_party or context.credentials != "included"
    return (None, False) if usual else (UNRECORDED, True)


def reasons_to_keep(stored: Stored, request: Exchange, context: Context) -> list[str]:
    """Return each reason for which the browser keeps back a cookie that it has."""
    cookie = stored.cookie
    reasons = left_out(cookie, request, context)
    if reasons and reasons[0].startswith("domain:"):
        return reasons
    if stored.partition == "own" and context.third_party:
        reasons.append(OWN_SITE)
    elif stored.partition == "embedded" and not context.third_party:
        reasons.append(OTHER_SITE if cookie.partitioned else APART)
    elif not stored.partition and context.access in ("blocked", "apart"):
        reasons.append(BLOCKED if context.access == "blocked" else APART)
    return reasons


def possible_reasons(stored: Stored, context: Context, match: Match) -> list[str]:
    """Return each reason for which the browser may keep back a cookie, where the headers do not decide."""
    reasons = []
    if context.credentials == "unknown":
        reasons.append(OMITTED)
    if context.access in ("unknown", "unclear") and not stored.partition:
        reasons.append(BLOCKED)
    if stored.partition == "embedded" and context.third_party:
        reasons.append(OTHER_SITE)
    samesite = stored.cookie.samesite
    if context.bare and context.cross_site is not False and STRICTNESS[samesite] > match.strictness:
        reasons.append(f"SameSite={samesite}")
    # Over plain HTTP, a missing cookie proves little.
    return [*reasons, GONE] if reasons and context.bare else reasons


def notes_on(fate: str, reasons: Sequence[tuple[str, str | None]]) -> list[str]:
    """Return notes on cookies of one fate, such as `refused`; `reasons` are names with reasons, None for no note."""
    names: dict[str, list[str]] = {}
    for name, why in reasons:
        if why:
            names.setdefault(why, []).append(label(name))
    notes = []
    for why, together in names.items():
        if len(together) <= TOGETHER:
            notes += [f"cookie {name} {fate}: {why}" for name in together]
        else:
            some = ", ".join(together[:TOGETHER])
            notes.append(f"{len(together)} cookies {fate}: {why} ({some} and {len(together) - TOGETHER} more)")
    return notes


def label(name: str) -> str:
    """Return the name of a cookie for a note."""
    return shortened(name) or "(no name)"


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else f"{text[:LONGEST_LABEL]}…"
