"""Session: a signed cookie that the browser carries, and that anyone can read."""

from __future__ import annotations

import base64
import zlib
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, request
from flask import session as flask_session
from itsdangerous import BadData

from ..reply import redirect_to, reply
from ..syntax import strict_json

bp = Blueprint("session", __name__)

LONGEST = 2**16
"""Bytes that a payload is unpacked to at most: what arrives unsigned is not trusted to be small."""


@bp.get("/session")
def session() -> Response:
    """Who is logged in, by the session alone; it counts the visits, and tells when a forged cookie was discarded."""
    flask_session["visits"] = flask_session.get("visits", 0) + 1
    username = flask_session.get("username")
    message = f"You're logged in as {username}" if username else "You're not logged in!"
    raw = request.cookies.get("session")
    data = {
        "message": message,
        "logged_in": username is not None,
        "username": username,
        "visits": flask_session["visits"],
        "discarded": bool(raw) and not verifies(raw or ""),
    }
    return reply("session.html", data)


@bp.route("/logout", methods=["GET", "POST"])
def logout() -> Response:
    """Take the name out of the session."""
    flask_session.pop("username", None)
    return redirect_to(".session")


@bp.get("/session/cookie")
def cookie() -> Response:
    """The session cookie of this request, taken apart without the key (itsdangerous: `URLSafeTimedSerializer`)."""
    raw = request.cookies.get("session")
    valid = bool(raw) and verifies(raw or "")
    return reply("session_cookie.html", {"raw": raw, "valid": valid, **apart(raw or "")})


@bp.post("/session/tamper")
def tamper() -> Response:
    """Change one character of the session cookie, as a person could in the browser's own tools."""
    raw = request.cookies.get("session")
    answer = redirect_to(".session")
    if raw:
        answer.set_cookie("session", tampered(raw), httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def tampered(raw: str) -> str:
    """`raw` with the first character of its payload changed: no signature fits it any more."""
    return ("f" if raw[0] != "f" else "e") + raw[1:]


def apart(raw: str) -> dict[str, Any]:
    """The three parts of a session cookie: `payload`, `signed_at` (ISO 8601, UTC), `signature`; None if not there."""
    payload, _, rest = raw.lstrip(".").partition(".")
    stamp, _, signature = rest.partition(".")
    return {
        "payload": read_payload(payload, packed=raw.startswith(".")),
        "signed_at": read_stamp(stamp),
        "signature": signature or None,
    }


def read_payload(text: str, *, packed: bool) -> Any:
    """The JSON in a payload, as it stands there; None if there is none."""
    try:
        data = decode(text)
        if packed:
            data = zlib.decompressobj().decompress(data, LONGEST)
        return strict_json.loads(data)
    except (ValueError, zlib.error):
        return None


def read_stamp(text: str) -> str | None:
    """The time of signing: seconds since 1970, big-endian."""
    try:
        return datetime.fromtimestamp(int.from_bytes(decode(text)), UTC).isoformat() if text else None
    except (ValueError, OverflowError, OSError):
        return None


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verifies(raw: str) -> bool:
    """Whether Flask itself would take this cookie: signed by one of our keys, and not too old."""
    signer = current_app.session_interface.get_signing_serializer(current_app)  # type: ignore[attr-defined]
    age = int(current_app.permanent_session_lifetime.total_seconds())
    try:
        signer.loads(raw, max_age=age)
    except BadData:
        return False
    return True
