"""Marks on views: the wire does not record a view that is marked as unrecorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Request

View = TypeVar("View", bound=Callable[..., Any])
Condition = Callable[[Request], bool]


def always(_: Request) -> bool:
    return True


def unrecorded(when: Condition = always) -> Callable[[View], View]:
    """Mark a view: the wire does not record its exchanges if `when(request)` is true."""

    def mark(view: View) -> View:
        view.unrecorded = when  # type: ignore[attr-defined]
        return view

    return mark


def is_unrecorded(app: Flask, request: Request | None) -> bool:
    """Return whether the view of this request is marked. `request` is None if Flask did not handle it."""
    view = app.view_functions.get(request.endpoint or "") if request else None
    condition: Condition | None = getattr(view, "unrecorded", None)
    return condition is not None and request is not None and condition(request)
