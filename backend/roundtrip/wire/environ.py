"""The head of a request, from the most exact source that the server offers.

Roundtrip's own server hands over the head as it was sent (`roundtrip.head`). Other servers tell at most the target
(`RAW_URI`, `REQUEST_URI`); WSGI (PEP 3333) itself decodes the path, and gives headers without their order and letter
case. What no source tells is rebuilt, and `is_rebuilt` says so.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from ..syntax.http import HOST
from .exchange import Headers

PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
TARGET = re.compile(r"[!-~]+")
SURROGATE = re.compile("[\udc80-\udcff]")
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
"""The beginning of a target in absolute form (RFC 9112, section 3.2.2)."""

PATH = "/:@!$&'()*+,;=~[]|"
QUERY = PATH + "?%\\^`{}"
"""The characters that a browser does not encode in a path and in a query (URL standard, section 1.3)."""


def is_rebuilt(environ: dict[str, Any]) -> bool:
    """Return whether the headers are rebuilt, because the server does not tell them as they were sent."""
    return "roundtrip.head" not in environ


def url(environ: dict[str, Any]) -> str:
    """Return the URL of the request, as its target spells it; only bytes beyond ASCII are percent-encoded.

    Behind a proxy, it is the URL that the browser asked for, if Werkzeug's `ProxyFix` has read the proxy's headers.
    """
    target = raw_target(environ)
    if not target.isascii():
        target = quote(target.encode("utf-8", "surrogateescape"), safe=PRINTABLE)
    if ABSOLUTE.match(target):
        return target
    target = target if target.startswith("/") else f"/{target}"
    host = environ.get("HTTP_HOST", "")
    if not HOST.fullmatch(host):
        host = f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    return f"{environ['wsgi.url_scheme']}://{host}{proxy_prefix(environ)}{target}"


def path(environ: dict[str, Any]) -> str:
    """Return the path of that URL, without the query."""
    return re.sub(r"^[^:/?]+://[^/?]*", "", url(environ)).partition("?")[0]


def proxy_prefix(environ: dict[str, Any]) -> str:
    """Return the prefix that a proxy has removed from the path: the target that reached the server lacks it."""
    now = environ.get("SCRIPT_NAME", "")
    return "" if now == server_prefix(environ) else now


def server_prefix(environ: dict[str, Any]) -> str:
    """Return the `SCRIPT_NAME` of the server, before `ProxyFix` has replaced it."""
    prefix: str = environ.get("werkzeug.proxy_fix.orig", environ).get("SCRIPT_NAME") or ""
    return prefix


def raw_target(environ: dict[str, Any]) -> str:
    """Return the request target (RFC 9112, section 3.2), byte for byte where the server tells it."""
    if "roundtrip.head" in environ:
        return text(environ["roundtrip.head"]["target"].decode("latin-1"))
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""
    # Werkzeug's test client gives a decoded URL under these names.
    exact = TARGET.fullmatch(raw) and raw.partition("?")[2] == environ.get("QUERY_STRING", "")
    return raw if exact else rebuilt_target(environ)


def rebuilt_target(environ: dict[str, Any]) -> str:
    """Rebuild the target as a browser spells it (URL standard, section 4.4). WSGI decodes `%2F`, so it becomes `/`."""
    path = server_prefix(environ) + environ.get("PATH_INFO", "")
    path = "/" + quote(path.encode("latin-1", "replace"), safe=PATH).removeprefix("/")
    query = quote(environ.get("QUERY_STRING", "").encode("latin-1", "replace"), safe=QUERY)
    return f"{path}{'?' if query else ''}{query}"


def request_headers(environ: dict[str, Any]) -> Headers:
    """Return the headers as they were sent; else sorted and in lower case."""
    if "roundtrip.head" in environ:
        sent = environ["roundtrip.head"]["headers"]
        return [(name.decode("latin-1"), text(value.decode("latin-1"))) for name, value in sent]
    headers = []
    for name, value in environ.items():
        if name.startswith("HTTP_"):
            name = name[5:]
        elif name not in ("CONTENT_TYPE", "CONTENT_LENGTH") or not value:
            continue
        headers.append((name.replace("_", "-").lower(), text(value)))
    return sorted(headers)


def added_headers(environ: dict[str, Any], status: str, headers: Headers) -> Headers:
    """Return the headers that the server adds to a response, where it tells them."""
    added = environ.get("roundtrip.server_headers")
    return list(added(status, headers)) if added else []


def content_length(environ: dict[str, Any]) -> int:
    """Return the length in bytes that the request announces; 0 without a Content-Length."""
    length = environ.get("CONTENT_LENGTH") or ""
    return int(length) if length.isdecimal() else 0


def text(value: str) -> str:
    """Decode a header as UTF-8, and any other byte to a lone surrogate. WSGI gives its bytes as Latin-1 (PEP 3333)."""
    return value if value.isascii() else value.encode("latin-1", "replace").decode("utf-8", "surrogateescape")


def shown(value: str) -> str:
    """Return a decoded header for people: a byte that is not UTF-8 as its Latin-1 character."""
    return value if value.isascii() else SURROGATE.sub(lambda match: chr(ord(match[0]) - 0xDC00), value)
