"""Login: one path shows the form, checks the password, and redirects."""

from __future__ import annotations

import threading
import time
from typing import Any

from flask import Blueprint, Response, current_app, request, session
from werkzeug.security import check_password_hash

from ..attempts import Attempts
from ..config import settings
from ..describe import Field, Many, describe
from ..guard import same_site_path
from ..hosts import beyond_loopback
from ..problems import refuse
from ..reply import redirect, reply
from ..syntax.urls import SAME_SITE_PATH
from ..threads import may_wait

bp = Blueprint("login", __name__)

ACCOUNTS = {
    "robert": "logs in",
    "slow": "logs in after 2 seconds",
    "locked": "gets 403: the account is locked",
}
PASSWORDS = {
    "robert": "scrypt:32768:8:1$hBzzm3BTSBcumPnN$"
    "190ae4528fb93ae76ac34eb4fb94262852348c16a605899918ac9082367dd2c3"
    "b641a85225884cd5ffaf5e9690a52f4a1d7dc097a823c7462da3b897a56d0ab8",
    "slow": "scrypt:32768:8:1$Uw2mNJ2QLbQSIRsS$"
    "eeae6c6f11dda911748803c554234938891bf14c562f1e9a76b6993faa36766f"
    "98b350545dc370983d42188b6d048a81f00b3ceb64ab6bc7ca51e3d59a682b2e",
    "locked": "scrypt:32768:8:1$HL5mYfu2wag3Jdyr$"
    "6f15ba6e9407eb02f1431f001e170131c01932b45c4abed305e68afc2be47979"
    "10e39e3a7c9e17fc4d6ba56f61b455934bce237893239db14ca16d52a22be492",
}
"""Scrypt hashes with a salt: the program does not contain the passwords (Werkzeug: `generate_password_hash`)."""

HASHES = threading.BoundedSemaphore(2)
"""The hashes that a worker computes at the same time: each takes 32 MiB of memory."""


FIELDS = (
    Field("username", f"One of: {', '.join(ACCOUNTS)}.", example="robert"),
    Field("password", "The same for all accounts.", example="open-sesame"),
    Field("remember", "If it is there, the session outlives the browser."),
    Field("next", "The path of this site that follows the login.", SAME_SITE_PATH, blank=True, example="/session"),
)


@bp.get("/login")
@describe(200, json={"accounts": Many({"username": str, "outcome": str})})
def login() -> Response:
    """Show the form, and the accounts that a visitor can try."""
    accounts = [{"username": name, "outcome": outcome} for name, outcome in ACCOUNTS.items()]
    return reply("login.html", {"accounts": accounts if accounts_work() else []})


@bp.post("/login")
@describe(303, 400, 401, 403, 429, form=FIELDS)
@may_wait
def log_in() -> Response:
    """Check the password, store the name in the session, and redirect the browser with a 303."""
    username = request.form.get("username", "")
    target = request.form.get("next", "")
    target = same_site_path(target, name="next", template="login.html", username=username) if target else "/session"
    page: dict[str, Any] = {"template": "login.html", "username": username, "next": target}
    require_accounts()
    limit_attempts(page)
    if not password_matches(username, request.form.get("password", "")):
        attempts().count(request.remote_addr or "")
        refuse(401, "Wrong username or password.", **page)
    if username == "locked":
        refuse(403, "This account is locked.", **page)
    if username == "slow":
        time.sleep(2)
    session.clear()
    session["username"] = username
    session.permanent = "remember" in request.form
    return redirect(target)


def accounts_work() -> bool:
    """Return whether the demo accounts can log in: their password is public, so other machines must not reach them."""
    local = not beyond_loopback(settings(), request.environ.get("SERVER_NAME", ""))
    return local or settings().accounts == "anywhere"


def require_accounts() -> None:
    if not accounts_work():
        refuse(
            403,
            "The demo accounts are switched off, because other machines can reach this server. "
            "Start it with ROUNDTRIP_ACCOUNTS=anywhere to switch them on.",
        )


def limit_attempts(page: dict[str, Any]) -> None:
    """Refuse a login if too many wrong ones came from its address; logins that succeed do not count."""
    wait = attempts().seconds_to_wait(request.remote_addr or "")
    if wait:
        limit = settings().login_limit.replace("/", " per ")
        detail = f"Too many wrong logins came from your address: {limit} are allowed. Try again in {wait} s."
        refuse(429, detail, wait=wait, **page)


def attempts() -> Attempts:
    found: Attempts = current_app.extensions["attempts"]
    return found


def password_matches(username: str, password: str) -> bool:
    """Return whether the password is right. An unknown name takes as long as a wrong password."""
    with HASHES:
        matches = check_password_hash(PASSWORDS.get(username, PASSWORDS["robert"]), password)
    return matches and username in PASSWORDS
