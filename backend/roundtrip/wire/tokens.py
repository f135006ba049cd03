"""Tokens: they name a visitor's wire in a query (`?wire=`), where browsers send no cookie.

With a token, a client can write to the wire, but not read it.
"""

from __future__ import annotations

from itsdangerous import BadData, URLSafeTimedSerializer


class Tokens:
    """The tokens that one server signs; `lifetime` in seconds."""

    def __init__(self, secret: str, lifetime: int) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt="wire")
        self._lifetime = lifetime

    def make(self, key: str) -> str:
        """Return a token for the visitor with this key."""
        return str(self._serializer.dumps(key))

    def key_of(self, token: str) -> str | None:
        """Return the key in a token; None if this server did not sign it or it has expired."""
        try:
            key: str = self._serializer.loads(token, max_age=self._lifetime)
        except BadData:
            return None
        return key


def token_head(key: str) -> str:
    """Return the characters with which every token of a visitor begins: the encoded key, without the signature."""
    return URLSafeTimedSerializer("").dump_payload(key).decode()
