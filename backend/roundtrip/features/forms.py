"""Forms: the request that a browser makes of a form, by method and encoding; and a form that the server checks."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from ..describe import describe
from ..echo import ANY, Echo, echo
from ..reply import is_api, redirect_to, reply
from ..signup import FIELDS, SignUp, typed_values, valid_values
from ..threads import only_computes

bp = Blueprint("forms", __name__)


OUTCOME = {
    "valid": bool | None,
    "values": dict[str, str],
    "errors": dict[str, list[str]],
    "data": dict[str, str | int | bool | None],
    "types": dict[str, str],
}
"""The JSON of the checked form."""


@bp.route("/form", methods=["GET", "POST"])
@describe(200, takes=ANY, json=Echo)
@only_computes
def form() -> Response:
    """Show everything that the request carried; a GET of the page without a query shows a form instead."""
    empty = request.method == "GET" and not request.query_string
    return reply("form.html", {}) if empty and not is_api() else reply("echo.html", echo())


@bp.route("/form/checked", methods=["GET", "POST"])
@describe(200, methods=["GET"], query=FIELDS, json=OUTCOME)
@describe(303, methods=["POST"], form=FIELDS)
def checked() -> Response:
    """Show a form, check it, and show it again with its errors. A POST gets a 303 to a GET that shows the outcome.

    The query of that GET carries the values. A reload shows the same page and posts nothing; the server stores nothing.
    """
    if request.method == "POST":
        return redirect_to("forms.checked", **(typed_values(request.form) or {"name": ""}))
    values = typed_values(request.args)
    form = SignUp(MultiDict(values))
    valid = form.validate() if request.query_string else None
    return reply("form_checked.html", {"valid": valid, "values": values, **outcome(form, valid)}, page={"form": form})


def outcome(form: SignUp, valid: bool | None) -> dict[str, Any]:
    """Return `errors` (field → messages), and `data` and `types` (field → value, Python type) of the valid fields."""
    data = valid_values(form) if valid is not None else {}
    return {
        "errors": {name: list(messages) for name, messages in form.errors.items()},
        "data": {name: value.isoformat() if isinstance(value, date) else value for name, value in data.items()},
        "types": {name: type(value).__name__ for name, value in data.items()},
    }
