"""Answers that a cache may keep, with validators. More on caches is in the panel for them."""

from __future__ import annotations

import re
import secrets

from flask import Response, request
from werkzeug.http import http_date, parse_etags, quote_etag

from ..describe import describe
from ..problems import refuse
from .blueprint import route, whole
from .inspection import get

REVALIDATE = "no-cache"
"""Caches keep the answer and ask again each time (RFC 9111, section 5.2.2.4). Without it, Roundtrip says no-store."""

MOST_AGE = 2**31
"""RFC 9111, section 1.2.2: a cache treats a greater number like this one."""

ETAG = re.compile(r"[!#-.0-~]+")
"""An entity tag without its quotation marks, in a path."""

EMPTY = {"412": ("text/html",)}
"""The media type of an answer without content."""


@route("/cache")
@describe(200, 304)
def cache() -> Response:
    """Answer 304 to any request with a condition, else like `/get` with the validators for one."""
    if "If-Modified-Since" in request.headers or "If-None-Match" in request.headers:
        return Response(status=304)
    response = get()
    response.headers["Last-Modified"] = http_date()
    response.headers["ETag"] = quote_etag(secrets.token_hex(16))
    response.headers["Cache-Control"] = REVALIDATE
    return response


@route("/cache/<int:n>")
@describe(200, 400)
def cache_for(n: int) -> Response:
    """Answer like `/get`; caches may use the answer for n seconds."""
    response = get()
    response.headers["Cache-Control"] = f"public, max-age={whole(n, 'n', 0, MOST_AGE)}"
    return response


@route("/etag/<etag>")
@describe(200, 304, 400, 412, path={"etag": ETAG}, sends=EMPTY)
def etag(etag: str) -> Response:
    """Answer like `/get` with this ETag; a 304 if If-None-Match has it, and a 412 if If-Match lacks it."""
    if not ETAG.fullmatch(etag):
        refuse(400, "`etag` must be visible ASCII without a quotation mark (RFC 9110, section 8.8.3).")
    known, wanted = (parse_etags(request.headers.get(name)) for name in ("If-None-Match", "If-Match"))
    if known and (known.contains_weak(etag) or "*" in known):
        response = Response(status=304)
    elif not known and wanted and not (wanted.contains_weak(etag) or "*" in wanted):
        return Response(status=412)
    else:
        response = get()
    response.headers["ETag"] = quote_etag(etag)
    response.headers["Cache-Control"] = REVALIDATE
    return response
