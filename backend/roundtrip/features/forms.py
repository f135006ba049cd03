"""Forms: what a browser makes of a form, whatever its method and encoding; and a form that the server checks."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from ..echo import echo
from ..reply import is_api, redirect_to, reply
from ..signup import SignUp, typed, understood

bp = Blueprint("forms", __name__)


@bp.route("/form", methods=["GET", "POST"])
def form() -> Response:
    """An echo of what arrived; a plain GET of the page shows a form to begin with."""
    plain = request.method == "GET" and not request.query_string
    return reply("form.html", {}) if plain and not is_api() else reply("echo.html", echo())


@bp.route("/form/checked", methods=["GET", "POST"])
def checked() -> Response:
    """A form that the server checks. A POST is answered by a 303 to a GET that shows what came of it.

    What was typed is in that GET's query: a reload shows the same, posts nothing, and the server keeps nothing.
    """
    if request.method == "POST":
        return redirect_to("forms.checked", **(typed(request.form) or {"name": ""}))
    values = typed(request.args)
    form = SignUp(MultiDict(values))
    valid = form.validate() if request.query_string else None
    return reply("form_checked.html", {"valid": valid, "values": values, **outcome(form, valid)}, page={"form": form})


def outcome(form: SignUp, valid: bool | None) -> dict[str, Any]:
    """`errors` (field → messages), and of the fields that are right `data` (their values) and `types` (Python's)."""
    data = understood(form) if valid is not None else {}
    return {
        "errors": {name: list(messages) for name, messages in form.errors.items()},
        "data": {name: value.isoformat() if isinstance(value, date) else value for name, value in data.items()},
        "types": {name: type(value).__name__ for name, value in data.items()},
    }
