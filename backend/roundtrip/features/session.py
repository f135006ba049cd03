"""Session: a cookie with data that the server signs, and that anyone can read."""

from __future__ import annotations

import base64
import zlib
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, request
from flask import session as flask_session
from itsdangerous import BadData

from ..describe import describe
from ..guard import changes_state, judge_request
from ..reply import redirect_to, reply
from ..syntax import strict_json

bp = Blueprint("session", __name__)

LONGEST = 2**16
"""Bytes of a decompressed payload: an unsigned payload from a stranger could fill the memory."""


@bp.get("/session")
@describe(200, json={"message": str, "logged_in": bool, "username": str | None, "visits": int, "discarded": bool})
def session() -> Response:
    """Show the name in the session and count the visits; `discarded` says whether Flask ignored a forged cookie."""
    if judge_request().allowed:  # a page of another site may show this page, but its requests are no visits
        flask_session["visits"] = flask_session.get("visits", 0) + 1
    username = flask_session.get("username")
    message = f"You're logged in as {username}" if username else "You're not logged in!"
    raw = request.cookies.get("session")
    data = {
        "message": message,
        "logged_in": username is not None,
        "username": username,
        "visits": flask_session.get("visits", 0),
        "discarded": bool(raw) and not is_valid(raw or ""),
    }
    return reply("session.html", data)


@bp.route("/logout", methods=["GET", "POST"])
@describe(303)
@changes_state
def logout() -> Response:
    """Remove the name from the session."""
    flask_session.pop("username", None)
    return redirect_to(".session")


@bp.get("/session/cookie")
@describe(
    200,
    json={"raw": str | None, "valid": bool, "payload": Any, "signed_at": str | None, "signature": str | None},
)
def cookie() -> Response:
    """Show the parts of the session cookie; no key is needed to read it (itsdangerous: `URLSafeTimedSerializer`)."""
    raw = request.cookies.get("session")
    valid = bool(raw) and is_valid(raw or "")
    return reply("session_cookie.html", {"raw": raw, "valid": valid, **parts(raw or "")})


@bp.post("/session/tamper")
@describe(303)
def tamper() -> Response:
    """Change one character of the session cookie, as a person could in the developer tools of the browser."""
    raw = request.cookies.get("session")
    response = redirect_to(".session")
    if raw:
        path = current_app.session_interface.get_cookie_path(current_app)
        response.set_cookie(
            "session", tampered(raw), path=path, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response


def tampered(raw: str) -> str:
    """Return `raw` with another first character: the signature does not match this payload."""
    return ("f" if raw[0] != "f" else "e") + raw[1:]


def parts(raw: str) -> dict[str, Any]:
    """Return the parts of a session cookie: `payload`, `signed_at` (ISO 8601, UTC), `signature`; None if missing."""
    payload, _, rest = raw.lstrip(".").partition(".")
    stamp, _, signature = rest.partition(".")
    return {
        "payload": read_payload(payload, packed=raw.startswith(".")),
        "signed_at": read_stamp(stamp),
        "signature": signature or None,
    }


def read_payload(text: str, *, packed: bool) -> Any:
    """Return the JSON value in a payload; None if the payload is not JSON."""
    try:
        data = decode(text)
        if packed:
            data = zlib.decompressobj().decompress(data, LONGEST)
        return strict_json.loads(data)
    except (ValueError, zlib.error):
        return None


def read_stamp(text: str) -> str | None:
    """Return the time of the signature as ISO 8601; the cookie has it as a big-endian number of seconds since 1970."""
    try:
        return datetime.fromtimestamp(int.from_bytes(decode(text)), UTC).isoformat() if text else None
    except (ValueError, OverflowError, OSError):
        return None


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def is_valid(raw: str) -> bool:
    """Return whether Flask accepts this cookie: one of its keys made the signature, and the cookie is not too old."""
    signer = current_app.session_interface.get_signing_serializer(current_app)  # type: ignore[attr-defined]
    age = int(current_app.permanent_session_lifetime.total_seconds())
    try:
        signer.loads(raw, max_age=age)
    except BadData:
        return False
    return True
