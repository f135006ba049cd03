"""Redirects: five codes, chains, loops, and what a slash at the end does."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from ..echo import echo
from ..guard import same_site_path
from ..problems import refuse
from ..reply import redirect, reply

bp = Blueprint("redirects", __name__)

ALL_FIVE = ["GET", "POST", "PUT", "PATCH", "DELETE"]
CODES = (301, 302, 303, 307, 308)
"""RFC 9110, section 15.4: 301 and 302 may turn POST into GET, 303 always does, 307 and 308 never do."""

MOST_HOPS = 20
"""As many redirects as a browser follows (Fetch standard, HTTP-redirect fetch)."""


@bp.get("/re")
def re() -> Response:
    """The tutorial's redirect."""
    return redirect(url_for(".index"), 302)


@bp.get("/index")
def index() -> Response:
    return reply("page.html", message="This is the index page!")


@bp.get("/slash/")
def slash() -> Response:
    """A rule that ends in a slash: Flask sends `/slash` here with a 308."""
    return reply("page.html", message="this is a slash page!")


@bp.get("/unslash")
def unslash() -> Response:
    """A rule without a slash: `/unslash/` is a 404."""
    return reply("page.html", message="this is a not slash page!")


@bp.route("/redirect/<int:code>", methods=ALL_FIVE)
def redirect_by(code: int) -> Response:
    """A redirect with the code asked for, to `/landing` or to the path `to`."""
    if code not in CODES:
        refuse(400, f"{code} does not redirect. Use one of {', '.join(map(str, CODES))}.")
    to = request.values.get("to") or "/landing"
    return redirect(same_site_path(to, name="to"), code)


@bp.route("/landing", methods=ALL_FIVE)
def landing() -> Response:
    """An echo of what arrived here in the end."""
    return reply("echo.html", **echo())


@bp.get("/redirect/chain/<int:hops>")
def chain(hops: int) -> Response:
    """One link of a chain of 302s that ends at `/landing`."""
    if not 1 <= hops <= MOST_HOPS:
        refuse(400, f"A chain has 1 to {MOST_HOPS} hops: a browser follows no more than {MOST_HOPS} redirects.")
    return redirect(url_for(".chain", hops=hops - 1) if hops > 1 else url_for(".landing"), 302)


@bp.get("/redirect/loop")
def loop() -> Response:
    """A redirect to itself, which the browser has to end."""
    return redirect(url_for(".loop"), 302)
