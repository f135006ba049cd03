"""The cookie lab: set any cookie of the lab's own, byte for byte, and tell which ones come back."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, request

from ..guard import open_to_any_site, other_origin
from ..problems import refuse
from ..reply import reply
from ..visitor import without_own

bp = Blueprint("lab_cookies", __name__, url_prefix="/lab")

LAB_COOKIE = re.compile(r"[ \t=]*(?:__[a-z-]+-)?lab[^\x00-\x08\x0a-\x1f\x7f]*", re.IGNORECASE)
"""A Set-Cookie value of the lab: the cookie's name (or, without one, its value) begins with `lab` after any prefix."""


@bp.route("/cookies", methods=["GET", "POST"], defaults={"rest": ""})
@bp.route("/cookies/<path:rest>", methods=["GET", "POST"])
@open_to_any_site
def cookies(rest: str) -> Response:
    """Which cookies came, in their order; a POST's `set` (repeatable) goes out as Set-Cookie as it is."""
    fields = [lab_cookie(each) for each in request.form.getlist("set")]
    answer = readable(reply("lab.html", {**who_came(), "set": len(fields)}))
    for field in fields:
        answer.headers.add("Set-Cookie", field)
    return answer


def lab_cookie(value: str) -> str:
    """`value`, if the cookie is one of the lab's: nobody shall set another through it."""
    if not LAB_COOKIE.fullmatch(value):
        refuse(400, "`set` must be a Set-Cookie value without control characters, and its name must begin with lab.")
    return value


def who_came() -> dict[str, Any]:
    """The request as a lab looks at it: `cookie` is the header without Roundtrip's own two, `size` the body's bytes."""
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


def readable(answer: Response) -> Response:
    """Let a script of the server's other name read it, with cookies (Fetch standard, CORS protocol)."""
    answer.headers["Access-Control-Allow-Origin"] = other_origin(request.scheme, request.host) or "null"
    answer.headers["Access-Control-Allow-Credentials"] = "true"
    answer.headers["Vary"] = "Origin"
    return answer
