"""The wire does not contain the values of Roundtrip's own cookies, neither in the HAR nor on the disk."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.conftest import MakeApp
from tests.wires import entries

ROBERT = {"username": "robert", "password": "open-sesame"}


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    """A client that has opened the page and is a visitor."""
    client.get("/api/visitor")
    return client


def test_the_values_of_private_cookies_are_nowhere(make_app: MakeApp, tmp_path: Path) -> None:
    """They are not in headers, in cookies, in a body that shows them, or in the file."""
    client = make_app().test_client()
    secrets = set()

    def note() -> None:
        for name in ("session", "visitor"):
            cookie = client.get_cookie(name)
            secrets.update([*cookie.value.split("."), cookie.value] if cookie else [])

    for method, path, data in [
        ("GET", "/api/visitor", None),
        ("POST", "/login", ROBERT),
        ("GET", "/session", None),
        ("GET", "/session/cookie", None),
        ("GET", "/api/session/cookie", None),
        ("POST", "/session/tamper", None),
        ("GET", "/api/landing", None),
        ("GET", "/api/cookies", None),
        ("POST", "/landing", None),
        ("GET", "/session", None),
        ("GET", "/logout", None),
    ]:
        client.open(path, method=method, data=data)
        note()
    har = client.get("/api/wire.har").text
    connection = sqlite3.connect(tmp_path / "instance/wire.sqlite3")
    disk = "\n".join(connection.iterdump()) + str(connection.execute("SELECT * FROM exchange").fetchall())
    connection.close()
    long = {secret for secret in secrets if len(secret) > 10}
    assert len(long) > 8
    for secret in long:
        assert secret not in har
        assert secret not in disk
    whole = [secret for secret in long if "." in secret]
    assert len(whole) > 2
    assert [secret for secret in whole if secret[:6] not in har] == [], "the first characters distinguish them"
    assert '"value":"' + client.get_cookie("visitor").value[:6] + "\\u2026" in har  # type: ignore[union-attr]


def test_a_body_that_shows_a_secret_keeps_its_length(visitor: FlaskClient) -> None:
    visitor.get("/session")
    answer = visitor.get("/api/session/cookie")
    content = entries(visitor)[-1]["response"]["content"]
    assert len(content["text"]) == content["size"] == len(answer.data)
    assert "_truncated" not in content
    raw, shown = answer.json["raw"], json.loads(content["text"])["raw"]  # type: ignore[index]
    assert shown == raw[:6] + "*" * (len(raw) - 6)
