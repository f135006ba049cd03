"""Where a lab's requests start: a page of the other site, and the token by which the wire knows whose they are."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ..reply import reply
from ..wire import make_token, unrecorded

bp = Blueprint("lab_places", __name__, url_prefix="/lab")


@bp.get("/token")
@unrecorded()
def token() -> Response:
    """`wire`: put into a query, it tells the wire whose request this is where a browser sends no visitor cookie."""
    return reply("page.html", {"message": "The token is in the JSON twin.", "wire": make_token()})


@bp.get("/actor")
@unrecorded()
def actor() -> Response:
    """A page to open under the server's other name: from there, another site, it does what the lab's page tells it."""
    return reply("lab.html", {"host": request.host})
