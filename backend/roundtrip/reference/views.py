"""The two views of the reference: the document at `/api/openapi.json`, and the page at `/reference`."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template, request

from ..assets import compressed
from ..describe import describe
from ..wire import unrecorded
from .document import Json, document
from .entries import Entry, groups

bp = Blueprint("reference", __name__)

OPENAPI = {"openapi": str, "info": dict, "servers": list, "tags": list, "paths": dict, "components": dict}


@bp.get("/api/openapi.json")
@describe(200, 304, json=OPENAPI)
@unrecorded()
def openapi() -> Response:
    """Describe every path and method for programs (OpenAPI 3.1)."""
    return cacheable(Response(text(this_app(), request.root_path), mimetype="application/json"))


@bp.get("/reference")
@describe(200, 304)
@unrecorded()
def reference() -> Response:
    """Describe every path and method for people."""
    return cacheable(Response(render_template("reference.html", groups=grouped(this_app())), mimetype="text/html"))


def this_app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


@lru_cache(maxsize=4)
def made(app: Flask) -> Json:
    """Return the document, made once: an application has all its rules before the first request."""
    return document(app)


@lru_cache(maxsize=4)
def text(app: Flask, root: str) -> str:
    """Return the document as text; `root` is the prefix that a proxy adds."""
    described: dict[str, Any] = made(app) | {"servers": [{"url": root or "/"}]}
    return json.dumps(described, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=4)
def grouped(app: Flask) -> list[tuple[str, str, list[Entry]]]:
    """Return the entries of the page."""
    return groups(made(app))


def cacheable(response: Response) -> Response:
    """Return a response that a browser may keep, if it asks each time whether it is still valid."""
    response = compressed(response)
    response.add_etag()
    response.headers["Cache-Control"] = "no-cache"
    return response.make_conditional(request)  # type: ignore[return-value]
