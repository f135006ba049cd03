"""Responses: the view or the visitor chooses status, headers, cookies and body."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, request

from ..describe import Field, describe
from ..guard import limit_set_cookies, require_own_page, same_site_path
from ..problems import refuse
from ..reply import reply
from ..syntax.http import MEDIA_TYPE, TCHAR, reason
from ..syntax.urls import query_bytes
from ..threads import may_wait, only_computes
from ..visitor import own_cookie_in

bp = Blueprint("responses", __name__)

FIELD = re.compile(rf"({TCHAR}+):([\x20-\x7e\t]*)")
RESERVED = {
    "connection": "the server itself manages the connection",
    "content-encoding": "the server does not encode the body, so the browser could not decode it",
    "content-length": "the server itself sets it",
    "content-security-policy": "a composed response is always sandboxed",
    "content-type": "use the field `type`",
    "date": "the server itself sets it",
    "keep-alive": "the server itself manages the connection",
    "proxy-authenticate": "it is for proxies",
    "server": "the server itself sets it",
    "set-cookie": "use the field `cookie`",
    "te": "the server itself manages the connection",
    "trailer": "the server itself manages the connection",
    "transfer-encoding": "the server itself manages the connection",
    "upgrade": "the server itself manages the connection",
    "x-content-type-options": "the server itself sets it",
    "alt-svc": "it would send later requests to another server",
    "clear-site-data": "it would delete the cookies of Roundtrip itself",
    "content-security-policy-report-only": "it would make the browser report to other sites",
    "link": "it would make the browser load resources from other sites",
    "nel": "it would make the browser report to other sites",
    "refresh": "it would send the browser to another site",
    "report-to": "it would make the browser report to other sites",
    "reporting-endpoints": "it would make the browser report to other sites",
    "service-worker-allowed": "it would give a service worker more paths",
    "speculation-rules": "it would make the browser load pages in advance",
    "strict-transport-security": "it would make the browser use HTTPS for this host",
}
"""Headers (RFC 9110 and others) that a visitor must not set, each with the reason."""


STATUS = re.compile(r"[2-5][0-9]{2}", re.ASCII)
DELAY = re.compile(r"0?[0-9](?:\.[0-9]{1,6})?|10(?:\.0{1,6})?", re.ASCII)
"""Seconds from 0 to 10."""

ORDER = (
    Field("status", "The status, from 200 to 599.", STATUS, blank=True, example="404"),
    Field(
        "header", f"A line `Name: value`; not {', '.join(RESERVED)}, access-control-*.", FIELD, many=True, blank=True
    ),
    Field("cookie", "A value for Set-Cookie.", many=True, example="flavour=oat; Path=/"),
    Field("body", "The body of the answer.", example="No such thing."),
    Field("type", "Its media type.", MEDIA_TYPE, blank=True, example="text/plain; charset=utf-8"),
    Field("delay", "Seconds until the answer, from 0 to 10.", DELAY, blank=True, example="0.1"),
)
"""The fields of a composed response."""


@dataclass(frozen=True)
class Answer:
    """A response that a visitor has composed; `delay` is in seconds."""

    status: int
    type: str
    headers: list[tuple[str, str]]
    body: str
    delay: float


@bp.get("/response")
@describe(
    200,
    json={"message": str},
    adds=(Field("header-x", kind={"1"}, required=True), Field("header-y", kind={"2"}, required=True)),
)
@only_computes
def response() -> Response:
    """Send a response with two extra headers, as the tutorial does."""
    response = reply("page.html", {"message": "Look at the headers: header-x is 1, header-y is 2."})
    response.headers["header-x"] = "1"
    response.headers["header-y"] = "2"
    return response


@bp.route("/respond", methods=["GET", "POST"])
@describe("2XX", "3XX", "4XX", "5XX", values=ORDER, sends=("*/*",))
@may_wait
def respond() -> Response:
    """Send the response that the form describes."""
    answer = composed()
    response = sandboxed(answer)
    for line in allowed_cookie_lines():
        response.headers.add("Set-Cookie", cookie(line))
    time.sleep(answer.delay)
    return response


def composed() -> Answer:
    """Return the answer that the form describes; refuse a part that no answer may have."""
    return Answer(
        status=status_code(request.values.get("status") or "200"),
        type=media_type(),
        headers=[header(line) for line in lines("header")],
        body=request.values.get("body", ""),
        delay=seconds(),
    )


def sandboxed(answer: Answer) -> Response:
    """Return an answer as a response. The sandbox (CSP Level 3) keeps it from acting as this site."""
    code = answer.status
    response = Response(answer.body, status=f"{code} {reason(code)}", content_type=answer.type)
    for name, value in answer.headers:
        response.headers.add(name, value)
    if code in (HTTPStatus.NO_CONTENT, HTTPStatus.RESET_CONTENT, HTTPStatus.NOT_MODIFIED):
        response.data = b""  # RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5: these have no content
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def lines(field: str) -> list[str]:
    """Return the lines of a field that can occur several times, and whose values can have several lines."""
    values = request.values.getlist(field)
    return [line for value in values for line in re.split(r"\r\n|\r|\n", value) if line.strip()]


def status_code(text: str) -> int:
    if not STATUS.fullmatch(text):
        refuse(400, "`status` must be a whole number from 200 to 599.")
    return int(text)


def header(line: str) -> tuple[str, str]:
    """Parse a line `Name: value` (RFC 9110, section 5); refuse a reserved name."""
    match = FIELD.fullmatch(line)
    if not match:
        refuse(400, f"A line of `header` must have the form Name: value, in ASCII. Correct this line: {line[:80]!r}.")
    name, value = match[1], match[2].strip()
    if name.lower() in RESERVED:
        refuse(400, f"`header` must not set {name}: {RESERVED[name.lower()]}.")
    if name.lower().startswith("access-control-"):
        refuse(400, f"`header` must not set {name}: use the setting ROUNDTRIP_ORIGINS.")
    if name.lower() in ("location", "content-location"):
        value = same_site_path(value, name=f"header {name}")
    return name, value


def allowed_cookie_lines() -> list[bytes]:
    """Return the cookies to set; refuse them if a page of another site asks for them, or if they are too many."""
    lines = cookie_lines()
    if lines:
        require_own_page()
    limit_set_cookies(lines)
    return lines


def cookie_lines() -> list[bytes]:
    """Return the lines of the field `cookie`: any bytes in the query, and UTF-8 in a form."""
    values = query_bytes(request.query_string, b"cookie")
    if request.method == "POST":
        values += [value.encode() for value in request.form.getlist("cookie")]
    return [line for value in values for line in re.split(rb"[\r\n]", value) if line.strip(b" \t")]


def cookie(line: bytes) -> str:
    """Return a value for Set-Cookie, its bytes as Latin-1 (PEP 3333); refuse a cookie of Roundtrip itself."""
    if b"\0" in line:
        refuse(400, "A line of `cookie` must not contain the byte 0, which no header can contain.")
    if name := own_cookie_in(line):
        refuse(400, f"`cookie` must not set {name}: Roundtrip itself uses this cookie.")
    return line.decode("latin-1")


def media_type() -> str:
    """Return the Content-Type in the form (RFC 9110, section 8.3.1)."""
    text = request.values.get("type") or "text/plain; charset=utf-8"
    if not MEDIA_TYPE.fullmatch(text):
        refuse(400, "`type` must be a media type, such as text/html; charset=utf-8.")
    return text


def seconds() -> float:
    text = request.values.get("delay") or "0"
    if not DELAY.fullmatch(text):
        refuse(400, "`delay` must be a number of seconds from 0 to 10.")
    return float(text)
