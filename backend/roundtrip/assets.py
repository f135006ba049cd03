"""The files of the page: each at an address that changes with its content, and compressed.

The page at `/` links to `/static/@VERSION/…`. A browser keeps these files without asking again, because another version
has other addresses; relative imports stay in the version. The plain addresses `/static/…` are for people.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import lru_cache

from flask import Response, request, send_from_directory

from .config import frontend

VERSIONED = re.compile(r"@[0-9a-f]{12}/(.+)")
FOREVER = "public, max-age=31536000, immutable"
"""RFC 9111, section 5.2.2, and RFC 8246."""


def version() -> str:
    """Return a name for the present state of all files of the page."""
    digest = hashlib.sha256()
    for path in sorted((frontend() / "static").rglob("*.*")):
        status = path.stat()
        digest.update(f"{path} {status.st_mtime_ns} {status.st_size}\n".encode())
    return f"@{digest.hexdigest()[:12]}"


def page_html() -> str:
    """Return the page, with links to the present version of its files."""
    html = (frontend() / "index.html").read_text("utf-8")
    return html.replace('="static/', f'="static/{version()}/')


def asset(filename: str) -> Response | None:
    """Return the file at a versioned name, compressed; None for another name."""
    match = VERSIONED.fullmatch(filename)
    if not match:
        return None
    response = send_from_directory(frontend() / "static", match[1], conditional=False)
    response.direct_passthrough = False  # the whole file is needed to compress it
    response.headers["Cache-Control"] = FOREVER
    return compressed(response)


def compressed(response: Response) -> Response:
    """Return a response with a compressed body (RFC 9110, section 8.4.1.3), if the browser accepts one."""
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"]:
        response.set_data(zipped(response.get_data()))
        response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=256)
def zipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)
