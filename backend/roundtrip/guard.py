"""The guard: the cross-site check, the limits of a request, and the security headers of every response."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Flask, Response, current_app, request
from flask.sessions import SecureCookieSessionInterface
from flask_cors import CORS
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestEntityTooLarge

from .body import request_body
from .config import Settings, settings
from .problems import refuse
from .syntax.http import HOST, SAFE_METHODS
from .syntax.urls import SAME_SITE_PATH

IN_MEMORY = 500_000
"""Bytes of text that a request may carry: the fields of a form, or JSON."""

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

View = TypeVar("View", bound=Callable[..., Any])


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
    app.before_request(check)
    app.after_request(protect)
    if options.origins:
        CORS(
            app,
            resources={r"/api/(?!lab/).*": {"origins": options.origins}},  # the labs send their own CORS headers
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


def limit_body() -> None:
    """Limit the size of the body; the limit is lower if Flask reads the whole body into memory."""
    if "roundtrip.body" not in request.environ:
        return
    in_memory = request.is_json or request.mimetype == "application/x-www-form-urlencoded"
    limit = min(settings().max_upload, IN_MEMORY) if in_memory else settings().max_upload
    request_body().limit = limit
    if (request.content_length or 0) > limit:
        raise RequestEntityTooLarge


def check() -> None:
    """Refuse an invalid Host, and a request that another site's page makes the browser send."""
    # Only HTTP/1.0 permits a request without Host (RFC 9112, section 3.2).
    named = "Host" in request.headers or request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0"
    if not named or not HOST.fullmatch(request.host):
        refuse(400, "The Host header is not a valid host name. Open this page by its plain address.")
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method in SAFE_METHODS or getattr(view, "open_to_any_site", False):
        return
    verdict = judge(request.method, request.host_url.rstrip("/"), request.headers, settings().origins)
    if not verdict.allowed:
        refuse(403, verdict.reason)


def open_to_any_site(view: View) -> View:
    """Mark a view that any site's page may call with any method: it changes nothing and reveals nothing."""
    view.open_to_any_site = True  # type: ignore[attr-defined]
    return view


def may_wait(view: View) -> View:
    """Mark a view that may take seconds: the server gives it threads of its own, so that it delays no other view."""
    view.may_wait = True  # type: ignore[attr-defined]
    return view


def only_computes(view: View) -> View:
    """Mark a view that waits for nothing, not even a file: the server can call it without a thread."""
    view.only_computes = True  # type: ignore[attr-defined]
    return view


def judge(method: str, server_origin: str, headers: Headers, allowed: Iterable[str]) -> Verdict:
    """Decide by Sec-Fetch-Site or Origin whether a request may change something (Fetch Metadata; RFC 6454)."""
    site = headers.get("Sec-Fetch-Site")
    origin = headers.get("Origin")
    if method in SAFE_METHODS:
        return Verdict(True, f"{method} is a safe method: it changes nothing, so any site may send it.")
    if origin in (server_origin, *allowed):
        return Verdict(True, f"The request comes from {origin}: this site, or an origin that the settings allow.")
    if site in ("same-origin", "none"):
        return Verdict(True, f"The browser says Sec-Fetch-Site: {site}, so no other site made the request.")
    if origin is None and site is None:
        return Verdict(True, "The request has neither Origin nor Sec-Fetch-Site, so no page in a browser sent it.")
    return Verdict(
        False,
        f"A page of another site sent this {method} (Origin: {origin or 'none'}; Sec-Fetch-Site: {site or 'none'}). "
        f"Send it from a page at {server_origin}, or allow that origin with ROUNDTRIP_ORIGINS. "
        "If a proxy is in front of Roundtrip, set ROUNDTRIP_PROXIES.",
    )


def protect(response: Response) -> Response:
    """Add the security headers that every response carries, unless the view has set its own."""
    present = {name.lower() for name, _ in response.headers}
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
    static = f"*:*{quote(root)}/static/"
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
