"""The description of the API: it has every path and method of the program, nothing else, and is valid OpenAPI 3.1."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from schemathesis.specs.openapi.definitions import OPENAPI_31

from roundtrip.describe import Field, Many, Maybe, describe
from roundtrip.reference.collect import operations
from roundtrip.reference.document import document
from roundtrip.reference.entries import in_words
from roundtrip.reference.schemas import ecmascript, schema_of, schema_of_field
from tests.conftest import MakeApp
from tests.described import undescribed
from tests.fields import fields_read

Json = dict[str, Any]

METHODS = {"get", "head", "options", "post", "put", "patch", "delete", "trace"}
TEXT = dict.fromkeys(("string", "path", "any_path", "uuid", "any"), "string")
TYPES = {**TEXT, "int": "integer", "float": "number"}
"""The name of a converter in a rule → the type in the description."""


@pytest.fixture(scope="module")
def api(app: Flask) -> Json:
    found: Json = app.test_client().get("/api/openapi.json").get_json()
    return found


# Complete


def test_it_has_each_path_and_method_and_nothing_else(app: Flask, api: Json) -> None:
    described = {(path, method) for path, item in api["paths"].items() for method in METHODS & set(item)}
    mapped = {
        (template(rule.rule), method.lower()) for rule in app.url_map.iter_rules() for method in rule.methods or METHODS
    }
    assert len(mapped) > 500, "the rules were not found"
    assert described == mapped


def test_each_value_in_a_path_has_the_type_of_its_converter(app: Flask, api: Json) -> None:
    values = 0
    for rule in app.url_map.iter_rules():
        found = {each["name"]: each for each in api["paths"][template(rule.rule)].get("parameters", [])}
        pieces = re.findall(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>", rule.rule)
        assert list(found) == [name for _, name in pieces]
        for converter, name in pieces:
            assert (found[name]["in"], found[name]["required"]) == ("path", True)
            assert found[name]["schema"]["type"] == TYPES[converter or "string"]
            values += 1
    assert values > 40


def template(rule: str) -> str:
    return re.sub(r"<(?:[^<>]+:)?(\w+)>", r"{\1}", rule)


def test_each_view_is_described(app: Flask) -> None:
    assert "\n".join(undescribed(app)) == ""


def test_a_view_without_a_description_is_named_with_what_to_add(make_app: MakeApp) -> None:
    app = make_app()

    @app.get("/sundial")
    def sundial() -> str:
        return "noon"

    @app.get("/moon")
    @describe()
    def moon() -> str:
        """Tell the time at night."""
        return "new"

    line = sundial.__code__.co_firstlineno
    assert undescribed(app) == [
        f"test_reference.py:{line + 4}: the view `moon` does not say its statuses: "
        "add `@describe(200)` below its route, with each that it can answer.",
        f"test_reference.py:{line}: the view `sundial` has no docstring: "
        "begin it with a sentence on what it does; the reference shows this sentence.",
        f"test_reference.py:{line}: the view `sundial` does not say its statuses: "
        "add `@describe(200)` below its route, with each that it can answer.",
    ]


def test_a_view_without_a_description_still_gets_a_correct_one(make_app: MakeApp) -> None:
    """The rule, the docstring, the methods and the marks of the guard tell the rest."""
    app = make_app()

    @app.route("/api/sundial/<int(max=23):hour>", methods=["GET", "POST"])
    def sundial(hour: int) -> Response:
        """Tell the time by the sun.

        It needs a sun.
        """
        return Response(str(hour))

    item = app.test_client().get("/api/openapi.json").get_json()["paths"]["/api/sundial/{hour}"]
    hour = {"name": "hour", "in": "path", "required": True, "example": 23}
    assert item["parameters"] == [{**hour, "schema": {"type": "integer", "minimum": 0, "maximum": 23}}]
    assert set(item) == {"parameters", "get", "head", "options", "post"}
    assert (item["get"]["summary"], item["get"]["description"]) == ("Tell the time by the sun.", "It needs a sun.")
    assert set(item["get"]["responses"]) == {"200", "308", "400", "404", "413", "431"}
    assert set(item["post"]["responses"]) == {*item["get"]["responses"], "403"}
    assert item["options"]["summary"] == "List the methods of this path in Allow."


# Valid


def test_openapi_allows_it(api: Json) -> None:
    validator = jsonschema_rs.Draft202012Validator(OPENAPI_31)
    assert [error.message for error in validator.iter_errors(api)] == []
    assert list(validator.iter_errors({**api, "paths": {"hello": {}}})), "the schema of OpenAPI finds no error"


def test_each_schema_is_one(api: Json) -> None:
    """Every schema follows draft 2020-12, each pattern ECMA-262, and each example its own schema."""
    found = list(with_schema(api))
    assert len(found) > 500
    for each in found:
        validator = jsonschema_rs.Draft202012Validator({**each["schema"], "components": api["components"]})
        if "example" in each:
            assert validator.is_valid(each["example"]), each


def with_schema(value: Any) -> Iterator[Json]:
    """Yield each object that has a schema."""
    if isinstance(value, dict):
        if isinstance(value.get("schema"), dict):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from with_schema(item)


def test_the_names_of_operations_are_unique_and_references_lead_somewhere(api: Json) -> None:
    names = [item[method]["operationId"] for item in api["paths"].values() for method in METHODS & set(item)]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
    for reference in set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(api))):
        place = api
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


# Facts that it takes from the code


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        (str | None, {"type": ["string", "null"]}),
        (list[int], {"type": "array", "items": {"type": "integer"}}),
        (dict[str, bool], {"type": "object", "additionalProperties": {"type": "boolean"}}),
        (("Strict", "Lax"), {"type": "string", "enum": ["Strict", "Lax"]}),
        ((301, 308), {"type": "integer", "enum": [301, 308]}),
        (range(1, 21), {"type": "integer", "minimum": 1, "maximum": 20}),
        (re.compile("a|b"), {"type": "string", "pattern": "^(?:a|b)$"}),
        (Many(re.compile("a")), {"type": "array", "items": {"type": "string", "pattern": "^(?:a)$"}}),
        (Maybe(["a"]), {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]}),
        (
            {"a": str},
            {
                "type": "object",
                "properties": {"a": {"type": "string"}},
                "required": ["a"],
                "additionalProperties": False,
            },
        ),
    ],
)
def test_a_kind_becomes_a_schema(kind: Any, schema: Json) -> None:
    assert schema_of(kind) == schema


@pytest.mark.parametrize(("kind", "fits"), [(re.compile("a|b"), ["", "a", "b"]), (("one", "two"), ["", "one", "two"])])
def test_a_blank_field_can_be_empty(kind: Any, fits: list[str]) -> None:
    for blank in (True, False):
        validator = jsonschema_rs.Draft202012Validator(schema_of_field(Field("x", kind=kind, blank=blank)))
        assert [text for text in ("", *fits[1:], "ab") if validator.is_valid(text)] == (fits if blank else fits[1:])


@pytest.mark.parametrize("pattern", [re.compile("a", re.IGNORECASE), re.compile(r"\Aa"), re.compile("(?P<x>a)")])
def test_a_pattern_that_json_schema_does_not_have_is_an_error(pattern: re.Pattern[str]) -> None:
    with pytest.raises(ValueError, match="cannot express"):
        ecmascript(pattern)


# Served


def test_a_copy_is_asked_for_once(client: FlaskClient) -> None:
    for path in ("/api/openapi.json", "/reference"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-cache"
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert "Set-Cookie" not in answer.headers


def test_below_a_prefix_the_paths_begin_there(client: FlaskClient) -> None:
    for prefix, url in (("", "/"), ("/rt", "/rt")):
        answer = client.get("/api/openapi.json", environ_overrides={"SCRIPT_NAME": prefix})
        assert answer.get_json()["servers"] == [{"url": url}]


def test_the_page_has_an_entry_for_each_path_and_method(client: FlaskClient, api: Json) -> None:
    found = re.findall(r'class="methods">([A-Z ]+)</span> <code>([^<]+)</code>', client.get("/reference").text)
    shown = [(path, method.lower()) for methods, path in found for method in methods.split()]
    once = {"head", "options", "parameters"}
    answering = ("/origins/answer", "/lab/origins", "/catch/{token}", "/catch/{token}/{path}")
    own = {(path, "options") for path in answering}
    twins = {f"/api{path}" for path in api["paths"]}
    pages = {path: set(item) - once for path, item in api["paths"].items() if path not in twins}
    assert sorted(shown) == sorted({(path, method) for path, methods in pages.items() for method in methods} | own)
    ids = re.findall(r' id="([^"]+)"', client.get("/reference").text)
    assert len(ids) == len(set(ids)) > 100


def test_it_is_made_once(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def count(app: Flask) -> Json:
        made.append(app)
        return document(app)

    monkeypatch.setattr("roundtrip.reference.views.document", count)
    client = make_app().test_client()
    for path in ("/api/openapi.json", "/reference", "/api/openapi.json"):
        assert client.get(path).status_code == 200
    assert len(made) == 1


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (str | None, "text or null"),
        (range(1, 21), "whole number from 1 to 20"),
        (("Strict", "Lax"), "one of Strict, Lax"),
        (dict[str, list[str]], "list of text, by name"),
        (Many({"rule": str, "line": int}), "list of object of rule, line"),
    ],
)
def test_the_page_says_a_schema_in_words(kind: Any, words: str) -> None:
    assert in_words(schema_of(kind)) == words


UNDESCRIBED = {"wire"}
"""Fields that any path accepts: a token that puts the request onto a wire."""


def test_each_field_that_a_module_reads_is_described(app: Flask) -> None:
    described: dict[ModuleType, set[str]] = {}
    for each in operations(app):
        if module := inspect.getmodule(inspect.unwrap(each.view)):
            said = each.description
            fields = (*said.query, *said.form, *said.values)
            described.setdefault(module, set()).update(field.name for field in fields)
    read = {module.__name__: fields_read(module) - UNDESCRIBED - described[module] for module in described}
    assert sum(len(fields_read(module)) for module in described) > 20
    missing = {name: fields for name, fields in read.items() if fields}
    assert missing == {}, "add a `Field` with this name to the `@describe(…)` of the view that reads it"
