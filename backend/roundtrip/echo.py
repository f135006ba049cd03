"""The echo: the request as Flask reads it, for the JSON of `/form` and `/landing` and for the tables of their pages."""

from __future__ import annotations

import hashlib
from typing import Any, TypedDict

from flask import Request, request
from werkzeug.datastructures import FileStorage, MultiDict

from .body import CHUNK, request_body
from .syntax import strict_json
from .visitor import OWN_COOKIES
from .wire import environ as wsgi
from .wire.secrets import shortened


class EchoFile(TypedDict):
    """A part with a file name; `size` in bytes, `sha256` in hex, `headers` as [name, value] pairs."""

    field: str
    filename: str
    content_type: str
    size: int
    sha256: str
    headers: list[list[str]]


class EchoBody(TypedDict):
    """The raw body: `size` in bytes, and its beginning as `text`; `truncated` says whether the body is longer."""

    size: int
    text: str
    truncated: bool


class Echo(TypedDict):
    """All parts of the echo."""

    method: str
    url: str
    path: str
    args: dict[str, list[str]]
    form: dict[str, list[str]]
    files: list[EchoFile]
    json: Any
    headers: list[list[str]]
    cookies: dict[str, str]
    body: EchoBody


ANY = ("application/x-www-form-urlencoded", "multipart/form-data", "application/json", "text/plain")
"""The media types of bodies that Flask parses, and one that it does not."""


def sent_path() -> str:
    """Return the path of the current request as the browser sent it: `/user/a%2Fb`, not `/user/a/b`."""
    return wsgi.path(request.environ)


def echo() -> Echo:
    """Return the current request as data; this reads its body to the end."""
    this: Request = request._get_current_object()  # type: ignore[attr-defined]  # each use of the proxy takes time
    return {
        "method": this.method,
        "url": wsgi.url(this.environ),
        "path": this.path,
        "args": lists(this.args),
        "form": lists(this.form),
        "files": [echo_file(field, file) for field, file in this.files.items(multi=True)],
        "json": echo_json(),
        "headers": echo_headers(this),
        "cookies": {name: value for name, value in this.cookies.items() if name not in OWN_COOKIES},
        "body": echo_body(),
    }


def lists(values: MultiDict[str, str]) -> dict[str, list[str]]:
    """Return each name with all its values. Werkzeug names a part without a name None; here its name is empty."""
    by_name: dict[str, list[str]] = {}
    for name, value in values.items(multi=True):
        by_name.setdefault(name or "", []).append(value)
    return by_name


def echo_file(field: str | None, file: FileStorage) -> EchoFile:
    """Return the facts of an uploaded file; its content is hashed in chunks, so that it never fills the memory."""
    digest, size = hashlib.sha256(), 0
    while chunk := file.stream.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return {
        "field": field or "",
        "filename": file.filename or "",
        "content_type": file.content_type or "",
        "size": size,
        "sha256": digest.hexdigest(),
        "headers": [list(pair) for pair in file.headers],
    }


def echo_headers(request: Request) -> list[list[str]]:
    """Return the headers as they were sent, where the server tells them."""
    headers = wsgi.request_headers(request.environ)
    hidden = [(name, shortened(value, OWN_COOKIES) if name.lower() == "cookie" else value) for name, value in headers]
    return [[name, wsgi.shown(value)] for name, value in hidden]


def echo_json() -> Any:
    """Return the body as a JSON value (RFC 8259); None if it is not JSON."""
    if not request.is_json:
        return None
    try:
        return strict_json.loads(request.get_data())
    except ValueError:
        return None


def echo_body() -> EchoBody:
    body = request_body()
    body.consume()
    text = body.head.decode("utf-8", errors="replace")
    return {"size": body.size, "text": text, "truncated": body.size > len(body.head)}
