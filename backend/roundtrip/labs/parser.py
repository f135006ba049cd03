"""The parser lab: set any cookies on a host below `localhost`, and show the Cookie header that comes back.

The paths are the paths of the corpus, abarth/http-state: they count, because a cookie has a path. The views answer only
on hosts such as `home.a.localhost`, which exist for the lab alone: no cookie of another host comes there, except the
cookies of a visitor who opens Roundtrip under such a name, and these are neither shown nor set. A page may read the
answers of the hosts below its own.
"""

from __future__ import annotations

import re

from flask import Blueprint, Request, Response, request

from ..config import settings
from ..describe import Field, describe
from ..guard import limit_set_cookies, open_to_any_site, policy, require_own_page
from ..problems import refuse
from ..reply import reply
from ..visitor import own_cookie_in, without_own
from ..wire import unrecorded

bp = Blueprint("lab_parser", __name__)

BELOW = re.compile(r"(?:[a-z0-9-]+\.)+localhost(?::[0-9]+)?")
"""A host below `localhost`: browsers resolve it to this machine, and a lab can choose a new one."""


SET = re.compile(r"[^\x00\r\n]*")
"""A value that a header can contain."""


def without_token(request: Request) -> bool:
    """Return whether the wire need not show a request: all cases send more of them than it keeps."""
    return "wire" not in request.args


@bp.get("/lab/parser")
@describe(200, 400, json={"host": str})
@unrecorded()
def page() -> Response:
    """Show the page that sends the requests of the lab. It may connect to all hosts below its own."""
    require_host()
    response = reply("lab.html", {"host": request.host})
    below = f"{request.scheme}://*.{request.host}"
    own = policy(request.scheme, request.host, settings().origins)
    response.headers["Content-Security-Policy"] = own.replace("connect-src 'self'", f"connect-src 'self' {below}")
    return response


@bp.post("/cookie-parser")
@describe(200, 400, 403, form=(Field("set", "A value for Set-Cookie.", SET, many=True),), json={"set": int})
@open_to_any_site
@unrecorded(when=without_token)
def set_cookies() -> Response:
    """Send each `set` of the form as a Set-Cookie header, its bytes as Latin-1 (PEP 3333)."""
    require_host()
    texts = request.form.getlist("set")
    if texts:
        require_own_page(*origin_above())
    values = [text.encode() for text in texts]
    limit_set_cookies(values)
    for text, value in zip(texts, values, strict=True):
        if not SET.fullmatch(text):
            refuse(400, "`set` must not contain CR, LF or the byte 0, which no header can contain.")
        if name := own_cookie_in(value):
            refuse(400, f"`set` must not set {name}: Roundtrip itself uses this cookie.")
    response = readable(reply("lab.html", {"set": len(values)}))
    for value in values:
        response.headers.add("Set-Cookie", value.decode("latin-1"))
    return response


@bp.get("/cookie-parser-result", defaults={"rest": ""})
@bp.get("/cookie-parser-result/<path:rest>", merge_slashes=False)
@describe(200, 400, json={"cookie": str})
@unrecorded(when=without_token)
def result(rest: str) -> Response:
    """Show the Cookie header of the request: one character for each byte."""
    require_host()
    return readable(reply("lab.html", {"cookie": without_own(request.headers.get("Cookie", ""))}))


def require_host() -> None:
    """Refuse a request for a host that is not below `localhost`."""
    if not BELOW.fullmatch(request.host):
        refuse(400, "The parser lab needs a host such as a.localhost. Open this path at a name below localhost.")


def readable(response: Response) -> Response:
    """Let a page on this host, or on a host above it, read the response, with cookies (Fetch, CORS protocol)."""
    for origin in origin_above():
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
    response.headers["Vary"] = "Origin"
    return response


def origin_above() -> list[str]:
    """Return the origin that sent the request if it is this host or a host above it, but not `localhost` itself."""
    origin = request.headers.get("Origin", "")
    host = origin.removeprefix(f"{request.scheme}://")
    above = host != origin and BELOW.fullmatch(host) and f".{request.host}".endswith(f".{host}")
    return [origin] if above else []
