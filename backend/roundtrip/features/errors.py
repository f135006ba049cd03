"""Errors: a view raises one on purpose, or by accident."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from ..describe import describe
from ..problems import Refusal, what_to_do
from ..syntax.http import COMMON_METHODS

bp = Blueprint("errors", __name__)


@bp.get("/notexist")
@describe(404)
def notexist() -> Response:
    """Stop with a 404, as the tutorial does: `abort` raises an exception."""
    abort(404)


@bp.route("/error/<int:code>", methods=COMMON_METHODS)
@describe("4XX", "5XX", path={"code": range(400, 600)})
def error(code: int) -> Response:
    """Answer with the error in the path; a number that is not an error is a 404."""
    if not 400 <= code <= 599:
        abort(404)
    raise Refusal(code, f"The view raised this error on purpose. Usually its page says: {what_to_do(code)}")


@bp.get("/crash")
@describe(500)
def crash() -> Response:
    """Raise an exception that no code handles: the log gets the stack, the visitor gets only an id."""
    raise ZeroDivisionError("this view divides by zero on purpose")
