"""Preflights: which one let which request come, and why one let none (Fetch standard, CORS-preflight fetch)."""

from __future__ import annotations

from .exchange import Exchange, every

ASKED = "access-control-request-method"
SAFELISTED = ("GET", "HEAD", "POST")
"""CORS-safelisted methods, which need not be listed."""


def is_preflight(each: Exchange) -> bool:
    """Whether the browser asked, before a request of another origin's page, if it may come."""
    return each.method == "OPTIONS" and bool(each.request_header(ASKED)) and bool(each.request_header("origin"))


def meant(each: Exchange) -> str:
    """The method that it is about: a preflight's is that of the request to come."""
    return (each.request_header(ASKED) or "") if is_preflight(each) else each.method


def cleared(preflight: Exchange, later: Exchange, *, redirected: bool) -> bool:
    """Whether it is the request that `preflight` asked for, of the same page; where and when is for trips to say."""
    origins = [preflight.request_header("origin"), *(["null"] if redirected else [])]  # Firefox: only the later has it
    return (
        later.method == meant(preflight)
        and later.request_header("origin") in origins
        and later.request_header("user-agent") == preflight.request_header("user-agent")
        and wanted(preflight) <= {name.lower() for name, _ in later.request_headers}
        and refusal(preflight) is None
    )


def refusal(preflight: Exchange) -> str | None:
    """Why no browser lets the request follow, as far as the headers tell; None where one may.

    They do not tell whether the request would be sent with credentials, for which `*` is but a name.
    """
    origin, allowed = preflight.request_header("origin"), preflight.response_header("access-control-allow-origin")
    if not 200 <= preflight.status <= 299:
        return f"it was answered with {preflight.status}, and only 200 to 299 will do"
    if allowed is None:
        return "no Access-Control-Allow-Origin"
    if allowed not in ("*", origin):
        return f"Access-Control-Allow-Origin is {allowed}, not {origin}"
    methods = named(preflight, "access-control-allow-methods")
    if meant(preflight) not in (*SAFELISTED, *methods) and "*" not in methods:
        return f"{meant(preflight)} is not in Access-Control-Allow-Methods"
    names = {name.lower() for name in named(preflight, "access-control-allow-headers")}
    missing = sorted(wanted(preflight) - names)
    if missing and "*" not in names:
        return f"{missing[0]} is not in Access-Control-Allow-Headers"
    return None


def wanted(preflight: Exchange) -> set[str]:
    """The headers that it asks for: those that are not safelisted, in lower case."""
    asked = every(preflight.request_headers, "access-control-request-headers")
    return {name.strip().lower() for name in ",".join(asked).split(",") if name.strip()}


def named(preflight: Exchange, header: str) -> list[str]:
    """What the answer lists, over all headers of that name."""
    return [name.strip() for name in ",".join(every(preflight.response_headers, header)).split(",")]
