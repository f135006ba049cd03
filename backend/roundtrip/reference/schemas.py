"""JSON Schema (draft 2020-12) of what the code has already: types, patterns, choices and the converters of rules."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Collection, Mapping
from typing import Any, Literal, Union

from werkzeug.routing import BaseConverter
from werkzeug.routing.converters import (
    AnyConverter,
    FloatConverter,
    NumberConverter,
    PathConverter,
    UnicodeConverter,
    UUIDConverter,
)

from ..describe import Field, Kind, Many, Maybe, Schema

BASIC: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bytes: {},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    None: {"type": "null"},
    types.NoneType: {"type": "null"},
    Any: {},
    object: {},
}

SAME = re.ASCII | re.UNICODE
"""Flags that need no counterpart: our patterns name their characters."""

CHARACTERS = re.compile(r"\[(?:\\.|[^\]\\])*\]")
"""A class of characters in a pattern."""


def schema_of(kind: Kind) -> dict[str, Any]:
    """Return the schema of a kind (see `describe.Kind`)."""
    if isinstance(kind, Schema):
        return dict(kind)
    if isinstance(kind, Many):
        return {"type": "array", "items": schema_of(kind.kind)}
    if isinstance(kind, Maybe):
        return either([schema_of(kind.kind), schema_of(None)])
    if isinstance(kind, re.Pattern):
        return {"type": "string", "pattern": ecmascript(kind)}
    if isinstance(kind, range):
        return {"type": "integer", "minimum": kind[0], "maximum": kind[-1]}
    if isinstance(kind, Mapping):
        return members({name: schema_of(value) for name, value in kind.items()})
    if isinstance(kind, Collection) and not isinstance(kind, str | type):
        return choices(list(kind))
    return schema_of_type(kind)


def schema_of_field(field: Field) -> dict[str, Any]:
    """Return the schema of a field; an array if the field can occur several times."""
    schema = schema_of(field.kind)
    if field.blank and "enum" in schema:
        schema["enum"] = ["", *schema["enum"]]
    if field.blank and "pattern" in schema:
        schema["pattern"] = f"{schema['pattern'].removesuffix('$')}?$"
    return {"type": "array", "items": schema, "minItems": int(field.required)} if field.many else schema


def schema_of_type(kind: Any) -> dict[str, Any]:
    """Return the schema of a type, as JSON shows its values."""
    if kind in BASIC:
        return dict(BASIC[kind])
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is Literal:
        return choices(list(arguments))
    if origin in (Union, types.UnionType):
        return either([schema_of(each) for each in arguments])
    if origin in (list, tuple):
        return {"type": "array", "items": schema_of(arguments[0])}
    if origin is dict:
        values = schema_of(arguments[1])
        return {"type": "object", **({"additionalProperties": values} if values else {})}
    if typing.is_typeddict(kind) or dataclasses.is_dataclass(kind):
        return members_of_class(typing.get_type_hints(kind, include_extras=True))
    return {"dict": {"type": "object"}, "list": {"type": "array"}}[kind.__name__]


def members_of_class(hints: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a TypedDict or a dataclass, whose members can be `NotRequired`."""
    optional = {name for name, hint in hints.items() if typing.get_origin(hint) is typing.NotRequired}
    kinds = {name: typing.get_args(hint)[0] if name in optional else hint for name, hint in hints.items()}
    found = members({name: schema_of(kind) for name, kind in kinds.items()})
    return found | {"required": [name for name in kinds if name not in optional]}


def members(schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of an object with exactly these members."""
    return {
        "type": "object",
        "properties": dict(schemas),
        "required": list(schemas),
        "additionalProperties": False,
    }


def choices(values: list[Any]) -> dict[str, Any]:
    """Return the schema of one of some values."""
    kinds = sorted({schema_of_type(type(value))["type"] for value in values})
    return {"type": kinds[0] if len(kinds) == 1 else kinds, "enum": values}


def either(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the schema of a value of one of several kinds: `str | None` is a type, others need `anyOf`."""
    if all(set(schema) == {"type"} for schema in schemas):
        return {"type": [schema["type"] for schema in schemas]}
    return {"anyOf": schemas}


def ecmascript(pattern: re.Pattern[str] | re.Pattern[bytes]) -> str:
    """Return a pattern for the whole text in the syntax of JSON Schema (ECMA-262)."""
    text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    outside = CHARACTERS.sub("[]", text)
    if pattern.flags & ~SAME or re.search(r"\\[AZae]|\(\?[^:=!<]|[*+?}]\+", outside):
        raise ValueError(f"JSON Schema cannot express the pattern {pattern}")
    return f"^(?:{text})$"


def schema_of_converter(converter: BaseConverter) -> dict[str, Any]:
    """Return the schema of the texts in a path that a converter accepts."""
    if isinstance(converter, NumberConverter):
        return schema_of_number(converter)
    if isinstance(converter, UUIDConverter):
        return {"type": "string", "format": "uuid"}
    if isinstance(converter, AnyConverter):
        return {"type": "string", "enum": sorted(converter.items)}
    if isinstance(converter, PathConverter):
        return {"type": "string", "minLength": 1, "pattern": "^[^/]"}
    if type(converter) is UnicodeConverter:
        return {"type": "string", **lengths(converter.regex), "pattern": "^[^/]+$"}
    return {"type": "string", "pattern": ecmascript(re.compile(converter.regex))}


def example_of(schema: Mapping[str, Any]) -> Any:
    """Return a value in a path that fits a schema; None if only a person could find one."""
    if "enum" in schema:
        return schema["enum"][0]
    if schema["type"] == "string":
        text = "0f3c1b1e-7d0e-4b57-9a35-3f6d7a2f1c11" if schema.get("format") == "uuid" else "hello"
        return text if re.compile(schema.get("pattern", "")).search(text) else None
    near = 42 if schema["type"] == "integer" else 1.5
    return min(max(near, schema.get("minimum", near)), schema.get("maximum", near))


def schema_of_number(converter: NumberConverter) -> dict[str, Any]:
    """Return the schema of a number; without `signed` it has no minus."""
    kind = "number" if isinstance(converter, FloatConverter) else "integer"
    least = converter.min if converter.signed or converter.min is not None else 0
    limits = {"minimum": least, "maximum": converter.max}
    return {"type": kind, **{name: limit for name, limit in limits.items() if limit is not None}}


def lengths(regex: str) -> dict[str, int]:
    """Return the limits in the regex of the converter `string`, such as `[^/]{1,}` or `[^/]{2}`."""
    numbers = re.search(r"\{(\d+)(,?)(\d*)\}$", regex)
    if not numbers:
        return {"minLength": 1}
    least, comma, most = numbers.groups()
    return {"minLength": int(least)} | ({"maxLength": int(most or least)} if most or not comma else {})
