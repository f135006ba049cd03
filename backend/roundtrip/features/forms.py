"""Forms: what a browser makes of a form, whatever its method and encoding."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ..echo import echo
from ..reply import is_api, reply

bp = Blueprint("forms", __name__)


@bp.route("/form", methods=["GET", "POST"])
def form() -> Response:
    """An echo of what arrived; a plain GET of the page shows a form to begin with."""
    template = "form.html" if request.method == "GET" and not request.query_string else "echo.html"
    return reply(template, **(echo() if is_api() or template == "echo.html" else {}))
