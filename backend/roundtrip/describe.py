"""Descriptions of views for programs: statuses, fields and answers, as a mark beside the code that keeps them.

`@describe(303, 400, form=FIELDS)` says what a docstring cannot. The room `reference` adds everything that the rule, the
docstring and the other marks of the view tell already, and makes an OpenAPI document of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

Kind = Any
"""What a value may be, in the terms of the code that reads it (`reference.schemas`):

- a type: `str`, `int | None`, `list[str]`, a TypedDict, a dataclass
- a compiled pattern, which the whole text matches
- a collection of the valid values, or a `range` of numbers
- a mapping: an object with these members and no others
- `Many(kind)`: a list of them; `Maybe(kind)`: one of them, or null
- a `Schema`: JSON Schema as it is
"""

Status = int | str
"""A status, or a range of statuses such as `4XX`."""


class Schema(dict[str, Any]):
    """JSON Schema (draft 2020-12), for what no `Kind` can say."""


@dataclass(frozen=True)
class Many:
    """A list of values of a kind; for a type, `list[…]` says the same."""

    kind: Kind


@dataclass(frozen=True)
class Maybe:
    """A value of a kind, or null; for a type, `… | None` says the same."""

    kind: Kind


@dataclass(frozen=True)
class Field:
    """A named value of a request, or a header of an answer.

    `many`: it can occur several times. `blank`: an empty text counts as none, because a browser sends empty fields too.
    """

    name: str
    help: str = ""
    kind: Kind = str
    required: bool = False
    many: bool = False
    blank: bool = False
    example: Any = None


FILE = Schema({"type": "string", "format": "binary"})
"""A file in a form, which only `multipart/form-data` can carry."""

CONDITIONS = (
    Field("Range", "Parts of the content (RFC 9110, section 14.2).", example="bytes=0-99"),
    Field("If-None-Match", "The ETag of a copy (RFC 9110, section 13.1.2)."),
)
"""The headers of a request for a file, or for a part of it."""


@dataclass(frozen=True, kw_only=True)
class Description:
    """The description of a view, for some or all of its methods."""

    statuses: tuple[Status, ...] = ()
    path: Mapping[str, Kind | Field] = field(default_factory=dict)
    query: tuple[Field, ...] = ()
    form: tuple[Field, ...] = ()
    values: tuple[Field, ...] = ()
    headers: tuple[Field, ...] = ()
    takes: tuple[str, ...] = ()
    json: Kind = None
    sends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    adds: tuple[Field, ...] = ()
    lacks: tuple[str, ...] = ()


def describe(*statuses: Status, methods: Iterable[str] = ("",), **more: Any) -> Callable[[View], View]:
    """Describe a view. A second `@describe` with `methods` describes some of its methods in another way.

    statuses   those of its answers; the reference adds those of the guard and of the router
    path       by name, narrower kinds of the values in the path, or a `Field` with an example
    query      fields of the query; `form`: of the body; `values`: of the query or, for a POST, of the body
    headers    headers of the request that change the answer
    takes      media types of a body with any content
    json       the kind of the JSON that the twin answers with if all is well
    sends      media types of answers that are neither a page nor JSON: of all that are no errors, or by status
    adds       headers of the answer if all is well
    lacks      headers that the answers should have by their status, and do not have
    """
    sends = more.get("sends", {})
    if not isinstance(sends, Mapping):
        more["sends"] = {str(status): sends for status in statuses if str(status)[0] in "23" or "XX" in str(status)}
    described = Description(statuses=statuses, **more)

    def mark(view: View) -> View:
        view.described = {**descriptions(view), **dict.fromkeys(methods, described)}  # type: ignore[attr-defined]
        return view

    return mark


def descriptions(view: Callable[..., Any]) -> Mapping[str, Description]:
    """Return the descriptions of a view by method; that of the empty method is for all others."""
    found: Mapping[str, Description] = getattr(view, "described", {})
    return found


def description(view: Callable[..., Any], method: str) -> Description | None:
    """Return the description of a method, None without one. A HEAD is described as the GET."""
    found = descriptions(view)
    return found.get("GET" if method == "HEAD" else method, found.get(""))
