"""The console of a browser: errors that every test may provoke, and the words of each browser for the same error."""

from __future__ import annotations

import re
from collections.abc import Iterable

ROUTINE = [
    # The browser reports every 4xx and 5xx. A test that asks for such a response looks at the status itself.
    re.compile(r"Failed to load resource: the server responded with a status of [45]\d\d"),
    # Only Firefox reports each cookie that it refuses or deletes. The tests of cookies look at the cookies themselves.
    re.compile(r"Cookie “.*” "),
    # Only Firefox reports what was on its way when a test left the page: the news, and a module.
    re.compile(r"Firefox can.t establish a connection to the server at .*/api/wire/news\."),
    re.compile(r"error loading dynamically imported module: "),
]

NO_STREAM = ["establish a connection to the server at"]
"""The error of an EventSource."""

IN_FIREFOX = {
    "Access-Control-Allow-Origin": ["The Same Origin Policy disallows reading the remote resource", *NO_STREAM],
    "net::ERR_CONNECTION_REFUSED": ["CORS request did not succeed", *NO_STREAM],
    "violates the following Content Security Policy directive": ["it violates the following directive"],
}
"""Parts of the messages of Chromium, and parts of the messages with which Firefox reports the same error."""


def unexpected(errors: list[str], excused: Iterable[str]) -> list[str]:
    """Return the errors that are not routine and that the test does not excuse."""
    parts = [*excused]
    for chromium, firefox in IN_FIREFOX.items():
        if any(chromium in part for part in parts):
            parts += firefox
    return [
        error
        for error in errors
        if not any(pattern.match(error) for pattern in ROUTINE) and not any(part in error for part in parts)
    ]
