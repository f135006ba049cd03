"""Trips as HAR 1.2: `log.pages` are trips, `log.entries` exchanges; what is Roundtrip's own starts with `_`."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl

from .exchange import Exchange, Headers, every, split
from .jar import Cookie, parse, refused, sent_cookies, when
from .trips import Hop

NOTE = "WSGI tells neither the order nor the letter case of request headers; they are sorted, in lower case."


def har(trips: Sequence[Sequence[Hop]], after: int = 0) -> dict[str, Any]:
    """The log of some trips, without the entries up to the id `after` (HAR 1.2; milliseconds, bytes, -1: unknown)."""
    creator = {"name": "Roundtrip", "version": version("roundtrip")}
    newer = [trip for trip in trips if any(hop.exchange.id > after for hop in trip)]
    pages = [page(trip) for trip in newer]
    entries = [entry(hop, page_id(trip)) for trip in newer for hop in trip if hop.exchange.id > after]
    entries.sort(key=lambda each: (each["startedDateTime"], each["_id"]))
    return {"log": {"version": "1.2", "creator": creator, "pages": pages, "entries": entries, "comment": NOTE}}


def page_id(trip: Sequence[Hop]) -> str:
    return f"trip-{trip[0].exchange.id}"


def page(trip: Sequence[Hop]) -> dict[str, Any]:
    """A trip as HAR's page: its title is its first request."""
    start, end = trip[0].exchange, trip[-1].exchange
    path = split(start.url).path
    return {
        "id": page_id(trip),
        "startedDateTime": when(start.started),
        "title": f"{start.method} {path}",
        "pageTimings": {"onLoad": milliseconds(end.ended - start.started)},
    }


def entry(hop: Hop, pageref: str) -> dict[str, Any]:
    """An exchange as HAR's entry."""
    each = hop.exchange
    found: dict[str, Any] = {
        "pageref": pageref,
        "startedDateTime": when(each.started),
        "time": milliseconds(each.wait + each.receive),
        "request": request(each),
        "response": response(each),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds(each.wait), "receive": milliseconds(each.receive)},
        "_id": each.id,
        "_rule": each.rule,
        "_endpoint": each.endpoint,
        "_args": each.args,
        "_changes": list(hop.changes),
        "_outcome": each.outcome,
    }
    if hop.redirected_from is not None:
        found["_redirectedFrom"] = hop.redirected_from
    if hop.preflight is not None:
        found["_preflight"] = hop.preflight
    return found


def request(each: Exchange) -> dict[str, Any]:
    found: dict[str, Any] = {
        "method": each.method,
        "url": each.url,
        "httpVersion": each.protocol,
        "cookies": pairs(sent_cookies(each)),
        "headers": pairs(each.request_headers),
        "queryString": pairs(parse_qsl(split(each.url).query, keep_blank_values=True)),
        "headersSize": -1,
        "bodySize": each.request_size,
    }
    if each.request_size:
        found["postData"] = post_data(each)
    return found


def post_data(each: Exchange) -> dict[str, Any]:
    """The request's body; `_encoding` is to it what HAR's `encoding` is to a response's content."""
    kind = each.request_header("content-type") or ""
    found: dict[str, Any] = {"mimeType": kind, **text_of(each.request_body, each.request_size, "_encoding")}
    if kind.startswith("application/x-www-form-urlencoded"):
        body = each.request_body.decode("ascii", "replace")
        found["params"] = pairs(parse_qsl(body, keep_blank_values=True))
    if each.request_size > len(each.request_body):
        found["_truncated"] = True
    return found


def response(each: Exchange) -> dict[str, Any]:
    kind = each.response_header("content-type") or "x-unknown"
    content: dict[str, Any] = {"size": each.response_size, "mimeType": kind}
    content |= text_of(each.response_body, each.response_size, "encoding")
    if each.response_size > len(each.response_body):
        content["_truncated"] = True
    return {
        "status": each.status,
        "statusText": each.reason,
        "httpVersion": each.protocol,
        "cookies": [set_cookie(header, each) for header in every(each.response_headers, "set-cookie")],
        "headers": pairs(each.response_headers),
        "content": content,
        "redirectURL": each.response_header("location") or "",
        "headersSize": -1,
        "bodySize": each.response_size,
    }


def text_of(head: bytes, size: int, encoding: str) -> dict[str, str]:
    """A body's head as text, or as base64 where it is none; where it was cut, a character may be cut in two."""
    try:
        return {"text": head.decode("utf-8")}
    except UnicodeDecodeError as error:
        if size > len(head) and error.reason == "unexpected end of data":
            return {"text": head[: error.start].decode("utf-8")}
        return {"text": base64.b64encode(head).decode("ascii"), encoding: "base64"}


def pairs(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def set_cookie(header: str, each: Exchange) -> dict[str, Any]:
    """A Set-Cookie value as HAR's cookie."""
    cookie = parse(header, each.url, each.answered)
    found: dict[str, Any] = {
        "name": cookie.name,
        "value": cookie.value,
        "path": cookie.path,
        "domain": cookie.domain,
        "httpOnly": cookie.httponly,
        "secure": cookie.secure,
        "sameSite": cookie.samesite,
        "_hostOnly": cookie.host_only,
        "_partitioned": cookie.partitioned,
        "_lifetime": lifetime(cookie),
        "_refused": refused(cookie, each.url),
    }
    if cookie.expires is not None:
        found["expires"] = when(cookie.expires)
    return found


def lifetime(cookie: Cookie) -> int | None:
    """Return the seconds that a cookie lives: 0 if the answer deletes it, None for a session cookie."""
    return None if cookie.expires is None else max(0, round(cookie.expires - cookie.received))


def milliseconds(seconds: float) -> float:
    return round(max(0.0, seconds) * 1000, 3)
