"""The document as people read it: an entry for each path and its twin, and for all methods that are described alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ..syntax.http import reason
from .document import ALWAYS, AUTOMATIC

Json = Mapping[str, Any]

ONCE = {"400", "413", "431"}
"""Statuses that any path can answer; the page explains them once."""

IMPLIED = {"head", "parameters"}
"""Members of a path item without an entry of their own: the page explains HEAD once."""

TWIN = "/api"

WHOLE = re.compile(r"\^\(\?:(.*)\)\??\$")
"""A pattern for the whole text; people read only its middle."""


class Row(NamedTuple):
    """A value of a request or of an answer: its name, its place, its kind in words, and more about it."""

    name: str
    place: str
    kind: str
    needed: bool = False
    help: str = ""
    example: str = ""
    pattern: str = ""


@dataclass(frozen=True)
class Entry:
    """A path with one or several methods, and its twin if it has one."""

    path: str
    methods: tuple[str, ...]
    group: str
    summary: str
    more: str
    twin: str
    rows: tuple[Row, ...]
    media: tuple[str, ...]
    statuses: tuple[tuple[str, str], ...]
    sends: tuple[str, ...]
    members: tuple[Row, ...]

    @property
    def anchor(self) -> str:
        """A name for links to the entry: `get-cookies`."""
        return re.sub(r"[^a-z0-9]+", "-", f"{self.methods[0]}{self.path}".lower()).strip("-")


def groups(document: Json) -> list[tuple[str, str, list[Entry]]]:
    """Return each group with its name, its sentence and its entries, in the order of their paths."""
    found = list(entries(document))
    return [
        (tag["name"], about(tag), [entry for entry in found if entry.group == tag["name"]]) for tag in document["tags"]
    ]


def about(tag: Json) -> str:
    """Return the sentence of a group without its name, which is the heading."""
    sentence = tag["description"].removeprefix(f"{tag['name'].capitalize()}: ")
    return f"{sentence[:1].upper()}{sentence[1:]}"


def entries(document: Json) -> Iterator[Entry]:
    """Yield the entries of all paths that are no twins."""
    paths = document["paths"]
    for path, item in paths.items():
        if path.startswith(f"{TWIN}/") and path.removeprefix(TWIN) in paths:
            continue
        twin = paths.get(f"{TWIN}{path}", {})
        alike: dict[tuple[Any, ...], Entry] = {}
        for method in item:
            if method in IMPLIED or (method == "options" and item[method]["summary"] == AUTOMATIC):
                continue
            entry = entry_of(document, path, method, f"{TWIN}{path}" if twin else "")
            key = (entry.summary, entry.rows, entry.media, entry.statuses, entry.members)
            known = alike.get(key)
            alike[key] = replace(known, methods=(*known.methods, *entry.methods)) if known else entry
        yield from alike.values()


def entry_of(document: Json, path: str, method: str, twin: str) -> Entry:
    """Return the entry of one method."""
    item, api = document["paths"][path], document["paths"].get(twin or path, {})
    operation = item[method]
    body = operation.get("requestBody", {"content": {}})["content"]
    once = {status for status in ONCE if operation["responses"].get(status, {}).get("$ref", "").endswith(ALWAYS)}
    answers = {status: resolved(document, each) for status, each in operation["responses"].items()}
    return Entry(
        path=path,
        methods=(method.upper(),),
        group=operation["tags"][0],
        summary=operation["summary"],
        more=operation.get("description", ""),
        twin=twin,
        rows=(*parameters(item, operation), *fields(body)),
        media=tuple(body),
        statuses=tuple((status, phrase(status)) for status in answers if status not in once),
        sends=tuple({name: 0 for status in answers if status[0] == "2" for name in answers[status].get("content", ())}),
        members=tuple(members(document, api[method])),
    )


def parameters(item: Json, operation: Json) -> Iterator[Row]:
    """Yield the parameters of an operation; those of its path come first, in the narrower form if it has one."""
    own = {(each["in"], each["name"]): each for each in [*item.get("parameters", []), *operation.get("parameters", [])]}
    for (place, name), each in own.items():
        yield row(name, place, each["schema"], each["required"], each.get("description", ""), each.get("example"))


def fields(body: Json) -> Iterator[Row]:
    """Yield the fields of a form."""
    media: Json = next((each for each in body.values() if "schema" in each), {})
    schema = media.get("schema", {})
    for name, each in schema.get("properties", {}).items():
        example = media.get("example", {}).get(name)
        yield row(name, "form", each, name in schema.get("required", ()), each.get("description", ""), example)


def row(name: str, place: str, schema: Json, needed: bool = False, help: str = "", example: Any = None) -> Row:
    inner = schema.get("items", schema) if schema.get("type") == "array" else schema
    pattern = WHOLE.sub(r"\1", inner.get("pattern", ""))
    shown = example[0] if isinstance(example, list) else example
    return Row(name, place, in_words(schema), needed, help, "" if shown is None else str(shown), pattern)


def members(document: Json, operation: Json) -> Iterator[Row]:
    """Yield the members of the JSON that an operation answers with if all is well."""
    for status, each in operation["responses"].items():
        content = resolved(document, each).get("content", {}).get("application/json", {})
        if status[0] == "2":
            for name, schema in content.get("schema", {}).get("properties", {}).items():
                yield row(name, "", schema)


def resolved(document: Json, value: Json) -> Json:
    """Return a component in place of a reference to it."""
    if "$ref" not in value:
        return value
    found: Any = document
    for part in value["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def phrase(status: str) -> str:
    return f"{status[0]}00 to {status[0]}99" if "XX" in status else reason(int(status))


NAMES = {"string": "text", "integer": "whole number", "object": "object", "boolean": "true or false", "array": "list"}


def in_words(schema: Json) -> str:
    """Return a schema in words: `one of Strict, Lax`, `whole number from 1 to 20`, `list of text`."""
    if "enum" in schema:
        words = [str(value) for value in schema["enum"] if value != ""]
        return ", ".join(words) if len(words) == 1 else f"one of {', '.join(words)}"
    if "anyOf" in schema:
        return " or ".join(map(in_words, schema["anyOf"]))
    kind: Any = schema.get("type", "any value")
    if isinstance(kind, list):
        return " or ".join(in_words({"type": each}) for each in kind)
    if kind == "array":
        return f"list of {in_words(schema.get('items', {}))}"
    if schema.get("format"):
        return {"binary": "file", "uuid": "UUID"}[schema["format"]]
    if kind == "object" and "properties" in schema:
        return f"object of {', '.join(schema['properties'])}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"{in_words(schema['additionalProperties'])}, by name"
    return f"{NAMES.get(kind, kind)}{limits(schema)}"


def limits(schema: Json) -> str:
    """Return the limits of a number or of the length of a text."""
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None:
        return f" from {least}{'' if most is None else f' to {most}'}"
    return f", at most {schema['maxLength']} characters" if "maxLength" in schema else ""
