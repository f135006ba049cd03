"""Cookies by RFC 6265bis, in pure functions: what a Set-Cookie asks for, and why one does not come back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address

from .exchange import Exchange, every, split

Key = tuple[str, str, str]

LONGEST_LIFE = 400 * 86400.0
"""Seconds that a browser keeps a cookie at most (section 5.5)."""

MOST_COOKIES = 180
"""As many of a host's as Chromium keeps; section 6.1 asks for 50 at least."""

DATE_DELIMITERS = re.compile(r"[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
TIME = re.compile(r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[^0-9]|$)")
DAY = re.compile(r"([0-9]{1,2})(?:[^0-9]|$)")
YEAR = re.compile(r"([0-9]{2,4})(?:[^0-9]|$)")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Cookie:
    """A cookie as a user agent stores it (section 5.7); times in seconds since 1970, `expires` None: session."""

    name: str
    value: str
    domain: str
    host_only: bool
    path: str
    secure: bool = False
    httponly: bool = False
    samesite: str = "Lax"
    partitioned: bool = False
    expires: float | None = None
    received: float = 0.0

    @property
    def key(self) -> Key:
        """What makes a later cookie replace an earlier one (section 5.7, step 23)."""
        return (self.name, self.domain, self.path)


def parse(header: str, url: str, now: float) -> Cookie:
    """A Set-Cookie value received at `url` (section 5.6)."""
    pair, *rest = header.split(";")
    name, value = name_and_value(pair)
    attributes = {}
    for part in rest:
        key, _, text = part.partition("=")
        if len(text.strip().encode(errors="replace")) <= 1024:
            attributes[key.strip().lower()] = text.strip()
    domain = attributes.get("domain", "").removeprefix(".").lower()
    path = attributes.get("path", "")
    samesite = attributes.get("samesite", "").capitalize()
    return Cookie(
        name=name,
        value=value,
        domain=domain or host_of(url),
        host_only=not domain,
        path=path if path.startswith("/") else default_path(url),
        secure="secure" in attributes,
        httponly="httponly" in attributes,
        samesite=samesite if samesite in ("Strict", "None") else "Lax",
        partitioned="partitioned" in attributes,
        expires=expiry(attributes, now),
        received=now,
    )


def name_and_value(pair: str) -> tuple[str, str]:
    """`name=value`; what has no `=` is the value of a cookie without a name."""
    name, equals, value = pair.partition("=")
    return (name.strip(), value.strip()) if equals else ("", name.strip())


def default_path(url: str) -> str:
    """Section 5.1.4: the directory of the request's path."""
    path = split(url).path
    return (path.rpartition("/")[0] if path.startswith("/") else "") or "/"


def expiry(attributes: dict[str, str], now: float) -> float | None:
    """When it ends: by Max-Age, else by Expires (sections 5.6.1 and 5.6.2); 0 if it already did."""
    age = re.fullmatch(r"(-?)([0-9]+)", attributes.get("max-age", ""), re.ASCII)
    if age:
        seconds = 0.0 if age[1] else min(float(age[2][:12]), LONGEST_LIFE)
        return now + seconds if seconds else 0.0
    ends = cookie_date(attributes.get("expires", ""))
    return None if ends is None else min(ends, now + LONGEST_LIFE)


def cookie_date(text: str) -> float | None:
    """Section 5.1.1: a date in any of the forms that servers ever sent; None if it is none."""
    time: re.Match[str] | None = None
    day = month = year = None
    for token in DATE_DELIMITERS.split(text):
        if time is None and (found := TIME.match(token)):
            time = found
        elif day is None and (found := DAY.match(token)):
            day = int(found[1])
        elif month is None and token[:3].lower() in MONTHS:
            month = MONTHS.index(token[:3].lower()) + 1
        elif year is None and (found := YEAR.match(token)):
            year = int(found[1])
    if time is None or day is None or month is None or year is None:
        return None
    year += 1900 if 70 <= year <= 99 else 2000 if year <= 69 else 0
    try:
        ends = datetime(year, month, day, int(time[1]), int(time[2]), int(time[3]), tzinfo=UTC)
    except ValueError:  # the 30th of February, 25 o'clock
        return None
    return ends.timestamp() if year >= 1601 else None


def refused(cookie: Cookie, url: str) -> str | None:
    """Why a browser does not keep a cookie at all (section 5.7); None if it does."""
    name, host = (cookie.name or cookie.value).lower(), host_of(url)
    if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", cookie.name + cookie.value):
        return "it has a control character"
    if not cookie.name and not cookie.value:
        return "it has neither a name nor a value"
    if len((cookie.name + cookie.value).encode(errors="replace")) > 4096:
        return "name and value are longer than 4096 bytes"
    if not cookie.host_only and not domain_matches(host, cookie.domain):
        return f"Domain={cookie.domain} is not {host}"
    if not cookie.host_only and "." not in cookie.domain and cookie.domain != host:
        return f"Domain={cookie.domain} is a public suffix"
    if cookie.secure and not trustworthy(url):
        return "Secure, and this is not HTTPS"
    if cookie.samesite == "None" and not cookie.secure:
        return "SameSite=None needs Secure"
    if name.startswith("__secure-") and not (cookie.name and cookie.secure):
        return "prefix __Secure- needs Secure"
    if name.startswith("__host-") and not (cookie.name and cookie.secure and cookie.host_only and cookie.path == "/"):
        return "prefix __Host- needs Secure, Path=/ and no Domain"
    return None


def left_out(cookie: Cookie, request: Exchange) -> str | None:
    """Why a kept cookie is not sent with a request (section 5.8.3); None if it should be."""
    host = host_of(request.url)
    if cookie.expires is not None and cookie.expires <= request.started:
        return "expired"
    if host != cookie.domain and (cookie.host_only or not domain_matches(host, cookie.domain)):
        return f"domain: it belongs to {cookie.domain}"
    if not path_matches(split(request.url).path or "/", cookie.path):
        return f"Path={cookie.path if len(cookie.path) <= 64 else cookie.path[:64] + '…'}"
    if cookie.secure and not trustworthy(request.url):
        return "Secure"
    if cookie.samesite != "None" and request.request_header("sec-fetch-site") == "cross-site":
        safe = request.method in ("GET", "HEAD", "OPTIONS", "TRACE")
        top = request.request_header("sec-fetch-dest") == "document"
        if cookie.samesite == "Strict" or not (safe and top):
            return f"SameSite={cookie.samesite}"
    return None


def host_of(url: str) -> str:
    """The host of an address, in lower case (section 5.1.2)."""
    return (split(url).hostname or "").rstrip(".")


def trustworthy(url: str) -> bool:
    """Whether a browser takes Secure cookies from there: HTTPS, or this very machine (Secure Contexts, 3.1)."""
    host = host_of(url)
    return split(url).scheme == "https" or host == "localhost" or host.endswith(".localhost") or is_loopback(host)


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def domain_matches(host: str, domain: str) -> bool:
    """Section 5.1.3: the same, or a name below it; an address is below nothing."""
    return host == domain or (host.endswith(f".{domain}") and not is_address(host))


def is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def path_matches(path: str, cookie_path: str) -> bool:
    """Section 5.1.4: the same, or below it."""
    return path == cookie_path or (
        path.startswith(cookie_path) and (cookie_path.endswith("/") or path[len(cookie_path)] == "/")
    )


def sent_cookies(request: Exchange) -> list[tuple[str, str]]:
    """The pairs in a request's Cookie header, in their order."""
    header = request.request_header("cookie") or ""
    return [name_and_value(pair) for pair in header.split(";") if pair.strip()]


def sent(request: Exchange) -> list[str]:
    """Their names."""
    return [name for name, _ in sent_cookies(request)]


def take(jar: dict[Key, Cookie], exchange: Exchange) -> list[str]:
    """Put an answer's cookies into `jar` as a browser would; gives a note on each that it refuses."""
    notes = []
    for header in every(exchange.response_headers, "set-cookie"):
        cookie = parse(header, exchange.url, exchange.answered)
        before = jar.pop(cookie.key, None)
        why = refused(cookie, exchange.url)
        if why and before:
            jar[cookie.key] = before
        if why:
            notes.append(f"cookie {cookie.name or cookie.value} refused: {why}")
        elif cookie.expires != 0 or before or cookie.name in sent(exchange):  # else it deletes what never was
            jar[cookie.key] = cookie
    while len(jar) > MOST_COOKIES:
        del jar[next(iter(jar))]
    return notes


def when(seconds: float) -> str:
    """A time as HAR writes it (ISO 8601, UTC)."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
