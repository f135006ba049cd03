"""Origins: the page that sent a request, as the browser reports it, and the decision of the cross-site check."""

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
    """Show what the browser reports about the page that sent this request (Fetch Metadata; RFC 6454)."""
    return reply("origins.html", request_origin())


@bp.get("/origins/elsewhere")
def elsewhere() -> Response:
    """Show a page that sends a request to `to`. Under the other loopback name, the page belongs to another site."""
    origin = request.host_url.rstrip("/")
    other = other_origin(request.scheme, request.host)
    to, ask = request.args.get("to", other), request.args.get("ask", "fetch")
    if to is None or to != other or ask not in ("fetch", "post"):
        refuse(400, f"`to` must be {other or 'a loopback origin'}, and `ask` must be fetch or post.")
    return reply("elsewhere.html", {"here": origin, "to": to, "ask": ask})


def request_origin() -> dict[str, Any]:
    """Return the origin that the browser declares, the cookies of the request, and the verdict of the guard."""
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
