"""Answers by chance, with a seed, and other small values."""

from __future__ import annotations

import base64
import binascii
import uuid as uuids
from collections.abc import Iterator

from flask import Response, jsonify, request

from ..describe import Field, describe
from ..features.responses import FIELD, RESERVED
from ..guard import same_site_path
from ..problems import refuse
from ..syntax.http import MEDIA_TYPE
from .blueprint import REPEATABLE, chance, count, route, whole

MOST_BYTES = 100 * 2**10
"""Random bytes of an answer, as in httpbin."""

BINARY = "application/octet-stream"

CHUNK = Field("chunk_size", "Bytes of a chunk.", range(1, MOST_BYTES + 1), example=1000)


@route("/uuid", public=True)
@describe(200, 400, json={"uuid": str}, query=(REPEATABLE,))
def uuid() -> Response:
    """Return a random UUID (RFC 9562, version 4); with `seed`, always the same one."""
    return jsonify(uuid=str(uuids.UUID(int=chance().getrandbits(128), version=4)))


@route("/base64/<value>", public=True)
@describe(200, sends=("text/html",))
def base64_text(value: str) -> Response:
    """Decode a text from Base64, in the alphabet for URLs (RFC 4648, section 5)."""
    try:
        text = base64.urlsafe_b64decode(value.encode()).decode()
    except (binascii.Error, UnicodeError):
        text = "Incorrect Base64 data try: SFRUUEJJTiBpcyBhd2Vzb21l"
    response = Response(text, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


@route("/bytes/<int:n>", public=True)
@describe(200, 400, path={"n": range(MOST_BYTES + 1)}, query=(REPEATABLE,), sends=(BINARY,))
def random_bytes(n: int) -> Response:
    """Return n random bytes; with `seed`, always the same ones, and the same as httpbin."""
    whole(n, "n", 0, MOST_BYTES)
    return Response(b"".join(chunks(n, n or 1)), content_type=BINARY)


@route("/stream-bytes/<int:n>", public=True)
@describe(200, 400, path={"n": range(MOST_BYTES + 1)}, query=(REPEATABLE, CHUNK), sends=(BINARY,))
def stream_bytes(n: int) -> Response:
    """Stream n random bytes in chunks of `chunk_size`; with `seed`, always the same ones."""
    whole(n, "n", 0, MOST_BYTES)
    return Response(chunks(n, count("chunk_size", 10 * 2**10, 1, MOST_BYTES)), content_type=BINARY)


def chunks(n: int, size: int) -> Iterator[bytes]:
    """Return n random bytes in chunks of a size; each byte is made as httpbin makes it."""
    source = chance()

    def made() -> Iterator[bytes]:
        for start in range(0, n, size):
            yield bytes(source.randint(0, 255) for _ in range(min(size, n - start)))

    return made()


@route("/response-headers", ["GET", "POST"])
@describe(200, 400, sends=("*/*",))
def response_headers() -> Response:
    """Answer with the headers that the query has, and with their names and values as JSON."""
    own = [(checked(name), value) for name, value in request.args.items(multi=True)]
    for name, value in own:
        allowed(name, value)
    media_type = next((value for name, value in own if name.lower() == "content-type"), "application/json")
    body: dict[str, object] = {}
    while True:  # the body has its own length
        response = jsonify(body)
        response.headers.extend([pair for pair in own if pair[0].lower() != "content-type"])
        response.content_type = media_type
        response.headers["Content-Security-Policy"] = "sandbox"
        shown = (name for name in dict.fromkeys(response.headers.keys()) if name != "Content-Security-Policy")
        facts = {name: found if len(found := response.headers.getlist(name)) > 1 else found[0] for name in shown}
        if facts == body:
            return response
        body = dict(facts)


def checked(name: str) -> str:
    """Return the name of a header that a visitor may choose."""
    reason = RESERVED.get(name.lower()) if name.lower() != "content-type" else None
    if reason or name.lower().startswith("access-control-"):
        refuse(400, f"These paths do not set {name}: {reason or 'use the Origins panel for CORS'}.")
    return name


def allowed(name: str, value: str) -> None:
    """Refuse a value that no header can have, or that leads to another site."""
    if not FIELD.fullmatch(f"{name}:{value}"):
        refuse(400, f"The value of {name[:80]!r} must be visible ASCII, and its name a token (RFC 9110, section 5).")
    if name.lower() in ("location", "content-location"):
        same_site_path(value, name=name)
    if name.lower() == "content-type" and not MEDIA_TYPE.fullmatch(value):
        refuse(400, "Content-Type must be a media type, such as text/plain; charset=utf-8.")
