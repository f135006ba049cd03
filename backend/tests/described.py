"""What a view needs for the reference: `undescribed(app)` returns a sentence for each part that is missing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import Flask

from roundtrip.reference.collect import operations

PACKAGE = Path(__file__).parents[1] / "roundtrip"


def undescribed(app: Flask) -> list[str]:
    """Return what is missing, and where to add it: each view once, in the order of the paths."""
    views = dict.fromkeys(each.view for each in operations(app) if not each.automatic)
    unwrapped = dict.fromkeys(inspect.unwrap(view) for view in views)
    return [sentence for view in unwrapped for sentence in missing(view)]


def missing(view: Callable[..., Any]) -> Iterator[str]:
    """Say what a view lacks: a docstring whose first sentence is its summary, and its statuses."""
    code = inspect.unwrap(view).__code__
    file = Path(code.co_filename)
    name = file.relative_to(PACKAGE.parents[1]) if file.is_relative_to(PACKAGE) else Path(file.name)
    where = f"{name.as_posix()}:{code.co_firstlineno}: the view `{code.co_name}`"
    if not (inspect.getdoc(view) or "").strip():
        yield f"{where} has no docstring: begin it with a sentence on what it does; the reference shows this sentence."
    described = getattr(view, "described", {})
    if not described or not all(each.statuses for each in described.values()):
        yield f"{where} does not say its statuses: add `@describe(200)` below its route, with each that it can answer."
