"""Trips as HAR 1.2: `log.pages` are trips, `log.entries` exchanges; names of Roundtrip's own fields start with `_`."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl

from ..syntax.cookies import Cookie
from ..syntax.urls import split
from .environ import shown
from .exchange import Exchange, Headers
from .jar import request_cookies
from .trips import Hop

REBUILT = "The server did not tell the request headers as sent: entries with _rebuilt have them sorted, in lower case."


Bodies = Callable[[int], tuple[bytes, bytes] | None]
"""The id of an exchange → its bodies, of the request and of the response; None if it was deleted."""


def har(trips: Sequence[Sequence[Hop]], after: int = 0) -> dict[str, Any]:
    """Return trips as a HAR log, without the entries up to the id `after`. Milliseconds, bytes; -1 means unknown."""
    log, hops = outline(trips, after)
    return {"log": log | {"entries": [entry(*hop) for hop in hops]}}


def har_text(trips: Sequence[Sequence[Hop]], bodies: Bodies, after: int = 0, **more: str) -> Iterator[str]:
    """Return the JSON of a HAR log in pieces, one for each entry; `more` are members of the log.

    The exchanges of the trips have no bodies: `bodies` loads them for one entry at a time.
    """
    log, hops = outline(trips, after)
    yield f'{{"log":{dumps(log | more)[:-1]},"entries":['
    comma = ""
    for hop, pageref in hops:
        found = bodies(hop.exchange.id)
        if found is None:
            continue
        exchange = replace(hop.exchange, request_body=found[0], response_body=found[1])
        yield comma + dumps(entry(replace(hop, exchange=exchange), pageref))
        comma = ","
    yield "]}}"


def outline(trips: Sequence[Sequence[Hop]], after: int) -> tuple[dict[str, Any], list[tuple[Hop, str]]]:
    """Return a log without its entries, and the hops of the entries with the ids of their pages."""
    newer = [trip for trip in trips if any(hop.exchange.id > after for hop in trip)]
    hops = [(hop, page_id(trip)) for trip in newer for hop in trip if hop.exchange.id > after]
    hops.sort(key=lambda hop: (iso_time(hop[0].exchange.started), hop[0].exchange.id))
    creator = {"name": "Roundtrip", "version": version("flask-roundtrip")}
    log: dict[str, Any] = {"version": "1.2", "creator": creator, "pages": [page(trip) for trip in newer]}
    return (log | {"comment": REBUILT} if any(hop.exchange.rebuilt for hop, _ in hops) else log), hops


def dumps(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def page_id(trip: Sequence[Hop]) -> str:
    return f"trip-{trip[0].exchange.id}"


def page(trip: Sequence[Hop]) -> dict[str, Any]:
    """Return a trip as a HAR page; its title is its first request."""
    start, end = trip[0].exchange, trip[-1].exchange
    path = split(start.url).path
    return {
        "id": page_id(trip),
        "startedDateTime": iso_time(start.started),
        "title": f"{start.method} {path}",
        "pageTimings": {"onLoad": milliseconds(end.ended - start.started)},
    }


def entry(hop: Hop, pageref: str) -> dict[str, Any]:
    """Return an exchange as a HAR entry."""
    exchange = hop.exchange
    wait, receive = milliseconds(exchange.wait), milliseconds(exchange.receive)
    fields: dict[str, Any] = {
        "pageref": pageref,
        "startedDateTime": iso_time(exchange.started),
        "time": milliseconds(exchange.wait + exchange.receive),
        "request": request(exchange),
        "response": response(hop),
        "cache": {},
        "timings": {"send": 0, "wait": wait, "receive": receive},
        "_id": exchange.id,
        "_rule": exchange.rule,
        "_endpoint": exchange.endpoint,
        "_args": exchange.args,
        "_changes": list(hop.changes),
        "_outcome": exchange.outcome,
        "_rebuilt": exchange.rebuilt,
        "_byToken": exchange.by_token,
        "_caught": exchange.caught,
        "_lab": hop.lab,
    }
    if exchange.messages or exchange.status == 101:
        fields |= {"_resourceType": "websocket", "_webSocketMessages": exchange.messages}
    if hop.redirected_from is not None:
        fields["_redirectedFrom"] = hop.redirected_from
    if hop.preflight is not None:
        fields["_preflight"] = hop.preflight
    return fields


def request(exchange: Exchange) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": exchange.protocol,
        "cookies": pairs([(cookie.name, cookie.value) for cookie in request_cookies(exchange)]),
        "headers": pairs(exchange.request_headers),
        "queryString": pairs(parse_qsl(split(exchange.url).query, keep_blank_values=True)),
        "headersSize": -1,
        "bodySize": exchange.request_size,
        "_target": shown(exchange.target),
        **exact_head(f"{exchange.method} {exchange.target} {exchange.protocol}", exchange.request_headers),
    }
    if exchange.unread:
        fields["_unread"] = True
    if exchange.request_size:
        fields["postData"] = post_data(exchange)
    return fields


def post_data(exchange: Exchange) -> dict[str, Any]:
    """Return the request body; `_encoding` has the meaning that `encoding` has in the content of a response."""
    kind = exchange.request_header("content-type") or ""
    text = text_of(exchange.request_body, exchange.request_size, "_encoding")
    fields: dict[str, Any] = {"mimeType": kind, **text}
    if kind.startswith("application/x-www-form-urlencoded"):
        body = exchange.request_body.decode("ascii", "replace")
        fields["params"] = pairs(parse_qsl(body, keep_blank_values=True))
    if exchange.request_size > len(exchange.request_body):
        fields["_truncated"] = True
    return fields


def response(hop: Hop) -> dict[str, Any]:
    exchange = hop.exchange
    kind = exchange.response_header("content-type") or "x-unknown"
    size = exchange.response_size if exchange.decoded_size is None else exchange.decoded_size
    content: dict[str, Any] = {"size": size, "mimeType": kind}
    if exchange.decoded_size is not None:
        content["compression"] = size - exchange.response_size
    content |= text_of(exchange.response_body, size, "encoding")
    if size > len(exchange.response_body):
        content["_truncated"] = True
    return {
        "status": exchange.status,
        "statusText": exchange.reason,
        "httpVersion": exchange.protocol,
        "cookies": [set_cookie(cookie, why) for cookie, why in hop.set_cookies],
        "headers": pairs(exchange.response_headers),
        "content": content,
        "redirectURL": shown(exchange.response_header("location") or ""),
        "headersSize": -1,
        "bodySize": exchange.response_size,
        **exact_head(f"HTTP/1.1 {exchange.status} {exchange.reason}", exchange.response_headers),
    }


def text_of(head: bytes, size: int, encoding: str) -> dict[str, str]:
    """Return the beginning of a body as text, or as base64 if it is not UTF-8. Truncation may split a character."""
    try:
        return {"text": head.decode("utf-8")}
    except UnicodeDecodeError as error:
        if size > len(head) and error.reason == "unexpected end of data":
            return {"text": head[: error.start].decode("utf-8")}
        return {"text": base64.b64encode(head).decode("ascii"), encoding: "base64"}


def pairs(headers: Headers) -> list[dict[str, str]]:
    return [{"name": shown(name), "value": shown(value)} for name, value in headers]


def exact_head(start_line: str, headers: Headers) -> dict[str, str]:
    """Return the bytes of a head as `_head`, in base64, if it has a byte that is not UTF-8: a text cannot show it."""
    lines = [start_line, *(f"{name}: {value}" for name, value in headers), "", ""]
    head = "\r\n".join(lines)
    if shown(head) == head:
        return {}
    return {"_head": base64.b64encode(head.encode("utf-8", "surrogateescape")).decode("ascii")}


def set_cookie(cookie: Cookie, why: str | None) -> dict[str, Any]:
    """Return a cookie of a response as a HAR cookie; `why` is the reason that the browser refuses it."""
    fields: dict[str, Any] = {
        "name": shown(cookie.name),
        "value": shown(cookie.value),
        "path": shown(cookie.path),
        "domain": shown(cookie.domain),
        "httpOnly": cookie.httponly,
        "secure": cookie.secure,
        "sameSite": cookie.samesite,
        "_hostOnly": cookie.host_only,
        "_partitioned": cookie.partitioned,
        "_lifetime": cookie.lifetime,
        "_refused": why,
    }
    if cookie.expires is not None:
        fields["expires"] = iso_time(cookie.expires)
    return fields


def iso_time(seconds: float) -> str:
    """Return a time as HAR writes it (ISO 8601, UTC)."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def milliseconds(seconds: float) -> float:
    return round(max(0.0, seconds) * 1000, 3)
