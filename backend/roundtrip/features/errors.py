"""Errors: raised on purpose, and by accident."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from ..problems import WHAT_TO_DO, Refusal, in_general
from ..syntax.http import COMMON_METHODS

bp = Blueprint("errors", __name__)


@bp.get("/notexist")
def notexist() -> Response:
    """The tutorial's `abort`."""
    abort(404)


@bp.route("/error/<int:code>", methods=COMMON_METHODS)
def error(code: int) -> Response:
    """The error asked for; a number that is no error is not found."""
    if not 400 <= code <= 599:
        abort(404)
    raise Refusal(code, WHAT_TO_DO.get(code) or in_general(code))


@bp.get("/crash")
def crash() -> Response:
    """An exception that nobody handles: the log gets the stack, the visitor an id."""
    raise ZeroDivisionError("this view divides by zero on purpose")
