"""The redirect matrix: redirects to the other name of this server, and a redirect without a Location."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ..guard import open_to_any_site, other_origin, same_site_path
from ..problems import refuse
from ..reply import redirection, reply, twin
from ..syntax.http import COMMON_METHODS, REDIRECT_CODES
from .cookies import readable

bp = Blueprint("lab_away", __name__, url_prefix="/lab")


@bp.route("/away", methods=COMMON_METHODS)
@open_to_any_site
def away() -> Response:
    """Redirect with the status `code` to the path `to` under the other loopback name, and to no other host."""
    code = request.args.get("code", "302")
    if code not in map(str, REDIRECT_CODES):
        refuse(400, f"`code` must be one of {', '.join(map(str, REDIRECT_CODES))}.")
    to = same_site_path(request.args.get("to") or "/landing", name="to")
    other = other_origin(request.scheme, request.host)
    if other is None:
        refuse(400, "This host has no second name. Open Roundtrip at localhost or 127.0.0.1.")
    return readable(redirection(f"{other}{twin(to)}", int(code)))


@bp.get("/nowhere")
def nowhere() -> Response:
    """Answer 302 without a Location: a browser does not follow it (RFC 9110, section 15.4)."""
    return reply("page.html", {"message": "A redirect without a Location."}, status=302)
