"""The wire's own URLs, which the recorder leaves out: the HAR, its download, a stream of news, the code of a view."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator

from flask import Blueprint, Response, abort, current_app, jsonify, request

from ..guard import known_visitor, visitor, visitor_key
from ..problems import refuse
from ..source import source_of
from .har import har
from .store import Store
from .trips import Hop, trips

bp = Blueprint("wire", __name__)

LOOK_EVERY = 0.1
"""Seconds between two looks of a stream at the store, which other workers write too."""

STREAM_FOR = 15.0
"""Seconds after which a stream ends, and the browser opens the next one by itself."""

QUIET_FOR = 1.0
"""Seconds of silence in a stream at most."""

STREAMS = threading.BoundedSemaphore(64)
"""As many streams as a worker has at once; each takes one of its threads, and others are to have some too."""


@bp.get("/api/wire")
def wire() -> Response:
    """This visitor's exchanges as HAR; with `?after=ID` only what came after that entry."""
    visitor()
    return jsonify(har(found(), after=number("after")))


@bp.get("/api/wire.har")
def download() -> Response:
    """The same, as a download for a browser's developer tools or Playwright's `route_from_har`."""
    answer = jsonify(har(found(), after=number("after")))
    answer.headers["Content-Disposition"] = 'attachment; filename="roundtrip.har"'
    return answer


@bp.delete("/api/wire")
def clear() -> Response:
    """Forget this visitor's exchanges."""
    own = known_visitor()
    if own and not store().clear(visitor_key(own)):
        refuse(503, "The wire is busy just now, and was not emptied. Try again in a moment.")
    return jsonify(message="The wire is empty.")


@bp.get("/api/wire/news")
def news() -> Response:
    """Server-sent events (HTML standard): the newest entry's id, whenever there is a new one in any tab."""
    own = visitor_key(known_visitor() or abort(404))
    return Response(newest(store(), own), mimetype="text/event-stream")


@bp.get("/api/source/<endpoint>")
def source(endpoint: str) -> Response:
    """The code of a view: `endpoint`, `file`, `line`, `text`, `html` (Pygments' classes)."""
    view = current_app.view_functions.get(endpoint)
    if view is None:
        refuse(404, f"There is no endpoint {endpoint!r}. The endpoints are: {', '.join(sorted(endpoints()))}.")
    answer = jsonify(endpoint=endpoint, **source_of(view))
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def newest(store: Store, visitor: str) -> Generator[str, None, None]:
    """The stream's lines: `data: ID`; it says the present id first."""
    said = store.latest(visitor)
    yield f"retry: 500\ndata: {said}\n\n"
    if STREAMS.acquire(blocking=False):  # else the browser asks again in half a second
        try:
            yield from watched(store, visitor, said)
        finally:
            STREAMS.release()


def watched(store: Store, visitor: str, said: int) -> Generator[str, None, None]:
    """A line for each new id, and a comment now and then, by which the server notices who has gone."""
    until, quiet = time.monotonic() + STREAM_FOR, 0.0
    while time.monotonic() < until:
        latest = store.latest(visitor)
        if latest != said:
            said, quiet = latest, 0.0
            yield f"data: {latest}\n\n"
        elif quiet >= QUIET_FOR:
            quiet = 0.0
            yield ":\n\n"
        time.sleep(LOOK_EVERY)
        quiet += LOOK_EVERY


def found() -> list[list[Hop]]:
    own = known_visitor()
    return trips(store().exchanges(visitor_key(own))) if own else []


def number(name: str) -> int:
    given = request.args.get(name, "0")
    if not given.isascii() or not given.isdecimal() or len(given) > 18:
        refuse(400, f"`{name}` must be the `_id` of an entry.")
    return int(given)


def endpoints() -> list[str]:
    return [name for name in current_app.view_functions if not name.startswith("api.")]


def store() -> Store:
    kept: Store = current_app.extensions["wire"]
    return kept
