"""Hooks of schemathesis for `tools/api_cases.py`: what its client cannot do, or would do for too long."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import jsonschema_rs
import schemathesis
from schemathesis import Case, HookContext, Response
from schemathesis.core.failures import AcceptedNegativeData, Failure, MalformedJson
from schemathesis.openapi.checks import ContentDeserializationError
from werkzeug.test import EnvironBuilder

FOR_PARSER = ("/lab/parser", "/cookie-parser")
"""The paths that answer only at hosts below `localhost`."""

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

SLOW = ("/respond", "/delay/", "/drip", "/range/")
"""Paths that wait as long as the request says."""

UNREADABLE = ("/stream/{n}", "/zstd")
"""Several lines of JSON, which httpbin calls one JSON, and a compression that the client does not know."""

UNPARSED = ("bad-port", "big-port")
"""Kinds of Location that the client, requests, cannot parse although it follows no redirect."""


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    """Change a request shortly before it is sent; a valid value stays valid, and an invalid one invalid."""
    path = case.path.removeprefix("/api").removeprefix("/httpbin")
    if path.startswith(FOR_PARSER):
        port = urlsplit(str(kwargs.get("base_url") or case.operation.schema.get_base_url())).port
        case.headers["Host"] = f"a.localhost:{port}"
    if path == "/lab/astray" and case.query.get("location") in UNPARSED:
        case.query["location"] = "dots"
    if path.startswith("/cut/"):
        case.query["length"] = "0"
    for name in ("pause", "duration", "delay"):
        if path.startswith("/streaming/") and isinstance(case.query, dict) and is_long(case.query.get(name), 0, 60):
            case.query[name] = "0"
    for values in (case.query, case.body, case.path_parameters):
        for name in ("delay", "duration"):
            if path.startswith(SLOW) and isinstance(values, dict) and is_long(values.get(name)):
                values[name] = "0.01"


@schemathesis.hook
def filter_failure(context: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
    """Drop a failure that blames a form which the server accepts rightly, or an answer that the client cannot read.

    schemathesis puts a number in the place of a text, or of the whole form. On the wire, the one is a text again; the
    other is no form, so Flask reads an empty one.
    """
    if isinstance(failure, MalformedJson | ContentDeserializationError):
        return not case.path.endswith(UNREADABLE)
    if not isinstance(failure, AcceptedNegativeData) or case.media_type not in FORMS:
        return True
    schema = case.operation.definition.raw["requestBody"]["content"][case.media_type]["schema"]
    return not jsonschema_rs.Draft202012Validator(schema).is_valid(as_read(response, schema["properties"]))


def as_read(response: Response, properties: dict[str, Any]) -> dict[str, Any]:
    """Return the form that was sent, as Flask reads it."""
    body, kind = response.request.body, response.request.headers.get("Content-Type")
    sent = body if isinstance(body, bytes) else str(body or "").encode()
    with EnvironBuilder(method="POST", data=sent, content_type=str(kind)).get_request() as request:
        names = dict.fromkeys([*request.form, *request.files])
        texts = {name: [*request.form.getlist(name), *map(str, request.files.getlist(name))] for name in names}
    return {
        name: values if properties.get(name, {}).get("type") == "array" else values[0] for name, values in texts.items()
    }


def is_long(delay: object, least: float = 0.1, most: float = 10) -> bool:
    """Return whether a delay is a number of seconds, from `least` to `most`: thousands of them would take hours."""
    try:
        return least < float(str(delay)) <= most
    except ValueError:
        return False
