"""Failures: errors on demand, for clients that try again. The server counts the attempts of each visitor and key."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator

from flask import Blueprint, Response, request

from ..attempts import Counters
from ..config import settings
from ..describe import Field, describe
from ..guard import changes_state
from ..problems import refuse
from ..reply import negotiates, reply
from ..visitor import known_visitor

bp = Blueprint("failures", __name__)

KEY = re.compile(r"[A-Za-z0-9_.-]{1,40}")
MOST_TIMES = 100
"""Attempts that fail, and requests that a window lets through."""

MOST_SECONDS = 60
"""The longest window of `/limited`."""

MOST_COUNTERS = 10_000
"""Counters of all visitors; each ends after some time."""

MOST_LENGTH = 2**20
"""Bytes that `/cut` announces."""


NAMED = Field("key", "A name for a series of attempts.", KEY, blank=True, example="a")
STATUS = Field("status", "The status of a failure.", range(400, 600), example=503)
SECONDS = Field("seconds", "The length of a window.", range(1, MOST_SECONDS + 1), example=10)
LENGTH = Field("length", "The announced bytes.", range(MOST_LENGTH + 1), example=1000)


@bp.get("/fail/<int:times>")
@describe(200, 400, "4XX", "5XX", path={"times": range(MOST_TIMES + 1)}, query=(STATUS, NAMED))
@negotiates
@changes_state
def fail(times: int) -> Response:
    """Answer the first attempts with the error `status` (503 unless you choose), and all later ones with 200."""
    between("times", times, 0, MOST_TIMES)
    code = number("status", 503, 400, 599)
    attempt = count_one("fail", settings().keep)
    if attempt <= times:
        refuse(code, f"Attempt {attempt} fails, as ordered. {times - attempt + 1} more will be needed.")
    message = f"Attempt {attempt} succeeds."
    return reply("page.html", {"message": message, "attempt": attempt, "failures": times, "key": key()})


@bp.post("/fail/reset")
@describe(200, 400, form=(NAMED,))
@negotiates
def reset() -> Response:
    """Begin again: forget the attempts with this key."""
    for kind in ("fail", "limited"):
        counters().clear(name_of(kind))
    return reply("page.html", {"message": "The server has forgotten the attempts.", "key": key()})


@bp.get("/limited/<int:limit>")
@describe(200, 400, 429, 503, path={"limit": range(1, MOST_TIMES + 1)}, query=(SECONDS, NAMED))
@negotiates
@changes_state
def limited(limit: int) -> Response:
    """Let some requests through in each window of `seconds`, and answer the others with 429 and Retry-After."""
    between("limit", limit, 1, MOST_TIMES)
    count = count_one("limited", number("seconds", 10, 1, MOST_SECONDS))
    if count > limit:
        wait = max(1, math.ceil(counters().get_expiry(name_of("limited")) - time.time()))
        refuse(429, f"Request {count} of this window is over the limit of {limit}. Try again in {wait} s.", wait=wait)
    message = f"Request {count} of {limit} in this window."
    return reply("page.html", {"message": message, "count": count, "limit": limit, "key": key()})


@bp.get("/cut/<int:sent>")
@describe(200, 400, path={"sent": range(MOST_LENGTH)}, query=(LENGTH,), sends=("text/plain",))
def cut(sent: int) -> Response:
    """Announce `length` bytes, send fewer, and end the connection (RFC 9112, section 8)."""
    between("sent", sent, 0, MOST_LENGTH)
    length = number("length", 1_000, 0, MOST_LENGTH)
    if sent >= length:
        refuse(400, f"`sent` must be smaller than `length`, which is {length:,}: else nothing is cut.")
    headers = {"Content-Length": str(length), "Connection": "close"}
    return Response(lines(sent), headers=headers, content_type="text/plain; charset=utf-8")


def lines(size: int) -> Iterator[bytes]:
    """Return some bytes of text, in pieces."""
    line = b"The connection ends before this text does.\n"
    for start in range(0, size, len(line)):
        yield line[: size - start]


def between(name: str, value: int, least: int, most: int) -> int:
    """Return a number; answer 400 if it is out of bounds."""
    if not least <= value <= most:
        refuse(400, f"`{name}` must be a whole number from {least:,} to {most:,}.")
    return value


def number(name: str, default: int, least: int, most: int) -> int:
    """Return a number of the query; answer 400 if it is out of bounds."""
    text = request.args.get(name, str(default))
    return between(name, int(text) if re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) else least - 1, least, most)


def key() -> str:
    """Return the key in the request, which tells series of attempts apart."""
    text = request.values.get("key") or "default"
    if not KEY.fullmatch(text):
        refuse(400, "`key` must have 1 to 40 letters, digits, dots, dashes and underscores.")
    return text


def name_of(kind: str) -> str:
    """Return the name of a counter. Clients without the visitor cookie share the counters of each key."""
    return f"{kind} {known_visitor() or 'anybody'} {key()}"


def count_one(kind: str, seconds: int) -> int:
    """Count this request, and return how often it came in a window of some seconds."""
    name = name_of(kind)
    if counters().total() >= MOST_COUNTERS:
        refuse(503, "The server counts too many attempts of others. Try again later.", wait=MOST_SECONDS)
    return counters().incr(name, seconds)


def counters() -> Counters:
    """Return the counters, which all workers share."""
    return Counters(settings().instance / "failures.sqlite3")
