"""The cookie jar of a browser (RFC 6265bis) in pure functions: the cookies that it refuses, stores or does not send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..syntax.cookies import Cookie, Pair, cookie_pairs, parse_set_cookie
from ..syntax.http import SAFE_METHODS
from ..syntax.urls import host_of, split
from .contexts import Context, address_of, context_of, trustworthy
from .exchange import Exchange, every

Partition = Literal["", "own", "embedded"]
"""The part of the jar: the ordinary one, or a separate one for the site itself or for a site that contains it."""

JarKey = tuple[str, str, bool, str, Partition]

MOST_COOKIES = 250
"""The cookies that the jar keeps."""

LONGEST_COOKIE = 4096
"""Bytes of a name and a value together (section 5.6)."""

HTTP_PREFIXES = ("__http-", "__host-http-")
"""Prefixes of the draft that follows RFC 6265bis (*layered-cookies*); browsers know them already."""

BLOCKED = "the browser blocks third-party cookies"
APART = "the browser keeps third-party cookies apart"
OMITTED = "the page sent the request without credentials"
FETCHED_WITHOUT = "the browser did not store it, because the page fetched it without credentials"
STORED_NOWHERE = "the browser did not store it, because it blocks third-party cookies"


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A cookie in the jar. `doubt` is a reason that the browser may not have stored it.

    `recorded`: a recorded response set its value. Otherwise a script did, or a response that the wire did not see, and
    its attributes are not known.
    """

    cookie: Cookie
    partition: Partition = ""
    doubt: str = ""
    recorded: bool = True

    @property
    def key(self) -> JarKey:
        return (*self.cookie.key, self.partition)


Jar = Mapping[JarKey, Stored]

Verdict = tuple[Cookie, str | None]
"""A cookie as the browser reads it, and why the browser refuses it; None if it stores it."""


def refused(cookie: Cookie, response: Exchange, context: Context | None = None) -> str | None:
    """Return why a browser refuses to store a cookie (sections 5.6 and 5.7); None if it stores it."""
    context = context or context_of(response)
    return next(filter(None, (*malformed(cookie, context), *out_of_place(cookie, response, context))), None)


def malformed(cookie: Cookie, context: Context) -> Iterator[str | None]:
    """Yield the reasons that lie in the cookie alone."""
    if cookie.control:
        yield "it has a control character"
    if "\t" in cookie.name + cookie.value and context.chromium:
        yield "Chromium refuses a tab in it"
    if not cookie.name and not cookie.value:
        yield "it has no name and no value"
    if not cookie.name and context.firefox:
        yield "Firefox refuses a cookie without a name"
    if len((cookie.name + cookie.value).encode(errors="replace")) > LONGEST_COOKIE:
        yield f"name and value are longer than {LONGEST_COOKIE} bytes"
    if cookie.samesite == "None" and cookie.explicit_samesite and not cookie.secure:
        yield "SameSite=None needs Secure"
    if cookie.partitioned and not cookie.secure:
        yield "Partitioned needs Secure"
    yield without_prefix_rules(cookie, context)


def without_prefix_rules(cookie: Cookie, context: Context) -> str | None:
    """Return which rule of its prefix a cookie breaks (section 5.7, steps 20 to 22)."""
    name = (cookie.name or cookie.value).lower()
    secure, path = bool(cookie.name) and cookie.secure, cookie.path == "/"
    if not context.firefox:  # Firefox accepts the path of the address, if that is the root
        path = path and cookie.explicit_path
    at_host = secure and path and cookie.host_only
    if name.startswith("__host-http-") and not (at_host and cookie.httponly):
        return "prefix __Host-Http- needs Secure, HttpOnly, Path=/ and no Domain"
    if name.startswith("__http-") and not (secure and cookie.httponly):
        return "prefix __Http- needs Secure and HttpOnly"
    if name.startswith("__host-") and not at_host:
        return "prefix __Host- needs Secure, Path=/ and no Domain"
    if name.startswith("__secure-") and not secure:
        return "prefix __Secure- needs Secure"
    return None


def out_of_place(cookie: Cookie, response: Exchange, context: Context) -> Iterator[str | None]:
    """Yield the reasons that lie in the host or in the page that sent the request."""
    host = host_of(response.url)
    if not cookie.host_only and not domain_matches(host, cookie.domain):
        yield f"Domain={cookie.domain} does not match {host}"
    if not cookie.host_only and "." not in cookie.domain and cookie.domain != host:
        yield f"Domain={cookie.domain} is a public suffix"
    if cookie.secure and not trustworthy(response.url):
        yield "Secure, and this is not HTTPS"
    if context.credentials == "omitted":
        yield OMITTED
    if context.access == "blocked" and not cookie.partitioned:
        yield BLOCKED
    if context.cross_site and not context.top and not context.detour and cookie.samesite != "None":
        yield f"SameSite={cookie.samesite}, and a page of another site sent the request"


def left_out(cookie: Cookie, request: Exchange, context: Context | None = None) -> list[str]:
    """Return each reason for which a browser does not send a stored cookie (section 5.8.3)."""
    context = context or context_of(request)
    host = host_of(request.url)
    if cookie.expires is not None and cookie.expires <= request.started:
        return ["expired"]
    if host != cookie.domain and (cookie.host_only or not domain_matches(host, cookie.domain)):
        return [f"domain: it belongs to {cookie.domain}"]
    reasons = []
    if not path_matches(split(request.url).path or "/", cookie.path):
        reasons.append(f"Path={cookie.path if len(cookie.path) <= 64 else cookie.path[:64] + '…'}")
    if cookie.secure and not trustworthy(request.url):
        reasons.append("Secure")
    samesite = cookie.samesite
    safe = context.top and request.method in SAFE_METHODS
    if context.cross_site and (samesite == "Strict" or (samesite == "Lax" and not safe)):
        reasons.append(f"SameSite={samesite}")
    return reasons


def domain_matches(host: str, domain: str) -> bool:
    """Return whether `host` is `domain` or a subdomain of it; an IP address has no parent domain (section 5.1.3)."""
    return host == domain or (host.endswith(f".{domain}") and address_of(host) is None)


def path_matches(path: str, cookie_path: str) -> bool:
    """Return whether `path`, as it was sent, is `cookie_path` or below it (section 5.1.4)."""
    return path == cookie_path or (
        path.startswith(cookie_path) and (cookie_path.endswith("/") or path[len(cookie_path)] == "/")
    )


def request_cookies(request: Exchange) -> list[Pair]:
    """Return the cookies that a request carries, in their order."""
    return [pair for pair in cookie_pairs(request.request_header("cookie") or "") if pair.raw.strip()]


def take(jar: Jar, exchange: Exchange, via: Sequence[str] = ()) -> tuple[Jar, list[Verdict]]:
    """Return the jar of a browser after a response, and the verdict on each Set-Cookie header."""
    headers = every(exchange.response_headers, "set-cookie")
    if not headers:
        return jar, []
    context, cookies = context_of(exchange, via), dict(jar)
    verdicts: list[Verdict] = []
    sent = {pair.name for pair in request_cookies(exchange)}
    for header in headers:
        cookie = as_read(parse_set_cookie(header, exchange.url, exchange.answered), header, context)
        why = refused(cookie, exchange, context) or over_secure(cookie, exchange, cookies)
        verdicts.append((cookie, why))
        if why:
            continue
        new = Stored(cookie=cookie, partition=partition_of(cookie, context), doubt=doubt(context))
        replaced = {key for key, old in cookies.items() if key == new.key or guessed(old, cookie)}
        stored = bool(replaced) or (cookie.name in sent and all(key[0] != cookie.name for key in cookies))
        for key in replaced:
            del cookies[key]
        if cookie.expires != 0 or stored:  # else it deletes a cookie that is not stored
            cookies[new.key] = new
    for key in list(cookies)[: max(0, len(cookies) - MOST_COOKIES)]:
        del cookies[key]
    return cookies, verdicts


def guessed(old: Stored, cookie: Cookie) -> bool:
    """Return whether `old` is a cookie without known attributes that `cookie` probably replaces."""
    return not old.cookie.path and (old.cookie.name, old.cookie.domain) == (cookie.name, cookie.domain)


def as_read(cookie: Cookie, header: str, context: Context) -> Cookie:
    """Return the cookie as this browser reads it. To Firefox, text without `=` is a name; SameSite has no default."""
    if not context.firefox:
        return cookie
    if "=" not in header.partition(";")[0]:
        cookie = replace(cookie, name=cookie.value, value="")
    return cookie if cookie.explicit_samesite else replace(cookie, samesite="None")


def over_secure(cookie: Cookie, response: Exchange, jar: Jar) -> str | None:
    """Return why a cookie from plain HTTP does not replace a Secure one (section 5.7, step 16)."""
    if cookie.secure or trustworthy(response.url):
        return None
    for stored in jar.values():
        old = stored.cookie
        domains = domain_matches(old.domain, cookie.domain) or domain_matches(cookie.domain, old.domain)
        if old.secure and old.name == cookie.name and domains and path_matches(cookie.path, old.path):
            return "a Secure cookie has this name, and this is not HTTPS"
    return None


def partition_of(cookie: Cookie, context: Context) -> Partition:
    if cookie.partitioned:
        return "embedded" if context.third_party else "own"
    return "embedded" if context.access == "apart" else ""


def doubt(context: Context) -> str:
    """Return the reasons for which the browser may have stored no cookie of a response."""
    reasons = [FETCHED_WITHOUT] if context.credentials == "unknown" else []
    reasons += [STORED_NOWHERE] if context.access in ("unknown", "unclear") else []
    return ", or ".join(reasons)
