"""Caching: an answer with the validators and the rules that the visitor chooses, and the conditions of a request."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from http import HTTPStatus

from flask import Blueprint, Response, request
from werkzeug.http import parse_date

from ..describe import Field, describe
from ..problems import refuse
from ..reply import reply
from ..syntax.conditions import CONDITIONS, ENTITY_TAG, outcome
from ..syntax.http import TCHAR
from ..threads import only_computes

bp = Blueprint("caching", __name__)

LONGEST = 200
"""Characters of a header that the visitor chooses."""

SHAPES = {
    "control": (re.compile(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*"), "directives in ASCII, such as max-age=60"),
    "etag": (ENTITY_TAG, 'a text in double quotes, such as "v1" or W/"v1"'),
    "modified": (re.compile(r"[A-Za-z0-9,: ]+"), "an HTTP date, such as Thu, 01 Jan 2026 00:00:00 GMT"),
    "vary": (re.compile(rf"{TCHAR}+(?:, ?{TCHAR}+)*"), "names of headers, separated by commas, or *"),
}
"""Field → its form, and the form in words."""


ORDER = tuple(
    Field(name, f"The header {header}: {SHAPES[name][1]}.", SHAPES[name][0], blank=True)
    for name, header in (("control", "Cache-Control"), ("etag", "ETag"), ("vary", "Vary"))
)
DATE = Field("modified", "The header Last-Modified: an HTTP date.", blank=True, example="Thu, 01 Jan 2026 00:00:00 GMT")
ASKS = tuple(Field(name, "A condition (RFC 9110, section 13.1).") for name in CONDITIONS)
MADE = {"message": str, "number": str, "made_at": str, "conditions": dict[str, str]}


@bp.route("/caching/answer", methods=["GET", "PUT"])
@describe(200, 304, 400, 412, query=(*ORDER, DATE), headers=ASKS, json=MADE)
@describe(200, 400, 412, methods=["PUT"], query=(*ORDER, DATE), headers=ASKS, json=MADE)
@only_computes
def answer() -> Response:
    """Send a new answer with the headers that the query asks for, or 304 or 412 if a condition of the request fails."""
    control, etag, modified, vary = (field(name) for name in SHAPES)
    date = parse_date(modified)
    if modified and date is None:
        refuse(400, f"`modified` must be {SHAPES['modified'][1]}.")
    status = outcome(request.method, dict(request.headers), etag, date)
    if status == HTTPStatus.PRECONDITION_FAILED:
        refuse(412, "The condition of the request does not hold: this is not the version that you expect.")
    response = reply("caching.html", made())
    response.left_out = {"cache-control"}  # type: ignore[attr-defined]  # the guard adds none
    chosen = {"Cache-Control": control, "ETag": etag, "Last-Modified": modified, "Vary": vary}
    response.headers.update({name: value for name, value in chosen.items() if value})
    if status == HTTPStatus.NOT_MODIFIED:
        response.status_code, response.data = status, b""
        del response.headers["Content-Length"]  # it would be that of the whole answer
    return response


def field(name: str) -> str:
    """Return a field of the query; refuse it if it has not its form."""
    text, (shape, words) = request.args.get(name, "").strip(), SHAPES[name]
    if text and (len(text) > LONGEST or not shape.fullmatch(text)):
        refuse(400, f"`{name}` must be {words}, and have {LONGEST} characters at most.")
    return text


def made() -> dict[str, object]:
    """Return the marks of a new answer: a stored copy has the marks of the answer that was stored."""
    return {
        "message": "The server made this answer. A copy from a cache has the same number and the same time.",
        "number": secrets.token_hex(3),
        "made_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "conditions": {name: request.headers[name] for name in CONDITIONS if name in request.headers},
    }
