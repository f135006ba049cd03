"""Addresses (URL standard)."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

SAME_SITE_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")
"""A path that stays on this site. Browsers read `//host`, `/\\host` and `/<tab>/host` as other sites (section 4.4)."""


def split(url: str) -> SplitResult:
    """Return the parts of a URL; a URL that cannot be parsed has only a path."""
    try:
        return urlsplit(url)
    except ValueError:  # such as a bracket that does not close
        return SplitResult("", "", url, "", "")


def host_of(url: str) -> str:
    """Return the host of a URL in its canonical form: lower case, no dot at the end (RFC 6265bis, section 5.1.2)."""
    return (split(url).hostname or "").rstrip(".")


def query_bytes(query: bytes, name: bytes) -> list[bytes]:
    """Return the values of a name in a query as bytes, percent-decoded (section 5.1)."""
    pairs = [pair.replace(b"+", b" ").partition(b"=") for pair in query.split(b"&")]
    return [unquote_to_bytes(value) for key, _, value in pairs if unquote_to_bytes(key) == name]
