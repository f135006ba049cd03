"""Cookies: the server sets and deletes them, and the browser sends them back."""

from __future__ import annotations

import re
from typing import Literal, NoReturn

from flask import Blueprint, Response, request

from ..describe import Field, describe
from ..guard import MAX_COOKIES, changes_state, with_any_cookies
from ..problems import refuse
from ..reply import redirect_to, reply
from ..syntax.cookies import Pair, cookie_pairs
from ..syntax.http import TCHAR
from ..threads import only_computes
from ..visitor import OWN_COOKIES, without_own

bp = Blueprint("cookies", __name__)

NAME = re.compile(rf"{TCHAR}+")
DOMAIN = re.compile(r"\.?[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")  # RFC 1035, section 2.3.4
PATH = re.compile(r"/[\x21-\x3a\x3c-\x7e]*")
SAMESITE: dict[str, Literal["Strict", "Lax", "None"]] = {"strict": "Strict", "lax": "Lax", "none": "None"}

MAX_AGE = re.compile(r"-?[0-9]{1,10}", re.ASCII)
VALUE = re.compile(r"[^\x1a-\x1f]*")
"""A value without the control characters that Werkzeug cannot quote in a header."""

NAME_FIELD = Field(
    "name",
    f"A token (RFC 9110, section 5.6.2), but none of: {', '.join(OWN_COOKIES)}.",
    re.compile(rf"(?!(?:{'|'.join(OWN_COOKIES)})$){NAME.pattern}"),
    required=True,
    example="flavour",
)
PLACE = (
    Field("path", "The path to which the browser sends it, and all paths below.", PATH, blank=True, example="/cookies"),
    Field("domain", "The host to which the browser sends it, and all hosts below.", DOMAIN, blank=True),
)
COOKIE = (
    NAME_FIELD,
    Field("value", "The text.", VALUE, example="oat"),
    Field("max_age", "The seconds that it lives.", MAX_AGE, blank=True, example="3600"),
    *PLACE,
    Field("samesite", "In upper or lower case.", tuple(SAMESITE.values()), blank=True, example="Lax"),
    *(Field(name, "If it is there, the attribute is set.") for name in ("secure", "httponly", "partitioned")),
)

EXPIRED_SIZE = 64 * 2**10
"""Bytes of the Set-Cookie headers that expire cookies; browsers limit the headers of a response."""


@bp.get("/set-name")
@describe(200, 400, query=(Field("name", "The value of the cookie `name`.", VALUE),), json={"message": str})
@changes_state
@only_computes
def set_name() -> Response:
    """Set a cookie, as the tutorial does."""
    response = reply("page.html", {"message": "set name successful!"})
    response.set_cookie("name", cookie_value(request.args.get("name", "Robert"), "name"))
    return response


@bp.get("/get-name")
@describe(200, json={"message": str, "name": str | None})
@only_computes
def get_name() -> Response:
    """Read the cookie that `/set-name` has set, as the tutorial does."""
    name = request.cookies.get("name")
    message = "No name is set. Set one at /set-name." if name is None else f"Your name is {name}"
    return reply("page.html", {"message": message, "name": name})


@bp.get("/cookies")
@describe(200, json={"cookies": dict[str, str], "raw": str})
@only_computes
def cookies() -> Response:
    """Show the cookies of this request, without the two cookies of Roundtrip itself."""
    cookies = {name: value for name, value in request.cookies.items() if name not in OWN_COOKIES}
    return reply("cookies.html", {"cookies": cookies, "raw": without_own(request.headers.get("Cookie", ""))})


@bp.post("/cookies")
@describe(303, 400, form=COOKIE)
@only_computes
def set_cookie() -> Response:
    """Set a cookie with any attribute of RFC 6265bis (section 4.1.2) and of CHIPS (`Partitioned`)."""
    response = redirect_to(".cookies")
    response.set_cookie(
        cookie_name(),
        cookie_value(request.form.get("value", ""), "value"),
        max_age=max_age(),
        path=attribute("path", PATH, "a path such as /cookies") or "/",
        domain=attribute("domain", DOMAIN, "a host name such as example.org"),
        samesite=samesite(),
        secure="secure" in request.form,
        httponly="httponly" in request.form,
        partitioned="partitioned" in request.form,
    )
    return response


@bp.post("/cookies/delete")
@describe(303, 400, form=(NAME_FIELD, *PLACE))
def delete_cookie() -> Response:
    """Delete a cookie: set one that has expired, with the same name, path and domain."""
    response = redirect_to(".cookies")
    path = attribute("path", PATH, "a path such as /cookies") or "/"
    response.delete_cookie(cookie_name(), path, attribute("domain", DOMAIN, "a host name such as example.org"))
    return response


@bp.get("/cookies/clear")
@describe(200, json={"count": int, "size": int, "max_size": int})
@with_any_cookies
def clear() -> Response:
    """Show how many cookies came, and a button that deletes them."""
    header = request.headers.get("Cookie", "")
    return reply("cookies_clear.html", {"count": len(sent()), "size": len(header), "max_size": MAX_COOKIES})


@bp.post("/cookies/clear")
@describe(303)
@with_any_cookies
def clear_all() -> Response:
    """Delete all cookies of this host at every port (Clear Site Data, section 3.2), Roundtrip's own cookies too.

    A browser ignores `Clear-Site-Data` where it does not trust the connection, so each cookie also expires.
    """
    response = redirect_to(".clear")
    response.headers["Clear-Site-Data"] = '"cookies"'
    left = EXPIRED_SIZE
    for name in dict.fromkeys(pair.name for pair in sent()):
        path = request.root_path if name in OWN_COOKIES and request.root_path else "/"
        expired = f"{name}=x; Path={path}; Max-Age=-86400{'; Secure' if name.lower().startswith('__') else ''}"
        left -= len(expired)
        if left > 0:
            response.headers.add("Set-Cookie", expired)
    return response


def sent() -> list[Pair]:
    """Return the cookies of the request."""
    return [pair for pair in cookie_pairs(request.headers.get("Cookie", "")) if pair.raw.strip()]


def cookie_value(value: str, field: str) -> str:
    """Return `value`; refuse one with control characters that Werkzeug cannot quote in a header."""
    if not VALUE.fullmatch(value):
        refuse_form(f"`{field}` has control characters, which a cookie cannot contain. Remove them.")
    return value


def cookie_name() -> str:
    name = request.form.get("name", "")
    if name in OWN_COOKIES:
        refuse_form(f"`name` must not be {name}: Roundtrip itself uses this cookie. Choose another name.")
    if not NAME.fullmatch(name):
        refuse_form("`name` must consist of letters, digits and !#$%&'*+-.^_`|~ (RFC 9110, section 5.6.2).")
    return name


def max_age() -> int | None:
    text = request.form.get("max_age", "")
    if text and not MAX_AGE.fullmatch(text):
        refuse_form("`max_age` must be a whole number of seconds with 10 digits at most.")
    return int(text) if text else None


def samesite() -> Literal["Strict", "Lax", "None"] | None:
    text = request.form.get("samesite", "").lower()
    if text and text not in SAMESITE:
        refuse_form("`samesite` must be Strict, Lax or None.")
    return SAMESITE.get(text)


def attribute(name: str, pattern: re.Pattern[str], example: str) -> str | None:
    text = request.form.get(name, "")
    if text and not pattern.fullmatch(text):
        refuse_form(f"`{name}` must be {example}.")
    return text or None


def refuse_form(detail: str) -> NoReturn:
    """Answer 400; the page is the form, with the values that the visitor typed."""
    refuse(400, detail, "cookies.html", cookies={}, raw="")
