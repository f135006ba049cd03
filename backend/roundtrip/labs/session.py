"""The session lab: small apps with known keys. The session of each app accepts or refuses a cookie, with a reason."""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadData, BadPayload, BadSignature, SignatureExpired

from ..describe import Field, Schema, describe
from ..problems import refuse
from ..reply import is_api, reply

bp = Blueprint("lab_session", __name__, url_prefix="/lab")

LAB = "/session/<any(current, rotated, dropped, guessed):keys>/<run>"
"""The app, named by its keys, and the run of the lab."""

RUN = re.compile(r"[A-Za-z0-9]{1,32}")
LONGEST_NAME = 100
LARGEST = 4096
"""Bytes of the largest cookie that browsers store (RFC 6265bis, section 5.6)."""

NAME = Field(
    "username",
    "Printable characters.",
    Schema({"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}),
    required=True,
    example="robert",
)
REPORT = {
    "keys": str,
    "taken": bool,
    "username": str | None,
    "raw": str | None,
    "reason": str | None,
    "error": str | None,
}
"""The JSON about the cookie of the request."""


class LabSessions(SecureCookieSessionInterface):
    """Flask's sessions in a cookie of the lab: its name begins with `lab`, and its path is that of the lab.

    The cookie expires after a minute, in case someone closes the page before the lab deletes it.
    """

    def get_cookie_name(self, app: Flask) -> str:
        return f"lab{(request.view_args or {})['run']}"

    def get_cookie_path(self, app: Flask) -> str:
        return "/api/lab/session" if is_api() else "/lab/session"

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime:
        return datetime.now(UTC) + timedelta(minutes=1)


SESSIONS = LabSessions()


@bp.get(LAB)
@describe(200, 400, path={"run": RUN}, json=REPORT)
def session(keys: str, run: str) -> Response:
    """Report whether this app accepts the session cookie of the request."""
    return answer(keys, run)


@bp.post(f"{LAB}/login")
@describe(
    *(200, 400),
    path={"run": RUN},
    form=(NAME, Field("remember", "If it is there, the session lasts for a month.")),
    json=REPORT,
)
def login(keys: str, run: str) -> Response:
    """Begin a session of `username`; with `remember`, it lasts for a month."""
    username = request.form.get("username", "")
    if not is_name(username):
        refuse(400, f"`username` must have 1 to {LONGEST_NAME} characters, all of them printable.")
    return answer(keys, run, {"username": username, **({"_permanent": True} if "remember" in request.form else {})})


@bp.post(f"{LAB}/logout")
@describe(200, 400, path={"run": RUN}, json=REPORT)
def logout(keys: str, run: str) -> Response:
    """Empty the session. Flask then asks the browser to delete the cookie; it cannot do more."""
    return answer(keys, run, {})


def answer(keys: str, run: str, now: dict[str, Any] | None = None) -> Response:
    """Report how Flask treats the cookie (`taken`, `username`, `reason`, `error`, `raw`); then store `now`."""
    if not RUN.fullmatch(run):
        refuse(400, "`run` must have 1 to 32 letters and digits.")
    app = small_app(keyrings(str(current_app.secret_key))[keys])
    raw = request.cookies.get(SESSIONS.get_cookie_name(app))
    if len(raw or "") > LARGEST:
        refuse(400, f"No browser sends a cookie of more than {LARGEST} bytes.")
    found, error = opened(app, raw)
    told: dict[str, Any] = {"keys": keys, "taken": bool(found), "username": found.get("username"), "raw": raw}
    told |= {"reason": in_words(raw, error), "error": f"{type(error).__name__}: {error}" if error else None}
    response = reply("lab.html", told)
    if now is not None:
        found.clear()
        found.update(now)
    SESSIONS.save_session(app, found, response)
    return response


def opened(app: Flask, raw: str | None) -> tuple[SecureCookieSession, BadData | None]:
    """Return the session that Flask reads from the cookie, and the error of itsdangerous if Flask refuses it."""
    try:
        found = SESSIONS.open_session(app, request) or SecureCookieSession()
        if found and not is_ours(found):
            raise BadPayload("This is not a session of the lab.")
    except (BadPayload, TypeError, ValueError) as error:
        # Only a public key can have signed this cookie; Flask itself would answer 500.
        return SecureCookieSession(), BadPayload(str(error))
    return found, fault(app, raw)


def fault(app: Flask, raw: str | None) -> BadData | None:
    """Return why Flask silently began a new session; None if the cookie is valid."""
    signer = SESSIONS.get_signing_serializer(app)
    try:
        if raw and signer:
            signer.loads(raw, max_age=int(app.permanent_session_lifetime.total_seconds()))
    except BadSignature as error:
        return error
    return None


def in_words(raw: str | None, error: BadData | None) -> str | None:
    """Return in two words why Flask refused a cookie; None if it accepted the cookie."""
    if not raw:
        return "no cookie" if raw is None else "empty"
    if isinstance(error, SignatureExpired):
        return "expired"
    if isinstance(error, BadSignature):  # which has no payload where there was nothing to be one
        return "malformed" if error.payload is None else "bad signature"
    return "unreadable" if error else None


def is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable()


def is_ours(found: SecureCookieSession) -> bool:
    """Return whether the session holds only values of the lab."""
    known = set(found) <= {"username", "_permanent"} and isinstance(found.permanent, bool)
    return known and is_name(found.get("username"))


def keyrings(secret: str) -> dict[str, tuple[str, ...]]:
    """Return the keys of each app, the signing key first: two derived from the secret key by HMAC, one public."""
    old, new = (
        hmac.digest(secret.encode(), f"session lab, {age} key".encode(), "sha256").hex() for age in ("old", "new")
    )
    return {"current": (old,), "rotated": (new, old), "dropped": (new,), "guessed": ("dev",)}


@lru_cache(maxsize=16)
def small_app(keys: tuple[str, ...]) -> Flask:
    """Return an app with these keys and Flask's defaults; it serves no requests."""
    app = Flask(__name__, static_folder=None)
    app.secret_key, *app.config["SECRET_KEY_FALLBACKS"] = keys
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    return app
