"""Addresses (URL standard)."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

SAME_SITE_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")
"""A path that stays on this site. Browsers read `//host`, `/\\host` and `/<tab>/host` as other sites (section 4.4)."""

ADDRESS = re.compile(r"[0-9]+(?:\.[0-9]+){3}", re.ASCII)
"""An IPv4 address as browsers write it."""


def split(url: str) -> SplitResult:
    """Return the parts of a URL; a URL that cannot be parsed has only a path."""
    try:
        return urlsplit(url)
    except ValueError:  # such as a bracket that does not close
        return SplitResult("", "", url, "", "")


def host_of(url: str) -> str:
    """Return the host of a URL in lower case (RFC 6265bis, section 5.1.2).

    A dot at the end stays: to a browser, `localhost.` is another host than `localhost`. Only an address loses it.
    """
    host = split(url).hostname or ""
    address = host.removesuffix(".")
    return address if ADDRESS.fullmatch(address) else host


def origin_of(url: str) -> str | None:
    """Return the origin of an HTTP URL (RFC 6454, section 6.2); None if it has none."""
    parts = split(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else None


def query_bytes(query: bytes, name: bytes) -> list[bytes]:
    """Return the values of a name in a query as bytes, percent-decoded (section 5.1)."""
    pairs = [pair.replace(b"+", b" ").partition(b"=") for pair in query.split(b"&")]
    return [unquote_to_bytes(value) for key, _, value in pairs if unquote_to_bytes(key) == name]
