"""The origins lab's page that loads scripts, styles, fonts and other resources, under a referrer policy of its own."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ..config import settings
from ..describe import Field, describe
from ..guard import open_to_any_site, other_origin, policy
from ..problems import refuse
from ..reply import reply
from ..wire import unrecorded

bp = Blueprint("lab_loads", __name__, url_prefix="/lab")

POLICIES = (
    *("no-referrer", "no-referrer-when-downgrade", "origin", "origin-when-cross-origin"),
    *("same-origin", "strict-origin", "strict-origin-when-cross-origin", "unsafe-url"),
)
"""Referrer Policy, section 3."""


@bp.get("/loads")
@describe(200, 400, query=(Field("referrer", "The policy.", POLICIES, blank=True),), json={"host": str})
@open_to_any_site
@unrecorded()
def loads() -> Response:
    """Show a page that may load resources of every kind, but only from the origins lab's own path on both names."""
    referrer = request.args.get("referrer", "")
    if referrer and referrer not in POLICIES:
        refuse(400, f"`referrer` must be one of: {', '.join(POLICIES)}.")
    response = reply("lab.html", {"host": request.host})
    response.headers["Content-Security-Policy"] = loading()
    if referrer:
        response.headers["Referrer-Policy"] = referrer
    return response


def loading() -> str:
    """Return the policy of every page, with the origins lab's path on both names as a source of all resources."""
    this = f"{request.scheme}://{request.host}"
    origins = (this, other_origin(request.scheme, request.host) or this)
    paths = " ".join(f"{origin}/api/lab/origins" for origin in origins)
    own = policy(request.scheme, request.host, settings().origins)
    for name in ("script-src", "style-src"):
        own = own.replace(f"{name} ", f"{name} {paths} ")
    return own.replace("default-src 'none'", f"default-src {paths}")
