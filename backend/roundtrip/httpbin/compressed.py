"""Compressed answers, whatever the client accepts."""

from __future__ import annotations

import gzip as gzip_format
import zlib
from collections.abc import Callable

import brotli as brotli_format
import zstandard
from flask import Response, jsonify, request

from ..describe import describe
from .blueprint import route
from .inspection import facts


@route("/gzip")
@describe(200)
def gzip() -> Response:
    """Return the headers, compressed with gzip (RFC 1952)."""
    return encoded("gzip", "gzipped", lambda data: gzip_format.compress(data, mtime=0))


@route("/deflate")
@describe(200)
def deflate() -> Response:
    """Return the headers, compressed with deflate in the zlib format (RFC 9110, section 8.4.1.2)."""
    return encoded("deflate", "deflated", zlib.compress)


@route("/brotli")
@describe(200)
def brotli() -> Response:
    """Return the headers, compressed with Brotli (RFC 7932)."""
    return encoded("br", "brotli", brotli_format.compress)


@route("/zstd")
@describe(200)
def zstd() -> Response:
    """Return the headers, compressed with Zstandard (RFC 8878); httpbin itself does not have this path."""
    return encoded("zstd", "zstd", zstandard.ZstdCompressor().compress)


def encoded(coding: str, member: str, compress: Callable[[bytes], bytes]) -> Response:
    """Return the headers of the request as JSON, compressed."""
    response = jsonify(facts("headers", "origin", method=request.method, **{member: True}))
    response.set_data(compress(response.get_data()))
    response.headers["Content-Encoding"] = coding
    return response
