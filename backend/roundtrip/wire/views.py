"""The URLs of the wire: the HAR, its download, and a stream of the newest ids. None of them is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, request

from .har import har
from .marks import unrecorded
from .news import News
from .secrets import SHOWN
from .store import Store
from .tokens import Tokens
from .trips import Hop, trips
from .visitors import Visitors

bp = Blueprint("wire", __name__)


@dataclass(frozen=True)
class Wire:
    """The parts of the wire that its views and the application use (`app.extensions["wire"]`)."""

    store: Store
    tokens: Tokens
    visitors: Visitors


def current_wire() -> Wire:
    wire: Wire = current_app.extensions["wire"]
    return wire


def make_token() -> str:
    """Return a token (`?wire=`) that names the wire of this request's visitor."""
    wire = current_wire()
    return wire.tokens.make(wire.visitors.current())


@bp.get("/api/wire")
@unrecorded()
def wire() -> Response:
    """Send this visitor's exchanges as HAR; with `?after=ID`, only the entries after that id."""
    return jsonify(visitor_log(current_wire().visitors.current()))  # a request for the wire makes a visitor


@bp.get("/api/wire.har")
@unrecorded()
def download() -> Response:
    """Send the HAR as a download, for the developer tools of a browser or for Playwright's `route_from_har`."""
    response = jsonify(visitor_log(current_wire().visitors.known() or ""))
    response.headers["Content-Disposition"] = 'attachment; filename="roundtrip.har"'
    return response


@bp.delete("/api/wire")
@unrecorded()
def clear() -> Response:
    """Delete this visitor's exchanges."""
    wire = current_wire()
    visitor = wire.visitors.known()
    if visitor and not wire.store.clear(visitor):
        abort(503, "The wire is busy, so nothing was deleted. Try again in a moment.")
    return jsonify(message="The wire is empty.")


@bp.get("/api/wire/news")
@unrecorded()
def news() -> Response:
    """Send the id of the newest entry each time there is a new one, as server-sent events (HTML standard)."""
    wire = current_wire()
    visitor = wire.visitors.known() or abort(404)
    stream = News(wire.store, visitor, single_thread=not request.environ["wsgi.multithread"])
    response = Response(stream, mimetype="text/event-stream", direct_passthrough=True)
    response.headers["X-Accel-Buffering"] = "no"  # nginx would hold the lines back
    return response


def visitor_log(visitor: str) -> dict[str, Any]:
    """Return the HAR of this visitor.

    `_visitor` is the beginning of the visitor's key: the page notices when the browser has lost the visitor cookie.
    """
    log = har(visitor_trips(), after=number("after"))
    log["log"]["_visitor"] = visitor[:SHOWN]
    return log


def visitor_trips() -> list[list[Hop]]:
    wire = current_wire()
    visitor = wire.visitors.known()
    return trips(wire.store.exchanges(visitor)) if visitor else []


def number(name: str) -> int:
    """Return a number in the query; 0 without it."""
    text = request.args.get(name, "0")
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        abort(400, f"`{name}` is not a number. Send the `_id` of an entry.")
    return int(text)
