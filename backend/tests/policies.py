"""The Content-Security-Policy of a response."""

from __future__ import annotations

from werkzeug.test import TestResponse

Policy = dict[str, str]
"""The rules of a policy by their names."""


def policies(response: TestResponse) -> list[Policy]:
    """Return every policy of a response; a browser loads only what all of them permit (CSP Level 3, section 3.1)."""
    texts = response.headers["Content-Security-Policy"].split(", ")
    return [dict(rule.split(" ", 1) for rule in text.split("; ")) for text in texts]
