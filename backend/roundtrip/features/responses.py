"""Responses: status, headers, cookies and body, as the view or the visitor chooses them."""

from __future__ import annotations

import re
import time
from http import HTTPStatus

from flask import Blueprint, Response, request

from ..guard import same_site_path
from ..problems import refuse
from ..reply import reply
from ..syntax.cookies import name_and_value
from ..syntax.http import MEDIA_TYPE, TCHAR, reason
from ..visitor import OWN_COOKIES

bp = Blueprint("responses", __name__)

FIELD = re.compile(rf"({TCHAR}+):[ \t]*([\x20-\x7e\t]*)")
COOKIE = re.compile(rf"({TCHAR}+)=([\x20-\x7e]*)")
RESERVED = {
    "connection": "the server itself manages the connection",
    "content-encoding": "the body is sent as it is, so the browser could not decode it",
    "content-length": "the server itself counts the body",
    "content-security-policy": "a composed answer is always sandboxed",
    "content-type": "it has a field of its own, `type`",
    "date": "the server itself sets it",
    "keep-alive": "the server itself manages the connection",
    "proxy-authenticate": "it is for proxies",
    "server": "the server itself sets it",
    "set-cookie": "it has a field of its own, `cookie`",
    "te": "the server itself manages the connection",
    "trailer": "the server itself manages the connection",
    "transfer-encoding": "the server itself manages the connection",
    "upgrade": "the server itself manages the connection",
    "x-content-type-options": "a composed answer is never sniffed",
    "alt-svc": "it would send later requests to another server",
    "clear-site-data": "it would delete Roundtrip's own cookies",
    "content-security-policy-report-only": "it would make the browser report to other sites",
    "link": "it would make the browser fetch from other sites",
    "nel": "it would make the browser report to other sites",
    "refresh": "it would send the browser off this site",
    "report-to": "it would make the browser report to other sites",
    "reporting-endpoints": "it would make the browser report to other sites",
    "service-worker-allowed": "it would widen the powers of scripts",
    "speculation-rules": "it would make the browser fetch by itself",
    "strict-transport-security": "it would lock this host to HTTPS",
}
"""Headers (RFC 9110 and others) that a visitor may not set, each with the reason."""


@bp.get("/response")
def response() -> Response:
    """The tutorial's response with two headers of its own."""
    answer = reply("page.html", {"message": "Look at the headers: header-x is 1, header-y is 2."})
    answer.headers["header-x"] = "1"
    answer.headers["header-y"] = "2"
    return answer


@bp.route("/respond", methods=["GET", "POST"])
def respond() -> Response:
    """Exactly the response asked for, but with none of this site's powers (CSP Level 3, `sandbox`)."""
    asked = request.values
    code = whole_number(asked.get("status") or "200")
    headers = [header(line) for line in lines("header")]
    cookies = [cookie(line) for line in lines("cookie")]
    answer = Response(asked.get("body", ""), status=f"{code} {reason(code)}", content_type=media_type())
    for name, value in [*headers, *(("Set-Cookie", each) for each in cookies)]:
        answer.headers.add(name, value)
    if code in (HTTPStatus.NO_CONTENT, HTTPStatus.RESET_CONTENT, HTTPStatus.NOT_MODIFIED):
        answer.data = b""  # RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5: these have no content
    answer.headers["Content-Security-Policy"] = "sandbox"
    time.sleep(seconds())
    return answer


def lines(field: str) -> list[str]:
    """The values of a repeatable field; one value may also hold several, a line each."""
    found = (line for value in request.values.getlist(field) for line in re.split(r"\r\n|\r|\n", value))
    return [line for line in found if line.strip()]


def whole_number(text: str) -> int:
    if not re.fullmatch(r"[2-5][0-9]{2}", text, re.ASCII):
        refuse(400, "`status` must be a whole number from 200 to 599.")
    return int(text)


def header(line: str) -> tuple[str, str]:
    """One `Name: value` (RFC 9110, section 5), unless it is reserved."""
    match = FIELD.fullmatch(line)
    if not match:
        refuse(
            400,
            f"`header` must be lines of the form Name: value, in plain ASCII; this is not one: {line[:80]!r}.",
        )
    name, value = match[1], match[2].strip()
    if name.lower() in RESERVED:
        refuse(400, f"`header` may not set {name}: {RESERVED[name.lower()]}.")
    if name.lower().startswith("access-control-"):
        refuse(
            400,
            f"`header` may not set {name}: which origins may read answers is for ROUNDTRIP_ORIGINS to say.",
        )
    if name.lower() in ("location", "content-location"):
        value = same_site_path(value, name=f"header {name}")
    return name, value


def cookie(line: str) -> str:
    """One Set-Cookie value, unless it would replace one of Roundtrip's own."""
    name, _ = name_and_value(line.partition(";")[0])
    if not COOKIE.fullmatch(line):
        refuse(
            400,
            f"`cookie` must be of the form name=value; Attribute, in plain ASCII; this is not: {line[:80]!r}.",
        )
    if name.lower() in OWN_COOKIES:
        refuse(400, f"`cookie` may not set {name}: Roundtrip itself uses it.")
    return line


def media_type() -> str:
    """The Content-Type asked for (RFC 9110, section 8.3.1)."""
    given = request.values.get("type") or "text/plain; charset=utf-8"
    if not MEDIA_TYPE.fullmatch(given):
        refuse(400, "`type` must be a media type, such as text/html; charset=utf-8.")
    return given


def seconds() -> float:
    given = request.values.get("delay") or "0"
    if not re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,6})?", given, re.ASCII) or float(given) > 10:
        refuse(400, "`delay` must be a number of seconds from 0 to 10.")
    return float(given)
