"""The blueprint of the room, and the rules that all its views keep: who may read an answer, and how large it can be."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, request, url_for
from flask.blueprints import BlueprintSetupState

from ..body import request_body
from ..config import in_words
from ..describe import Field
from ..problems import refuse
from ..reply import is_api, negotiates
from ..syntax.http import COMMON_METHODS

bp = Blueprint("httpbin", __name__)

View = TypeVar("View", bound=Callable[..., Any])

PREFIX = "/httpbin"
"""The path below which every path has the meaning that httpbin gives it."""

ANY = (*COMMON_METHODS, "TRACE")
"""The methods of httpbin's paths for any method."""

MOST_BODY = 4 * 2**20
"""Bytes of a request's body: the answer repeats it, so it must fit into memory."""

HTML = ("text/html",)
"""The media type of an answer that is empty, or the same for people and programs."""

SEED = re.compile(r"-?[0-9]{1,18}", re.ASCII)
TIME = re.compile(r"[0-9](?:\.[0-9]{1,9})?|10(?:\.0{1,9})?")
"""Seconds, 10 at most."""

REPEATABLE = Field("seed", "With the same number, chance gives the same answer.", SEED, blank=True, example="7")


def route(
    rule: str, methods: Iterable[str] = ("GET",), *, public: bool = False, at_root: bool = True
) -> Callable[[View], View]:
    """Declare a view. `public`: any site may read its answer, which has nothing of the visitor.

    Without `at_root`, the path is only below `PREFIX`, because Roundtrip itself uses it at the root.
    """

    def declare(view: View) -> View:
        negotiates(view).public = public  # type: ignore[attr-defined]

        def add(state: BlueprintSetupState) -> None:
            if at_root or (state.url_prefix or "").endswith(PREFIX):
                state.add_url_rule(rule, view.__name__, view, methods=list(methods))

        bp.record(add)
        return view

    return declare


@bp.before_request
def limit_body() -> None:
    """Refuse a body that the answer cannot repeat."""
    if (request.content_length or 0) > MOST_BODY:
        refuse(413, f"These paths repeat the body, so it can have {in_words(MOST_BODY)} at most. Use /upload instead.")
    request_body().limit = min(request_body().limit or MOST_BODY, MOST_BODY)


@bp.after_request
def open_to_readers(response: Response) -> Response:
    """Let every site read a public answer, as httpbin does (Fetch, CORS protocol); never with credentials."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "public", False) and request.method in ("GET", "HEAD") and not is_api():
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def home() -> str:
    """Return the path below which the current request has its paths of httpbin, such as `/httpbin` or nothing."""
    return url_for(".get").removesuffix("/get")


def whole(value: int, name: str, least: int, most: int) -> int:
    """Return a number of the path; answer 400 if it is out of bounds."""
    if not least <= value <= most:
        refuse(400, f"`{name}` must be a whole number from {least:,} to {most:,}.")
    return value


def parameter(name: str) -> str | None:
    """Return a parameter of the query; as in httpbin, the letter case of its name does not matter."""
    return next((value for key, value in request.args.items() if key.lower() == name), None)


def count(name: str, default: int, least: int, most: int) -> int:
    """Return a whole number of the query; answer 400 if it is out of bounds."""
    text = str(default) if (given := parameter(name)) is None else given
    if not SEED.fullmatch(text):
        refuse(400, f"`{name}` must be a whole number from {least:,} to {most:,}.")
    return whole(int(text), name, least, most)


def seconds(text: str, name: str) -> float:
    """Return a time; answer 400 if it is out of bounds."""
    if not TIME.fullmatch(text):
        refuse(400, f"`{name}` must be a number of seconds from 0 to 10.")
    return float(text)


def chance() -> random.Random:
    """Return a source of numbers by chance; with the `seed` in the query, they are the same each time."""
    text = parameter("seed")
    if text and not SEED.fullmatch(text):
        refuse(400, "`seed` must be a whole number with at most 18 digits.")
    return random.Random(int(text) if text else None)  # noqa: S311
