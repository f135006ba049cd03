"""Tokens, methods and status codes of HTTP (RFC 9110)."""

from __future__ import annotations

import re

from werkzeug.http import HTTP_STATUS_CODES

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Section 9.2.1."""

COMMON_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
"""The methods of the views that answer any method."""

REDIRECT_CODES = (301, 302, 303, 307, 308)
"""Section 15.4: 301 and 302 may turn POST into GET, 303 always does, 307 and 308 never do."""

MOST_REDIRECTS = 20
"""The redirects that a browser follows (Fetch standard, HTTP-redirect fetch)."""

REASONS = HTTP_STATUS_CODES | {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}
"""Status code → reason phrase (section 15, and IANA's registry). Werkzeug still has four older phrases."""

TCHAR = r"[!#$%&'*+.^_`|~0-9A-Za-z-]"
"""A character of a token, such as the name of a header (section 5.6.2)."""

HEADER_NAME = re.compile(TCHAR.encode() + rb"+")
HEADER_VALUE = re.compile(rb"[^\x00\r\n]*")
"""The name and the value of a header that a server may send, as bytes. CR, LF and NUL are excluded (section 5.5)."""

MEDIA_TYPE = re.compile(rf'{TCHAR}+/{TCHAR}+(?:[ \t]*;[ \t]*{TCHAR}+=(?:{TCHAR}+|"[ !#-\[\]-~]*"))*')
"""Section 8.3.1, in ASCII and without escapes."""

LABEL = "[A-Za-z0-9_-]{1,63}"
HOST = re.compile(rf"(?=[^:]{{1,254}}(?::|$)|\[)({LABEL}(?:\.{LABEL})*\.?|\[[0-9A-Fa-f:.]+\])(:[0-9]{{1,5}})?")
"""Section 7.2: a name or an address, with an optional port. RFC 1035, section 2.3.4, limits the lengths of a name."""


def reason(code: int) -> str:
    """Return the reason phrase of a status code."""
    return REASONS.get(code, "Unassigned")
