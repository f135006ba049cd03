"""The origins lab: answer with exactly the CORS headers that the query asks for, and describe the sender.

Any site may call this view with any method, so it must stay useless to a hostile page. Such a page learns only facts
that it knows already: its own origin, and that it belongs to another site. The view

- sets no cookie, names no visitor, stores nothing, and shows neither the body nor cookies of others than the lab;
- permits only the other loopback name of this server to read it, `*`, which excludes credentials, or `null`, which
  a page without an origin may use, and learns nothing by it;
- redirects only to itself, under this name or the other one;
- writes only tokens (RFC 9110) into headers, so nobody can add a line;
- has nothing to click in a page that others may frame.

A request comes onto a visitor's wire only with the visitor's token (`?wire=`, `wire.make_token`). Only a page of that
visitor gets the token, which names the wire and cannot read it.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from ..config import settings
from ..cors import ACCESS, SEC_FETCH, fetch_metadata, set_from_query, token_fields
from ..describe import Field, describe
from ..guard import open_to_any_site, other_origin, policy
from ..problems import refuse
from ..reply import redirection, reply
from ..syntax.http import COMMON_METHODS

bp = Blueprint("lab_origins", __name__, url_prefix="/lab")

METHODS = (*COMMON_METHODS, "OPTIONS")
SETS = {
    **ACCESS,
    "shared": "Cross-Origin-Resource-Policy",
    "framed": "X-Frame-Options",
    "referrer": "Referrer-Policy",
    "cache": "Cache-Control",
    "language": "Content-Language",
    "etag": "ETag",
    "expires": "Expires",
    "modified": "Last-Modified",
    "pragma": "Pragma",
    "retry": "Retry-After",
}
"""Name in the query → the header that it sets to a list of tokens."""

ALLOWS = {
    "a list": ["{other}, {this}"],
    "the same twice": ["{other}, {other}"],
    "with a star": ["{other}, *"],
    "two headers": ["{other}", "{other}"],
    "two stars": ["*, *"],
    "double star": ["**"],
    "a quoted star": ['"*"'],
    "a pattern": ["{scheme}://*"],
    "a slash": ["{other}/"],
    "a path": ["{other}/lab/actor"],
    "a query": ["{other}?"],
    "a fragment": ["{other}#"],
    "uppercase": ["{upper}"],
    "white space": [" \t {other} \t "],
    "white space and a star": [" \t* "],
    "no scheme": ["{host}"],
    "a relative scheme": ["//{host}"],
    "another scheme": ["https://{host}"],
    "another port": ["{other}1"],
    "a user": ["{scheme}://user@{host}"],
    "a dot": ["{scheme}://.{host}"],
    "quotes": ['"{other}"'],
    "null": ["null"],
    "this": ["{this}"],
    "nothing": [""],
}
"""Values of `allow` in the query → values of Access-Control-Allow-Origin. A browser must accept two: white space."""

LAB_COOKIE = re.compile(r"lab\w*", re.ASCII)
ANCESTORS = re.compile(r"frame-ancestors [^;]*; ")


SENDER = {
    "method": str,
    "host": str,
    "origin": str | None,
    "sec_fetch": SEC_FETCH,
    "cookies": dict[str, str],
}
CHOICES = {
    "origin": ("other", "*"),
    "allow": tuple(ALLOWS),
    "ancestors": ("none", "self", "other"),
    "to": ("other",),
    "preflight": ("204", "307", "404"),
}
"""Name in the query → its values: who may read, who may frame, where to redirect, the status of a preflight."""

QUERY = (*token_fields(SETS), *(Field(name, kind=words, blank=True) for name, words in CHOICES.items()))


@bp.route("/origins", methods=METHODS, provide_automatic_options=False)
@describe(200, 307, 400, query=QUERY, json=SENDER)
@describe(
    *(200, 204, 307, 400, 404),
    methods=["OPTIONS"],
    query=QUERY,
    json=SENDER,
    sends={"404": ("text/html", "application/json", "application/problem+json")},
)
@open_to_any_site
def origins() -> Response:
    """Describe the sender of the request, with the headers that the query sets (`SETS`) and chooses (`CHOICES`)."""
    choices = {name: chosen(name) for name in CHOICES}
    if request.method == "OPTIONS" and choices["preflight"]:
        answer = answered(int(choices["preflight"]))
    elif choices["to"] and request.method != "OPTIONS":
        answer = redirection(again(without="to", origin=other()), 307)
    else:
        answer = reply("lab.html", who_asked())
    if choices["origin"]:
        answer.headers["Access-Control-Allow-Origin"] = "*" if choices["origin"] == "*" else other()
    for value in allowed(choices["allow"]):
        answer.headers.add("Access-Control-Allow-Origin", value)
    set_from_query(answer, SETS)
    answer.headers["X-Lab"] = "told"
    answer.headers["Content-Security-Policy"] = framing(choices["ancestors"])
    return answer


def chosen(name: str) -> str:
    """Return the value of `name` in the query; empty if the query does not have it."""
    word = request.args.get(name, "")
    if word and word not in CHOICES[name]:
        refuse(400, f"`{name}` must be one of: {', '.join(CHOICES[name])}.")
    return word


def allowed(word: str) -> list[str]:
    """Return the values of Access-Control-Allow-Origin for a value of `allow`; none for an empty one."""
    if not word:
        return []
    scheme, _, host = other().partition("://")
    parts = {"other": other(), "upper": other().upper(), "scheme": scheme, "host": host}
    return [value.format(this=f"{request.scheme}://{request.host}", **parts) for value in ALLOWS[word]]


def other() -> str:
    """Return the origin of this server under its other name."""
    return other_origin(request.scheme, request.host) or refuse(
        400, "This host has no second name. Open Roundtrip at localhost or 127.0.0.1."
    )


def again(*, without: str, origin: str = "") -> str:
    """Return the URL of this request without one name of its query, optionally under another origin."""
    query = [(name, value) for name, value in request.args.items(multi=True) if name != without]
    return f"{origin}{request.path}?{urlencode(query)}"


def answered(status: int) -> Response:
    """Answer a preflight with this status."""
    if status == 307:
        return redirection(again(without="preflight"), status)
    return reply("lab.html", who_asked(), status=status)


def who_asked() -> dict[str, Any]:
    """Describe the request: the origin that the browser declares, and the cookies of the lab; nothing private."""
    cookies = {name: value for name, value in request.cookies.items() if LAB_COOKIE.fullmatch(name)}
    return {
        "method": request.method,
        "host": request.host,
        "origin": request.headers.get("Origin"),
        "sec_fetch": fetch_metadata(),
        "cookies": cookies,
    }


def framing(ancestors: str) -> str:
    """Return the policy of every page with other `frame-ancestors`; without them X-Frame-Options decides alone."""
    own = policy(request.scheme, request.host, settings().origins)
    if ancestors == "other" or not (ancestors or "framed" in request.args):
        return own
    return ANCESTORS.sub(f"frame-ancestors '{ancestors}'; " if ancestors else "", own)
