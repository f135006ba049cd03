"""Any status, or one of several by chance."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Response, json, url_for

from ..describe import Field, describe
from ..features.responses import status_code
from ..problems import refuse
from .blueprint import ANY, PREFIX, REPEATABLE, chance, home, route
from .images import TYPES

CHOICE = re.compile(r"([2-5][0-9]{2})(?::([0-9]{1,9}(?:\.[0-9]{1,9})?))?", re.ASCII)
"""A status and its weight, such as `500:0.1`."""

CODES = Field("codes", "Statuses, each with or without a weight.", example="200:3,500:1")

MOST = 50
"""Statuses in a list; one of them is chosen."""

TEAPOT = "\n   (  )\n  .-''-.  _\n  |    |_/ /\n  |    |__/\n  '----'\n"

EXTRA: dict[int, Callable[[], dict[str, str]]] = {
    **dict.fromkeys((301, 302, 303, 305, 307), lambda: {"Location": next_redirect()}),
    401: lambda: {"WWW-Authenticate": 'Basic realm="Fake Realm"'},
    402: lambda: {"x-more-info": "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.3"},
    406: lambda: {"Content-Type": "application/json"},
    407: lambda: {"Proxy-Authenticate": 'Basic realm="Fake Realm"'},
    418: lambda: {"x-more-info": "https://www.rfc-editor.org/rfc/rfc2324.html"},
}
"""Status → the headers that httpbin sends with it."""


@route("/status/<codes>", ANY, public=True)
@describe("2XX", "3XX", "4XX", "5XX", path={"codes": CODES}, query=(REPEATABLE,), sends=("*/*",))
def status(codes: str) -> Response:
    """Answer with a status, or with one of several: `/status/200:3,500:1` is a 200 three times as often as a 500.

    With `seed`, the choice is always the same.
    """
    return answer(choose(codes))


def choose(codes: str) -> int:
    """Return one of the statuses in a list with weights."""
    if re.fullmatch(r"[0-9]+", codes, re.ASCII):
        return status_code(codes)
    matches = [CHOICE.fullmatch(part) for part in codes.split(",", MOST)]
    pairs = [(int(match[1]), float(match[2] or 1)) for match in matches if match]
    if len(pairs) < len(matches) or len(pairs) > MOST or not sum(weight for _, weight in pairs):
        refuse(
            400, f"`codes` must be statuses from 200 to 599, with or without a weight: 200:3,500:1 ({MOST} at most)."
        )
    values, weights = zip(*pairs, strict=True)
    return int(chance().choices(values, weights)[0])


def answer(code: int) -> Response:
    """Return the response that httpbin gives for a status."""
    response = Response(status=code, content_type="text/html; charset=utf-8")
    if code in EXTRA:
        del response.headers["Content-Type"]
        response.headers.update(EXTRA[code]())
    if code == 418:
        response.set_data(TEAPOT)
    elif code == 406:
        message = "Client did not request a supported media type."
        response.set_data(json.dumps({"message": message, "accept": [*TYPES, "image/*"]}))
    return response


def next_redirect() -> str:
    """Return the path to which a redirect leads: it redirects once more."""
    return url_for(".redirect" if home().endswith(PREFIX) else ".relative_redirect", n=1)
