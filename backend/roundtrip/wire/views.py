"""The URLs of the wire: the HAR, its download, and a stream of the newest ids. None of them is recorded."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import TypeVar

from flask import Blueprint, Response, abort, current_app, jsonify, request
from werkzeug.wsgi import FileWrapper

from ..describe import Field, describe
from .exchange import Exchange
from .har import har_text
from .marks import unrecorded
from .news import News
from .secrets import SHOWN
from .store import Store
from .tokens import Tokens
from .trips import LabOf, nobody, trips
from .visitors import Visitors

bp = Blueprint("wire", __name__)

Prepared = TypeVar("Prepared")

LIGHT = 2**17
"""Bytes of a wire that may be in memory for each reader; a larger one is written to a file, and sent from there."""

PREPARER = ThreadPoolExecutor(1, "wire-reader")
"""Prepares one larger wire at a time, always in this thread: the C library keeps memory for each thread that did it."""

WAITING = threading.BoundedSemaphore(32)
"""The readers who wait for a larger wire, each in a thread: other requests need threads too."""

PIECE = 64 * 2**10
"""Bytes of a larger wire that are read and sent together."""


@dataclass(frozen=True)
class Wire:
    """The parts of the wire that its views and the application use (`app.extensions["wire"]`)."""

    store: Store
    tokens: Tokens
    visitors: Visitors
    lab_of: LabOf = nobody


def current_wire() -> Wire:
    wire: Wire = current_app.extensions["wire"]
    return wire


def make_token() -> str:
    """Return a token (`?wire=`) that names the wire of this request's visitor."""
    wire = current_wire()
    return wire.tokens.make(wire.visitors.current())


HAR = {"log": dict}
AFTER = re.compile(r"[0-9]{1,18}", re.ASCII)
QUERY = (Field("after", "The `_id` of an entry: only the entries after it.", AFTER, example="0"),)


def caught(most: int) -> list[Exchange]:
    """Return the last requests that any client sent to a path of this visitor, the newest first, without bodies."""
    wire = current_wire()
    found = wire.store.exchanges(wire.visitors.known() or "", bodies=False)
    return [exchange for exchange in reversed(found) if exchange.caught][:most]


@bp.get("/api/wire")
@describe(200, 400, 503, query=QUERY, json=HAR)
@unrecorded()
def wire() -> Response:
    """Send this visitor's exchanges as HAR; with `?after=ID`, only the entries after that id."""
    return visitor_log(current_wire().visitors.current())  # a request for the wire makes a visitor


@bp.get("/api/wire.har")
@describe(*(200, 400, 503), query=QUERY, json=HAR, adds=(Field("Content-Disposition", required=True),))
@unrecorded()
def download() -> Response:
    """Send the HAR as a download, for the developer tools of a browser or for Playwright's `route_from_har`."""
    response = visitor_log(current_wire().visitors.known() or "")
    response.headers["Content-Disposition"] = 'attachment; filename="roundtrip.har"'
    return response


@bp.delete("/api/wire")
@describe(200, 503, json={"message": str})
@unrecorded()
def clear() -> Response:
    """Delete this visitor's exchanges."""
    wire = current_wire()
    visitor = wire.visitors.known()
    if visitor and not wire.store.clear(visitor):
        abort(503, "The wire is busy, so nothing was deleted. Try again in a moment.")
    return jsonify(message="The wire is empty.")


@bp.get("/api/wire/news")
@describe(200, 404, sends=("text/event-stream",))
@unrecorded()
def news() -> Response:
    """Send the id of the newest entry each time there is a new one, as server-sent events (HTML standard)."""
    wire = current_wire()
    visitor = wire.visitors.known() or abort(404)
    stream = News(wire.store, visitor, single_thread=not request.environ["wsgi.multithread"])
    response = Response(stream, mimetype="text/event-stream", direct_passthrough=True)
    response.headers["X-Accel-Buffering"] = "no"  # nginx would hold the lines back
    return response


def visitor_log(visitor: str) -> Response:
    """Return the HAR of this visitor.

    `_visitor` is the beginning of the visitor's key: the page notices when the browser has lost the visitor cookie.
    """
    wire, after = current_wire(), number("after")
    known = wire.visitors.known() or ""
    heavy = wire.store.weight(known) > LIGHT

    def prepare() -> str | FileWrapper:
        found = trips(wire.store.exchanges(known, bodies=False), wire.lab_of)
        text = har_text(found, wire.store.bodies, after, _visitor=visitor[:SHOWN])
        return by_file(text, wire.store.folder) if heavy else "".join(text)

    body = in_turn(prepare) if heavy else prepare()
    return Response(body, mimetype="application/json", direct_passthrough=heavy)


def in_turn(prepare: Callable[[], Prepared]) -> Prepared:
    """Wait for the result of a function that takes much memory."""
    if not WAITING.acquire(blocking=False):
        abort(503, "Too many visitors read a long wire at this moment. Try again in a few seconds.")
    try:
        return PREPARER.submit(prepare).result()
    finally:
        WAITING.release()


def by_file(text: Iterable[str], folder: Path) -> FileWrapper:
    """Write a text to a file without a name, and return its bytes in pieces; whoever closes them closes the file."""
    file = SpooledTemporaryFile(max_size=LIGHT, dir=str(folder))  # noqa: SIM115
    try:
        for piece in text:
            file.write(piece.encode())
    except OSError as error:
        file.close()
        abort(503, f"The server cannot prepare the wire: {error.strerror}. Clear the wire, or try again later.")
    file.seek(0)
    return FileWrapper(file, PIECE)


def number(name: str) -> int:
    """Return a number in the query; 0 without it."""
    text = request.args.get(name, "0")
    if not AFTER.fullmatch(text):
        abort(400, f"`{name}` is not a number. Send the `_id` of an entry.")
    return int(text)
