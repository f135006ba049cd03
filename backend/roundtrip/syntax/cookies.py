"""Cookies on the wire: the Cookie header, and the Set-Cookie header as a browser parses it (RFC 6265bis)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from .urls import ADDRESS, host_of, split

Key = tuple[str, str, bool, str]

LONGEST_LIFE = 400 * 86400.0
"""The longest time in seconds that a browser stores a cookie (section 5.5)."""

LONGEST_ATTRIBUTE = 1024
"""A browser ignores an attribute whose value has more bytes (section 5.6)."""

CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
"""A character that makes a browser ignore the whole header (section 5.6, step 1)."""

DATE_DELIMITERS = re.compile(r"[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
TIME = re.compile(r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[^0-9]|$)")
DAY = re.compile(r"([0-9]{1,2})(?:[^0-9]|$)")
YEAR = re.compile(r"([0-9]{2,4})(?:[^0-9]|$)")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Pair(NamedTuple):
    """A cookie in a Cookie header; `raw` is the text between two semicolons."""

    name: str
    value: str
    raw: str


@lru_cache(maxsize=64)
def cookie_pairs(header: str) -> tuple[Pair, ...]:
    """Split a Cookie header at its semicolons; the space after a semicolon may be missing, and a pair may be blank."""
    return tuple(Pair(*name_and_value(raw), raw) for raw in header.split(";"))


def name_and_value(pair: str) -> tuple[str, str]:
    """Split `name=value`. Text without `=` is the value of a cookie without a name (section 5.6)."""
    name, equals, value = pair.partition("=")
    return (name.strip(), value.strip()) if equals else ("", name.strip())


@dataclass(frozen=True)
class Cookie:
    """A cookie as a browser stores it (section 5.7).

    `control`: its header has a control character. `explicit_path` and `explicit_samesite`: its header has a valid
    attribute of that name. `expires` and `received` are in seconds since 1970; `expires` is None for a session cookie,
    and 0 for a cookie that the response deletes.
    """

    name: str
    value: str
    domain: str
    host_only: bool
    path: str
    secure: bool = False
    httponly: bool = False
    samesite: str = "Lax"
    partitioned: bool = False
    control: bool = False
    explicit_path: bool = False
    explicit_samesite: bool = False
    expires: float | None = None
    received: float = 0.0

    @property
    def key(self) -> Key:
        """The identity of a cookie: a later cookie with the same key replaces this one (section 5.7, step 23)."""
        return (self.name, self.domain, self.host_only, self.path)

    @property
    def lifetime(self) -> int | None:
        """The seconds that the cookie lives: 0 if the response deletes it, None for a session cookie."""
        return None if self.expires is None else max(0, round(self.expires - self.received))


def parse_set_cookie(header: str, url: str, now: float) -> Cookie:
    """Parse the value of a Set-Cookie header that a response from `url` carries (section 5.6)."""
    pair, *rest = header.split(";")
    name, value = name_and_value(pair)
    attributes = {}
    for part in rest:
        key, _, text = part.partition("=")
        if len(text.strip().encode(errors="replace")) <= LONGEST_ATTRIBUTE:
            attributes[key.strip().lower()] = text.strip()
    domain = attributes.get("domain", "").removeprefix(".").lower()
    path = attributes.get("path", "")
    samesite = attributes.get("samesite", "").capitalize()
    host = host_of(url)
    return Cookie(
        name=name,
        value=value,
        domain=domain or host,
        # A browser ignores a Domain that is the host itself, if no host can be below it (section 5.7, step 9).
        host_only=not domain
        or (domain == host and ("." not in host.strip(".") or ADDRESS.fullmatch(host) is not None)),
        path=path if path.startswith("/") else default_path(url),
        secure="secure" in attributes,
        httponly="httponly" in attributes,
        samesite=samesite if samesite in ("Strict", "None") else "Lax",
        partitioned="partitioned" in attributes,
        control=CONTROL.search(header) is not None,
        explicit_path=path.startswith("/"),
        explicit_samesite=samesite in ("Strict", "Lax", "None"),
        expires=expiry(attributes, now),
        received=now,
    )


def default_path(url: str) -> str:
    """Return the directory of a request's path (section 5.1.4)."""
    path = split(url).path
    return (path.rpartition("/")[0] if path.startswith("/") else "") or "/"


def expiry(attributes: dict[str, str], now: float) -> float | None:
    """Return the time at which a cookie expires, by Max-Age, else by Expires (section 5.6); 0 if it is deleted."""
    age = re.fullmatch(r"(-?)([0-9]+)", attributes.get("max-age", ""), re.ASCII)
    if age:
        seconds = 0.0 if age[1] else min(float(age[2][:12]), LONGEST_LIFE)
        return now + seconds if seconds else 0.0
    ends = cookie_date(attributes.get("expires", ""))
    return None if ends is None else min(ends, now + LONGEST_LIFE)


def cookie_date(text: str) -> float | None:
    """Return the time that a cookie date means, in seconds since 1970; None if it is not a date (section 5.1.1)."""
    time: re.Match[str] | None = None
    day = month = year = None
    for token in DATE_DELIMITERS.split(text):
        if time is None and (match := TIME.match(token)):
            time = match
        elif day is None and (match := DAY.match(token)):
            day = int(match[1])
        elif month is None and token[:3].lower() in MONTHS:
            month = MONTHS.index(token[:3].lower()) + 1
        elif year is None and (match := YEAR.match(token)):
            year = int(match[1])
    if time is None or day is None or month is None or year is None:
        return None
    year += 1900 if 70 <= year <= 99 else 2000 if year <= 69 else 0
    try:
        ends = datetime(year, month, day, int(time[1]), int(time[2]), int(time[3]), tzinfo=UTC)
    except ValueError:  # the 30th of February, 25 o'clock
        return None
    return ends.timestamp() if year >= 1601 else None
