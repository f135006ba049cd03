"""The secrets of a visitor: the record shows only a shortened form of them.

They are the application's private cookies (such as Flask's session) and the tokens of the wire.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from math import isfinite
from typing import Any

from ..syntax.cookies import cookie_pairs
from .tokens import token_head

SHOWN = 6
"""Characters of a secret that the record shows: enough to tell one from another."""


BEARER = re.compile(r"bearer ", re.IGNORECASE)
"""A scheme whose credentials no browser keeps (RFC 6750)."""


class Secrets:
    """The secrets in one exchange of the visitor `key`; `cookies` is the Cookie header of the request."""

    def __init__(self, key: str, cookies: str, private: Collection[str]) -> None:
        self._head, self._token = tokens(key)
        self._values = private_values(cookies, private)
        self._private = private

    def text(self, text: str) -> str:
        """Shorten the tokens in a URL or a header."""
        return self._token.sub(lambda match: f"{match[0][:SHOWN]}***", text) if self._head in text else text

    def sent(self, name: str, value: str) -> str:
        """Shorten the secrets in a request header."""
        return self.text(shortened(value, self._private) if name.lower() == "cookie" else value)

    def received(self, name: str, value: str) -> str:
        """Shorten the secrets in a response header."""
        return self.text(shortened_set_cookie(value, self._private) if name.lower() == "set-cookie" else value)

    def args(self, args: dict[str, Any]) -> dict[str, Any]:
        """Shorten the secrets in the arguments of a rule, and make each a JSON value."""
        return {name: self.text(value) if isinstance(value, str) else plain(value) for name, value in args.items()}

    def body(self, body: bytes) -> bytes:
        """Mask the secrets in a body with asterisks; its length stays the same."""
        for value in self._values:
            if value in body:
                body = body.replace(value, masked(value))
        if self._head.encode() not in body:
            return body
        text = body.decode("latin-1")
        return self._token.sub(lambda match: masked(match[0].encode()).decode(), text).encode("latin-1")


class StrangersSecrets(Secrets):
    """The secrets in a request that another person's browser sent to a visitor: what browsers send by themselves.

    They are all cookies, and a password or a ticket for this host. A token that a script adds (Bearer) stays.
    """

    def sent(self, name: str, value: str) -> str:
        lower = name.lower()
        if lower == "cookie" or (lower == "authorization" and not BEARER.match(value)):
            return "…"
        return super().sent(name, value)


@lru_cache(maxsize=256)
def tokens(key: str) -> tuple[str, re.Pattern[str]]:
    """Return the head of a visitor's tokens, and a pattern that matches every token, also a truncated one."""
    head = token_head(key)
    return head, re.compile(re.escape(head) + r"[\w.-]*", re.ASCII)


def masked(secret: bytes) -> bytes:
    return secret[:SHOWN] + b"*" * (len(secret) - SHOWN)


def shortened(cookie_header: str, private: Collection[str]) -> str:
    """Return a Cookie header in which the private cookies show only their first characters."""

    def short(name: str, value: str, raw: str) -> str:
        hidden = name in private and len(value) > SHOWN
        return f"{raw.partition('=')[0]}={value[:SHOWN]}…" if hidden else raw

    return ";".join(short(*pair) for pair in cookie_pairs(cookie_header))


def hidden(value: str) -> bool:
    """Return whether the value of a cookie in a header is shortened: no byte of a header is this character."""
    return value.endswith("…")


def shortened_set_cookie(header: str, private: Collection[str]) -> str:
    """Return a Set-Cookie header in which a private cookie shows only its first characters."""
    pair, semicolon, attributes = header.partition(";")
    return f"{shortened(pair, private)}{semicolon}{attributes}"


def private_values(cookies: str, private: Collection[str]) -> list[bytes]:
    """Return the values of the private cookies, and the parts between their dots, as a body may show them."""
    values = []
    for pair in cookie_pairs(cookies):
        if pair.name in private:
            value = pair.value.strip('"')
            values += [value, *value.split(".")]
    return [value.encode("latin-1", "ignore") for value in values if len(value) > SHOWN]


def plain(value: Any) -> Any:
    """Return a converted argument as a JSON value."""
    return value if isinstance(value, int) or (isinstance(value, float) and isfinite(value)) else str(value)
