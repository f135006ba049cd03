"""Twins: one view, two URLs. The page at `/x`, the JSON at `/api/x`; this module alone chooses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, make_response, render_template, request, url_for
from flask import redirect as flask_redirect
from werkzeug.urls import iri_to_uri

TWINLESS = re.compile(r"/(?:$|[?#]|(?:static|api)/|healthz$)")


def init_app(app: Flask, modules: Iterable[ModuleType]) -> None:
    """Register each `bp` twice: its pages at `/…` as `hello.hello`, its twins at `/api/…` as `api.hello.hello`."""
    api = Blueprint("api", __name__, url_prefix="/api")
    for module in modules:
        app.register_blueprint(module.bp)
        api.register_blueprint(module.bp)
    app.register_blueprint(api)


def is_api() -> bool:
    """Whether the current request asked for the JSON twin."""
    return request.path == "/api" or request.path.startswith("/api/")


def reply(
    template: str, data: Mapping[str, Any], *, status: int = 200, page: Mapping[str, Any] | None = None
) -> Response:
    """Answer with `data`: as a page by `template`, or as the JSON object of the twin.

    The template gets each value of `data` by name, the whole of it as `twin`, and the values of `page`, which only the
    page needs.
    """
    if is_api():
        return make_response(jsonify(data), status)
    return make_response(render_template(template, **{**data, "twin": data, **(page or {})}), status)


def redirect(location: str, code: int = 303) -> Response:
    """A redirect to a path of this site; under `/api` it goes to the twin."""
    return redirection(twin(location), code)


def redirection(location: str, code: int) -> Response:
    """A redirect to `location` as it is, whose body the twin has as JSON."""
    location = iri_to_uri(location)
    answer = make_response(flask_redirect(location, code))
    if is_api():
        answer.data = jsonify(location=location, status=code).data
        answer.content_type = "application/json"
    return answer


def redirect_to(endpoint: str, /, **values: Any) -> Response:
    """A 303 to an endpoint: the way home after a POST (RFC 9110, section 15.4.4)."""
    return redirect(url_for(endpoint, **values))


def twin(path: str) -> str:
    """`path` as the current request's side spells it: under `/api` if that is where we are."""
    return f"/api{path}" if is_api() and not TWINLESS.match(path) else path
