"""The origins lab: answer with exactly the CORS headers that the query asks for, and tell who asked.

What another site's page could do with it: learn what it knows already (its own origin, that it is another site), and
nothing else. The view is open to any site and any method, so it must stay one that is no use to a hostile page:

- it sets no cookie, names no visitor, stores nothing, and shows of the request neither its body nor a cookie that is
  not the lab's;
- it lets in only the server's other loopback name, or `*`, for which no browser lends its cookies;
- it redirects only to itself, by this name or the other one;
- all that it puts into a header is made of names (RFC 9110's tokens): no line can be smuggled in;
- a page of it may be framed more freely than others, and has nothing to click.

To write to a visitor's wire takes the visitor's token (`?wire=`, `wire.make_token`), which only that visitor's page
is given: it names the wire, and reads nothing.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from ..config import settings
from ..guard import open_to_any_site, other_origin, policy
from ..problems import refuse
from ..reply import redirection, reply
from ..syntax.http import COMMON_METHODS, TCHAR

bp = Blueprint("lab_origins", __name__, url_prefix="/lab")

METHODS = (*COMMON_METHODS, "OPTIONS")
SETS = {
    "credentials": "Access-Control-Allow-Credentials",
    "methods": "Access-Control-Allow-Methods",
    "headers": "Access-Control-Allow-Headers",
    "expose": "Access-Control-Expose-Headers",
    "age": "Access-Control-Max-Age",
    "shared": "Cross-Origin-Resource-Policy",
    "framed": "X-Frame-Options",
}
"""Which word of the query sets which header, to a list of names."""

NAMES = re.compile(rf"{TCHAR}+(?:, ?{TCHAR}+)*")
LAB_COOKIE = re.compile(r"lab\w*", re.ASCII)
ANCESTORS = re.compile(r"frame-ancestors [^;]*; ")


@bp.route("/origins", methods=METHODS, provide_automatic_options=False)
@open_to_any_site
def origins() -> Response:
    """Who asked, with the headers of `SETS`; `origin` (other, *), `ancestors`, `to` and `preflight` are in `ORDERS`."""
    orders = {name: chosen(name) for name in ORDERS}
    if request.method == "OPTIONS" and orders["preflight"]:
        answer = answered(int(orders["preflight"]))
    elif orders["to"] and request.method != "OPTIONS":
        answer = redirection(again(without="to", origin=other()), 307)
    else:
        answer = reply("lab.html", who_asked())
    if orders["origin"]:
        answer.headers["Access-Control-Allow-Origin"] = "*" if orders["origin"] == "*" else other()
    for name, header in SETS.items():
        if name in request.args:
            answer.headers[header] = names(name)
    answer.headers["X-Lab"] = "told"
    answer.headers["Content-Security-Policy"] = framing(orders["ancestors"])
    return answer


ORDERS = {
    "origin": ("other", "*"),
    "ancestors": ("none", "self", "other"),
    "to": ("other",),
    "preflight": ("204", "307", "404"),
}
"""What may be asked for by a word: who may read, who may frame, where to redirect, how a preflight is answered."""


def chosen(name: str) -> str:
    """The word that the query has for `name`; empty without one."""
    word = request.args.get(name, "")
    if word and word not in ORDERS[name]:
        refuse(400, f"`{name}` must be one of: {', '.join(ORDERS[name])}.")
    return word


def names(name: str) -> str:
    """The query's list of names, as a header can have it."""
    value = request.args[name]
    if not NAMES.fullmatch(value):
        refuse(400, f"`{name}` must be a list of names (RFC 9110, section 5.6.2), separated by commas.")
    return value


def other() -> str:
    """This server by its other name."""
    return other_origin(request.scheme, request.host) or refuse(
        400, "This host has no second name. Open Roundtrip at localhost or 127.0.0.1."
    )


def again(*, without: str, origin: str = "") -> str:
    """This address once more, by another origin perhaps, without one word of its query."""
    query = [(name, value) for name, value in request.args.items(multi=True) if name != without]
    return f"{origin}{request.path}?{urlencode(query)}"


def answered(status: int) -> Response:
    """A preflight's answer with this status."""
    if status == 307:
        return redirection(again(without="preflight"), status)
    return reply("lab.html", who_asked(), status=status)


def who_asked() -> dict[str, Any]:
    """The request's origin as the browser declared it, and the lab's own cookies; nothing that is anybody's."""
    fetch = {name: request.headers.get(f"Sec-Fetch-{name.title()}") for name in ("site", "mode", "dest", "user")}
    cookies = {name: value for name, value in request.cookies.items() if LAB_COOKIE.fullmatch(name)}
    return {
        "method": request.method,
        "host": request.host,
        "origin": request.headers.get("Origin"),
        "sec_fetch": fetch,
        "cookies": cookies,
    }


def framing(ancestors: str) -> str:
    """The policy of every page, but for who may frame this one: by X-Frame-Options, that header alone decides."""
    own = policy(request.scheme, request.host, settings().origins)
    if ancestors == "other" or not (ancestors or "framed" in request.args):
        return own
    return ANCESTORS.sub(f"frame-ancestors '{ancestors}'; " if ancestors else "", own)
