"""The request as WSGI describes it (PEP 3333): its URL, and its headers without their order and letter case."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from ..syntax.http import HOST
from .exchange import Headers

PATH = "/:@!$&'()*+,;=~[]|"
QUERY = PATH + "?%\\^`{}"
"""The characters that a browser does not encode in a path and in a query (URL standard, section 1.3)."""


def url(environ: dict[str, Any]) -> str:
    """Rebuild the URL as a browser spells it (URL standard, section 4.4). WSGI decodes `%2F`, so it becomes `/`."""
    host = environ.get("HTTP_HOST", "")
    if not HOST.fullmatch(host):
        host = f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    path = "/" + quote(path.encode("latin-1", "replace"), safe=PATH).removeprefix("/")
    query = quote(environ.get("QUERY_STRING", "").encode("latin-1", "replace"), safe=QUERY)
    return f"{environ['wsgi.url_scheme']}://{host}{path}{'?' if query else ''}{query}"


def request_headers(environ: dict[str, Any]) -> Headers:
    """Return the headers, sorted and in lower case."""
    headers = []
    for name, value in environ.items():
        if name.startswith("HTTP_"):
            name = name[5:]
        elif name not in ("CONTENT_TYPE", "CONTENT_LENGTH") or not value:
            continue
        headers.append((name.replace("_", "-").lower(), text(value)))
    return sorted(headers)


def content_length(environ: dict[str, Any]) -> int:
    """Return the length in bytes that the request announces; 0 without a Content-Length."""
    length = environ.get("CONTENT_LENGTH") or ""
    return int(length) if length.isdecimal() else 0


def text(value: str) -> str:
    """Decode a header as UTF-8 where possible. WSGI gives its bytes as Latin-1 (PEP 3333)."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
