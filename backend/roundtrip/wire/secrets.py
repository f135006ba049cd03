"""What only its visitor may know (Roundtrip's own cookies, the wire's token), and what the record shows instead."""

from __future__ import annotations

import re
from functools import lru_cache
from math import isfinite
from typing import Any

from ..guard import OWN_COOKIES, shortened, shortened_set_cookie, token_head

SHOWN = 6
"""The first letters tell one from another."""


class Secrets:
    """A visitor's: `key` as the disk knows the visitor, `cookies` the Cookie header of the request."""

    def __init__(self, key: str, cookies: str) -> None:
        self._token = tokens(key)
        self._own = own_values(cookies)

    def text(self, text: str) -> str:
        """An address or a header, with the beginning of the token."""
        return self._token.sub(lambda found: f"{found[0][:SHOWN]}***", text)

    def sent(self, name: str, value: str) -> str:
        """A request header of this (lower-case) name."""
        return self.text(shortened(value) if name == "cookie" else value)

    def got(self, name: str, value: str) -> str:
        """A response header."""
        return self.text(shortened_set_cookie(value) if name.lower() == "set-cookie" else value)

    def args(self, args: dict[str, Any]) -> dict[str, Any]:
        """What a rule's converters made of the path, as JSON can have it."""
        return {name: self.text(value) if isinstance(value, str) else plain(value) for name, value in args.items()}

    def body(self, body: bytes) -> bytes:
        """A body in which asterisks stand for them, as many as they were long."""
        for secret in self._own:
            if secret in body:
                body = body.replace(secret, covered(secret))
        text = body.decode("latin-1")
        if not self._token.search(text):
            return body
        return self._token.sub(lambda found: covered(found[0].encode()).decode(), text).encode("latin-1")


@lru_cache(maxsize=256)
def tokens(key: str) -> re.Pattern[str]:
    """All tokens of a visitor, and what was cut off of one, whatever stands around it."""
    return re.compile(re.escape(token_head(key)) + r"[\w.-]*", re.ASCII)


def covered(secret: bytes) -> bytes:
    return secret[:SHOWN] + b"*" * (len(secret) - SHOWN)


def own_values(cookies: str) -> list[bytes]:
    """The values of Roundtrip's own cookies, and the session's parts, as a body may show them."""
    found = []
    for pair in cookies.split(";"):
        name, _, value = pair.partition("=")
        if name.strip() in OWN_COOKIES:
            value = value.strip().strip('"')
            found += [value, *value.split(".")]
    return [value.encode("latin-1", "ignore") for value in found if len(value) > SHOWN]


def plain(value: Any) -> Any:
    """A converted argument as JSON can have it."""
    return value if isinstance(value, int) or (isinstance(value, float) and isfinite(value)) else str(value)
