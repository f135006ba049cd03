"""The visitor: the owner of a wire and of files. A random cookie names it; only the hash leaves this module."""

from __future__ import annotations

import hashlib
import re
import secrets

from flask import Flask, Response, g, request

from .syntax.cookies import cookie_pairs
from .wire import Visitors

COOKIE = "visitor"
OWN_COOKIES = ("session", COOKIE)
"""The cookies of Roundtrip itself: the session of Flask, and the visitor's id."""

ID = re.compile(r"[A-Za-z0-9_-]{22}")
EDGES = re.compile(rb"^[^!-~]+|[^!-~]+$")
"""The bytes before and after a name that are not visible ASCII."""


def init_app(app: Flask) -> None:
    app.after_request(remember)


def visitor() -> str:
    """Return the key of this request's visitor; a request without one becomes a new visitor."""
    if "visitor_id" not in g:
        g.visitor_id = id_in(request.headers.get("Cookie", "")) or secrets.token_urlsafe(16)
    return key_of(g.visitor_id)


def known_visitor() -> str | None:
    """Return the key of the visitor that the request names; None if it names none."""
    return key_in(request.headers.get("Cookie", ""))


def key_in(cookie_header: str) -> str | None:
    """Return the key of the visitor that a Cookie header names; None if it names none."""
    visitor_id = id_in(cookie_header) if COOKIE in cookie_header else None
    return None if visitor_id is None else key_of(visitor_id)


def id_in(cookie_header: str) -> str | None:
    """Return the first visitor id in a Cookie header, as Flask reads it."""
    values = (pair.value.strip('"') for pair in cookie_pairs(cookie_header) if pair.name == COOKIE)
    first = next(values, "")
    return first if ID.fullmatch(first) else None


def key_of(visitor_id: str) -> str:
    """Return the hash that names a visitor on the disk: a person who reads the disk cannot forge the cookie."""
    return hashlib.sha256(visitor_id.encode()).hexdigest()[:32]


def remember(response: Response) -> Response:
    """Send the id of a new visitor as a cookie: 128 random bits."""
    if "visitor_id" in g and g.visitor_id != id_in(request.headers.get("Cookie", "")):
        path = request.root_path or "/"
        response.set_cookie(COOKIE, g.visitor_id, path=path, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def own_cookie_in(set_cookie: bytes) -> str | None:
    """Return the name of Roundtrip's own cookie that a Set-Cookie value would replace; None if it replaces none.

    The name ends where a browser ends it (RFC 6265bis, section 5.6). Without a name, a browser sends the value alone,
    and the beginning of the value then acts as the name. Bytes around a name that are not visible ASCII do not count:
    a browser or a server may drop them.
    """
    name, equals, value = set_cookie.partition(b";")[0].partition(b"=")
    if equals and not name.strip(b" \t"):
        name = value.partition(b"=")[0]
    name = EDGES.sub(b"", name).lower()
    return next((own for own in OWN_COOKIES if own.encode() == name), None)


def without_own(cookie_header: str) -> str:
    """Return a Cookie header without the cookies of Roundtrip itself."""
    return ";".join(pair.raw for pair in cookie_pairs(cookie_header) if pair.name not in OWN_COOKIES).strip()


VISITORS = Visitors(key_in=key_in, current=visitor, known=known_visitor, private_cookies=OWN_COOKIES)
"""The functions and names that the wire needs."""
