"""Forms: what a browser makes of a form, whatever its method and encoding."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ..echo import echo
from ..reply import is_api, reply

bp = Blueprint("forms", __name__)


@bp.route("/form", methods=["GET", "POST"])
def form() -> Response:
    """An echo of what arrived; a plain GET of the page shows a form to begin with."""
    plain = request.method == "GET" and not request.query_string
    return reply("form.html") if plain and not is_api() else reply("echo.html", **echo())
