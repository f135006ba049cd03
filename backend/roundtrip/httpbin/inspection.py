"""Paths that repeat the request as JSON, in the shape of httpbin."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request
from werkzeug.datastructures import MultiDict

from ..describe import Field, describe
from ..echo import ANY as PARSED
from ..syntax import strict_json
from ..visitor import OWN_COOKIES
from ..wire.secrets import shortened
from .blueprint import ANY, route

OF_PROXIES = frozenset(
    {
        *("Via", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto", "X-Forwarded-Protocol", "X-Forwarded-Ssl"),
        *("X-Real-Ip", "X-Request-Id", "X-Request-Start", "X-Varnish"),
    }
)
"""Headers that proxies add; httpbin shows them only with `?show_env=1`."""

BASIC = ("args", "headers", "origin", "url")
WITH_BODY = (*BASIC, "data", "files", "form", "json")


@route("/get")
@describe(200)
def get() -> Response:
    """Return the query, the headers, the address of the client and the URL."""
    return jsonify(facts(*BASIC))


@route("/post", ["POST"])
@describe(200, takes=PARSED)
def post() -> Response:
    """Return a POST with its body, as a form, as JSON, as files, or as text."""
    return jsonify(facts(*WITH_BODY))


@route("/put", ["PUT"])
@describe(200, takes=PARSED)
def put() -> Response:
    """Return a PUT with its body."""
    return jsonify(facts(*WITH_BODY))


@route("/patch", ["PATCH"])
@describe(200, takes=PARSED)
def patch() -> Response:
    """Return a PATCH with its body."""
    return jsonify(facts(*WITH_BODY))


@route("/delete", ["DELETE"])
@describe(200)
def delete() -> Response:
    """Return a DELETE with its body."""
    return jsonify(facts(*WITH_BODY))


@route("/anything", ANY)
@route("/anything/<path:anything>", ANY)
@describe(200, takes=PARSED)
def anything(anything: str = "") -> Response:
    """Return a request of any method to any path below `/anything`."""
    return jsonify(facts(*WITH_BODY, "method"))


@route("/headers")
@describe(200, query=(Field("show_env", "With it, the headers of proxies are shown too."),))
def headers() -> Response:
    """Return the headers of the request."""
    return jsonify(facts("headers"))


@route("/ip")
@describe(200)
def ip() -> Response:
    """Return the address of the client."""
    return jsonify(facts("origin"))


@route("/user-agent")
@describe(200)
def user_agent() -> Response:
    """Return the name that the client gives itself."""
    return jsonify({"user-agent": request.headers.get("User-Agent")})


FACTS: dict[str, Callable[[], Any]] = {
    "args": lambda: flat(request.args),
    "data": lambda: text_of(request.get_data(parse_form_data=True)),
    "files": lambda: files(),
    "form": lambda: flat(request.form),
    "headers": lambda: shown_headers(),
    "json": lambda: json_body(),
    "method": lambda: request.method,
    "origin": lambda: request.remote_addr,
    "url": lambda: request.url,
}
"""Member of the JSON → the function that reads it from the current request."""


def facts(*members: str, **more: Any) -> dict[str, Any]:
    """Return members of the JSON of httpbin."""
    return {name: FACTS[name]() for name in members} | more


def flat(values: MultiDict[str, str]) -> dict[str, Any]:
    """Return each name with its value, or with a list if it has several."""
    return {name: found if len(found) > 1 else found[0] for name, found in values.to_dict(flat=False).items()}


def shown_headers() -> dict[str, str]:
    """Return the headers, without those of proxies and without the values of Roundtrip's own cookies."""
    hidden = frozenset() if "show_env" in request.args else OF_PROXIES
    found = {name: value for name, value in request.headers.items() if name not in hidden}
    return {
        name: shortened(value, OWN_COOKIES) if name == "Cookie" else value.encode("latin-1").decode("utf-8", "replace")
        for name, value in found.items()
    }


def files() -> dict[str, Any]:
    """Return the content of each uploaded file."""
    parts: MultiDict[str, str] = MultiDict()
    for name, file in request.files.items(multi=True):
        parts.add(name, text_of(file.read(), file.content_type or "application/octet-stream"))
    return flat(parts)


def text_of(data: bytes, media_type: str = "application/octet-stream") -> str:
    """Return bytes as text, or as a URL with Base64 if they are not UTF-8 (RFC 2397)."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def json_body() -> Any:
    """Return the body as a JSON value, whatever its type says; None if it is not JSON (RFC 8259)."""
    try:
        return strict_json.loads(request.get_data(parse_form_data=True))
    except ValueError:
        return None
