"""Answers: the list of the paths that answer like httpbin. The room `httpbin` has the views."""

from __future__ import annotations

import inspect
from typing import Any

from flask import Blueprint, Response, current_app
from werkzeug.routing import Rule

from ..describe import describe
from ..reply import reply

bp = Blueprint("answers", __name__)

BELOW = "httpbin_httpbin."
"""The beginning of the endpoints below the prefix, where no path of httpbin is missing."""


@bp.get("/answers")
@describe(200)
def answers() -> Response:
    """List the paths of httpbin, in groups, each with its methods and a sentence."""
    rules = [rule for rule in current_app.url_map.iter_rules() if str(rule.endpoint).startswith(BELOW)]
    at_root = {rule.rule for rule in current_app.url_map.iter_rules() if str(rule.endpoint).startswith("httpbin.")}
    groups: dict[str, list[dict[str, Any]]] = {}
    for rule in rules:
        row = described(rule)
        groups.setdefault(row.pop("group"), []).append(row | {"at_root": row["path"] in at_root})
    data = {"prefix": "/httpbin", "groups": [{"title": title, "answers": rows} for title, rows in groups.items()]}
    return reply("answers.html", data)


def described(rule: Rule) -> dict[str, Any]:
    """Return a rule with the first sentences of its view and of the module of the view."""
    view = current_app.view_functions[rule.endpoint]
    module = inspect.getmodule(view)
    return {
        "group": first_line(module),
        "path": rule.rule.removeprefix("/httpbin"),
        "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
        "summary": first_line(view),
    }


def first_line(documented: object) -> str:
    return (inspect.getdoc(documented) or "").partition("\n")[0]
