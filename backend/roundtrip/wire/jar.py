"""Cookies by RFC 6265bis, in pure functions: what a Set-Cookie asks for, and why one does not come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from .exchange import Exchange, every


@dataclass(frozen=True)
class Cookie:
    """A cookie as a user agent stores it (RFC 6265bis, section 5.7); `expires` in seconds since 1970, None: session."""

    name: str
    value: str
    domain: str
    host_only: bool
    path: str
    secure: bool = False
    httponly: bool = False
    samesite: str = "Lax"
    expires: float | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes a later cookie replace an earlier one (section 5.7, step 23)."""
        return (self.name, self.domain, self.path)


def parse(header: str, url: str, now: float) -> Cookie:
    """A Set-Cookie value received at `url` (RFC 6265bis, section 5.6)."""
    pair, *rest = header.split(";")
    name, _, value = pair.partition("=")
    attributes = {}
    for part in rest:
        key, _, text = part.partition("=")
        attributes[key.strip().lower()] = text.strip()
    host = urlsplit(url).hostname or ""
    domain = attributes.get("domain", "").lstrip(".").lower()
    path = attributes.get("path", "")
    return Cookie(
        name=name.strip(),
        value=value.strip(),
        domain=domain or host,
        host_only=not domain,
        path=path if path.startswith("/") else default_path(url),
        secure="secure" in attributes,
        httponly="httponly" in attributes,
        samesite=attributes.get("samesite", "").capitalize() or "Lax",
        expires=expiry(attributes, now),
    )


def default_path(url: str) -> str:
    """Section 5.1.4: the directory of the request's path."""
    path = urlsplit(url).path
    return path.rpartition("/")[0] or "/"


def expiry(attributes: dict[str, str], now: float) -> float | None:
    """When it ends: by Max-Age, else by Expires (section 5.6.1 and 5.6.2)."""
    age = attributes.get("max-age", "")
    if age.lstrip("-").isdecimal():
        return now + int(age[:12]) if int(age[:12]) > 0 else 0.0
    try:
        when = parsedate_to_datetime(attributes["expires"])
    except (KeyError, ValueError, TypeError):
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).timestamp()


def refused(cookie: Cookie, url: str) -> str | None:
    """Why a browser does not keep a cookie at all (section 5.7); None if it does."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    trusted = parts.scheme == "https" or host in ("localhost", "127.0.0.1", "::1")
    if not cookie.host_only and not domain_matches(host, cookie.domain):
        return f"Domain={cookie.domain} is not {host}"
    if cookie.secure and not trusted:
        return "Secure, and this is not HTTPS"
    if cookie.samesite == "None" and not cookie.secure:
        return "SameSite=None needs Secure"
    if cookie.name.lower().startswith("__secure-") and not cookie.secure:
        return "prefix __Secure- needs Secure"
    if cookie.name.lower().startswith("__host-") and not (cookie.secure and cookie.host_only and cookie.path == "/"):
        return "prefix __Host- needs Secure, Path=/ and no Domain"
    if len(cookie.name) + len(cookie.value) > 4096:
        return "name and value are longer than 4096 bytes"
    return None


def left_out(cookie: Cookie, request: Exchange) -> str | None:
    """Why a kept cookie is not sent with a request (section 5.8.3); None if it should be."""
    parts = urlsplit(request.url)
    host, path = parts.hostname or "", parts.path or "/"
    if cookie.expires is not None and cookie.expires <= request.started:
        return "expired"
    if host != cookie.domain and (cookie.host_only or not domain_matches(host, cookie.domain)):
        return f"domain: it belongs to {cookie.domain}"
    if not path_matches(path, cookie.path):
        return f"Path={cookie.path}"
    if cookie.secure and parts.scheme != "https" and host not in ("localhost", "127.0.0.1", "::1"):
        return "Secure"
    if request.request_header("sec-fetch-site") == "cross-site":
        safe = request.method in ("GET", "HEAD") and request.request_header("sec-fetch-mode") == "navigate"
        top = request.request_header("sec-fetch-dest") == "document"
        if cookie.samesite == "Strict" or (cookie.samesite == "Lax" and not (safe and top)):
            return f"SameSite={cookie.samesite}"
    return None


def domain_matches(host: str, domain: str) -> bool:
    """Section 5.1.3."""
    return host == domain or (host.endswith(f".{domain}") and not host.replace(".", "").isdecimal())


def path_matches(path: str, cookie_path: str) -> bool:
    """Section 5.1.4."""
    return path == cookie_path or (
        path.startswith(cookie_path) and (cookie_path.endswith("/") or path[len(cookie_path)] == "/")
    )


def sent(request: Exchange) -> list[str]:
    """The names in a request's Cookie header, in their order."""
    header = request.request_header("cookie") or ""
    return [pair.partition("=")[0].strip() for pair in header.split(";") if pair.strip()]


def take(jar: dict[tuple[str, str, str], Cookie], exchange: Exchange) -> list[str]:
    """Put an answer's cookies into `jar` as a browser would; gives a note on each that it refuses."""
    notes = []
    for header in every(exchange.response_headers, "set-cookie"):
        cookie = parse(header, exchange.url, exchange.ended)
        why = refused(cookie, exchange.url)
        if why:
            notes.append(f"cookie {cookie.name} refused: {why}")
        else:
            jar[cookie.key] = cookie
    return notes


def when(seconds: float) -> str:
    """A time as HAR writes it (ISO 8601, UTC)."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
