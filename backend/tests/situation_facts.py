"""The facts of a recorded situation: each cookie that the browser refused, did not send, or no longer had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from roundtrip.wire.environ import text

Facts = dict[str, Any]
Identity = tuple[str, str, str, str]
Cookies = Mapping[Identity, Facts]

STRICT = frozenset({"SameSiteStrict", "SchemefulSameSiteStrict"})
LAX = frozenset(
    {
        *("SameSiteLax", "SchemefulSameSiteLax"),
        *("SameSiteUnspecifiedTreatedAsLax", "SchemefulSameSiteUnspecifiedTreatedAsLax"),
    }
)
DELETES = ("max-age=0", "max-age=-", "expires=thu, 01 jan 1970")
"""A Set-Cookie value with one of these texts deletes a cookie."""

MANY = 150
"""Cookies of one host: a browser that has so many may have deleted others."""


@dataclass(frozen=True)
class Fact:
    """A cookie that the browser refused or did not send, with its reasons.

    `shown`: the wire must say it. Of the facts with the same `either`, the wire must say one.
    """

    name: str
    fate: str
    reasons: frozenset[str]
    shown: bool = True
    either: str = ""


class Moment(NamedTuple):
    """An exchange of a step, with the cookies that the browser held before it and after its step."""

    kind: str
    exchange: Facts
    before: Cookies
    after: Cookies


@dataclass
class Progress:
    """The state between two exchanges of a situation.

    `crossed`: names of cookies that the wire has seen. `dropped`: cookies that the browser did not store. `modes`:
    the reasons that the SameSite attribute of a cookie can give.
    """

    known: dict[Identity, Facts] = field(default_factory=dict)
    missed: set[Identity] = field(default_factory=set)
    crossed: set[str] = field(default_factory=set)
    dropped: dict[str, tuple[str, frozenset[str], str]] = field(default_factory=dict)
    third_party: bool = False
    modes: dict[str, frozenset[str]] = field(default_factory=dict)


def facts_of(situation: Facts, chromium: Mapping[int, Sequence[Fact]] | None = None) -> dict[int, list[Fact]]:
    """Return the facts by the number of their exchange. For Firefox, `chromium` are Chromium's facts."""
    progress, facts = Progress(), {}
    for moment in moments(situation):
        exchange = moment.exchange
        progress.third_party |= is_third_party(moment)
        theirs = None if chromium is None else chromium[exchange["number"]]
        progress.crossed |= set(names_in(exchange))
        found: list[Fact] = []
        if exchange["method"] != "OPTIONS":
            found += kept_back(moment, progress, theirs)
            found += lost(moment, progress, situation, found, theirs)
            found += never_stored(exchange, progress)
        progress.known.update({**current(moment), **moment.after})
        found += not_stored(moment, progress, theirs)
        progress.crossed |= {name_in(line, theirs is not None) for line in lines_of(exchange)}
        facts[exchange["number"]] = found
    return facts


def moments(situation: Facts) -> Iterator[Moment]:
    """Yield the exchanges. Within a step, a later exchange comes after the cookies of the earlier ones."""
    exchanges = {exchange["number"]: exchange for exchange in situation["exchanges"]}
    held: Cookies = {}
    for step in situation["steps"]:
        after = by_identity(step["held"])
        for position, number in enumerate(step["exchanges"]):
            yield Moment(step["kind"], exchanges[number], after if position else held, after)
        held = after


def by_identity(cookies: Sequence[Facts]) -> Cookies:
    return {(one["name"], one["domain"], one["path"], str(one.get("partition", ""))): one for one in cookies}


def current(moment: Moment) -> Cookies:
    return {**moment.before, **by_identity(moment.exchange.get("asked", []))}


def kept_back(moment: Moment, progress: Progress, theirs: Sequence[Fact] | None) -> Iterator[Fact]:
    """Yield the cookies that the browser has and does not send."""
    exchange = moment.exchange
    asked = by_identity(exchange.get("asked", []))
    pairs = pairs_in(exchange)
    for identity, cookie in current(moment).items():
        name, shown = cookie["name"], cookie["name"] in progress.crossed
        if identity in asked:
            if asked[identity]["reasons"]:
                yield Fact(name, "not sent", frozenset(asked[identity]["reasons"]), shown)
        elif not at_host(cookie, host_of(exchange["url"])):
            yield Fact(name, "not sent", frozenset({"OtherHost"}), shown)
        elif theirs is not None:
            pair = (name, cookie["value"])
            if pair in pairs:
                pairs.remove(pair)
            elif name not in names_in(exchange) or cookie["value"].isascii():
                yield Fact(name, "not sent", firefox_reasons(name, moment, progress, theirs), shown)
        elif cookie.get("partition"):
            yield Fact(name, "not sent", frozenset({"OtherPartition"}), shown)
        else:
            path = set() if on_path(cookie, exchange) else {"NotOnPath"}
            yield Fact(name, "not sent", frozenset({"NotAsked", *path}), shown)


def firefox_reasons(name: str, moment: Moment, progress: Progress, theirs: Sequence[Fact]) -> frozenset[str]:
    """Return the reasons that Firefox can have: those of Chromium, and those in which the two browsers differ."""
    reasons = frozenset[str]().union(*(fact.reasons for fact in theirs if (fact.name, fact.fate) == (name, "not sent")))
    if progress.third_party:
        reasons |= progress.modes.get(name, frozenset())
    if progress.third_party and not header_of(moment.exchange, "cookie"):
        reasons |= {"ThirdParty"}
    return reasons or STRICT | LAX  # a redirect through the other site


def lost(
    moment: Moment, progress: Progress, situation: Facts, kept: Sequence[Fact], theirs: Sequence[Fact] | None
) -> Iterator[Fact]:
    """Yield the cookies that the browser has no longer, at the first request that would carry them."""
    cookies = current(moment)
    progress.missed -= set(cookies)
    for identity, cookie in progress.known.items():
        fits = at_host(cookie, host_of(moment.exchange["url"])) and on_path(cookie, moment.exchange)
        if identity in cookies or identity in progress.missed or not fits:
            continue
        progress.missed.add(identity)
        reasons = reasons_of_loss(situation)
        if any("NotAsked" in fact.reasons for fact in kept):  # no cookie counted in this request
            reasons |= {"NotAsked"}
        if theirs is not None and not any(fact.name == cookie["name"] for fact in theirs):
            reasons |= {"Gone"}  # Firefox read the header in another way
        yield Fact(cookie["name"], "not sent", reasons, cookie["name"] in progress.crossed)


def reasons_of_loss(situation: Facts) -> frozenset[str]:
    if any(len(step["held"]) >= MANY for step in situation["steps"]):
        return frozenset({"Evicted"})
    by_hand = any(step["kind"] in ("script", "clear") for step in situation["steps"])
    return frozenset({"Gone" if by_hand else "Expired"})


def never_stored(exchange: Facts, progress: Progress) -> Iterator[Fact]:
    """Yield the cookies that the browser did not store, at the next request to their host."""
    for name, (host, reasons, key) in list(progress.dropped.items()):
        if host == host_of(exchange["url"]):
            yield Fact(name, "not sent", reasons, shown=False, either=key)


def not_stored(moment: Moment, progress: Progress, theirs: Sequence[Fact] | None) -> Iterator[Fact]:
    """Yield the cookies of a response that the browser refuses, or drops without a word."""
    exchange, firefox = moment.exchange, theirs is not None
    stated = {item["line"]: frozenset(item["reasons"]) for item in exchange.get("refused", [])}
    last = {name_in(line, firefox): line for line in lines_of(exchange)}
    for line in lines_of(exchange):
        name = name_in(line, firefox)
        progress.modes[name] = STRICT if "=strict" in line.lower() else LAX if "=lax" in line.lower() else frozenset()
        why = stated.get(line) or stated.get(text(line))  # DevTools decodes it as UTF-8
        chromium = [
            fact.reasons for fact in theirs or () if (fact.name, fact.fate) == (name_in(line, False), "refused")
        ]
        if why:
            yield Fact(name, "refused", why)
        elif deletes(line) and chromium:
            yield Fact(name, "refused", frozenset[str]().union(*chromium), shown=False)
        elif deletes(line) or last[name] != line or is_held(name, line, moment):
            progress.dropped.pop(name, None)
        elif len(moment.after) >= MANY:
            identity = (name, host_of(exchange["url"]), "/", "")
            progress.known[identity] = {"name": name, "value": "", "domain": identity[1], "path": "/"}
        else:
            reasons = frozenset({"Dropped"})
            if firefox:
                reasons = reasons.union({"Nameless"}, *chromium)
                reasons |= progress.modes[name] if is_third_party(moment) else set()
                reasons |= {"ThirdParty"} if progress.third_party else set()
            key = f"{exchange['number']} {name}"
            progress.dropped[name] = (host_of(exchange["url"]), reasons, key)
            yield Fact(name, "refused", reasons, shown=False, either=key)


def is_held(name: str, line: str, moment: Moment) -> bool:
    """Return whether the browser has the cookie after the step; a cookie that was there before proves nothing."""
    held = [cookie for cookie in moment.after.values() if cookie["name"] == name]
    if any(cookie["name"] == name for cookie in moment.before.values()) and line.isascii():
        value = line.partition(";")[0].partition("=")[2].strip()
        held = [cookie for cookie in held if cookie["value"] == value or not name]
    return bool(held) or "max-age=1;" in f"{line.lower()};"


def deletes(line: str) -> bool:
    return any(text in line.lower() for text in DELETES)


def is_third_party(moment: Moment) -> bool:
    """Return whether a page of another site contains the request. Over plain HTTP, only Referer shows the page."""
    exchange = moment.exchange
    if header_of(exchange, "sec-fetch-storage-access"):
        return True
    if header_of(exchange, "sec-fetch-dest") == "document" or moment.kind not in ("fetch", "image", "frame"):
        return False
    site, sender = header_of(exchange, "sec-fetch-site"), host_of(header_of(exchange, "referer"))
    return site == "cross-site" or (not site and sender != host_of(exchange["url"]))


def header_of(exchange: Facts, name: str) -> str:
    return next((value for key, value in exchange["request_headers"] if key.lower() == name), "")


def lines_of(exchange: Facts) -> list[str]:
    return [value for name, value in exchange["response_headers"] if name == "Set-Cookie"]


def name_in(line: str, firefox: bool) -> str:
    """Return the name in a Set-Cookie value. Firefox takes text without `=` as a name."""
    name, equals, _ = line.partition(";")[0].partition("=")
    return name.strip() if equals or firefox else ""


def pairs_in(exchange: Facts) -> list[tuple[str, str]]:
    header = header_of(exchange, "cookie")
    pairs = [pair.partition("=") for pair in header.split("; ")] if header else []
    return [(name, value) if equals else ("", name) for name, equals, value in pairs]


def names_in(exchange: Facts) -> list[str]:
    return [name for name, _ in pairs_in(exchange)]


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def at_host(cookie: Facts, host: str) -> bool:
    domain = cookie["domain"]
    return host == domain.removeprefix(".") or (domain.startswith(".") and host.endswith(domain))


def on_path(cookie: Facts, exchange: Facts) -> bool:
    path, cookie_path = urlsplit(exchange["url"]).path, cookie["path"]
    return path == cookie_path or path.startswith(cookie_path.removesuffix("/") + "/")
