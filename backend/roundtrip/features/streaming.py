"""Streaming: bodies that arrive piece by piece: lines of JSON, a slow drip, and server-sent events."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, render_template, request
from markupsafe import escape

from ..describe import Field, describe
from ..pieces import Timed, in_pieces
from ..problems import refuse
from ..reply import is_api
from ..threads import only_computes

bp = Blueprint("streaming", __name__)

LONGEST = 60.0
"""Seconds that a body may take."""

LIMITS: dict[str, tuple[float, float, float]] = {
    "count": (5, 1, 100),
    "pause": (0.02, 0, 10),
    "bytes": (20, 1, 65_536),
    "chunk": (2, 1, 65_536),
    "duration": (0.1, 0, LONGEST),
    "delay": (0, 0, 10),
    "cut": (0, 0, 100),
    "retry": (1, 0, 60),
}
"""Field of the query → its default, its least and its greatest value. Times are in seconds."""

WHOLE = {"count", "bytes", "chunk", "cut"}
NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)
SECONDS = {
    10: re.compile(r"0?[0-9](?:\.[0-9]{1,6})?|10(?:\.0{1,6})?", re.ASCII),
    60: re.compile(r"[0-5]?[0-9](?:\.[0-9]{1,6})?|60(?:\.0{1,6})?", re.ASCII),
}
"""Seconds up to a limit."""

SHAPES = {name: NUMBER if name in WHOLE else SECONDS[int(most)] for name, (_, _, most) in LIMITS.items()}
KINDS = {
    name: range(int(least), int(most) + 1) if name in WHOLE else SHAPES[name]
    for name, (_, least, most) in LIMITS.items()
}
"""Field → its form as a text, and its valid values."""

MOST_PIECES = 1000

MARK = "<!-- pieces -->"
"""The place of the pieces in the template."""


FIELDS = {
    name: Field(name, text, KINDS[name], blank=True)
    for name, text in {
        "count": "The number of lines or events.",
        "pause": "The seconds between two of them.",
        "bytes": "The length of the body.",
        "chunk": "The bytes of a piece.",
        "duration": "The seconds from the first piece to the last.",
        "delay": "The seconds before the first piece.",
        "cut": "The events of one connection; 0 for all.",
        "retry": "The seconds until a browser connects again.",
    }.items()
}


def fields(*names: str) -> tuple[Field, ...]:
    """Return the descriptions of fields."""
    return tuple(FIELDS[name] for name in names)


@bp.get("/streaming/lines")
@describe(200, 400, query=fields("count", "pause"), sends=("application/jsonl", "text/html"))
@only_computes
def lines() -> Response:
    """Send `count` lines with a `pause` before each but the first: items of a page, or JSON Lines."""
    count, pause = int(number("count")), number("pause")
    limit(count * pause)
    timed = ((pause if line > 1 else 0.0, dumped(line=line, of=count)) for line in range(1, count + 1))
    return streamed(timed, "application/jsonl", "Lines, one by one")


@bp.get("/streaming/drip")
@describe(200, 400, query=fields("bytes", "chunk", "duration", "delay"), sends=("text/plain",))
@only_computes
def drip() -> Response:
    """Send `bytes` asterisks in pieces of `chunk` bytes over `duration` seconds; the first one comes after `delay`.

    A body has 1,000 pieces at most: with a smaller `chunk`, they are larger.
    """
    size, chunk = int(number("bytes")), int(number("chunk"))
    chunk = max(chunk, -(-size // MOST_PIECES))
    pieces = -(-size // chunk)
    pause = number("duration") / max(1, pieces - 1)
    first = number("delay")
    sizes = [min(chunk, size - chunk * piece) for piece in range(pieces)]
    timed = ((pause if piece else first, b"*" * length) for piece, length in enumerate(sizes))
    response = in_pieces(timed, "text/plain; charset=utf-8")
    response.content_length = size
    return response


@bp.get("/streaming/events")
@describe(
    *(200, 204, 400),
    query=fields("count", "pause", "cut", "retry"),
    headers=(Field("Last-Event-ID", "The id of the last event that the client has.", example="2"),),
    sends={"200": ("text/event-stream", "text/html")},
)
@only_computes
def events() -> Response:
    """Send the events 1 to `count` as server-sent events, one each `pause` seconds, after the one in Last-Event-ID.

    The connection ends after `cut` events, and a browser connects again after `retry` seconds. When no event is left,
    the answer is a 204, which ends the source (HTML standard, section 9.2).
    """
    count, pause, cut, retry = int(number("count")), number("pause"), int(number("cut")), number("retry")
    limit(count * pause)
    last = last_event()
    if last >= count:
        return Response(status=204)
    end = min(count, last + cut) if cut else count
    timed = event_stream(range(last + 1, end + 1), count, pause, retry)
    return streamed(timed, "text/event-stream", "Server-sent events")


def event_stream(ids: range, count: int, pause: float, retry: float) -> Iterator[tuple[float, bytes]]:
    """Return each event with its pause; the first one also sets the time after which the browser connects again."""
    for event in ids:
        head = f"retry: {round(retry * 1000)}\n" if event == ids.start else ""
        data = dumped(event=event, of=count).decode()
        yield pause, f"{head}id: {event}\ndata: {data}\n".encode()


def last_event() -> int:
    """Return the id of the last event that the browser has; 0 if it has none."""
    text = request.headers.get("Last-Event-ID", "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) else 0


def dumped(**members: Any) -> bytes:
    """Return a line of JSON."""
    return f"{json.dumps(members)}\n".encode()


def streamed(timed: Timed, content_type: str, title: str) -> Response:
    """Return the pieces as they are, below `/api`, or as the items of a page that grows."""
    if is_api():
        return in_pieces(timed, content_type)
    head, _, foot = render_template("streaming.html", title=title).partition(MARK)
    return in_pieces(items(timed, head, foot), "text/html; charset=utf-8")


def items(timed: Timed, head: str, foot: str) -> Iterator[tuple[float, bytes]]:
    yield 0.0, head.encode()
    for pause, piece in timed:
        yield pause, f"<li><pre>{escape(piece.decode().strip())}</pre></li>\n".encode()
    yield 0.0, foot.encode()


def number(name: str) -> float:
    """Return a number of the query within its limits."""
    default, least, most = LIMITS[name]
    text = request.args.get(name)
    if not text:
        return default
    if not SHAPES[name].fullmatch(text) or not least <= float(text) <= most:
        kind = "a whole number" if name in WHOLE else "a number of seconds"
        refuse(400, f"`{name}` must be {kind} from {least:g} to {most:g}.")
    return float(text)


def limit(seconds: float) -> None:
    """Refuse a body that takes too long."""
    if seconds > LONGEST:
        refuse(400, f"`count` times `pause` must be {LONGEST:g} seconds at most.")
