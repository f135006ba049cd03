"""The CORS protocol (Fetch): the sender of a request of another origin, and the headers that let it read the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import Response, request

from .describe import Field
from .problems import refuse
from .syntax.http import TCHAR

ACCESS = {
    "credentials": "Access-Control-Allow-Credentials",
    "methods": "Access-Control-Allow-Methods",
    "headers": "Access-Control-Allow-Headers",
    "expose": "Access-Control-Expose-Headers",
    "age": "Access-Control-Max-Age",
}
"""Name in the query → the header that it sets to a list of tokens."""

NAMES = re.compile(rf"{TCHAR}+(?:, ?{TCHAR}+)*")


def token_fields(headers: Mapping[str, str]) -> tuple[Field, ...]:
    """Return the fields that `set_from_query` reads, for the description of a view."""
    return tuple(Field(name, f"The header {header} of the answer.", NAMES) for name, header in headers.items())


def set_from_query(response: Response, headers: Mapping[str, str]) -> None:
    """Set the headers whose names the query has: each to a list of tokens, so that nobody can add a line."""
    for name, header in headers.items():
        if name in request.args:
            response.headers[header] = names(name)


def names(name: str) -> str:
    """Return a list of tokens from the query, as a header may contain it."""
    value = request.args[name]
    if not NAMES.fullmatch(value):
        refuse(400, f"`{name}` must be a list of names (RFC 9110, section 5.6.2), separated by commas.")
    return value


SEC_FETCH = dict.fromkeys(("site", "mode", "dest", "user"), str | None)
"""The JSON of `fetch_metadata`."""


def fetch_metadata() -> dict[str, str | None]:
    """Return the facts that the browser reports about the sender of this request (Fetch Metadata)."""
    return {name: request.headers.get(f"Sec-Fetch-{name.title()}") for name in SEC_FETCH}
