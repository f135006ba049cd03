"""The session lab: Flask itself gives each verdict, no key is the real key, and its cookies begin with lab."""

from __future__ import annotations

import base64
import json
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from roundtrip.labs.session import keyrings
from tests.conftest import MakeApp
from tests.twins import Twins, short

LAB = "/api/lab/session"
ROBERT = {"username": "robert"}


def log_in(client: FlaskClient, keys: str = "current", **form: str) -> str:
    """Log in to one of the lab's apps, and return the value of the cookie."""
    answer = client.post(f"{LAB}/{keys}/run/login", data={**ROBERT, **form})
    assert answer.status_code == 200
    cookie = client.get_cookie("labrun", path=LAB)
    assert cookie
    return cookie.value


def ask(client: FlaskClient, keys: str, cookie: str | None) -> dict[str, Any]:
    """Return the verdict of the app with these keys on this cookie."""
    bare = client.application.test_client(use_cookies=False)
    headers = {} if cookie is None else {"Cookie": f"labrun={cookie}"}
    told: dict[str, Any] = bare.get(f"{LAB}/{keys}/run", headers=headers).json  # type: ignore[assignment]
    return told


def verdict(client: FlaskClient, keys: str, cookie: str | None) -> str:
    told = ask(client, keys, cookie)
    assert told["taken"] == (told["reason"] is None) == (told["username"] is not None)
    return f"taken: {told['username']}" if told["taken"] else told["reason"]


def signed(payload: str, key: str = "dev", salt: str = "cookie-session", age: int = 0) -> str:
    """Sign a payload, as anyone with the key can (itsdangerous: `URLSafeTimedSerializer`)."""
    signer = TimestampSigner(key, salt=salt, key_derivation="hmac")
    now = signer.get_timestamp()
    signer.get_timestamp = lambda: now - age  # type: ignore[method-assign]
    return signer.sign(payload).decode()


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


ADMIN = packed(b'{"username":"admin"}')
MONTH = 31 * 24 * 60 * 60


def test_a_login_is_accepted_and_a_logout_deletes_the_cookie(client: FlaskClient) -> None:
    cookie = log_in(client)
    told = client.get(f"{LAB}/current/run").json
    assert told == {
        "keys": "current",
        "taken": True,
        "username": "robert",
        "reason": None,
        "error": None,
        "raw": cookie,
    }
    client.post(f"{LAB}/current/run/logout")
    assert client.get_cookie("labrun", path=LAB) is None
    assert ask(client, "current", None)["reason"] == "no cookie"


def test_a_copy_is_valid_after_the_logout(client: FlaskClient) -> None:
    cookie = log_in(client)
    client.post(f"{LAB}/current/run/logout")
    assert verdict(client, "current", cookie) == "taken: robert"


def test_the_verdict_names_the_fault_of_a_cookie(client: FlaskClient) -> None:
    payload, stamp, signature = log_in(client).split(".")
    other = log_in(client, username="jane").split(".")
    told = {
        "": "empty",
        "garbage": "malformed",
        "a.b.c": "bad signature",
        "é.é.é": "bad signature",
        f"{payload}.{stamp}": "bad signature",
        f"{payload}.{stamp}.": "bad signature",
        f"{ADMIN}.{stamp}.{signature}": "bad signature",
        f"{payload}.{stamp}.{other[2]}": "bad signature",
        f"{payload}.AAAA.{signature}": "bad signature",
        f"{payload}.{'z' * 20}.{signature}": "bad signature",
        f"{other[0]}.{other[1]}.{other[2]}": "taken: jane",
    }
    assert {cookie: verdict(client, "current", cookie) for cookie in told} == told
    assert ask(client, "current", "garbage")["error"] == "BadSignature: No b'.' found in value"
    assert ask(client, "current", "a.b.c")["error"].startswith("BadTimeSignature: Signature b'c' does not match")


def test_keys_rotate(client: FlaskClient) -> None:
    """A fallback key still verifies and never signs (Flask, SECRET_KEY_FALLBACKS)."""
    old = log_in(client)
    assert [verdict(client, keys, old) for keys in ("rotated", "dropped")] == ["taken: robert", "bad signature"]
    new = log_in(client, "rotated")
    assert [verdict(client, keys, new) for keys in ("dropped", "current")] == ["taken: robert", "bad signature"]


@pytest.mark.parametrize(("remember", "renewed"), [({}, False), ({"remember": "on"}, True)])
def test_only_a_permanent_session_is_signed_in_every_response(
    client: FlaskClient, remember: dict[str, str], renewed: bool
) -> None:
    """Flask, SESSION_REFRESH_EACH_REQUEST."""
    log_in(client, **remember)
    assert ("Set-Cookie" in client.get(f"{LAB}/rotated/run").headers) == renewed
    cookie = client.get_cookie("labrun", path=LAB)
    assert cookie
    assert verdict(client, "dropped", cookie.value) == ("taken: robert" if renewed else "bad signature")


def test_anyone_can_sign_with_a_public_key_but_only_for_a_time(client: FlaskClient) -> None:
    told = {
        signed(ADMIN): "taken: admin",
        signed(ADMIN, key="Dev"): "bad signature",
        signed(ADMIN, salt="wire"): "bad signature",
        signed(ADMIN, age=MONTH - 3600): "taken: admin",
        signed(ADMIN, age=MONTH + 3600): "expired",
        signed(ADMIN, age=-3600): "expired",
    }
    assert {cookie: verdict(client, "guessed", cookie) for cookie in told} == told
    assert verdict(client, "current", signed(ADMIN)) == "bad signature"


@pytest.mark.parametrize(
    "payload",
    [
        packed(b"not JSON"),
        packed(b"[1,2]"),
        packed(b"42"),
        packed(b'"ab"'),
        packed(b'{"username":42}'),
        packed(b'{"username":NaN}'),
        packed(b'{"username":{" b":"AA=="}}'),
        packed(b'{"username":"\\ud800"}'),
        packed(b'{"username":"' + b"a" * 101 + b'"}'),
        packed(b'{"username":"x","more":1}'),
        packed(b'{"username":"x","_permanent":"yes"}'),
        packed(b'{"_permanent":true,"username":' + b"[" * 900 + b"]" * 900 + b"}"),
        "." + packed(zlib.compress(b"[" * 2**20)),
        "." + packed(b"not zlib"),
        "é",
        "",
    ],
    ids=short,
)
def test_a_signed_payload_that_is_no_session_causes_no_error(twins: Twins, payload: str) -> None:
    """Flask answers 500 to a payload that its own key has signed but that is not a session. The lab must not."""
    cookie = signed(payload)
    pair = twins.get("/lab/session/guessed/run", headers={"Cookie": f"labrun={cookie}"})
    assert pair.page.status_code == 200
    assert (pair.json["taken"], pair.json["username"], pair.json["reason"]) == (False, None, "unreadable")
    assert "Set-Cookie" not in pair.twin.headers


def test_flask_itself_fails() -> None:
    """The reason for the test above: `open_session` catches a bad signature, but not a bad payload."""
    app = Flask("plain")
    app.secret_key = "dev"
    answer = app.test_client(use_cookies=False).get("/", headers={"Cookie": f"session={signed(packed(b'42'))}"})
    assert answer.status_code == 500


@pytest.mark.parametrize("keys", ["current", "rotated", "dropped", "guessed"])
def test_no_key_of_the_lab_is_the_real_key(app: Flask, client: FlaskClient, keys: str) -> None:
    real = {str(app.secret_key), *app.config["SECRET_KEY_FALLBACKS"]}
    rings = keyrings(str(app.secret_key))
    assert not real & set(rings[keys])
    client.set_cookie("session", log_in(client, keys))
    assert client.get("/api/session").json["logged_in"] is False  # type: ignore[index]


def test_keys_are_derived_from_the_real_key(make_app: MakeApp) -> None:
    """Each worker of a server derives the same keys; another server derives other keys."""
    first, second, other = (keyrings(key) for key in ("one", "one", "two"))
    assert first == second
    assert not {*first["current"], *first["dropped"]} & {*other["current"], *other["dropped"]}
    mine, theirs = make_app(secret_key="one").test_client(), make_app(secret_key="two").test_client()
    assert verdict(theirs, "current", log_in(mine)) == "bad signature"


def test_the_real_session_does_not_change(twins: Twins) -> None:
    twins.post("/login", data={"username": "robert", "password": "open-sesame"})
    before = twins.get("/session/cookie").json["raw"]
    for path in ("", "/login", "/logout"):
        answer = twins.open("POST" if path else "GET", f"/lab/session/current/run{path}", data={"username": "jane"})
        assert not any(cookie.startswith("session=") for cookie in answer.page.headers.getlist("Set-Cookie"))
    assert twins.get("/session/cookie").json["raw"] == before


@pytest.mark.parametrize("side", ["", "/api"])
def test_the_cookie_has_the_path_of_the_lab_and_no_script_reads_it(client: FlaskClient, side: str) -> None:
    set_cookie = client.post(f"{side}/lab/session/current/a1/login", data=ROBERT).headers["Set-Cookie"]
    name, _, attributes = set_cookie.partition(";")
    assert name.startswith("laba1=")
    expires, _, rest = attributes.partition("; HttpOnly; ")
    assert rest == f"Path={side}/lab/session; SameSite=Lax"
    age = parsedate_to_datetime(expires.removeprefix(" Expires=")) - datetime.now(UTC)
    assert timedelta(0) < age <= timedelta(minutes=1), "if nobody deletes it"
    https = client.post("/lab/session/current/a1/login", data=ROBERT, base_url="https://localhost")
    assert "Secure" in https.headers["Set-Cookie"]


@pytest.mark.parametrize("run", ["a-b", "a=b", "a;b", "%20", "é", "a%0d%0ab", "a" * 33])
def test_a_name_that_is_not_of_a_run_is_refused(twins: Twins, run: str) -> None:
    pair = twins.post(f"/lab/session/current/{run}/login", data=ROBERT)
    assert pair.page.status_code == 400
    assert "letters and digits" in pair.json["detail"]
    assert "Set-Cookie" not in pair.page.headers


@pytest.mark.parametrize("username", ["", "a" * 101, "a\nb", "\x00"], ids=short)
def test_a_name_is_short_and_printable(twins: Twins, username: str) -> None:
    pair = twins.post("/lab/session/current/run/login", data={"username": username})
    assert (pair.page.status_code, "100 characters" in pair.json["detail"]) == (400, True)


def test_an_unknown_key_is_a_404(twins: Twins) -> None:
    assert twins.get("/lab/session/real/run").page.status_code == 404


def test_a_cookie_that_is_too_large_for_browsers_is_refused(twins: Twins) -> None:
    """Else a few bytes, signed with the public key, could fill the memory."""
    bomb = signed("." + packed(zlib.compress(b" " * 2**23)))
    assert len(bomb) > 4096
    pair = twins.get("/lab/session/guessed/run", headers={"Cookie": f"labrun={bomb}"})
    assert pair.page.status_code == 400


def test_a_long_session_is_compressed(client: FlaskClient) -> None:
    cookie = log_in(client, username="robert" * 9)
    assert cookie.startswith(".")
    data = zlib.decompress(base64.urlsafe_b64decode(cookie.split(".")[1] + "=="))
    assert json.loads(data) == {"username": "robert" * 9}


def test_the_references_above_sign_as_flask_does(client: FlaskClient) -> None:
    """With the key of the lab, `signed` makes exactly the cookie of the lab's app."""
    cookie = log_in(client, "guessed")
    payload, stamp, _ = cookie.split(".")
    made = datetime.fromtimestamp(int.from_bytes(base64.urlsafe_b64decode(stamp + "==")), UTC)
    age = round((datetime.now(UTC) - made) / timedelta(seconds=1) - 0.5)
    assert cookie in {signed(payload, age=each) for each in (age - 1, age, age + 1)}
    serializer = URLSafeTimedSerializer("dev", salt="cookie-session", signer_kwargs={"key_derivation": "hmac"})
    assert serializer.loads(cookie) == ROBERT
