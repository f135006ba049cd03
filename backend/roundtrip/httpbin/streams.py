"""Answers that take time: a delay, lines, a slow drip, and parts of a file that exists only as a rule.

Each has threads of its own (`may_wait`), so that it takes none from other views.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator

from flask import Response, json, jsonify, request

from ..describe import CONDITIONS, Field, describe
from ..echo import ANY as PARSED
from ..threads import may_wait
from .blueprint import ANY, TIME, count, parameter, route, seconds, whole
from .dynamic import BINARY, CHUNK
from .inspection import BASIC, facts

MOST_LINES = 100
MOST_DRIP = 10 * 2**20
MOST_RANGE = 100 * 2**10
"""Bounds, as in httpbin."""

MOST_PAUSE = 10.0
"""Seconds after a piece."""

WITHOUT_CONTENT = (204, 205, 304)
"""Statuses whose answers have no content (RFC 9110, section 15)."""

STEPS = 1_000
"""Pieces of a drip: more would only cost time."""

SHORT = Field("delay", "Seconds, 10 at most.", TIME, example="0.01")
LASTS = Field("duration", "Seconds of the whole answer, 10 at most.", TIME, example="0.01")
DRIP = (
    LASTS,
    Field("delay", "Seconds until the first byte, 10 at most.", TIME, example="0.01"),
    Field("numbytes", "Bytes.", range(1, MOST_DRIP + 1), example=10),
    Field("code", "The status.", range(200, 600), example=200),
)
"""The fields of these paths."""


@route("/delay/<delay>", ANY)
@describe(200, 400, path={"delay": SHORT}, takes=PARSED)
@may_wait
def delay(delay: str) -> Response:
    """Answer after some seconds, 10 at most."""
    time.sleep(seconds(delay, "delay"))
    return jsonify(facts(*BASIC, "data", "files", "form"))


@route("/stream/<int:n>")
@describe(200, 400, path={"n": range(MOST_LINES + 1)})
def stream(n: int) -> Response:
    """Stream n lines, each with the JSON of the request and its own number."""
    data = facts(*BASIC)
    lines = (json.dumps(data | {"id": number}) + "\n" for number in range(whole(n, "n", 0, MOST_LINES)))
    return Response(lines, content_type="application/json")


@route("/drip", public=True)
@describe("2XX", "3XX", "4XX", "5XX", query=DRIP, sends=("*/*",))
@may_wait
def drip() -> Response:
    """Send `numbytes` bytes over `duration` seconds, after `delay` seconds, with the status `code`."""
    duration, wait = time_of("duration", "2"), time_of("delay", "0")
    size = count("numbytes", 10, 1, MOST_DRIP)
    code = count("code", 200, 200, 599)
    time.sleep(wait)
    if code in WITHOUT_CONTENT:
        return Response(status=code)
    step = math.ceil(size / STEPS)
    pieces = (b"*" * min(step, size - sent) for sent in range(0, size, step))
    return Response(slowly(pieces, duration * step / size), code, {"Content-Length": str(size)}, content_type=BINARY)


@route("/range/<int:n>", public=True)
@describe(
    200,
    206,
    400,
    416,
    path={"n": range(1, MOST_RANGE + 1)},
    query=(CHUNK, LASTS),
    headers=CONDITIONS[:1],
    sends={"200": (BINARY,), "206": (BINARY,), "416": ("text/html",)},
)
@may_wait
def range_of(n: int) -> Response:
    """Send the letters from a to z as a file of n bytes, or the part that Range names (RFC 9110, section 14)."""
    whole(n, "n", 1, MOST_RANGE)
    size, duration = count("chunk_size", 10 * 2**10, 1, MOST_RANGE), time_of("duration", "0")
    headers = {"ETag": f'"range{n}"', "Accept-Ranges": "bytes", "Cache-Control": "no-cache"}
    if request.range is None or request.range.units != "bytes" or len(request.range.ranges) > 1:
        start, stop = 0, n
    else:
        part = request.range.range_for_length(n)
        if part is None:
            return Response(status=416, headers={**headers, "Content-Range": f"bytes */{n}"})
        start, stop = part
    headers |= {"Content-Length": str(stop - start), "Content-Range": f"bytes {start}-{stop - 1}/{n}"}
    pieces = (letters(first, min(size, stop - first)) for first in range(start, stop, size))
    status = 200 if stop - start == n else 206
    return Response(slowly(pieces, duration * size / n), status, headers, content_type=BINARY)


def time_of(name: str, default: str) -> float:
    """Return a time in the query."""
    text = parameter(name)
    return seconds(default if text is None else text, name)


def letters(first: int, length: int) -> bytes:
    """Return a part of the endless alphabet: the same position always has the same letter."""
    return bytes(ord("a") + position % 26 for position in range(first, first + length))


def slowly(pieces: Iterable[bytes], pause: float) -> Iterator[bytes]:
    """Return pieces with a pause after each."""
    for piece in pieces:
        yield piece
        time.sleep(min(pause, MOST_PAUSE))
