"""Chains of redirects, and a redirect to a path of this site."""

from __future__ import annotations

import re

from flask import Response, request, url_for
from flask import redirect as to

from ..describe import Field, describe
from ..guard import other_origin, same_site_path
from ..problems import refuse
from ..syntax.urls import SAME_SITE_PATH, origin_of
from .blueprint import ANY, HTML, parameter, route, whole

MOST = 100
"""Redirects of a chain. Browsers follow 20, and some programs 30: with more, a suite tests where its client stops."""


TO = (
    Field("url", "A path of this site, or a URL of this server.", SAME_SITE_PATH, required=True, example="/get"),
    Field("status_code", "A redirect; any other status is a 302.", re.compile("[0-9]{1,3}"), blank=True, example="307"),
)
"""The fields of `/redirect-to`."""


@route("/redirect/<int:n>", at_root=False)
@describe(
    302,
    400,
    path={"n": range(1, MOST + 1)},
    query=(Field("absolute", "With `true`, Location is a whole URL."),),
    sends=HTML,
)
def redirect(n: int) -> Response:
    """Redirect n times, then to `/get`; with `absolute=true`, each Location is a whole URL."""
    absolute = (parameter("absolute") or "").lower() == "true"
    return next_of(".absolute_redirect" if absolute else ".relative_redirect", n, absolute=absolute)


@route("/relative-redirect/<int:n>", public=True)
@describe(302, 400, path={"n": range(1, MOST + 1)}, sends=HTML)
def relative_redirect(n: int) -> Response:
    """Redirect n times, then to `/get`; each Location is a path."""
    return next_of(".relative_redirect", n, absolute=False)


@route("/absolute-redirect/<int:n>", public=True)
@describe(302, 400, path={"n": range(1, MOST + 1)}, sends=HTML)
def absolute_redirect(n: int) -> Response:
    """Redirect n times, then to `/get`; each Location is a whole URL."""
    return next_of(".absolute_redirect", n, absolute=True)


@route("/redirect-to", ANY)
@describe("3XX", 400, values=TO, sends=HTML)
def redirect_to() -> Response:
    """Redirect to `url`, with `status_code` if it is a redirect, else with 302. The address must be of this server."""
    address = parameter("url") or request.form.get("url") or ""
    origins = (request.host_url.rstrip("/"), other_origin(request.scheme, request.host))
    if origin_of(address) not in origins:
        same_site_path(address, name="url")
    code = parameter("status_code") or request.form.get("status_code") or "302"
    if not code.isascii() or not code.isdecimal() or len(code) > 3:
        refuse(400, "`status_code` must be a status, such as 307.")
    response = to(address, int(code) if 300 <= int(code) < 400 else 302)
    response.set_data(b"")
    return Response(response.data, response.status_code, response.headers)


def next_of(endpoint: str, n: int, *, absolute: bool) -> Response:
    """Return the redirect that comes before n - 1 others."""
    whole(n, "n", 1, MOST)
    location = url_for(".get", _external=absolute) if n == 1 else url_for(endpoint, n=n - 1, _external=absolute)
    return Response(status=302, headers={"Location": location}, content_type="text/html; charset=utf-8")
