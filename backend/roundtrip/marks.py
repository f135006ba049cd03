"""Marks of views for the guard: which requests of other sites it refuses, and which cookies it accepts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from .syntax.http import SAFE_METHODS

View = TypeVar("View", bound=Callable[..., Any])


def changes_state(view: View) -> View:
    """Mark a view whose GET changes something, so that a page of another site cannot call it."""
    view.changes_state = True  # type: ignore[attr-defined]
    return view


def with_any_cookies(view: View) -> View:
    """Mark a view that answers whatever the size of the Cookie header is."""
    view.with_any_cookies = True  # type: ignore[attr-defined]
    return view


def open_to_any_site(view: View) -> View:
    """Mark a view that any site's page may call with any method: it changes nothing and reveals nothing."""
    view.open_to_any_site = True  # type: ignore[attr-defined]
    return view


def needs_own_page(view: Callable[..., Any] | None, method: str) -> bool:
    """Return whether only a page of this site, or no page, may send a request: it may change something."""
    may_change = method not in SAFE_METHODS or (getattr(view, "changes_state", False) and method in ("GET", "HEAD"))
    return may_change and not getattr(view, "open_to_any_site", False)
