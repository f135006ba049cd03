"""Redirects: five codes, chains, loops, and the slash at the end of a rule."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from ..describe import Field, describe
from ..echo import ANY, Echo, echo
from ..guard import same_site_path
from ..problems import refuse
from ..reply import redirect, reply
from ..syntax.http import COMMON_METHODS, MOST_REDIRECTS, REDIRECT_CODES
from ..syntax.urls import SAME_SITE_PATH
from ..threads import only_computes

bp = Blueprint("redirects", __name__)


MESSAGE = {"message": str}
TO = (Field("to", "The path of this site that follows.", SAME_SITE_PATH, blank=True, example="/landing"),)


@bp.get("/re")
@describe(302)
def re() -> Response:
    """Redirect to another view, as the tutorial does."""
    return redirect(url_for(".index"), 302)


@bp.get("/index")
@describe(200, json=MESSAGE)
def index() -> Response:
    """Answer at `/index`, the target of `/re`."""
    return reply("page.html", {"message": "This is the index page!"})


@bp.get("/slash/")
@describe(200, json=MESSAGE)
def slash() -> Response:
    """Answer at a rule with a slash at its end: Flask redirects `/slash` to it with a 308."""
    return reply("page.html", {"message": "this is a slash page!"})


@bp.get("/unslash")
@describe(200, json=MESSAGE)
def unslash() -> Response:
    """Answer at a rule without a slash at its end: `/unslash/` is a 404."""
    return reply("page.html", {"message": "this is a not slash page!"})


@bp.route("/redirect/<int:code>", methods=COMMON_METHODS)
@describe(*REDIRECT_CODES, 400, path={"code": REDIRECT_CODES}, values=TO)
def redirect_by(code: int) -> Response:
    """Redirect with the code in the path, to `/landing` or to the path in `to`."""
    if code not in REDIRECT_CODES:
        refuse(
            400,
            f"The status {code} is not a redirect. Use one of {', '.join(map(str, REDIRECT_CODES))}.",
        )
    to = request.values.get("to") or url_for(".landing")
    return redirect(same_site_path(to, name="to"), code)


@bp.route("/landing", methods=COMMON_METHODS)
@describe(200, takes=ANY, json=Echo)
@only_computes
def landing() -> Response:
    """Show everything that the request carries after the redirects."""
    return reply("echo.html", echo())


@bp.get("/redirect/chain/<int:hops>")
@describe(302, 400, path={"hops": range(1, MOST_REDIRECTS + 1)})
def chain(hops: int) -> Response:
    """Redirect to the next hop of a chain of 302s, which ends at `/landing`."""
    if not 1 <= hops <= MOST_REDIRECTS:
        refuse(400, f"Choose from 1 to {MOST_REDIRECTS} hops: a browser follows no more redirects.")
    return redirect(url_for(".chain", hops=hops - 1) if hops > 1 else url_for(".landing"), 302)


@bp.get("/redirect/loop")
@describe(302)
def loop() -> Response:
    """Redirect to this same path. The browser has to stop the loop."""
    return redirect(url_for(".loop"), 302)
