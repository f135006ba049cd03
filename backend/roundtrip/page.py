"""The page at `/`, and the facts that it shows: the login, the limits and the reason phrases."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify, request, send_from_directory, session

from .config import frontend, in_words, settings
from .guard import policy
from .syntax.http import REASONS
from .visitor import visitor
from .wire import unrecorded

bp = Blueprint("page", __name__)


LIMITS = ("max_upload", "max_files", "max_stored", "keep", "max_exchanges", "body_shown")
"""The settings that the page shows: bytes, files, seconds, exchanges."""


@bp.get("/")
@unrecorded()
def index() -> Response:
    """Send the page; a browser that opens it becomes a visitor."""
    visitor()
    response = send_from_directory(frontend(), "index.html")
    response.headers["Cache-Control"] = "no-cache"
    # The page in one of its own stages would confuse people, so no page may frame it.
    own = policy(request.scheme, request.host, settings().origins, root=request.root_path, framed=False)
    response.headers["Content-Security-Policy"] = own
    return response


@bp.get("/api/visitor")
@unrecorded()
def me() -> Response:
    """Return the facts that the page shows: `username` (or null), `limits`, and `reasons` (status → phrase)."""
    visitor()
    limits = {name: getattr(settings(), name) for name in LIMITS}
    return jsonify(username=session.get("username"), limits=limits, reasons=REASONS)


@bp.get("/healthz")
@unrecorded()
def healthz() -> Response:
    return Response("ok", mimetype="text/plain")


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.add_template_global(settings, "settings")
    app.add_template_global(in_words, "in_words")
