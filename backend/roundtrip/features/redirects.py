"""Redirects: five codes, chains, loops, and what a slash at the end does."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from ..echo import echo
from ..guard import same_site_path
from ..problems import refuse
from ..reply import redirect, reply
from ..syntax.http import COMMON_METHODS, MOST_REDIRECTS, REDIRECT_CODES

bp = Blueprint("redirects", __name__)


@bp.get("/re")
def re() -> Response:
    """The tutorial's redirect."""
    return redirect(url_for(".index"), 302)


@bp.get("/index")
def index() -> Response:
    return reply("page.html", {"message": "This is the index page!"})


@bp.get("/slash/")
def slash() -> Response:
    """A rule that ends in a slash: Flask sends `/slash` here with a 308."""
    return reply("page.html", {"message": "this is a slash page!"})


@bp.get("/unslash")
def unslash() -> Response:
    """A rule without a slash: `/unslash/` is a 404."""
    return reply("page.html", {"message": "this is a not slash page!"})


@bp.route("/redirect/<int:code>", methods=COMMON_METHODS)
def redirect_by(code: int) -> Response:
    """A redirect with the code asked for, to `/landing` or to the path `to`."""
    if code not in REDIRECT_CODES:
        refuse(400, f"{code} does not redirect. Use one of {', '.join(map(str, REDIRECT_CODES))}.")
    to = request.values.get("to") or "/landing"
    return redirect(same_site_path(to, name="to"), code)


@bp.route("/landing", methods=COMMON_METHODS)
def landing() -> Response:
    """An echo of what arrived here in the end."""
    return reply("echo.html", echo())


@bp.get("/redirect/chain/<int:hops>")
def chain(hops: int) -> Response:
    """One link of a chain of 302s that ends at `/landing`."""
    if not 1 <= hops <= MOST_REDIRECTS:
        refuse(400, f"A chain has 1 to {MOST_REDIRECTS} hops: a browser follows no more redirects.")
    return redirect(url_for(".chain", hops=hops - 1) if hops > 1 else url_for(".landing"), 302)


@bp.get("/redirect/loop")
def loop() -> Response:
    """A redirect to itself, which the browser has to end."""
    return redirect(url_for(".loop"), 302)
