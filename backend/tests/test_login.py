"""Login: the accounts that can log in, the refusals, and the target of the redirect."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from roundtrip.features import login
from tests.twins import Twins, heading, short

ROBERT = {"username": "robert", "password": "open-sesame"}


def test_robert_is_logged_in(twins: Twins) -> None:
    pair = twins.post("/login", data=ROBERT)
    assert pair.page.location == "/session"
    session = twins.get("/session")
    assert heading(session.page) == session.json["message"]
    assert session.json["message"] == "You're logged in as robert"
    assert (session.json["logged_in"], session.json["username"], session.json["visits"]) == (True, "robert", 1)


def test_slow_waits_for_two_seconds(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("roundtrip.features.login.time.sleep", waited.append)
    assert client.post("/login", data={**ROBERT, "username": "slow"}).status_code == 303
    assert waited == [2]


@pytest.mark.parametrize(
    ("username", "password", "status", "says"),
    [
        ("locked", "open-sesame", 403, "This account is locked."),
        ("locked", "wrong", 401, "Wrong username or password."),
        ("robert", "wrong", 401, "Wrong username or password."),
        ("robert", "", 401, "Wrong username or password."),
        ("robert", "Open-Sesame", 401, "Wrong username or password."),
        ("Robert", "open-sesame", 401, "Wrong username or password."),
        ("robert ", "open-sesame", 401, "Wrong username or password."),
        ("", "", 401, "Wrong username or password."),
        ("nobody", "open-sesame", 401, "Wrong username or password."),
        ("rob\0ert", "open\0sesame", 401, "Wrong username or password."),
        ('"><b>', "x", 401, "Wrong username or password."),
    ],
)
def test_a_refused_login(twins: Twins, username: str, password: str, status: int, says: str) -> None:
    pair = twins.post("/login", data={"username": username, "password": password})
    assert pair.page.status_code == status
    assert pair.json["detail"] == says
    assert says in pair.text
    assert "Set-Cookie" not in pair.page.headers
    assert not twins.get("/session").json["logged_in"]


@pytest.mark.parametrize("password", ["wrong", "open-sesame", "x" * 1000], ids=short)
def test_an_unknown_name_needs_as_many_hashes_as_a_known_name(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    """Otherwise the time of the answer shows which names exist. The test counts the hashes: no clock is exact."""
    scrypt = hashlib.scrypt
    work: list[dict[str, Any]] = []

    def counted(given: bytes, *, salt: bytes, **cost: int) -> bytes:
        work.append({"password": len(given), "salt": len(salt), **cost})
        return scrypt(given, salt=salt, **cost)

    monkeypatch.setattr(hashlib, "scrypt", counted)
    for username in ("robert", "nobody", ""):
        form = {"username": username, "password": f"not {password}"}
        assert client.post("/login", data=form).status_code == 401
    assert len(work) == 3, "one hash each"
    assert work[0] == work[1] == work[2]
    assert work[0]["n"] >= 2**15, "as much as Werkzeug takes"


def test_a_401_says_how_to_log_in(twins: Twins) -> None:
    """RFC 9110, section 15.5.2, requires WWW-Authenticate. With this scheme, no browser shows a password dialog."""
    pair = twins.post("/login", data={})
    assert pair.page.headers["WWW-Authenticate"].startswith("Cookie ")


def test_the_form_keeps_the_username_and_no_password(client: FlaskClient) -> None:
    page = client.post("/login", data={"username": 'ro"bert', "password": "secret-word", "next": "/landing"})
    assert 'name="username" value="ro&#34;bert"' in page.text
    assert 'name="next" value="/landing"' in page.text
    assert "secret-word" not in page.text


def test_a_remembered_session_outlives_the_browser(client: FlaskClient) -> None:
    brief = client.post("/login", data=ROBERT).headers["Set-Cookie"]
    lasting = client.post("/login", data={**ROBERT, "remember": "on"}).headers["Set-Cookie"]
    assert "Expires=" not in brief
    assert "Expires=" in lasting
    for cookie in (brief, lasting):
        assert re.search("HttpOnly", cookie)
        assert re.search("SameSite=Lax", cookie)
        assert not re.search("Secure", cookie)


def test_a_login_starts_a_new_session(client: FlaskClient) -> None:
    client.get("/session")
    client.get("/session")
    client.post("/login", data=ROBERT)
    assert client.get("/api/session").json["visits"] == 1  # type: ignore[index]


OFF_SITE = [
    "//evil.example",
    "//evil.example/%2e%2e",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/\x00/evil.example",
    "http://evil.example",
    "https:evil.example",
    "HTTP://localhost@evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "session",
    "?x",
    "#x",
    "/a\\b",
    "/a\r\nSet-Cookie: a=b",
    "/a b",
]


@pytest.mark.parametrize("path", OFF_SITE, ids=short)
def test_next_stays_on_this_site(twins: Twins, path: str) -> None:
    pair = twins.post("/login", data={**ROBERT, "next": path})
    assert pair.page.status_code == 400
    assert "`next` must be a path of this site" in pair.json["detail"]
    assert "Set-Cookie" not in pair.page.headers


@pytest.mark.parametrize("path", OFF_SITE, ids=short)
def test_to_stays_on_this_site(twins: Twins, path: str) -> None:
    for pair in (
        twins.get("/redirect/302", query_string={"to": path}),
        twins.post("/redirect/307", data={"to": path}),
    ):
        assert pair.page.status_code == 400
        assert "`to` must be a path of this site" in pair.json["detail"]


@pytest.mark.parametrize(
    ("path", "location", "twin"),
    [
        ("/landing", "/landing", "/api/landing"),
        ("/landing?a=b#c", "/landing?a=b#c", "/api/landing?a=b#c"),
        ("/user/é", "/user/%C3%A9", "/api/user/%C3%A9"),
        ("/%2F/evil.example", "/%2F/evil.example", "/api/%2F/evil.example"),
        ("/", "/", "/"),
        ("/?x", "/?x", "/?x"),
        ("/static/style.css", "/static/style.css", "/static/style.css"),
        ("/healthz", "/healthz", "/healthz"),
        ("/api/landing", "/api/landing", "/api/landing"),
        ("/apix", "/apix", "/api/apix"),
    ],
)
def test_the_target_of_next(client: FlaskClient, path: str, location: str, twin: str) -> None:
    """From a twin, it leads to a twin; a path without a twin stays unchanged."""
    assert client.post("/login", data={**ROBERT, "next": path}).location == location
    answer = client.post("/api/login", data={**ROBERT, "next": path})
    assert answer.location == twin
    assert answer.json == {"location": twin, "status": 303}


def test_no_password_is_in_the_program() -> None:
    assert all(each.startswith("scrypt:") for each in login.PASSWORDS.values())
    assert len({each.split("$")[1] for each in login.PASSWORDS.values()}) == len(login.ACCOUNTS)
