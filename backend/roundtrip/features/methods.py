"""Methods: one path that takes three of them."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ..reply import reply

bp = Blueprint("methods", __name__)


@bp.route("/method", methods=["GET", "POST", "PUT"])
def method() -> Response:
    """Say which method came; Flask itself answers HEAD and OPTIONS, and 405 with Allow to all others."""
    return reply("page.html", {"message": f"This is a {request.method} message.", "method": request.method})
