"""The page at `/`, and the facts that it shows: the login, the limits and the reason phrases."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify, make_response, render_template, request, session

from .assets import compressed, page_html
from .config import in_words, settings
from .describe import describe
from .echo import sent_path
from .features.catch import address
from .guard import policy
from .syntax.cookies import cookie_pairs
from .syntax.http import REASONS
from .visitor import known_visitor, visitor
from .wire import unrecorded

bp = Blueprint("page", __name__)


LIMITS = ("max_upload", "max_files", "max_stored", "keep", "max_exchanges", "body_shown")
"""The settings that the page shows: bytes, files, seconds, exchanges."""


CROWDED = 100
"""Cookies without the visitor's among them: the browser has probably deleted it (browsers keep 150 to 180)."""


@bp.get("/")
@describe(200, 304)
@unrecorded()
def index() -> Response:
    """Send the page; a browser that opens it becomes a visitor. A browser that lost its visitor cookie is told so."""
    others = len(cookie_pairs(request.headers.get("Cookie", ""))) if known_visitor() is None else 0
    visitor()
    if others >= CROWDED:
        return make_response(render_template("cookies_crowded.html", count=others))
    response = compressed(Response(page_html(), mimetype="text/html"))
    response.add_etag()
    response.headers["Cache-Control"] = "no-cache"
    # The page in one of its own stages would confuse people, so no page may frame it.
    own = policy(request.scheme, request.host, settings().origins, root=request.root_path, framed=False)
    response.headers["Content-Security-Policy"] = own
    return response.make_conditional(request)  # type: ignore[return-value]


@bp.get("/api/visitor")
@describe(
    200,
    json={
        "username": str | None,
        "known": bool,
        "limits": dict.fromkeys(LIMITS, int),
        "catch": {"address": str | None, "ends": str | None},
        "reasons": dict[str, str],
    },
)
@unrecorded()
def me() -> Response:
    """Return the facts that the page shows: `username` (or null), `known`, `limits`, `catch` (the visitor's `address`
    and when it `ends`, or nulls), and `reasons` (status → phrase).

    `known` is whether the request had the visitor cookie: a browser that blocks cookies never sends it.
    """
    known = known_visitor() is not None
    visitor()
    limits = {name: getattr(settings(), name) for name in LIMITS}
    facts = {"username": session.get("username"), "known": known, "limits": limits, "catch": address()}
    return compressed(jsonify(**facts, reasons=REASONS))


@bp.get("/healthz")
@describe(200, sends=("text/plain",))
@unrecorded()
def healthz() -> Response:
    """Answer `ok` while the server works."""
    return Response("ok", mimetype="text/plain")


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.add_template_global(settings, "settings")
    app.add_template_global(in_words, "in_words")
    app.add_template_global(sent_path, "sent_path")
