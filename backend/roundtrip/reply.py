"""Twins: one view answers at two URLs, with a page at `/x` and with JSON at `/api/x`. Only this module chooses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from types import ModuleType
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response, current_app, jsonify, make_response, render_template, request, url_for
from flask import redirect as flask_redirect
from werkzeug.urls import iri_to_uri

TWINLESS = re.compile(r"/(?:$|[?#]|(?:static|api)/|(?:healthz|reference)$)")
"""Paths that have no twin."""

View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Flask, modules: Iterable[ModuleType], below: Mapping[str, Iterable[ModuleType]]) -> None:
    """Register each `bp` twice: its pages at `/…` as `hello.hello`, its twins at `/api/…` as `api.hello.hello`.

    `below` has modules that also answer below another path, such as `/lab` as `lab_forms.form`: so the wire can tell
    the requests of a lab from the same requests of a person.
    """
    api = Blueprint("api", __name__, url_prefix="/api")
    for module in modules:
        app.register_blueprint(module.bp)
        api.register_blueprint(module.bp)
    for prefix, copies in below.items():
        for module in copies:
            for parent in (app, api):
                parent.register_blueprint(module.bp, url_prefix=prefix, name=f"{prefix[1:]}_{module.bp.name}")
    app.register_blueprint(api)
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith("api.") and view.__annotations__.get("return") == "str":
            app.view_functions[endpoint] = with_message(view)
    app.after_request(vary)


def with_message(view: Callable[..., Any]) -> Callable[..., Response]:
    """Return the twin of a view that returns a string: its JSON has the string as `message`."""

    @wraps(view)
    def twin_view(**values: Any) -> Response:
        return jsonify(message=view(**values))

    return twin_view


def is_api() -> bool:
    """Return whether the current request is for the JSON twin."""
    return f"{request.path}/".startswith("/api/")


def negotiates(view: View) -> View:
    """Mark a view with a path of httpbin: a program that does not ask for HTML gets the JSON of the twin there too."""
    view.negotiates = True  # type: ignore[attr-defined]
    return view


def is_negotiated() -> bool:
    """Return whether the Accept header of the current request decides between page and JSON."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "negotiates", False) and not is_api()


def wants_json() -> bool:
    """Return whether the answer to the current request is JSON."""
    return is_api() or (is_negotiated() and "text/html" not in request.headers.get("Accept", ""))


def vary(response: Response) -> Response:
    """Tell caches, and the Back button, that the answer depends on Accept (RFC 9110, section 12.5.5)."""
    if is_negotiated():
        response.vary.add("Accept")
    return response


def reply(
    template: str, data: Mapping[str, Any], *, status: int = 200, page: Mapping[str, Any] | None = None
) -> Response:
    """Return a response with `data`: a page from `template`, or the JSON object of the twin.

    The template gets each value of `data` by name, the whole mapping as `twin`, and the values of `page`. The twin
    does not show `page`.
    """
    if wants_json():
        return make_response(jsonify(data), status)
    return make_response(render_template(template, **{**data, "twin": data, **(page or {})}), status)


def redirect(location: str, code: int = 303) -> Response:
    """Return a redirect to a path of this site; from a path under `/api` it leads to the twin."""
    return redirection(twin(location), code)


def redirection(location: str, code: int) -> Response:
    """Return a redirect to exactly `location`; under `/api` its body is JSON."""
    location = iri_to_uri(location)
    response = make_response(flask_redirect(location, code))
    if is_api():
        response.data = jsonify(location=location, status=code).data
        response.content_type = "application/json"
    return response


def redirect_to(endpoint: str, /, **values: Any) -> Response:
    """Return a 303 to an endpoint: after a POST, the browser gets another page (RFC 9110, section 15.4.4)."""
    return redirect(url_for(endpoint, **values))


def twin(path: str) -> str:
    """Return a path of this site as the browser needs it: of the twin if the current request is for a twin.

    A proxy may serve the site below a prefix. `path` can have it, as the paths of `url_for` do, or lack it.
    """
    root = request.root_path
    path = path.removeprefix(root) if path.startswith(f"{root}/") else path
    return f"{root}/api{path}" if is_api() and not TWINLESS.match(path) else f"{root}{path}"
