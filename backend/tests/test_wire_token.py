"""The token of the wire (`?wire=`): it names the visitor of a request without a visitor cookie."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from roundtrip.visitor import OWN_COOKIES, key_of
from roundtrip.wire.secrets import Secrets
from tests.conftest import MakeApp
from tests.wires import VISITOR, entries, header, recorded

SHOWN = "***"


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    client.get("/api/visitor")
    return client


@pytest.fixture
def token(visitor: FlaskClient) -> str:
    given: str = visitor.get("/api/lab/token").json["wire"]  # type: ignore[index]
    return given


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """A client without cookies, like a browser that sends a request for another site."""
    return app.test_client(use_cookies=False)


def signed(app: Flask, key: str) -> str:
    token: str = app.extensions["wire"].tokens.make(key)
    return token


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "OPTIONS", "DELETE", "HEAD"])
def test_any_request_with_the_token_is_in_the_wire_of_its_visitor(
    visitor: FlaskClient, stranger: FlaskClient, token: str, method: str
) -> None:
    stranger.open(f"/method?wire={token}", method=method)
    [entry] = entries(visitor)
    assert entry["request"]["method"] == method
    assert header(entry["request"], "cookie") == []


@pytest.mark.parametrize("query", ["wire={}", "a=b&wire={}", "wire={}&a=b", "a&wire={}&b"])
def test_the_token_at_any_place_in_the_query(
    visitor: FlaskClient, stranger: FlaskClient, token: str, query: str
) -> None:
    stranger.get(f"/hello?{query.format(token)}")
    assert recorded(visitor) == [f"GET /hello?{query.format(token[:6] + SHOWN)} 200 OK"]


def test_requests_of_the_page_itself_are_not_recorded(visitor: FlaskClient, token: str) -> None:
    visitor.get(f"/lab/actor?wire={token}")
    assert recorded(visitor) == []


def test_a_cookie_has_priority_over_a_token(app: Flask, visitor: FlaskClient, token: str) -> None:
    another = app.test_client()
    another.get("/api/visitor")
    another.get(f"/hello?wire={token}")
    assert len(entries(another)) == 1
    assert entries(visitor) == []


def test_an_invalid_cookie_has_no_priority(visitor: FlaskClient, stranger: FlaskClient, token: str) -> None:
    stranger.get(f"/hello?wire={token}", headers={"Cookie": "visitor=short"})
    assert len(entries(visitor)) == 1


def test_a_token_cannot_read_the_wire(visitor: FlaskClient, stranger: FlaskClient, token: str) -> None:
    """Only the recorder uses the token; the views do not."""
    visitor.get("/hello")
    assert stranger.get(f"/api/wire?wire={token}").json["log"]["entries"] == []  # type: ignore[index]
    stranger.delete(f"/api/wire?wire={token}")
    assert len(entries(visitor)) == 1
    assert stranger.get(f"/api/uploads?wire={token}").json == {"files": []}


def test_a_token_pushes_out_only_exchanges_of_tokens(make_app: MakeApp) -> None:
    app = make_app(max_exchanges=5)
    visitor, stranger = app.test_client(), app.test_client(use_cookies=False)
    token = visitor.get("/api/lab/token").json["wire"]  # type: ignore[index]
    for number in range(5):
        visitor.get(f"/user/own-{number}")
    for number in range(40):
        stranger.get(f"/user/{number}?wire={token}")
    paths = [(each["request"]["url"].split("?")[0].rpartition("/")[2], each["_byToken"]) for each in entries(visitor)]
    assert paths == [*((f"own-{number}", False) for number in range(5)), *((str(n), True) for n in range(35, 40))]
    for number in range(5, 9):
        visitor.get(f"/user/own-{number}")
    assert [each["_byToken"] for each in entries(visitor)] == [False, *[True] * 5, *[False] * 4]
    assert visitor.delete("/api/wire").status_code == 200
    assert entries(visitor) == []


def test_a_lab_pushes_out_only_exchanges_of_labs(make_app: MakeApp) -> None:
    visitor = make_app(max_exchanges=5).test_client()
    visitor.get("/api/visitor")
    for number in range(5):
        visitor.get(f"/user/own-{number}")
    for number in range(40):
        visitor.get(f"/landing?lab=session&{number}")
    assert [each["_lab"] for each in entries(visitor)] == [*[None] * 5, *["session"] * 5]
    assert visitor.delete("/api/wire").status_code == 200
    assert entries(visitor) == []


# Invalid tokens


def another(letter: str) -> str:
    return "A" if letter != "A" else "B"


def forged(app: Flask, token: str) -> dict[str, str]:
    payload, time, signature = token.split(".")
    return {
        "empty": "",
        "the key alone": payload,
        "unsigned": f"{payload}.{time}.",
        "one letter off": f"{payload}.{time}.{another(signature[0])}{signature[1:]}",
        "another time": f"{payload}.{another(time[0])}{time[1:]}.{signature}",
        "another key": f"{signed(app, '0' * 32).split('.')[0]}.{time}.{signature}",
        "more at its end": f"{token}x",
        "in other letters": f"%49{token[1:]}",
        "the visitor's key": key_of(VISITOR),
        "very long": "x" * 60_000,
    }


def test_a_forged_token_records_nothing(
    app: Flask, visitor: FlaskClient, stranger: FlaskClient, token: str, make_app: MakeApp, tmp_path: Path
) -> None:
    for name, each in forged(app, token).items():
        assert stranger.get(f"/hello?wire={each}").status_code == 200
        assert entries(visitor) == [], name
    make_app().test_client(use_cookies=False).get(f"/hello?wire={token}", multiprocess=True)  # of another server
    assert not (tmp_path / "instance/wire.sqlite3").exists()


@pytest.mark.parametrize("query", ["Wire={}", "xwire={}", "a=wire={}", "wire={}=", "wire={}%20", "wire[]={}"])
def test_a_similar_parameter_is_no_token(visitor: FlaskClient, stranger: FlaskClient, token: str, query: str) -> None:
    stranger.get(f"/hello?{query.format(token)}")
    assert entries(visitor) == []


def test_a_token_expires_with_the_exchanges(make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(keep=60)
    token = signed(app, key_of(VISITOR))
    client = app.test_client(use_cookies=False)
    now = __import__("time").time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + 62)
    client.get(f"/hello?wire={token}", multiprocess=True)
    assert not (tmp_path / "instance/wire.sqlite3").exists()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + 58)
    client.get(f"/hello?wire={token}", multiprocess=True)
    assert (tmp_path / "instance/wire.sqlite3").exists()


# The token is a secret, like the visitor cookie


def test_the_token_is_nowhere(make_app: MakeApp, tmp_path: Path) -> None:
    """It is not in URLs, headers or bodies of requests and responses, and not in the file; with a cookie or without."""
    app = make_app()
    visitor, stranger = app.test_client(), app.test_client(use_cookies=False)
    token = visitor.get("/api/lab/token").json["wire"]  # type: ignore[index]
    older = signed(app, key_of(visitor.get_cookie("visitor").value))  # type: ignore[union-attr]
    for client in (visitor, stranger):
        client.get(f"/api/landing?wire={token}")
        client.get(f"/landing?wire={token}")
        client.get(f"/api/redirect/302?to=/landing?wire={token}&wire={token}")
        client.get(f"/user/{token}?wire={token}", headers={"Referer": f"http://localhost/?wire={token}"})
        client.post(f"/api/form?wire={token}", data={"wire": token, "older": f"/?wire={older}&a"})
        client.post(f"/api/landing?wire={token}", data=f"\xff {token}".encode("latin-1"))
        client.get(f"/hello?wire={token}", headers={"X-Own": token, "Cookie": f"a={token}"})
        client.get(f"/api/lab/origins?to=other&wire={token}")
    assert len(entries(visitor)) == 16
    har = visitor.get("/api/wire.har").text
    connection = sqlite3.connect(tmp_path / "instance/wire.sqlite3")
    disk = "\n".join(connection.iterdump()) + str(connection.execute("SELECT * FROM exchange").fetchall())
    connection.close()
    for each in (token, older):
        for part in (each, each.partition(".")[2], each.rpartition(".")[2]):
            assert part not in har
            assert part not in disk
    assert f"wire={token[:6]}{SHOWN}" in har


def test_a_redirect_to_a_url_with_the_token_is_one_trip(
    visitor: FlaskClient, stranger: FlaskClient, token: str
) -> None:
    """The Location and the next URL are shortened in the same way, so they still match."""
    stranger.get("/redirect/302", query_string={"to": f"/landing?wire={token}", "wire": token}, follow_redirects=True)
    first, second = entries(visitor)
    assert second["_redirectedFrom"] == first["_id"]
    assert first["response"]["redirectURL"] == f"/landing?wire={token[:6]}{SHOWN}"


def test_a_body_keeps_its_length(visitor: FlaskClient, token: str) -> None:
    answer = visitor.get(f"/api/landing?wire={token}")
    content = entries(visitor)[0]["response"]["content"]
    assert len(content["text"]) == content["size"] == len(answer.data)
    assert json.loads(content["text"])["args"]["wire"] == [token[:6] + "*" * (len(token) - 6)]


def test_a_truncated_token_is_hidden_too(app: Flask) -> None:
    """The recorded beginning of a body may end in the middle of a token."""
    key = key_of(VISITOR)
    token = signed(app, key)
    hidden = Secrets(key, "", OWN_COOKIES)
    assert hidden.body(f"x{token[:-3]}".encode()) == b"x" + token[:6].encode() + b"*" * (len(token) - 9)
    assert hidden.text(f"/a?wire={token}&b") == f"/a?wire={token[:6]}{SHOWN}&b"
    other = signed(app, "0" * 32)
    assert hidden.text(other) == other, "it belongs to another visitor"
