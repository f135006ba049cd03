"""Cookies: set them, see which come back, delete them."""

from __future__ import annotations

import re
from typing import Any, Literal

from flask import Blueprint, Response, request

from ..problems import refuse
from ..reply import redirect_to, reply
from ..syntax.http import TCHAR
from ..visitor import OWN_COOKIES, without_own

bp = Blueprint("cookies", __name__)

NAME = re.compile(rf"{TCHAR}+")
DOMAIN = re.compile(r"\.?[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")  # RFC 1035, section 2.3.4
PATH = re.compile(r"/[\x21-\x3a\x3c-\x7e]*")
SAMESITE: dict[str, Literal["Strict", "Lax", "None"]] = {"strict": "Strict", "lax": "Lax", "none": "None"}


@bp.get("/set-name")
def set_name() -> Response:
    """The tutorial's setter."""
    answer = reply("page.html", {"message": "set name successful!"})
    answer.set_cookie("name", carried(request.args.get("name", "Robert"), "name"))
    return answer


@bp.get("/get-name")
def get_name() -> Response:
    """The tutorial's getter."""
    name = request.cookies.get("name")
    message = "No name is set. Set one at /set-name." if name is None else f"Your name is {name}"
    return reply("page.html", {"message": message, "name": name})


@bp.get("/cookies")
def cookies() -> Response:
    """The cookies of this very request, but for Roundtrip's own two."""
    cookies = {name: value for name, value in request.cookies.items() if name not in OWN_COOKIES}
    return reply("cookies.html", {"cookies": cookies, "raw": without_own(request.headers.get("Cookie", ""))})


@bp.post("/cookies")
def set_cookie() -> Response:
    """Set one cookie, with every attribute that RFC 6265bis (section 4.1.2) and CHIPS know."""
    answer = redirect_to(".cookies")
    answer.set_cookie(
        cookie_name(),
        carried(request.form.get("value", ""), "value"),
        max_age=max_age(),
        path=attribute("path", PATH, "a path such as /cookies") or "/",
        domain=attribute("domain", DOMAIN, "a host name such as example.org"),
        samesite=samesite(),
        secure="secure" in request.form,
        httponly="httponly" in request.form,
        partitioned="partitioned" in request.form,
    )
    return answer


@bp.post("/cookies/delete")
def delete_cookie() -> Response:
    """Delete one: a cookie of the same name, path and domain that expired long ago."""
    answer = redirect_to(".cookies")
    path = attribute("path", PATH, "a path such as /cookies") or "/"
    answer.delete_cookie(cookie_name(), path, attribute("domain", DOMAIN, "a host name such as example.org"))
    return answer


def carried(value: str, field: str) -> str:
    """`value`, unless no header could carry it: Werkzeug quotes all control characters but these."""
    if re.search(r"[\x1a-\x1f]", value):
        no(f"`{field}` has control characters that no cookie can carry. Leave them out.")
    return value


def cookie_name() -> str:
    name = request.form.get("name", "")
    if name in OWN_COOKIES:
        no(f"`name` may not be {name}: it is one of Roundtrip's own.")
    if not NAME.fullmatch(name):
        no("`name` must be letters, digits and !#$%&'*+-.^_`|~ (RFC 9110, section 5.6.2).")
    return name


def max_age() -> int | None:
    given = request.form.get("max_age", "")
    if given and not re.fullmatch(r"-?[0-9]{1,10}", given, re.ASCII):
        no("`max_age` must be a whole number of seconds, of 10 digits at most.")
    return int(given) if given else None


def samesite() -> Literal["Strict", "Lax", "None"] | None:
    given = request.form.get("samesite", "").lower()
    if given and given not in SAMESITE:
        no("`samesite` must be Strict, Lax or None.")
    return SAMESITE.get(given)


def attribute(name: str, pattern: re.Pattern[str], example: str) -> str | None:
    given = request.form.get(name, "")
    if given and not pattern.fullmatch(given):
        no(f"`{name}` must be {example}.")
    return given or None


def no(detail: str, **more: Any) -> Any:
    refuse(400, detail, "cookies.html", cookies={}, raw="", **more)
