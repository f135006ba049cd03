"""The two views of the reference: the document at `/api/openapi.json`, and the page at `/reference`."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, render_template, request

from ..assets import compressed
from ..describe import describe
from ..wire import unrecorded
from .document import Json, document

bp = Blueprint("reference", __name__)

CACHED = "reference"
"""The extension of the application that has its document, made once: all rules are there before the first request."""


@bp.get("/api/openapi.json")
@describe(200, 304)
@unrecorded()
def openapi() -> Response:
    """Describe every path and method for programs (OpenAPI 3.1)."""
    return cacheable(Response(made()[1], mimetype="application/json"))


@bp.get("/reference")
@describe(200, 304)
@unrecorded()
def reference() -> Response:
    """Describe every path and method for people."""
    return cacheable(Response(render_template("reference.html", document=made()[0]), mimetype="text/html"))


def made() -> tuple[Json, str]:
    """Return the document, and its text."""
    found: tuple[Json, str] | None = current_app.extensions.get(CACHED)
    if found is None:
        made = document(current_app._get_current_object())  # type: ignore[attr-defined]
        found = current_app.extensions[CACHED] = (made, json.dumps(made, ensure_ascii=False, separators=(",", ":")))
    return found


def cacheable(response: Response) -> Response:
    """Return a response that a browser may keep, if it asks each time whether it is still valid."""
    response = compressed(response)
    response.add_etag()
    response.headers["Cache-Control"] = "no-cache"
    return response.make_conditional(request)  # type: ignore[return-value]
