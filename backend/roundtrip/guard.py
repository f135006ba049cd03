"""The guard: the cross-site check, the limits of a request, and the security headers of every response."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, current_app, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_cors import CORS
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestEntityTooLarge

from .body import request_body
from .config import Settings, in_words, settings
from .hosts import name_in, serves
from .marks import changes_state as changes_state
from .marks import needs_own_page
from .marks import open_to_any_site as open_to_any_site
from .marks import with_any_cookies as with_any_cookies
from .problems import refuse
from .syntax.http import HOST, SAFE_METHODS
from .syntax.urls import SAME_SITE_PATH, origin_of

IN_MEMORY = 500_000
"""Bytes of text that a request may carry: the fields of a form, or JSON."""

MAX_COOKIES = 256 * 2**10
"""Bytes of a Cookie header; a browser with 180 cookies of 4 KiB would send 720 KiB with every request."""

MAX_SET = 50
MAX_SET_SIZE = 64 * 2**10
"""The cookies that a visitor may compose for one answer, and their bytes. Browsers keep 50 (RFC 6265bis, 6.1)."""

EXPOSED = ["Allow", "ETag", "Location", "Retry-After", "WWW-Authenticate", "header-x", "header-y"]
"""Headers that a page of an allowed origin may read in addition to the safelisted ones (Fetch standard)."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    # Without this a browser caches a 301 forever, and the second click makes no round trip.
    "Cache-Control": "no-store",
}
"""The headers that every response carries, unless its view has set its own."""

LOOPBACK_TWIN = {"localhost": "127.0.0.1", "127.0.0.1": "localhost"}
"""Two names of this server; a browser treats them as two *sites* (HTML standard: schemelessly same site)."""


@dataclass(frozen=True)
class Verdict:
    """The decision of the cross-site check, with its reason in a sentence."""

    allowed: bool
    reason: str


def init_app(app: Flask, options: Settings) -> None:
    app.config.update(
        MAX_FORM_MEMORY_SIZE=IN_MEMORY,
        MAX_FORM_PARTS=1_000,
        MAX_COOKIE_SIZE=0,  # no warning: visitors can test how their browser treats a cookie that is too large
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.session_interface = Sessions()
    app.before_request(limit_body)
    app.before_request(check_host)
    app.before_request(limit_cookies)
    app.before_request(check)
    app.after_request(protect)
    if options.origins:
        CORS(
            app,
            # The labs, cross-origin by hand and the catcher send their own CORS headers.
            resources={r"/api/(?!lab/|origins/answer|catch/).*": {"origins": options.origins}},
            supports_credentials=True,
            expose_headers=EXPOSED,
        )


class Sessions(SecureCookieSessionInterface):
    """Flask's signed sessions. Their cookie is Secure whenever the request came over HTTPS.

    It stays below the prefix that a proxy may add: other paths of that host belong to other applications.
    """

    def __init__(self) -> None:
        self._keys: tuple[Any, ...] = ()
        self._serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the serializer; Flask makes a new one for each request."""
        keys = (app.secret_key, *(app.config["SECRET_KEY_FALLBACKS"] or ()))
        if keys != self._keys:
            self._serializer, self._keys = super().get_signing_serializer(app), keys
        return self._serializer

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def get_cookie_path(self, app: Flask) -> str:
        return request.root_path or "/"

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Save a session in use. Flask works out the attributes of the cookie before it looks at the session."""
        if session or session.accessed or session.modified:
            super().save_session(app, session, response)


def limit_body() -> None:
    """Limit the size of the body; the limit is lower if Flask reads the whole body into memory."""
    if "roundtrip.body" not in request.environ:
        return
    in_memory = not marked("unparsed") and (request.is_json or request.mimetype == "application/x-www-form-urlencoded")
    limit = min(settings().max_upload, IN_MEMORY) if in_memory else settings().max_upload
    request_body().limit = limit
    if (request.content_length or 0) > limit:
        raise RequestEntityTooLarge


def check_host() -> None:
    """Refuse an invalid Host, and a name that leads here although it is not a name of this server."""
    # Only HTTP/1.0 permits a request without Host (RFC 9112, section 3.2).
    named = "HTTP_HOST" in request.environ or request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0"
    host = request.host
    if not named or not HOST.fullmatch(host):
        refuse(400, "The Host header is not a valid host name. Open this page by its plain address.")
    if not serves(host, settings()):
        name = name_in(host)
        refuse(
            400,
            f"This server does not answer to the name {name}. Open it at localhost or 127.0.0.1. "
            f"If the name is yours, start the server with ROUNDTRIP_HOSTS={name}.",
        )


def limit_cookies() -> None:
    """Refuse a Cookie header that is too large; the page offers to delete the cookies."""
    size = len(request.environ.get("HTTP_COOKIE", ""))
    if size > MAX_COOKIES and not marked("with_any_cookies"):
        refuse(
            431,
            f"Your browser sends {in_words(size)} of cookies, and this server accepts {in_words(MAX_COOKIES)} at most. "
            "Delete the cookies of this host.",
            "cookies_too_large.html",
        )


def check() -> None:
    """Refuse a request that may change something and that another site's page makes the browser send."""
    if needs_own_page(current_app.view_functions.get(request.endpoint or ""), request.method):
        require_own_page()


def require_own_page(*also: str) -> None:
    """Refuse a request of another site's page; pages of the origins `also` may send it too."""
    verdict = judge_request(*also)
    if not verdict.allowed:
        query = request.query_string.decode("latin-1")
        again = f"{quote(request.root_path + request.path)}?{query}" if request.method == "GET" else ""
        refuse(403, verdict.reason, "elsewhere_refused.html", again=again.rstrip("?"))


def judge_request(*also: str) -> Verdict:
    """Decide whether the current request may change something, even if it is a GET."""
    allowed = (*settings().origins, *also)
    return judge(request.method, request.host_url.rstrip("/"), request.headers, allowed, changes_state=True)


def marked(name: str) -> bool:
    """Return whether the view of the current request has a mark."""
    return getattr(current_app.view_functions.get(request.endpoint or ""), name, False)


def limit_set_cookies(values: Sequence[bytes]) -> None:
    """Refuse to set so many cookies in one answer that the browser deletes others, or can no longer send them all."""
    if len(values) > MAX_SET or sum(map(len, values)) > MAX_SET_SIZE:
        refuse(
            400,
            f"One answer can set {MAX_SET} cookies with {in_words(MAX_SET_SIZE)} in total at most. "
            "Set fewer cookies, or use several requests.",
        )


def judge(
    method: str, server_origin: str, headers: Headers, allowed: Iterable[str], *, changes_state: bool = False
) -> Verdict:
    """Decide by Sec-Fetch-Site or Origin whether a request may change something (Fetch Metadata; RFC 6454).

    `changes_state`: it changes something even if its method is safe.
    """
    site = headers.get("Sec-Fetch-Site")
    origin = headers.get("Origin")
    referer = None
    if method in SAFE_METHODS:
        if not changes_state:
            return Verdict(True, f"{method} is a safe method: it changes nothing, so any site may send it.")
        referer = origin_in_referer(headers, server_origin)
    sender = referer if origin is None else origin
    if sender in (server_origin, *allowed):
        return Verdict(True, f"The request comes from {sender}: this site, or an origin that the settings allow.")
    if site in ("same-origin", "none"):
        return Verdict(True, f"The browser says Sec-Fetch-Site: {site}, so no other site made the request.")
    if sender is None and site is None:
        return Verdict(True, "The request has neither Origin nor Sec-Fetch-Site, so no page in a browser sent it.")
    return Verdict(
        False,
        f"A page of another site sent this {method} (Origin: {origin or 'none'}; Sec-Fetch-Site: {site or 'none'}"
        f"{f'; Referer: {referer}' if referer else ''}). "
        f"Send it from a page at {server_origin}, or allow that origin with ROUNDTRIP_ORIGINS. "
        "If a proxy is in front of Roundtrip, set ROUNDTRIP_PROXIES.",
    )


def origin_in_referer(headers: Headers, server_origin: str) -> str | None:
    """Return the origin of the page that sent a GET, which has no Origin; None if the Referer cannot be trusted.

    A page that `/respond` composes has the Referer of its server, although it must not act for that server. So the
    Referer counts only if a person pressed something (Sec-Fetch-User) on a page of another server, or in a browser that
    does not send Sec-Fetch-Site.
    """
    referer = origin_of(headers.get("Referer", ""))
    by_person = headers.get("Sec-Fetch-User") == "?1" and referer != server_origin
    return referer if by_person or "Sec-Fetch-Site" not in headers else None


def protect(response: Response) -> Response:
    """Add the security headers that every response carries, unless the view has set its own, or has `left_out` them."""
    present = {name.lower() for name, _ in response.headers} | getattr(response, "left_out", set())
    if "content-security-policy" not in present:
        own = policy(request.scheme, request.host, settings().origins, root=request.root_path)
        response.headers.add("Content-Security-Policy", own)
    for name, value in HEADERS.items():
        if name.lower() not in present:
            response.headers.add(name, value)
    return response


@lru_cache(maxsize=64)
def policy(scheme: str, host: str, allowed: tuple[str, ...], *, root: str = "", framed: bool = True) -> str:
    """Return the Content-Security-Policy of a page at `host`; `framed` permits frames (CSP Level 3).

    Scripts and styles come from `/static/` only, so that no composed response (`/respond`) can become one. A proxy may
    hide the host that the browser uses, so no source needs it: the first policy permits this origin, the second permits
    this path on any host and port, and a browser loads only what both permit. `root` is the prefix of a proxy.
    """
    if not HOST.fullmatch(host):
        return "default-src 'none'"
    # WebKit matches no path after a host without a scheme.
    static = " ".join(f"{kind}://*:*{quote(root)}/static/" for kind in ("http", "https"))
    other = other_origin(scheme, host) or ""
    rules: dict[str, Any] = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": f"'self' {other} data: blob:",
        "connect-src": f"'self' {other}",
        "form-action": f"'self' {other}",
        "frame-src": f"'self' {other}",
        "frame-ancestors": " ".join(("'self'", other, *allowed)) if framed else "'none'",
        "base-uri": "'none'",
    }
    first = "; ".join(f"{name} {' '.join(value.split())}" for name, value in rules.items())
    return f"{first}, script-src {static}; style-src {static}"


def other_origin(scheme: str, host: str) -> str | None:
    """Return the origin of this server under its other loopback name, which is another site; None without one."""
    name, _, port = host.partition(":")
    twin = LOOPBACK_TWIN.get(name)
    return f"{scheme}://{twin}{':' if port else ''}{port}" if twin else None


def same_site_path(path: str, *, name: str, **page: Any) -> str:
    """Return `path` if it stays on this site; else answer 400 and name the field `name`."""
    if not SAME_SITE_PATH.fullmatch(path):
        refuse(400, f"`{name}` must be a path of this site that starts with one slash, such as /landing.", **page)
    return path
