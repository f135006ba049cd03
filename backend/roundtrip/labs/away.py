"""The redirect matrix: redirects to the other name of this server, and a redirect without a Location."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from werkzeug.datastructures import Headers

from ..describe import Field, describe
from ..guard import open_to_any_site, other_origin, same_site_path
from ..problems import refuse
from ..reply import redirection, reply, twin
from ..syntax.http import COMMON_METHODS, REDIRECT_CODES
from ..syntax.urls import SAME_SITE_PATH
from .cookies import readable

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

bp = Blueprint("lab_away", __name__, url_prefix="/lab")


CODES = tuple(map(str, REDIRECT_CODES))


@bp.route("/away", methods=COMMON_METHODS)
@describe(
    *(*REDIRECT_CODES, 400),
    query=(
        Field("code", "The status.", CODES, example="307"),
        Field("to", "The path under the other name.", SAME_SITE_PATH, blank=True, example="/landing"),
    ),
)
@open_to_any_site
def away() -> Response:
    """Redirect with the status `code` to the path `to` under the other loopback name, and to no other host."""
    code = request.args.get("code", "302")
    if code not in CODES:
        refuse(400, f"`code` must be one of {', '.join(CODES)}.")
    to = same_site_path(request.args.get("to") or "/landing", name="to")
    other = other_origin(request.scheme, request.host)
    if other is None:
        refuse(400, "This host has no second name. Open Roundtrip at localhost or 127.0.0.1.")
    return readable(redirection(f"{other}{twin(to)}", int(code)))


ASTRAY = {
    "data": ["data:text/plain,hello"],
    "blob": ["blob:{this}/1"],
    "about": ["about:blank"],
    "javascript": ["javascript:hello"],
    "mailto": ["mailto:a@b.example"],
    "file": ["file:///etc/hostname"],
    "unknown": ["roundtrip:hello"],
    "bad-host": ["{scheme}://a b{landing}"],
    "no-host": ["{scheme}://"],
    "bad-port": ["{this}x{landing}"],
    "big-port": ["{scheme}://localhost:99999{landing}"],
    "empty": [""],
    "fragment": ["#a"],
    "one-slash": ["{scheme}:{landing}"],
    "backslashes": ["{scheme}:\\\\{host}{landing}"],
    "no-scheme": ["//{host}{landing}"],
    "dots": ["/a/./..{landing}"],
    "encoded-dots": ["/%2e%2e{landing}"],
    "uppercase": ["{upper}{landing}"],
    "white-space": [" \t {landing} \t "],
    "tab": ["\t{landing}?a=\tb"],
    "percent": ["{landing}?a=%zz"],
    "user": ["{scheme}://user:pass@{host}{landing}"],
    "user-there": ["{scheme}://user:pass@{other}{cookies}"],
    "user-name-there": ["{scheme}://user@{other}{cookies}"],
    "two": ["{landing}?a=1", "{landing}?a=2"],
    "twice": ["{landing}", "{landing}"],
}
"""Values of `location` → Location headers that try out a browser; none leads to another server."""


class Located(Response):
    """A response with several Location headers, unchanged: Werkzeug would correct them."""

    locations: Sequence[str] = ()

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        headers = super().get_wsgi_headers(environ)
        for location in self.locations:
            headers.add("Location", location)
        return headers


@bp.get("/astray")
@describe(
    *(302, 400),
    query=(Field("location", "The kind of Location.", tuple(ASTRAY), required=True, example="dots"),),
    sends={"302": ("text/html", "application/json")},
)
@open_to_any_site
def astray() -> Response:
    """Redirect with Location headers that are unusual or invalid (Fetch, location URL)."""
    kind = request.args.get("location", "")
    if kind not in ASTRAY:
        refuse(400, f"`location` must be one of: {', '.join(ASTRAY)}.")
    this = f"{request.scheme}://{request.host}"
    parts = {"this": this, "upper": this.upper(), "scheme": request.scheme, "host": request.host}
    parts["other"] = (other_origin(request.scheme, request.host) or this).partition("://")[2]
    page = reply("lab.html", {"path": request.path})
    response = Located(page.data, status=302, content_type=page.content_type)
    pages = {"landing": twin("/lab/landing"), "cookies": twin("/lab/cookies?lab=redirects")}
    response.locations = [value.format(**pages, **parts) for value in ASTRAY[kind]]
    return readable(response)


@bp.get("/nowhere")
@describe(302, lacks=("Location",), sends={"302": ("text/html", "application/json")})
def nowhere() -> Response:
    """Answer 302 without a Location: a browser does not follow it (RFC 9110, section 15.4)."""
    return reply("page.html", {"message": "A redirect without a Location."}, status=302)
