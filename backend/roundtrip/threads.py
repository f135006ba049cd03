"""Marks of views that tell the server which threads they need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def may_wait(view: View) -> View:
    """Mark a view that may take seconds: the server gives it threads of its own, so that it delays no other view."""
    view.may_wait = True  # type: ignore[attr-defined]
    return view


def only_computes(view: View) -> View:
    """Mark a view that waits for nothing, not even a file: the server can call it without a thread."""
    view.only_computes = True  # type: ignore[attr-defined]
    return view
