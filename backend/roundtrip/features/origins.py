"""Origins: the page that sent a request, as the browser reports it, and the decision of the cross-site check."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, request

from ..config import settings
from ..cors import ACCESS, SEC_FETCH, fetch_metadata, set_from_query, token_fields
from ..describe import Field, Schema, describe
from ..guard import judge, open_to_any_site, other_origin
from ..problems import refuse
from ..reply import reply
from ..syntax.http import COMMON_METHODS
from ..visitor import OWN_COOKIES
from ..wire import unrecorded

bp = Blueprint("origins", __name__)

ALLOWED = re.compile(r"[!-~]+(?: [!-~]+)*")
"""A value of Access-Control-Allow-Origin, valid or not: visible ASCII."""

MOST_ALLOWED = 200
"""Characters of such a value."""

ASKS = ("fetch", "post", "hand")
"""Values of `ask`: a request that reads, a form that posts, and a request that the query composes."""


SENDER = {
    "method": str,
    "host": str,
    "origin": str | None,
    "referer": str | None,
    "sec_fetch": SEC_FETCH,
    "cookies": dict[str, str],
    "guard": {"allowed": bool, "reason": str},
}
"""The JSON about the sender of a request."""

PAGE = (
    Field("to", "The origin of this server under its other name, which the page sends a request to."),
    Field("ask", "The request: one that reads, a form that posts, or one that the query composes.", ASKS),
    Field("wire", "A token from /api/lab/token."),
)
ALLOW = Field(
    "allow",
    "The value of Access-Control-Allow-Origin.",
    Schema({"type": "string", "pattern": f"^(?:{ALLOWED.pattern})?$", "maxLength": MOST_ALLOWED}),
    example="*",
)


@bp.route("/origins", methods=["GET", "POST"])
@describe(200, json=SENDER)
def origins() -> Response:
    """Show what the browser reports about the page that sent this request (Fetch Metadata; RFC 6454)."""
    return reply("origins.html", request_origin())


@bp.get("/origins/elsewhere")
@describe(200, 400, query=PAGE, json={"here": str, "to": str, "ask": str, "wire": str | None})
@unrecorded()
def elsewhere() -> Response:
    """Show a page that sends a request to `to`. Under the other loopback name, the page belongs to another site.

    This page stands for another server, so the wire has only its requests to this one. With `ask=hand`, the script of
    the page reads the request and the headers of its answer from the query. `wire` is a token: it puts the request
    onto a visitor's wire.
    """
    origin = request.host_url.rstrip("/")
    other = other_origin(request.scheme, request.host)
    to, ask = request.args.get("to", other), request.args.get("ask", "fetch")
    if to is None or to != other or ask not in ASKS:
        refuse(400, f"`to` must be {other or 'a loopback origin'}, and `ask` one of: {', '.join(ASKS)}.")
    return reply("elsewhere.html", {"here": origin, "to": to, "ask": ask, "wire": request.args.get("wire") or None})


@bp.route("/origins/answer", methods=(*COMMON_METHODS, "OPTIONS"), provide_automatic_options=False)
@open_to_any_site
@describe(200, 400, query=(*token_fields(ACCESS), ALLOW), json={"message": str})
@describe(204, 400, methods=["OPTIONS"], query=(*token_fields(ACCESS), ALLOW))
def answer() -> Response:
    """Answer a request and its preflight with exactly the `Access-Control-*` headers in the query.

    Any site may send any request here and read the answer, so the answer has nothing that its reader does not know.
    """
    if request.method == "OPTIONS":
        response = Response(status=204)
    else:
        response = reply("page.html", {"message": arrival()})
        response.headers["X-Answer"] = "hello"
    set_from_query(response, ACCESS)
    if allowed := request.args.get("allow"):
        if len(allowed) > MOST_ALLOWED or not ALLOWED.fullmatch(allowed):
            refuse(400, f"`allow` must be visible ASCII, and have {MOST_ALLOWED} characters at most.")
        response.headers["Access-Control-Allow-Origin"] = allowed
    return response


def arrival() -> str:
    """Describe the request in a sentence, without its cookies."""
    body = f"{request.content_length or 0} bytes of {request.content_type or 'an unnamed type'}"
    origin = request.headers.get("Origin", "no origin that the browser names")
    return f"A {request.method} of {origin} arrived, with {body if request.content_length else 'no body'}."


def request_origin() -> dict[str, Any]:
    """Return the origin that the browser declares, the cookies of the request, and the verdict of the guard."""
    verdict = judge(request.method, request.host_url.rstrip("/"), request.headers, settings().origins)
    return {
        "method": request.method,
        "host": request.host,
        "origin": request.headers.get("Origin"),
        "referer": request.headers.get("Referer"),
        "sec_fetch": fetch_metadata(),
        "cookies": {name: "…" if name in OWN_COOKIES else value for name, value in request.cookies.items()},
        "guard": {"allowed": verdict.allowed, "reason": verdict.reason},
    }
