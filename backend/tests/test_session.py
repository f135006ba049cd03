"""Session: a cookie that anyone can read, and that Flask ignores if anyone changes it."""

from __future__ import annotations

import base64
import json
import stat
import threading
import tracemalloc
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from roundtrip.keys import stored_key
from tests.conftest import MakeApp
from tests.twins import Twins, short

ROBERT = {"username": "robert", "password": "open-sesame"}


def session_cookie(client: FlaskClient) -> str:
    cookie = client.get_cookie("session")
    assert cookie
    return cookie.value


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_visits_are_counted(twins: Twins) -> None:
    assert [twins.get("/session").json["visits"] for _ in range(3)] == [1, 2, 3]


def test_logout_removes_only_the_name(twins: Twins) -> None:
    twins.post("/login", data=ROBERT)
    twins.get("/session")
    for method in ("GET", "POST"):
        assert twins.open(method, "/logout").page.location == "/session"
    session = twins.get("/session").json
    assert (session["logged_in"], session["username"], session["visits"]) == (False, None, 2)


def test_the_parts_of_the_cookie(twins: Twins) -> None:
    twins.post("/login", data=ROBERT)
    pair = twins.get("/session/cookie")
    assert pair.json["raw"] == session_cookie(twins.api)
    assert pair.json["payload"] == {"username": "robert", "_permanent": False}
    assert pair.json["signature"] == pair.json["raw"].split(".")[2]
    assert pair.json["valid"] is True
    signed = datetime.fromisoformat(pair.json["signed_at"])
    assert timedelta(0) <= datetime.now(UTC) - signed < timedelta(minutes=1)
    assert '"username": "robert"' in pair.text
    assert "anyone" in pair.text.lower()
    assert "open-sesame" not in pair.page.text + pair.twin.text


def test_the_page_shows_the_parts(twins: Twins) -> None:
    twins.post("/login", data=ROBERT)
    parts = dict(zip(("payload", "time", "signature"), session_cookie(twins.page).split("."), strict=True))
    page = twins.get("/session/cookie").page.text
    for name, part in parts.items():
        assert f'<span class="{name}">{part}</span>' in page
    packed_one = twins.get("/session/cookie", headers={"Cookie": "session=.eJx.b.c"}).page.text
    assert (
        '<span class="payload">.eJx</span>.<span class="time">b</span>.<span class="signature">c</span>' in packed_one
    )
    assert "<figure" not in twins.get("/session/cookie", headers={"Cookie": "session=a.b"}).page.text


def test_tampering_logs_out(twins: Twins) -> None:
    twins.post("/login", data=ROBERT)
    before = [session_cookie(client) for client in (twins.page, twins.api)]
    assert twins.post("/session/tamper").page.location == "/session"
    after = [session_cookie(client) for client in (twins.page, twins.api)]
    for old, new in zip(before, after, strict=True):
        assert old[0] != new[0]
        assert old[1:] == new[1:], "the time and the signature are as they were"
    taken_apart = twins.get("/session/cookie").json
    assert taken_apart["raw"] == after[1]
    assert taken_apart["valid"] is False
    assert taken_apart["signature"] == before[1].split(".")[2]
    session = twins.get("/session")
    assert (session.json["logged_in"], session.json["discarded"]) == (False, True)
    assert "does not match" in session.text


def test_without_a_cookie_tampering_sets_none(twins: Twins) -> None:
    assert "Set-Cookie" not in twins.post("/session/tamper").page.headers


@pytest.mark.parametrize("start", "ef.=x")
def test_tampering_changes_any_first_character(client: FlaskClient, start: str) -> None:
    client.set_cookie("session", f"{start}yJ.b.c")
    client.post("/session/tamper")
    changed = session_cookie(client)
    assert changed[0] != start
    assert changed[1:] == "yJ.b.c"


@pytest.mark.parametrize(
    ("raw", "payload"),
    [
        ("x", None),
        (".", None),
        ("...", None),
        ("é", None),
        ("\x00", None),
        (packed(b'{"a":1}'), {"a": 1}),
        (packed(b'{"a":1}') + ".zzzzzzzzzzzzzzzz.x", {"a": 1}),
        ("." + packed(zlib.compress(b'{"a":1}')), {"a": 1}),
        ("." + packed(zlib.compress(b'"' + b"a" * 2**20 + b'"')), None),  # decompresses to more than the limit
        ("." + packed(b"not zlib"), None),
        (packed(b"[NaN]"), None),
        (packed(b"[1e999]"), None),
        (packed(b"[" * 990 + b"]" * 990), None),
        (packed(b"\xff"), None),
        (packed(b'"<b>"'), "<b>"),
    ],
    ids=short,
)
def test_a_forged_cookie_is_read_but_not_valid(twins: Twins, raw: str, payload: object) -> None:
    headers = {"Cookie": f"session={raw}"}
    pair = twins.get("/session/cookie", headers=headers)
    assert pair.page.status_code == 200
    assert pair.json["payload"] == payload
    assert pair.json["valid"] is False
    assert "<b>" not in pair.page.text
    assert twins.get("/session", headers=headers).json["username"] is None


def test_only_a_signed_cookie_is_decompressed_whole(app: Flask) -> None:
    """Else a few bytes could fill the memory: the server accepts a header of 300 KB, which decompresses to 300 MB."""
    bomb = "." + packed(zlib.compress(b" " * 2**26)) + ".zzzz.zzzz"
    tracemalloc.start()
    assert app.test_client(use_cookies=False).get("/api/session/cookie", headers={"Cookie": f"session={bomb}"}).json
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**24


def test_keys_rotate(make_app: MakeApp) -> None:
    """The first key signs, and all keys verify (Flask: SECRET_KEY_FALLBACKS)."""
    old, both, new = (make_app(secret_key=keys).test_client() for keys in ("a", "b,a", "b"))

    def carry(cookie: str, to: FlaskClient) -> bool:
        to.set_cookie("session", cookie)
        return bool(to.get("/api/session").json["logged_in"])  # type: ignore[index]

    old.post("/login", data=ROBERT)
    cookie = session_cookie(old)
    assert not carry(cookie, new)
    assert carry(cookie, both)
    assert carry(session_cookie(both), new)


def test_a_key_is_made_once_and_stored(make_app: MakeApp, tmp_path: Path) -> None:
    first, second = make_app(), make_app()
    assert first.secret_key == second.secret_key
    assert len(str(first.secret_key)) >= 32
    file = tmp_path / "instance" / "secret_key"
    assert file.read_text() == first.secret_key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_workers_that_start_together_share_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each worker finds no key and makes one. All of them use the first key that is in place."""
    exists = Path.exists
    all_look = threading.Barrier(4, timeout=60)

    def look(self: Path, **more: bool) -> bool:
        found = exists(self, **more)
        all_look.wait()
        return found

    monkeypatch.setattr(Path, "exists", look)
    file = tmp_path / "secret_key"
    with ThreadPoolExecutor(4) as pool:
        keys = list(pool.map(stored_key, [file] * 4))
    monkeypatch.undo()
    assert keys == [file.read_text()] * 4
    assert list(tmp_path.iterdir()) == [file], "the other keys are gone"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_cookies_of_roundtrip_are_secure_over_https(client: FlaskClient, scheme: str) -> None:
    answer = client.get("/session", base_url=f"{scheme}://localhost")
    page = client.get("/", base_url=f"{scheme}://localhost", buffered=True)
    for cookie in (answer.headers["Set-Cookie"], page.headers["Set-Cookie"]):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert ("Secure" in cookie) == (scheme == "https")


def test_payload_survives_json() -> None:
    """The helper above makes the same payload as Flask."""
    assert json.loads(base64.urlsafe_b64decode(packed(b'{"a":1}') + "==")) == {"a": 1}
