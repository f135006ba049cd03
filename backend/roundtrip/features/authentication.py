"""Authentication: Basic, Digest and Bearer, at the paths of httpbin. The path has the right password."""

from __future__ import annotations

import hmac
import re
import secrets
from typing import Any, NoReturn
from urllib.parse import unquote

from flask import Blueprint, Response, current_app, request
from itsdangerous import BadSignature, TimestampSigner
from werkzeug.datastructures import Authorization, WWWAuthenticate

from ..describe import Field, describe
from ..problems import refuse
from ..reply import negotiates, reply
from ..syntax.digest import ALGORITHMS, proof
from ..wire import environ as wsgi

bp = Blueprint("authentication", __name__)

REALM = "Roundtrip demo"
"""The protected area that a challenge names. It has a space, because Werkzeug quotes no other value of Basic, and a
sender must quote it (RFC 9110, section 11.5)."""

QOPS = ("auth", "auth-int")
"""Qualities of protection: of the request line alone, or also of the body (RFC 7616, section 3.3)."""

LIFETIME = 300
"""Seconds for which a nonce is valid."""

MOST_BODY = 1_000_000
"""Bytes of a body that auth-int protects."""


@bp.get("/basic-auth/<user>/<passwd>")
@describe(200, 401, headers=(Field("Authorization", "The credentials (RFC 9110, section 11.6.2)."),))
@negotiates
def basic(user: str, passwd: str) -> Response:
    """Answer 200 if the request has this user and password, else 401 with a challenge (RFC 7617)."""
    if not has_basic(user, passwd):
        challenge(WWWAuthenticate("basic", {"realm": REALM}), "a user name and a password")
    return welcome(user=user)


@bp.get("/hidden-basic-auth/<user>/<passwd>")
@describe(200, 404, headers=(Field("Authorization", "The credentials (RFC 9110, section 11.6.2)."),))
@negotiates
def hidden_basic(user: str, passwd: str) -> Response:
    """Answer 200 if the request has this user and password, else 404: no browser then asks for a password."""
    if not has_basic(user, passwd):
        refuse(404, "The answer does not say so, but this path wants a user name and a password (Basic).")
    return welcome(user=user)


@bp.get("/bearer")
@describe(200, 401, headers=(Field("Authorization", "The credentials (RFC 9110, section 11.6.2)."),))
@negotiates
def bearer() -> Response:
    """Answer 200 for any token, else 401 with a challenge (RFC 6750)."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        challenge(WWWAuthenticate("bearer"), "a token")
    return welcome(token=token)


@bp.get("/digest-auth/<qop>/<user>/<passwd>")
@describe(200, 401, headers=(Field("Authorization", "The credentials (RFC 9110, section 11.6.2)."),))
@negotiates
def digest(qop: str, user: str, passwd: str) -> Response:
    """Answer 200 if the request proves that it knows the password, by MD5, else 401 with a challenge (RFC 7616)."""
    return checked(qop, user, passwd, "MD5")


@bp.get("/digest-auth/<qop>/<user>/<passwd>/<algorithm>")
@describe(200, 401, headers=(Field("Authorization", "The credentials (RFC 9110, section 11.6.2)."),))
@negotiates
def digest_by(qop: str, user: str, passwd: str, algorithm: str) -> Response:
    """Answer 200 if the request proves that it knows the password, by MD5, SHA-256 or SHA-512, else 401."""
    return checked(qop, user, passwd, algorithm)


@bp.get("/digest-auth/<qop>/<user>/<passwd>/<algorithm>/<stale_after>")
@describe(200, 401, headers=(Field("Authorization", "The credentials (RFC 9110, section 11.6.2)."),))
@negotiates
def digest_stale(qop: str, user: str, passwd: str, algorithm: str, stale_after: str) -> Response:
    """Answer as the other Digest paths, but a nonce is stale after `stale_after` uses; `never` sets no limit."""
    uses = int(stale_after) if re.fullmatch(r"[0-9]{1,6}", stale_after, re.ASCII) else None
    return checked(qop, user, passwd, algorithm, uses)


def welcome(**facts: str) -> Response:
    """Return the answer to a request whose credentials are right."""
    name = f" as {facts['user']}" if "user" in facts else ""
    return reply("page.html", {"authenticated": True, **facts}, page={"message": f"You are authenticated{name}."})


def has_basic(user: str, password: str) -> bool:
    """Return whether the request has Basic credentials with this user and password."""
    given = credentials("basic")
    return given is not None and equal(given.username, user) and equal(given.password, password)


def credentials(scheme: str) -> Authorization | None:
    """Return the credentials of the request, if they are of this scheme."""
    given = request.authorization
    return given if given is not None and given.type == scheme else None


def equal(one: str | None, other: str) -> bool:
    """Compare two texts in a time that does not depend on their common beginning."""
    return hmac.compare_digest((one or "").encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def challenge(header: WWWAuthenticate, wanted: str) -> NoReturn:
    """Answer 401 with a challenge."""
    state = "are not valid" if "Authorization" in request.headers else "are missing"
    refuse(
        401,
        f"This path wants {wanted}, and the credentials of the request {state}. Send the header Authorization.",
        "authentication_refused.html",
        headers=[("WWW-Authenticate", header.to_header())],
        challenge=header.to_header(),
    )


def checked(qop: str, user: str, password: str, algorithm: str, uses: int | None = None) -> Response:
    """Answer 200 if the Digest credentials are right and their nonce is fresh, else 401.

    As in httpbin, an unknown `qop` offers both, and an unknown algorithm is MD5.
    """
    algorithm = algorithm if algorithm in ALGORITHMS else "MD5"
    offered = (qop,) if qop in QOPS else QOPS
    given = credentials("digest")
    proven = given is not None and proves(given.parameters, user, password, algorithm, offered)
    if given is None or not proven or not fresh(given.parameters, uses):
        challenge(digest_challenge(algorithm, offered, stale=proven), "the proof that you know a password")
    return welcome(user=user)


def digest_challenge(algorithm: str, offered: tuple[str, ...], *, stale: bool) -> WWWAuthenticate:
    """Return a challenge; `stale` tells the client that only its nonce was too old (RFC 7616, section 3.3)."""
    values: dict[str, str | None] = {
        "realm": REALM,
        "nonce": signer().sign(secrets.token_hex(8)).decode(),
        "opaque": secrets.token_hex(8),
        "qop": ", ".join(offered),
        "algorithm": algorithm,
        "stale": "TRUE" if stale else "FALSE",
    }
    return WWWAuthenticate("digest", values)


def proves(given: dict[str, Any], user: str, password: str, algorithm: str, offered: tuple[str, ...]) -> bool:
    """Return whether Digest credentials prove the knowledge of a password, for this request and this challenge."""
    fits = (given.get("username"), given.get("realm"), given.get("algorithm") or "MD5") == (user, REALM, algorithm)
    here = unquote(given.get("uri") or "") == unquote(wsgi.raw_target(request.environ))
    if not fits or not here or given.get("qop") not in (None, *offered):
        return False
    body = request.get_data() if given.get("qop") == "auth-int" and (request.content_length or 0) <= MOST_BODY else b""
    return equal(given.get("response"), proof(given, request.method, password, body))


def fresh(given: dict[str, Any], uses: int | None) -> bool:
    """Return whether a nonce is one of ours, is not too old, and was not used too often.

    The client counts the uses of a nonce in `nc`, so the server stores nothing.
    """
    try:
        signer().unsign(given.get("nonce") or "", max_age=LIFETIME)
        return uses is None or int(given.get("nc") or "", 16) <= uses
    except (BadSignature, ValueError):
        return False


def signer() -> TimestampSigner:
    """Return the signer of nonces."""
    return TimestampSigner(current_app.secret_key or "", salt="digest")
