"""Origins: who asked, from where, and what the guard made of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from ..config import settings
from ..guard import judge, other_origin
from ..problems import refuse
from ..reply import reply
from ..visitor import OWN_COOKIES

bp = Blueprint("origins", __name__)


@bp.route("/origins", methods=["GET", "POST"])
def origins() -> Response:
    """What the browser told about the page that made this request (Fetch Metadata; RFC 6454)."""
    return reply("origins.html", who_asked())


@bp.get("/origins/elsewhere")
def elsewhere() -> Response:
    """A page to open under the other loopback name: from there, another site, it asks or posts to `to`."""
    here = request.host_url.rstrip("/")
    other = other_origin(request.scheme, request.host)
    to, ask = request.args.get("to", other), request.args.get("ask", "fetch")
    if to is None or to != other or ask not in ("fetch", "post"):
        refuse(400, f"`to` must be {other or 'a loopback origin'}, and `ask` fetch or post.")
    return reply("elsewhere.html", {"here": here, "to": to, "ask": ask})


def who_asked() -> dict[str, Any]:
    """The request's origin as the browser declared it, the names of the cookies that came, and the verdict."""
    verdict = judge(request.method, request.host_url.rstrip("/"), request.headers, settings().origins)
    fetch = {name: request.headers.get(f"Sec-Fetch-{name.title()}") for name in ("site", "mode", "dest", "user")}
    return {
        "method": request.method,
        "host": request.host,
        "origin": request.headers.get("Origin"),
        "referer": request.headers.get("Referer"),
        "sec_fetch": fetch,
        "cookies": {name: "…" if name in OWN_COOKIES else value for name, value in request.cookies.items()},
        "guard": {"allowed": verdict.allowed, "reason": verdict.reason},
    }
