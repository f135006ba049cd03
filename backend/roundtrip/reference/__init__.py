"""The API for programs: an OpenAPI document, made from the views, and a page that shows it."""

from __future__ import annotations

from .views import bp

__all__ = ["bp"]
