"""The visitors of the recorded application: the only facts that the wire needs from the application around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Visitors:
    """Functions that tell visitors apart, each by a key: a text that is safe to store."""

    key_in: Callable[[str], str | None]
    """Cookie header → key of the visitor that it names, or None."""

    current: Callable[[], str]
    """Within a request: the key of its visitor, who may be new."""

    known: Callable[[], str | None]
    """Within a request: the key of the visitor that it names, or None."""

    private_cookies: tuple[str, ...] = ()
    """Names of cookies whose values the record shortens."""
