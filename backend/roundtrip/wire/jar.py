"""The cookie jar of a browser (RFC 6265bis) in pure functions: cookies that it refuses, or stores but does not send."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address

from ..syntax.cookies import Cookie, Key, Pair, cookie_pairs, parse_set_cookie
from ..syntax.http import SAFE_METHODS
from ..syntax.urls import host_of, split
from .exchange import Exchange, every

Jar = Mapping[Key, Cookie]

MOST_COOKIES = 180
"""The cookies of one host that Chromium keeps; section 6.1 asks for at least 50."""

LONGEST_COOKIE = 4096
"""Bytes of a name and a value together (section 5.6)."""

CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def refused(cookie: Cookie, url: str) -> str | None:
    """Return why a browser refuses to store a cookie (section 5.7); None if it stores it."""
    name, host = (cookie.name or cookie.value).lower(), host_of(url)
    if CONTROL.search(cookie.name + cookie.value):
        return "it has a control character"
    if not cookie.name and not cookie.value:
        return "it has no name and no value"
    if len((cookie.name + cookie.value).encode(errors="replace")) > LONGEST_COOKIE:
        return f"name and value are longer than {LONGEST_COOKIE} bytes"
    if not cookie.host_only and not domain_matches(host, cookie.domain):
        return f"Domain={cookie.domain} does not match {host}"
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
    """Return why a browser does not send a stored cookie with a request (section 5.8.3); None if it sends it."""
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
        top = request.request_header("sec-fetch-dest") == "document"
        if cookie.samesite == "Strict" or not (request.method in SAFE_METHODS and top):
            return f"SameSite={cookie.samesite}"
    return None


def trustworthy(url: str) -> bool:
    """Return whether a browser accepts Secure cookies from `url`: HTTPS or loopback (Secure Contexts, section 3.1)."""
    host = host_of(url)
    return split(url).scheme == "https" or host == "localhost" or host.endswith(".localhost") or is_loopback(host)


def is_loopback(host: str) -> bool:
    address = address_of(host)
    return address is not None and address.is_loopback


def domain_matches(host: str, domain: str) -> bool:
    """Return whether `host` is `domain` or a subdomain of it; an IP address has no parent domain (section 5.1.3)."""
    return host == domain or (host.endswith(f".{domain}") and address_of(host) is None)


def address_of(host: str) -> IPv4Address | IPv6Address | None:
    """Parse an IP address; None for a host name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def path_matches(path: str, cookie_path: str) -> bool:
    """Return whether `path` is `cookie_path` or below it (section 5.1.4)."""
    return path == cookie_path or (
        path.startswith(cookie_path) and (cookie_path.endswith("/") or path[len(cookie_path)] == "/")
    )


def request_cookies(request: Exchange) -> list[Pair]:
    """Return the cookies that a request carries, in their order."""
    return [pair for pair in cookie_pairs(request.request_header("cookie") or "") if pair.raw.strip()]


def take(jar: Jar, exchange: Exchange) -> tuple[Jar, list[str]]:
    """Return the jar of a browser after a response, and a note on each cookie that the browser refuses."""
    headers = every(exchange.response_headers, "set-cookie")
    if not headers:
        return jar, []
    cookies, notes = dict(jar), []
    sent = {pair.name for pair in request_cookies(exchange)}
    for header in headers:
        cookie = parse_set_cookie(header, exchange.url, exchange.answered)
        why = refused(cookie, exchange.url)
        if why:
            notes.append(f"cookie {cookie.name or cookie.value} refused: {why}")
            continue
        stored = cookies.pop(cookie.key, None)
        if cookie.expires != 0 or stored or cookie.name in sent:  # else it deletes a cookie that is not stored
            cookies[cookie.key] = cookie
    for key in list(cookies)[: max(0, len(cookies) - MOST_COOKIES)]:
        del cookies[key]
    return cookies, notes
