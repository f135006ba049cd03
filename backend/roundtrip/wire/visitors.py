"""The visitors of the recorded application: the only facts that the wire needs from the application around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def nobody(_: str) -> None:
    """Return None: without such paths, only a cookie or a token names a visitor."""


@dataclass(frozen=True, kw_only=True)
class Visitors:
    """Functions that tell visitors apart, each by a key: a text that is safe to store."""

    key_in: Callable[[str], str | None]
    """Cookie header → key of the visitor that it names, or None."""

    current: Callable[[], str]
    """Within a request: the key of its visitor, who may be new."""

    known: Callable[[], str | None]
    """Within a request: the key of the visitor that it names, or None."""

    key_in_path: Callable[[str], str | None] = nobody
    """Path → key of the visitor on whose wire any client may record a request to it, or None."""

    private_cookies: tuple[str, ...] = ()
    """Names of cookies whose values the record shortens."""


def owners(visitor: str) -> tuple[str, str, str]:
    """Return the names under which a visitor's exchanges are stored: by a cookie, by a token, by a lab."""
    return visitor, f"{visitor} by token", f"{visitor} by a lab"


def visitor_of(owner: str) -> str:
    """Return the visitor to whom one of these names belongs."""
    return owner.partition(" ")[0]
