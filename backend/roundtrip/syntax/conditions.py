"""The conditions of a request: the version of a resource that the client expects, or has (RFC 9110, section 13)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from werkzeug.http import parse_date, parse_etags

from .http import SAFE_METHODS

ENTITY_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')
"""Section 8.8.3, in ASCII."""

CONDITIONS = ("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since")


def outcome(method: str, headers: Mapping[str, str], etag: str, modified: datetime | None) -> HTTPStatus:
    """Return 304 or 412 if a condition of the request says so, else 200 (section 13.2.2).

    `etag` is the ETag of the current version, with its quotes, and `modified` its date; without one, they are empty.
    """
    tag, weak = etag.removeprefix("W/").strip('"'), etag.startswith("W/")
    if "If-Match" in headers:
        wanted = parse_etags(headers["If-Match"])
        if not wanted.star_tag and (weak or not wanted.is_strong(tag) or not etag):
            return HTTPStatus.PRECONDITION_FAILED
    elif modified and (limit := parse_date(headers.get("If-Unmodified-Since"))) and modified > limit:
        return HTTPStatus.PRECONDITION_FAILED
    reads = method in SAFE_METHODS
    if "If-None-Match" in headers:
        known = parse_etags(headers["If-None-Match"])
        if known.star_tag or (etag and known.contains_weak(tag)):
            return HTTPStatus.NOT_MODIFIED if reads else HTTPStatus.PRECONDITION_FAILED
    elif reads and modified and (limit := parse_date(headers.get("If-Modified-Since"))) and modified <= limit:
        return HTTPStatus.NOT_MODIFIED
    return HTTPStatus.OK
