"""The OpenAPI document (OpenAPI 3.1.1): every operation with its parameters, its body and its answers."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from flask import Flask

from ..describe import FILE, Field, Kind, Schema
from ..problems import Problem, what_to_do
from ..syntax.http import reason
from .collect import IMPLIED, WITH_CONTENT, Operation, operations
from .schemas import example_of, schema_of, schema_of_converter, schema_of_field

Json = dict[str, Any]

ABOUT = """\
Roundtrip is a playground for the request/response cycle. Almost every path answers twice: with a page at `/hello`, and
with JSON at `/api/hello`. Errors below `/api/` are problems (RFC 9457).

A method that a path does not list gets a 405 with `Allow`. A request without cookies is a new visitor: two cookies,
`visitor` and `session`, keep a visitor's wire, files and login. Both are optional everywhere.
"""

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

MESSAGE = {"message": str}
"""The JSON of a view that returns a string."""

HEADERS: Json = {
    "Content-Security-Policy": {"required": True, "schema": {"type": "string"}, "description": "CSP Level 3."},
    "X-Content-Type-Options": {"required": True, "schema": {"type": "string", "const": "nosniff"}},
}
"""The headers of every answer."""

EXTRA: dict[str, Json] = {
    "3": {"Location": {"required": True, "schema": {"type": "string"}, "description": "The next address."}},
    "401": {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}, "description": "RFC 9110, 11.6.1."}},
    "429": {"Retry-After": {"required": True, "schema": {"type": "integer"}, "description": "Seconds."}},
    "503": {"Retry-After": {"required": True, "schema": {"type": "integer"}, "description": "Seconds."}},
    "206": {"Content-Range": {"required": True, "schema": {"type": "string"}, "description": "RFC 9110, 14.4."}},
}
"""Status, or its first digit → headers that it must have."""

AUTOMATIC = "List the methods of this path in Allow."
"""The summary of an OPTIONS that Flask itself answers."""

ALWAYS = "-always"
"""The end of the name of an answer that no view decides."""

EMPTY = ("204", "205", "304")
"""Statuses without content."""


def document(app: Flask) -> Json:
    """Return the document of an application."""
    found = operations(app)
    paths: dict[str, Json] = {}
    shared: Json = {}
    for each in found:
        item = paths.setdefault(each.path, path_item(each))
        item[each.method.lower()] = operation(each, shared)
    return {
        "openapi": "3.1.1",
        "info": {"title": "Roundtrip", "version": version("flask-roundtrip"), "description": ABOUT},
        "servers": [{"url": "/"}],
        "tags": tags(app, found),
        "paths": paths,
        "components": {
            "headers": HEADERS | {name: header for headers in EXTRA.values() for name, header in headers.items()},
            "responses": dict(sorted(shared.items())),
            "schemas": {"Problem": schema_of(Problem), "Redirect": schema_of({"location": str, "status": int})},
        },
    }


def tags(app: Flask, found: Iterable[Operation]) -> list[Json]:
    """Return the groups, each with the first sentence of its module: the features, then the support, then the labs."""
    modules = {each.group: inspect.getmodule(inspect.unwrap(each.view)) for each in found}
    order = list(app.blueprints)

    def place(name: str) -> tuple[bool, bool, int]:
        return name.startswith("lab_"), f"api.{name}" not in order, order.index(name) if name in order else 0

    return [
        {"name": name, "description": first_line(inspect.getdoc(modules[name]))} for name in sorted(modules, key=place)
    ]


def first_line(text: str | None) -> str:
    return (text or "").partition("\n")[0]


def path_item(each: Operation) -> Json:
    """Return a path item with the values in its path, and no operation yet."""
    kinds = {name: Schema(schema_of_converter(converter)) for name, converter in each.converters.items()}
    return {"parameters": [value_in_path(name, kind) for name, kind in kinds.items()]} if kinds else {}


def operation(each: Operation, shared: Json) -> Json:
    """Return an operation; put the answers that many operations share into `shared`."""
    summary, more = each.texts
    described: Json = {"operationId": each.id, "tags": [each.group]}
    if each.automatic:
        described["summary"] = AUTOMATIC
    else:
        described |= {"summary": summary, **({"description": more} if more else {})}
        described |= parameters(each)
        if body := request_body(each):
            described["requestBody"] = body
    described["responses"] = {status: answer(each, status, shared) for status in each.statuses}
    return described


def parameters(each: Operation) -> Json:
    """Return the parameters of an operation: narrower values in the path, the query and the headers."""
    described = each.description
    query = (*described.query, *(() if each.method in WITH_CONTENT else described.values))
    rows = [value_in_path(name, kind) for name, kind in described.path.items()]
    rows += [parameter(field, "query") for field in query]
    rows += [parameter(field, "header") for field in described.headers]
    return {"parameters": rows} if rows else {}


def value_in_path(name: str, kind: Kind) -> Json:
    """Return the parameter for a value in the path: of a kind, or as the view describes it."""
    field = kind if isinstance(kind, Field) else Field(name, kind=kind)
    example = field.example if field.example is not None else example_of(schema_of(field.kind))
    return parameter(replace(field, required=True, example=example), "path")


def parameter(field: Field, place: str) -> Json:
    found: Json = {"name": field.name, "in": place, "required": field.required, "schema": schema_of_field(field)}
    if field.help:
        found["description"] = field.help
    if field.example is not None:
        found["example"] = [field.example] if field.many else field.example
    return found


def request_body(each: Operation) -> Json | None:
    """Return the body of a request: a form, or any content of some media types."""
    described = each.description
    fields = (*described.form, *(described.values if each.method in WITH_CONTENT else ()))
    content: Json = {name: {} for name in described.takes if each.method in WITH_CONTENT}
    if fields and each.method in WITH_CONTENT:
        with_file = any(field.kind is FILE for field in fields)
        content |= dict.fromkeys(FORMS[1:] if with_file else FORMS, form(fields))
    needed = any(field.required for field in fields)
    return {"required": needed, "content": content} if content else None


def form(fields: Iterable[Field]) -> Json:
    """Return the media type of a form."""
    rows = list(fields)
    schema: Json = {
        "type": "object",
        "properties": {
            row.name: schema_of_field(row) | ({"description": row.help} if row.help else {}) for row in rows
        },
    }
    if needed := [row.name for row in rows if row.required]:
        schema["required"] = needed
    example = {row.name: [row.example] if row.many else row.example for row in rows if row.example is not None}
    return {"schema": schema, **({"example": example} if example else {})}


def answer(each: Operation, status: str, shared: Json) -> Json:
    """Return the answer with a status: one that many operations share, or the view's own."""
    described = each.description
    is_json = each.is_api or each.negotiates
    content = (status[0] == "2" and (is_json or described.adds)) or status in described.sends
    if described.lacks or (content and not each.is_bare):
        return own_answer(each, status)
    return share(each, status, shared)


def share(each: Operation, status: str, shared: Json) -> Json:
    """Return a reference to a shared answer."""
    why = "" if status in each.own else IMPLIED[status]
    kind = "bare" if each.is_bare else "twin" if each.is_api else "either" if each.negotiates else "page"
    name = f"{kind}-{status}{ALWAYS if why else ''}"
    if name not in shared:
        shared[name] = with_headers(status, {} if each.is_bare or status in EMPTY else usual_content(each, status))
        shared[name]["description"] = f"{reason(int(status))}. {why}" if why else shared[name]["description"]
    return {"$ref": f"#/components/responses/{name}"}


def own_answer(each: Operation, status: str) -> Json:
    """Return the answer that only this operation gives."""
    described = each.description
    content = {name: own_content(each, status, name) for name in described.sends.get(status, ())}
    content = content or usual_content(each, status)
    found = with_headers(status, {} if each.is_bare or status in EMPTY else content)
    extra = {field.name: {"required": field.required, "schema": schema_of_field(field)} for field in described.adds}
    headers = found["headers"] | (extra if status[0] == "2" else {})
    found["headers"] = {name: header for name, header in headers.items() if name not in described.lacks}
    return found


def own_content(each: Operation, status: str, media: str) -> Json:
    """Return the content of a media type that the view names: its JSON has the schema of the description."""
    known = media == "application/json" and status[0] == "2" and each.description.json is not None
    return {"schema": json_of(each)} if known else {}


def usual_content(each: Operation, status: str) -> Json:
    """Return the content of a page, of its twin, or of both."""
    page = {} if each.is_api else {"text/html": {"schema": {"type": "string"}}}
    return page | (content_of_twin(each, status) if each.is_api or each.negotiates else {})


def content_of_twin(each: Operation, status: str) -> Json:
    """Return the JSON of a view: its own, a redirect or a problem."""
    if status[0] in "45":
        return {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}, **problem(status)}}
    if status[0] == "3":
        return {"application/json": {"schema": {"$ref": "#/components/schemas/Redirect"}}}
    return {"application/json": {"schema": json_of(each)}}


def problem(status: str) -> Json:
    """Return the example of a problem; none for a range of statuses."""
    if "XX" in status:
        return {}
    code = int(status)
    return {"example": {"type": "about:blank", "title": reason(code), "status": code, "detail": what_to_do(code)}}


def json_of(each: Operation) -> Json:
    """Return the schema of the JSON that a view answers with."""
    if each.description.json is not None:
        return schema_of(each.description.json)
    returns = inspect.unwrap(each.view).__annotations__.get("return")
    return schema_of(MESSAGE) if returns in (str, "str") else {"type": "object"}


def with_headers(status: str, content: Mapping[str, Any]) -> Json:
    """Return an answer with the headers of its status."""
    named = [*HEADERS, *(name for key, extra in EXTRA.items() if status.startswith(key) for name in extra)]
    if status == "304" or "XX" in status:
        named = list(HEADERS)
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in named}
    return {"description": meaning(status), "headers": headers, **({"content": dict(content)} if content else {})}


def meaning(status: str) -> str:
    """Return the reason phrase of a status and, for an error, the sentence of its page."""
    if "XX" in status:
        return f"Any status from {status[0]}00 to {status[0]}99."
    return f"{reason(int(status))}. {what_to_do(int(status))}" if status[0] in "45" else f"{reason(int(status))}."
