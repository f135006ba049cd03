"""Everything that protects: the visitor cookie, security headers, the cross-site check, limits."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from flask.sessions import SecureCookieSessionInterface
from flask_cors import CORS
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestEntityTooLarge

from .body import request_body
from .config import Settings, settings
from .problems import refuse

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
"""RFC 9110, section 9.2.1."""

IN_MEMORY = 500_000
"""Bytes of text that a request may carry: a form's fields, or JSON."""

OWN_COOKIES = ("session", "visitor")
VISITOR = re.compile(r"[A-Za-z0-9_-]{22}")
SAME_SITE_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")
TCHAR = r"[!#$%&'*+.^_`|~0-9A-Za-z-]"
"""What names in headers are made of (RFC 9110, section 5.6.2)."""

MEDIA_TYPE = re.compile(rf'{TCHAR}+/{TCHAR}+(?:[ \t]*;[ \t]*{TCHAR}+=(?:{TCHAR}+|"[ !#-\[\]-~]*"))*')
"""RFC 9110, section 8.3.1, in ASCII and without escapes."""

HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
"""RFC 9110, section 7.2: a name or an address, and perhaps a port."""

EXPOSED = ["Allow", "ETag", "Location", "Retry-After", "WWW-Authenticate", "header-x", "header-y"]
"""Headers that a page of an allowed origin may read besides the safelisted ones (Fetch standard)."""

LOOPBACK_TWIN = {"localhost": "127.0.0.1", "127.0.0.1": "localhost"}
"""Two names of one server, and two *sites* to a browser (HTML standard: schemelessly same site)."""


View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Verdict:
    """What the cross-site check decided, and why, in a sentence."""

    allowed: bool
    reason: str


def init_app(app: Flask, chosen: Settings) -> None:
    app.config.update(
        MAX_FORM_MEMORY_SIZE=IN_MEMORY,
        MAX_FORM_PARTS=1_000,
        MAX_COOKIE_SIZE=0,  # no warning: what a browser does with a cookie too large is for the visitor to see
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.session_interface = Sessions()
    app.before_request(limit_body)
    app.before_request(check)
    app.after_request(protect)
    if chosen.origins:
        CORS(
            app,
            resources={r"/api/(?!lab/).*": {"origins": chosen.origins}},  # the labs answer for themselves
            supports_credentials=True,
            expose_headers=EXPOSED,
        )


class Sessions(SecureCookieSessionInterface):
    """Flask's signed sessions, whose cookie is Secure whenever the request came over HTTPS."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def limit_body() -> None:
    """Hold the body to what may arrive at once, and to less if it has to fit into memory."""
    whole = request.is_json or request.mimetype == "application/x-www-form-urlencoded"
    limit = min(settings().max_upload, IN_MEMORY) if whole else settings().max_upload
    request_body().limit = limit
    if (request.content_length or 0) > limit:
        raise RequestEntityTooLarge


def check() -> None:
    """Refuse a Host that is none, and what another site's page makes this browser send."""
    if not HOST.fullmatch(request.host):
        refuse(400, "The Host header is not a host name. Ask for this page by its plain address.")
    if getattr(current_app.view_functions.get(request.endpoint or ""), "open_to_any_site", False):
        return
    verdict = judge(request.method, request.host_url.rstrip("/"), request.headers, settings().origins)
    if not verdict.allowed:
        refuse(403, verdict.reason)


def open_to_any_site(view: View) -> View:
    """Let another site's page ask this view by any method, because it changes nothing and gives nothing away."""
    view.open_to_any_site = True  # type: ignore[attr-defined]
    return view


def judge(method: str, own: str, headers: Headers, allowed: Iterable[str]) -> Verdict:
    """Whether a request may change something here: by Sec-Fetch-Site or Origin (Fetch Metadata; RFC 6454)."""
    site = headers.get("Sec-Fetch-Site")
    origin = headers.get("Origin")
    if method in SAFE_METHODS:
        return Verdict(True, f"{method} is a safe method: it should change nothing, so it may come from anywhere.")
    if origin in (own, *allowed):
        return Verdict(True, f"The request comes from {origin}, which is this site or one that the settings allow.")
    if site in ("same-origin", "none"):
        return Verdict(True, f"The browser says Sec-Fetch-Site: {site}, so no other site made it.")
    if origin is None and site is None:
        return Verdict(True, "Neither Origin nor Sec-Fetch-Site came, so no browser's page sent it.")
    return Verdict(
        False,
        f"Another site's page made this {method} (Origin: {origin or 'none'}; Sec-Fetch-Site: {site or 'none'}). "
        f"Send it from a page at {own}, or allow that origin with ROUNDTRIP_ORIGINS.",
    )


def visitor() -> str:
    """Whose wire and files these are: a random id of 128 bits, made at the first need of one."""
    found: str = g.get("visitor") or known_visitor() or secrets.token_urlsafe(16)
    g.visitor = found
    return found


def known_visitor() -> str | None:
    """The visitor that the request names, if any."""
    given = request.cookies.get("visitor", "")
    return given if VISITOR.fullmatch(given) else None


def protect(response: Response) -> Response:
    """Add the headers that every answer carries, unless the view chose its own."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", policy(request.scheme, request.host, settings().origins))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    # Without this a browser keeps a 301 for good, and the second click would make no round trip.
    headers.setdefault("Cache-Control", "no-store")
    if "visitor" in g and g.visitor != known_visitor():
        response.set_cookie("visitor", g.visitor, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


@lru_cache(maxsize=64)
def policy(scheme: str, host: str, allowed: tuple[str, ...], *, framed: bool = True) -> str:
    """The Content-Security-Policy of a page served at `host`, which may perhaps be framed (CSP Level 3).

    Scripts and styles come from `/static/` alone, so that no composed answer (`/respond`) can become one.
    """
    if not HOST.fullmatch(host):
        return "default-src 'none'"
    own = f"{scheme}://{host}"
    other = other_origin(scheme, host) or ""
    rules: dict[str, Any] = {
        "default-src": "'none'",
        "script-src": f"{own}/static/",
        "style-src": f"{own}/static/",
        "img-src": f"'self' {other} data: blob:",
        "connect-src": f"'self' {other}",
        "form-action": f"'self' {other}",
        "frame-src": f"'self' {other}",
        "frame-ancestors": " ".join(("'self'", other, *allowed)) if framed else "'none'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {' '.join(value.split())}" for name, value in rules.items())


def other_origin(scheme: str, host: str) -> str | None:
    """This very server by its other loopback name, which browsers take for another site; None elsewhere."""
    name, _, port = host.partition(":")
    twin = LOOPBACK_TWIN.get(name)
    return f"{scheme}://{twin}{':' if port else ''}{port}" if twin else None


def same_site_path(path: str, *, name: str, **page: Any) -> str:
    """`path` if it stays on this site, else a 400 about the field `name`.

    Browsers read `//host`, `/\\host` and `/<tab>/host` as other sites (URL standard, section 4.4).
    """
    if not SAME_SITE_PATH.fullmatch(path):
        refuse(400, f"`{name}` must be a path of this site that starts with one slash, such as /landing.", **page)
    return path


def without_own(cookie_header: str) -> str:
    """A Cookie header without Roundtrip's own two; the space after a semicolon may be missing, as Flask reads it."""
    pairs = [pair for pair in cookie_header.split(";") if pair.partition("=")[0].strip() not in OWN_COOKIES]
    return ";".join(pairs).strip()


def shortened(cookie_header: str) -> str:
    """A Cookie header whose own cookies show only their first letters."""

    def short(pair: str) -> str:
        name, _, value = pair.partition("=")
        return f"{name}={value[:6]}…" if name.strip() in OWN_COOKIES and len(value) > 6 else pair

    return ";".join(map(short, cookie_header.split(";")))


def shortened_set_cookie(header: str) -> str:
    """A Set-Cookie value which, for one of the own cookies, shows only the first letters of it."""
    pair, semicolon, attributes = header.partition(";")
    return f"{shortened(pair)}{semicolon}{attributes}"


def visitor_key(visitor: str) -> str:
    """A visitor as the disk knows it: a hash, so that a look at the disk gives nobody's cookie away."""
    return hashlib.sha256(visitor.encode()).hexdigest()[:32]


def wire_token(key: str) -> str:
    """What names a visitor's wire in a URL (`?wire=`), where browsers send no cookie: to write there, not to read."""
    return str(token_signer(current_app).dumps(key))


def visitor_of_token(app: Flask, token: str) -> str | None:
    """The visitor's key in a token that this server gave out and that is not older than the wire keeps anything."""
    try:
        key: str = token_signer(app).loads(token, max_age=app.extensions["settings"].keep)
    except BadData:
        return None
    return key


def token_head(key: str) -> str:
    """The letters with which every token of a visitor begins; they name the key, and sign nothing."""
    return URLSafeTimedSerializer("").dump_payload(key).decode()


def token_signer(app: Flask) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(app.secret_key), salt="wire")
