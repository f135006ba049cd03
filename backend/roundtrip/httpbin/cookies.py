"""Cookies: set, delete and show them. Another site cannot make a browser set or delete them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import Response, jsonify, request

from ..describe import describe
from ..guard import changes_state, limit_set_cookies
from ..problems import refuse
from ..syntax.http import TCHAR
from ..visitor import OWN_COOKIES, own_cookie_in
from .blueprint import HTML, home, route

NAME = re.compile(rf"{TCHAR}+")
"""The name of a cookie (RFC 6265bis, section 4.1.1)."""


@route("/cookies", at_root=False)
@describe(200, json={"cookies": dict[str, str]})
def cookies() -> Response:
    """Return the cookies of the request, without those of Roundtrip itself."""
    return jsonify(cookies={name: value for name, value in request.cookies.items() if name not in OWN_COOKIES})


@route("/cookies/set")
@describe(302, 400, sends=HTML)
@changes_state
def set_cookies() -> Response:
    """Set a cookie for each parameter of the query, then redirect to `/cookies`."""
    return with_cookies(request.args.to_dict())


@route("/cookies/set/<name>/<value>")
@describe(302, 400, path={"name": NAME}, sends=HTML)
@changes_state
def set_cookie(name: str, value: str) -> Response:
    """Set a cookie, then redirect to `/cookies`."""
    return with_cookies({name: value})


@route("/cookies/delete")
@describe(302, 400, sends=HTML)
@changes_state
def delete_cookies() -> Response:
    """Delete the cookies that the query names, then redirect to `/cookies`."""
    return with_cookies(dict.fromkeys(request.args.to_dict()))


def with_cookies(values: Mapping[str, str | None]) -> Response:
    """Return a redirect to `/cookies` that sets cookies, or deletes those whose value is None."""
    response = Response(status=302, headers={"Location": f"{home()}/cookies"}, content_type="text/html; charset=utf-8")
    for name, value in values.items():
        if not NAME.fullmatch(name):
            refuse(400, f"{name[:80]!r} is not a name for a cookie: use a token (RFC 9110, section 5.6.2).")
        if own := own_cookie_in(name.encode() + b"="):
            refuse(400, f"Roundtrip itself uses the cookie {own}. Choose another name.")
        if value is None:
            response.delete_cookie(name)
        else:
            response.set_cookie(name, value, secure=request.is_secure)
    limit_set_cookies([line.encode("utf-8", "replace") for line in response.headers.getlist("Set-Cookie")])
    return response
