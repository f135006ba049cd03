"""The operations of an application: each rule and method of its URL map, with the facts that its code has already."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Flask
from werkzeug.routing import BaseConverter, Rule

from ..describe import Description, description
from ..marks import needs_own_page

API = "/api/"
VARIABLE = re.compile(r"<(?:[^<>]+:)?([^<>:]+)>")
"""A variable part of a rule, with the name of its value."""

ORDER = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
"""The order of the methods of a path, as in RFC 9110, section 9.3."""

WITH_CONTENT = ("POST", "PUT", "PATCH")
"""The methods whose requests carry a form."""

IMPLIED = {
    "308": "The path has two slashes in a row, and the router makes one of them.",
    "400": "The Host header does not name this server.",
    "403": "A page of another site sent the request.",
    "404": "The path has a value that its converter does not accept.",
    "413": "The body is too large.",
    "431": "The Cookie header is too large.",
}
"""The statuses that the router and the guard decide, each with the reason."""


@dataclass(frozen=True)
class Operation:
    """A method of a rule, and the view that answers it."""

    rule: Rule
    method: str
    view: Callable[..., Any]

    @property
    def path(self) -> str:
        """The rule as a path template of OpenAPI: `/user/{username}`."""
        return VARIABLE.sub(r"{\1}", self.rule.rule)

    @property
    def converters(self) -> Mapping[str, BaseConverter]:
        """The converters of the values in the path by name; Werkzeug has no public name for them."""
        return self.rule._converters

    @property
    def is_api(self) -> bool:
        return self.rule.rule.startswith(API)

    @property
    def negotiates(self) -> bool:
        """Whether a program gets the JSON of the twin at the path of the page too."""
        return getattr(self.view, "negotiates", False) and not self.is_api

    @property
    def endpoint(self) -> str:
        """The endpoint of the page, also for its twin."""
        return str(self.rule.endpoint).removeprefix("api.")

    @property
    def group(self) -> str:
        """The blueprint of the view."""
        return self.endpoint.partition(".")[0]

    @property
    def automatic(self) -> bool:
        """Whether Flask itself answers: OPTIONS, unless the view does."""
        return self.method == "OPTIONS" and bool(getattr(self.rule, "provide_automatic_options", True))

    @property
    def is_bare(self) -> bool:
        """Whether its answers have no content that could be described."""
        return self.method == "HEAD" or self.automatic

    @cached_property
    def description(self) -> Description:
        """What the view says of this method; a view that says nothing answers 200."""
        return description(self.view, self.method) or Description(statuses=(200,))

    @cached_property
    def texts(self) -> tuple[str, str]:
        """The first sentence of the docstring, and the rest."""
        first, _, rest = (inspect.getdoc(inspect.unwrap(self.view)) or "").partition("\n\n")
        return " ".join(first.split()), rest.strip()

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The statuses that the view decides, or Flask in its place."""
        return tuple(map(str, (200,) if self.automatic else self.description.statuses))

    @cached_property
    def statuses(self) -> tuple[str, ...]:
        """All statuses of the answers, in order: those of the view, of the router and of the guard."""
        ranges = {status[0] for status in self.own if status.endswith("XX")}
        return tuple(sorted({*self.own, *(status for status in self.implied() if status[0] not in ranges)}))

    def implied(self) -> Iterator[str]:
        """Yield the statuses that no view decides (`IMPLIED`)."""
        yield from ("400", "413")
        if not getattr(self.view, "with_any_cookies", False):
            yield "431"
        if self.rule.arguments:
            yield from ("308", "404")
        if not self.automatic and needs_own_page(self.view, self.method):
            yield "403"

    @property
    def id(self) -> str:
        """A name for the code of clients: the method, the endpoint, and the values in the path if there are any."""
        values = "_and_".join(VARIABLE.findall(self.rule.rule))
        words = f"{self.method}_{self.rule.endpoint}{'_by_' if values else ''}{values}"
        return re.sub(r"\W", "_", words.lower())


def place(method: str) -> int:
    return ORDER.index(method) if method in ORDER else len(ORDER)


def operations(app: Flask) -> list[Operation]:
    """Return an operation for each path and method of the URL map, in the order of the paths.

    Flask adds OPTIONS to each rule of a path, so a path with several rules has it only once here.
    """
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, str(rule.endpoint)))
    found: dict[tuple[str, str], Operation] = {}
    for rule in rules:
        for method in rule.methods or ORDER:
            operation = Operation(rule, method, app.view_functions[rule.endpoint])
            found.setdefault((operation.path, method), operation)
    return sorted(found.values(), key=lambda each: (each.rule.rule, place(each.method)))
