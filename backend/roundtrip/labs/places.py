"""The sources of a lab's requests: a page of the other site, and the token that names the visitor's wire."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ..describe import describe
from ..reply import reply
from ..wire import make_token, unrecorded

bp = Blueprint("lab_places", __name__, url_prefix="/lab")


@bp.get("/token")
@describe(200, json={"message": str, "wire": str})
@unrecorded()
def token() -> Response:
    """Return a token (`wire`). In a query, it names the visitor's wire where a browser sends no visitor cookie."""
    return reply("page.html", {"message": "The token is in the JSON twin.", "wire": make_token()})


@bp.get("/actor")
@describe(200, json={"host": str})
@unrecorded()
def actor() -> Response:
    """Show a page that sends the requests of the lab. Under the other name of this server, it is another site."""
    return reply("lab.html", {"host": request.host})
