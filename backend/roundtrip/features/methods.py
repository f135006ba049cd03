"""Methods: one path that allows three of them."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ..describe import describe
from ..reply import reply
from ..threads import only_computes

bp = Blueprint("methods", __name__)


@bp.route("/method", methods=["GET", "POST", "PUT"])
@describe(200, json={"message": str, "method": str})
@only_computes
def method() -> Response:
    """Name the method of the request. Flask itself answers HEAD and OPTIONS; other methods get a 405."""
    return reply("page.html", {"message": f"This is a {request.method} message.", "method": request.method})
