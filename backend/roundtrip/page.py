"""The one page at `/`, and what it needs to know: who is logged in, and the limits."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify, request, send_from_directory, session

from .config import frontend, in_words, settings
from .guard import policy, visitor
from .problems import REASONS

bp = Blueprint("page", __name__)


@bp.get("/")
def index() -> Response:
    """The page itself, which makes its reader a visitor."""
    visitor()
    answer = send_from_directory(frontend(), "index.html")
    answer.headers["Cache-Control"] = "no-cache"
    # The page in a stage of its own would only confuse, so it refuses to be framed.
    own = policy(request.scheme, request.host, settings().origins, framed=False)
    answer.headers["Content-Security-Policy"] = own
    return answer


@bp.get("/api/visitor")
def me() -> Response:
    """What the page shows: `username` (or null), `limits` (bytes, files, seconds) and `reasons` (status → phrase)."""
    visitor()
    return jsonify(username=session.get("username"), limits=limits(), reasons=REASONS)


@bp.get("/healthz")
def healthz() -> Response:
    return Response("ok", mimetype="text/plain")


def limits() -> dict[str, int]:
    chosen = settings()
    return {
        "max_upload": chosen.max_upload,
        "max_files": chosen.max_files,
        "max_stored": chosen.max_stored,
        "keep": chosen.keep,
        "max_exchanges": chosen.max_exchanges,
        "body_shown": chosen.body_shown,
    }


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.add_template_global(settings, "settings")
    app.add_template_global(in_words, "in_words")
