"""The visitors of a test: pages and clients, each with a visitor cookie that the test itself made.

Pages and contexts are recognised by their methods, so that this module imports neither Playwright nor httpx.
"""

from __future__ import annotations

import inspect
import secrets
from collections.abc import Awaitable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

COOKIE = "visitor"


@dataclass
class Visitor:
    """A visitor: the object that holds its cookies (a browser context or a client), its id, its name in messages."""

    holder: Any
    name: str
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))


class Visitors:
    """The visitors of one test, in the order in which they came."""

    def __init__(self) -> None:
        self._known: list[Visitor] = []

    def __iter__(self) -> Iterator[Visitor]:
        return iter(list(self._known))

    def add(self, thing: Any, url: str) -> Awaitable[None] | None:
        """Give a page, a context or a client the visitor cookie; an asynchronous page must wait for the result."""
        if self._of(thing) is not None:
            return None
        holder = holder_of(thing)
        visitor = Visitor(holder, self._name(thing))
        self._known.append(visitor)
        return set_cookie(holder, visitor.id, url)

    def find(self, thing: Any, url: str) -> Visitor:
        """Return the visitor of a page, a context or a client. Its cookie counts, if the browser has another by now."""
        __tracebackhide__ = True
        current = current_id(thing, url)
        visitor = self._of(thing) or next((each for each in self._known if each.id == current), None)
        if visitor is None and current is None:
            raise LookupError(stranger(thing))
        if visitor is None:
            visitor = Visitor(holder_of(thing), self._name(thing))
            self._known.append(visitor)
        visitor.id = current or visitor.id
        return visitor

    def _of(self, thing: Any) -> Visitor | None:
        holder = holder_of(thing)
        return next((visitor for visitor in self._known if visitor.holder is holder), None)

    def _name(self, thing: Any) -> str:
        name = "client" if kind(thing) == "client" else "page"
        count = sum(visitor.name.partition(" ")[0] == name for visitor in self._known)
        return f"{name} {count + 1}" if count else name


def stranger(thing: Any) -> str:
    """Return the message about a page or a client that never was a visitor."""
    watch = f"await roundtrip.awatch({kind(thing)})" if is_async(thing) else f"roundtrip.watch({kind(thing)})"
    return (
        f"This {kind(thing)} is no visitor of Roundtrip, so it has no wire. Before its first request, write: {watch}. "
        "Only the synchronous fixtures `page` and `context`, and `roundtrip.client()`, are visitors by themselves."
    )


def kind(thing: Any) -> str:
    """Return `page`, `context` or `client`; raise TypeError for anything else."""
    if hasattr(getattr(thing, "context", None), "add_cookies"):
        return "page"
    if hasattr(thing, "add_cookies"):
        return "context"
    if hasattr(getattr(thing, "cookies", None), "set"):
        return "client"
    raise TypeError(
        f"{type(thing).__name__} is no visitor: name a page or a browser context of Playwright, or a client of httpx."
    )


def holder_of(thing: Any) -> Any:
    """Return the object that holds the cookies: the context of a page; a context or a client is its own."""
    return thing.context if kind(thing) == "page" else thing


def is_async(thing: Any) -> bool:
    """Return whether the cookies of a page or a context can only be awaited."""
    return inspect.iscoroutinefunction(getattr(holder_of(thing), "add_cookies", None))


def set_cookie(holder: Any, id: str, url: str) -> Awaitable[None] | None:
    """Store the visitor cookie, as the server itself sets it."""
    if kind(holder) == "client":
        holder.cookies.set(COOKIE, id, domain=urlsplit(url).hostname, path="/")
        return None
    cookie = {"name": COOKIE, "value": id, "url": url, "httpOnly": True, "sameSite": "Lax"}
    waiting: Awaitable[None] | None = holder.add_cookies([cookie])
    return waiting


def current_id(thing: Any, url: str) -> str | None:
    """Return the id in the visitor cookie of a page, a context or a client; None if nobody can ask for it now."""
    if is_async(thing):
        return None
    with suppress(Exception):  # Playwright's own error, if the context is closed
        return cookie_in(holder_of(thing), url)
    return None


def cookie_in(holder: Any, url: str) -> str | None:
    """Return the id in the visitor cookie that the holder would send to this address; None without one."""
    return next((value for name, value in cookies_for(holder, url) if name == COOKIE), None)


def cookies_for(holder: Any, url: str) -> list[tuple[str, str]]:
    """Return the cookies that a context or a client has for the host of this address."""
    if kind(holder) == "client":
        jar = getattr(holder.cookies, "jar", holder.cookies)
        return [(cookie.name, cookie.value or "") for cookie in jar if cookie.domain == urlsplit(url).hostname]
    return [(cookie["name"], cookie["value"]) for cookie in holder.cookies(url)]


def forget_session(holder: Any, url: str) -> Awaitable[None] | None:
    """Delete the session cookie; an asynchronous context must wait for the result."""
    if kind(holder) == "client":
        jar = getattr(holder.cookies, "jar", holder.cookies)
        for cookie in [cookie for cookie in jar if cookie.name == "session"]:
            jar.clear(cookie.domain, cookie.path, cookie.name)
        return None
    waiting: Awaitable[None] | None = holder.clear_cookies(name="session", domain=urlsplit(url).hostname)
    return waiting


def page_of(thing: Any) -> Any:
    """Return a page of the visitor that is open, or None."""
    pages = [thing] if kind(thing) == "page" else getattr(thing, "pages", [])
    return next((page for page in pages if not page.is_closed()), None)
