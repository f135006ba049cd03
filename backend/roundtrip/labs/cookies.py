"""The cookie lab: set any cookie whose name begins with `lab`, byte for byte, and list the cookies of a request."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, request

from ..describe import Field, describe
from ..guard import limit_set_cookies, open_to_any_site, other_origin, require_own_page
from ..problems import refuse
from ..reply import reply
from ..visitor import without_own

bp = Blueprint("lab_cookies", __name__, url_prefix="/lab")

LAB_COOKIE = re.compile(r"[ \t=]*(?:__[A-Za-z-]+-)?[Ll][Aa][Bb][^\x00-\x08\x0a-\x1f\x7f]*")
"""A Set-Cookie value of the lab: after a prefix, the name (or the value of a nameless cookie) begins with `lab`."""

SET = (Field("set", "A value for Set-Cookie.", LAB_COOKIE, many=True, example="lab=1; Path=/"),)
FOUND = {
    "method": str,
    "cookie": str,
    **dict.fromkeys(("site", "origin", "referer", "authorization", "type"), str | None),
    "size": int,
    "set": int,
}
"""The JSON about a request and the cookies that it sets."""


@bp.route("/cookies", methods=["GET", "POST"], defaults={"rest": ""})
@bp.route("/cookies/<path:rest>", methods=["GET", "POST"])
@describe(200, json=FOUND)
@describe(200, 400, 403, methods=["POST"], form=SET, json=FOUND)
@open_to_any_site
def cookies(rest: str) -> Response:
    """List the cookies of the request in their order; send each `set` of a POST as a Set-Cookie header, unchanged.

    Any site may ask for the list, but only a page of this server, under either name, may set cookies: even those of the
    lab would push others out of the browser.
    """
    fields = [lab_cookie(each) for each in request.form.getlist("set")]
    if fields:
        require_own_page(*filter(None, [other_origin(request.scheme, request.host)]))
    limit_set_cookies(fields)
    response = readable(reply("lab.html", {**described(), "set": len(fields)}))
    for field in fields:
        response.headers.add("Set-Cookie", field.decode("latin-1"))  # its bytes, as WSGI has them (PEP 3333)
    return response


def lab_cookie(value: str) -> bytes:
    """Return `value` in UTF-8 if its cookie belongs to the lab: no page may set another cookie through the lab."""
    if not LAB_COOKIE.fullmatch(value):
        refuse(400, "`set` must be a Set-Cookie value without control characters, and its name must begin with lab.")
    return value.encode()


def described() -> dict[str, Any]:
    """Describe the request; `cookie` is the header without Roundtrip's own cookies, `size` the bytes of the body."""
    return {
        "method": request.method,
        "cookie": without_own(request.headers.get("Cookie", "")),
        "site": request.headers.get("Sec-Fetch-Site"),
        "origin": request.headers.get("Origin"),
        "referer": request.headers.get("Referer"),
        "authorization": request.headers.get("Authorization"),
        "type": request.headers.get("Content-Type"),
        "size": request.content_length or 0,
    }


def readable(response: Response) -> Response:
    """Let a script under the other name of this server read the response, with cookies (Fetch, CORS protocol)."""
    response.headers["Access-Control-Allow-Origin"] = other_origin(request.scheme, request.host) or "null"
    response.headers["Access-Control-Allow-Credentials"] = "true"
    response.headers["Vary"] = "Origin"
    return response
