"""Preflights: the request that a preflight permits, or the reason for its refusal (Fetch, CORS-preflight fetch)."""

from __future__ import annotations

from .exchange import Exchange, every

REQUEST_METHOD = "access-control-request-method"
SAFELISTED = ("GET", "HEAD", "POST")
"""CORS-safelisted methods: a response need not list them."""


def is_preflight(exchange: Exchange) -> bool:
    """Return whether the browser asks for permission to send a request for a page of another origin."""
    asks = exchange.request_header(REQUEST_METHOD) and exchange.request_header("origin")
    return exchange.method == "OPTIONS" and bool(asks)


def announced_method(exchange: Exchange) -> str:
    """Return the method of the request that a preflight announces; of another exchange, its own method."""
    return (exchange.request_header(REQUEST_METHOD) or "") if is_preflight(exchange) else exchange.method


def permits(preflight: Exchange, later: Exchange, *, redirected: bool) -> bool:
    """Return whether `later` is the request of the same page that `preflight` announced, and may follow.

    URL and time are not compared here.
    """
    # After a redirect, Firefox sends `Origin: null` in the request, but not in the preflight.
    origins = [preflight.request_header("origin"), *(["null"] if redirected else [])]
    return (
        later.method == announced_method(preflight)
        and later.request_header("origin") in origins
        and later.request_header("user-agent") == preflight.request_header("user-agent")
        and announced_headers(preflight) <= {name.lower() for name, _ in later.request_headers}
        and refusal(preflight) is None
    )


def refusal(preflight: Exchange) -> str | None:
    """Return the reason that a browser does not send the announced request; None if the headers permit it.

    The headers do not show whether the request carries credentials. If it does, `*` is not a wildcard.
    """
    origin, allowed = preflight.request_header("origin"), preflight.response_header("access-control-allow-origin")
    if not 200 <= preflight.status <= 299:
        return f"its status is {preflight.status}, not 200 to 299"
    if allowed is None:
        return "no Access-Control-Allow-Origin"
    if allowed not in ("*", origin):
        return f"Access-Control-Allow-Origin is {allowed}, not {origin}"
    methods, method = listed(preflight, "access-control-allow-methods"), announced_method(preflight)
    if method not in (*SAFELISTED, *methods) and "*" not in methods:
        return f"{method} is not in Access-Control-Allow-Methods"
    names = {name.lower() for name in listed(preflight, "access-control-allow-headers")}
    missing = sorted(announced_headers(preflight) - names)
    if missing and "*" not in names:
        return f"{missing[0]} is not in Access-Control-Allow-Headers"
    return None


def announced_headers(preflight: Exchange) -> set[str]:
    """Return the header names that the preflight announces, in lower case: those that are not safelisted."""
    values = every(preflight.request_headers, "access-control-request-headers")
    return {name.strip().lower() for name in ",".join(values).split(",") if name.strip()}


def listed(preflight: Exchange, header: str) -> list[str]:
    """Return the items of a list header of the response, over all headers of that name."""
    return [name.strip() for name in ",".join(every(preflight.response_headers, header)).split(",")]
