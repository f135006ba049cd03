"""Response bodies without what differs between two clients or two moments, so that they can be compared."""

from __future__ import annotations

import json
import re
from typing import Any

BY_THE_BROWSER = {"headers", "referer", "sec_fetch"}
"""Members of the JSON that describe headers which a browser adds by itself."""

LEFT_OUT = [
    # A table, and rows, about such headers. A page may end early, because the wire keeps only its beginning.
    r"<table>\s*<caption>(?:Headers|Sec-Fetch-\*)</caption>.*?(?:</table>|\Z)",
    r"<tr><th[^>]*>(?:visitor|Origin|Referer)</th><td>.*?</td></tr>|<tr><td class=\"none\">none</td></tr>",
    # The headers in the JSON on a page.
    r"\"headers\": \[\[(?:(?!\"headers\").)*?\]\](?=, \"json\")",
]
REPLACED = [
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.:+Z]*", "(time)"),
    (r"(?<=/uploads/)[0-9a-f]{16}|(?<=\"id\": \")[0-9a-f]{16}", "(id)"),  # an uploaded file
    (r"(?<=under the id )[0-9a-f]+", "(id)"),  # an entry in the server's log
    (r"-{4,}(?:WebKitFormBoundary\w+|geckoformboundary\w+|[0-9a-f]{16,})", "(boundary)"),
    # The length of a body that contains boundaries.
    (r"The body, \d+ bytes(?=</h2>\s*<pre[^>]*>\(boundary\))", "The body"),
    (r"\"size\": \d+(?=,\s*\"text\": \"\(boundary\))", '"size"'),
]


def comparable(body: str, mime_type: str) -> str:
    """Return the part of a body that two clients receive alike: JSON with sorted members, or the text."""
    if "json" in mime_type and body:
        body = json.dumps(shared(json.loads(body)), sort_keys=True)
    for pattern in LEFT_OUT:
        body = re.sub(pattern, "", body, flags=re.DOTALL)
    for pattern, word in REPLACED:
        body = re.sub(pattern, word, body)
    return re.sub(r"\s+", " ", body).strip()


def shared(data: dict[str, Any]) -> dict[str, Any]:
    """Return the members of an object that do not depend on the headers of a browser or on the visitor."""
    rest = {key: value for key, value in data.items() if key not in BY_THE_BROWSER}
    if isinstance(rest.get("cookies"), dict):
        rest["cookies"] = {name: value for name, value in rest["cookies"].items() if name != "visitor"}
    return rest


def last_body(output: str) -> str:
    """Return the body of the last response in the output of `curl --include`."""
    *_, head = re.finditer(r"^HTTP/\S+ \d{3}[^\r]*\r\n(?:[^\r\n]+\r\n)*\r\n", output, re.MULTILINE)
    return output[head.end() :]
