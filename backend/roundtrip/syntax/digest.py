"""Digest access authentication (RFC 7616): the proof that a client knows a password, without the password itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

ALGORITHMS: dict[str, Callable[[bytes], str]] = {
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
    "SHA-256": lambda data: hashlib.sha256(data).hexdigest(),
    "SHA-512": lambda data: hashlib.sha512(data).hexdigest(),
}
"""Name of an algorithm → its hash, in hex. SHA-512 is not in the RFC, but httpbin has it."""


def proof(given: Mapping[str, str | None], method: str, password: str, body: bytes = b"") -> str:
    """Return the `response` of a client that knows the password (section 3.4.1).

    `given` are the other parameters of its Authorization header, such as `username` and `nonce`.
    """
    hashed = ALGORITHMS[given.get("algorithm") or "MD5"]
    part = {name: value or "" for name, value in given.items()}

    def joined(*texts: str) -> str:
        return hashed(":".join(texts).encode())

    secret = joined(part.get("username", ""), part.get("realm", ""), password)
    action = [method, part.get("uri", "")]
    if part.get("qop") == "auth-int":
        action.append(hashed(body))
    middle = [part.get(name, "") for name in ("nc", "cnonce", "qop")] if part.get("qop") else []
    return joined(secret, part.get("nonce", ""), *middle, joined(*action))
