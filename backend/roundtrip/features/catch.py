"""Catch: an address to which any client may send any request. The requests come onto the wire of the visitor."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import PathConverter

from ..body import request_body, unparsed
from ..catcher import Address, Addresses, Full
from ..config import in_words, settings
from ..cors import NAMES
from ..describe import Field, Many, describe
from ..guard import open_to_any_site
from ..problems import refuse
from ..reply import redirect_to, reply
from ..syntax.http import TCHAR
from ..threads import may_wait
from ..visitor import known_visitor, visitor
from ..wire import Exchange, unrecorded
from ..wire import caught as caught_requests
from .responses import ORDER, Answer, composed, lines, sandboxed

bp = Blueprint("catch", __name__)

SHOWN = 10
"""Requests that the page lists; the wire has more."""

MAX_ANSWER = 64 * 2**10
"""Bytes of a composed answer, which stays on the disk until the address ends."""

DEFAULT = Answer(200, "text/plain; charset=utf-8", [], "Caught.\n", 0)

RECORD = (Field("record", "`no`: the request does not appear on the wire.", ("no",)),)
FIELDS = (
    *(field for field in ORDER if field.name != "cookie"),
    Field("another", "Any text: the old address ends, and another one begins."),
)
"""The fields of the form that makes an address."""

ANSWER = {"status": int, "type": str, "headers": list[str], "body": str, "delay": float}
ROW = {"time": str, "method": str, "path": str, "status": int, "source": str}
CURRENT = {"address": str | None, "ends": str | None, "answer": ANSWER, "caught": Many(ROW)}
"""The state of a visitor's address: when it ends, the answer that it gives, and the last requests."""

OWN_HEADERS = re.compile(r"\s*(set-cookie|access-control-[^:]*)\s*:", re.IGNORECASE)
BELOW = re.compile(r"^.*?/catch/[^/?]*", re.DOTALL)
ORIGIN = re.compile(r"[!-~]+")
METHOD = re.compile(rf"{TCHAR}+")


class AnyPath(PathConverter):
    """A path that may be empty, begin with a slash, or contain any character."""

    regex = r"[\s\S]*?"
    part_isolating = False
    weight = 300  # after `path`


@bp.record
def add_converter(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["any_path"] = AnyPath


@bp.get("/catch")
@describe(200, json=CURRENT)
def catch() -> Response:
    """Show the address of this visitor, the answer that it gives, and the last requests that came."""
    found = addresses().of(known_visitor() or "")
    answer = answer_of(found) if found else DEFAULT
    fields = {**asdict(answer), "headers": [f"{name}: {value}" for name, value in answer.headers]}
    return reply("catch.html", {**address(), "answer": fields, "caught": list(map(row, caught_requests(SHOWN)))})


@bp.post("/catch")
@describe(303, 400, 413, 507, query=RECORD, form=FIELDS)
@unrecorded(when=lambda request: request.args.get("record") == "no")  # a test makes an address before it begins
def compose() -> Response:
    """Make the address, or keep it, and let it give the answer in the form. `another` ends it and makes another one."""
    if any(map(OWN_HEADERS.match, lines("header"))):
        refuse(400, "`header` must not set cookies or Access-Control-*: any page may send a request to the address.")
    text = json.dumps(asdict(composed()))
    if len(text.encode()) > MAX_ANSWER:
        refuse(413, f"The answer of an address can have {in_words(MAX_ANSWER)} at most. Make the body shorter.")
    try:
        addresses().save(visitor(), text, another="another" in request.values)
    except Full:
        refuse(507, f"The addresses of all visitors take {in_words(settings().max_catch)} already. Try again later.")
    except (sqlite3.Error, OSError) as error:
        current_app.logger.error("cannot store an address: %s", error)
        refuse(507, f"The server cannot store the address now: {error}. Try again later.")
    return redirect_to(".catch")


@bp.route("/catch/<token>", provide_automatic_options=False)
@bp.route("/catch/<token>/<path:path>", provide_automatic_options=False, merge_slashes=False)
@bp.route("/catch/<token>/<any_path:path>", provide_automatic_options=False, merge_slashes=False)
@describe("2XX", "3XX", "4XX", "5XX", sends=("*/*",))
@open_to_any_site
@unparsed
@may_wait
def caught(token: str, path: str = "") -> Response:
    """Answer any request as the visitor of the address has composed it; its preflight is always allowed."""
    found = addresses().find(token)
    if found is None:
        refuse(404, "This address has ended, or it never was one. Make an address in the panel Catch.")
    if is_preflight():
        return Response(status=204)
    request_body().consume()
    answer = answer_of(found)
    time.sleep(answer.delay)
    return sandboxed(answer)


@bp.record
def accept_any_method(state: BlueprintSetupState) -> None:
    """Let the address accept every method: Flask needs a list of them, and to Werkzeug's `Rule`, None means all."""
    endpoint = f"{state.name_prefix}.{state.name}.caught".lstrip(".")
    for rule in state.app.url_map.iter_rules(endpoint):
        rule.methods = None


@bp.after_request
def allow_any_origin(response: Response) -> Response:
    """Let a page of any origin send any request to an address, and read the answer (Fetch, CORS protocol).

    The answer has nothing that its reader does not know: who has the address can also ask without a browser.
    """
    if not (request.endpoint or "").endswith(".caught"):
        return response
    origin = request.headers.get("Origin", "")
    names = ", ".join(dict.fromkeys(name for name, _ in response.headers))
    response.headers.add("Vary", "Origin")
    response.headers["Access-Control-Allow-Origin"] = origin if ORIGIN.fullmatch(origin) else "*"
    if ORIGIN.fullmatch(origin):
        response.headers["Access-Control-Allow-Credentials"] = "true"
    if is_preflight():
        allow_what_it_announces(response)
    else:
        response.headers["Access-Control-Expose-Headers"] = names
    return response


def is_preflight() -> bool:
    """Return whether a browser asks for permission to send another request (Fetch, CORS-preflight request)."""
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def allow_what_it_announces(response: Response) -> None:
    """Allow the method and the headers that a preflight names."""
    method = request.headers["Access-Control-Request-Method"]
    names = request.headers.get("Access-Control-Request-Headers", "")
    if METHOD.fullmatch(method):
        response.headers["Access-Control-Allow-Methods"] = method
    if NAMES.fullmatch(names):
        response.headers["Access-Control-Allow-Headers"] = names


def answer_of(address: Address) -> Answer:
    """Return the answer of an address."""
    fields = json.loads(address.answer)
    return Answer(**{**fields, "headers": [(name, value) for name, value in fields["headers"]]})


def address() -> dict[str, str | None]:
    """Return the address of this visitor, and when it ends; None without one."""
    found = addresses().of(known_visitor() or "")
    if found is None:
        return {"address": None, "ends": None}
    url = f"{request.host_url.rstrip('/')}{request.root_path}/catch/{found.token}"
    return {"address": url, "ends": iso(found.ends)}


def row(exchange: Exchange) -> dict[str, Any]:
    """Return a request that came as the list shows it; `source` is the client that sent it."""
    return {
        "time": iso(exchange.started),
        "method": exchange.method,
        "path": BELOW.sub("", exchange.target) or "/",
        "status": exchange.status,
        "source": exchange.request_header("origin") or exchange.request_header("user-agent") or "unknown",
    }


def iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def addresses() -> Addresses:
    current: Addresses = current_app.extensions["addresses"]
    return current
