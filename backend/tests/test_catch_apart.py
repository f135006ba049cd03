"""Catch: who has an address reaches nothing but the wire of its visitor, and its answer can do nothing here."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from roundtrip.catcher import BLOCK
from roundtrip.features.catch import MAX_ANSWER
from tests.catches import ANSWER, CURL, FOREIGN, caught, is_unknown, make
from tests.conftest import MakeApp
from tests.exchanges import exchange, notes
from tests.twins import Twins, heading, parsed, protected, text
from tests.wires import header, recorded


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    client.get("/api/visitor")
    return client


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """A client without cookies, like a webhook."""
    return app.test_client(use_cookies=False)


# Other visitors, and other tokens


@pytest.mark.parametrize("token", ["x", "x" * 22, "x" * 5000, "%00", "..", "a b", "%", "'; DROP TABLE address;--"])
def test_a_wrong_token_is_a_404(visitor: FlaskClient, stranger: FlaskClient, token: str) -> None:
    make(visitor)
    page, twin = stranger.post(f"/catch/{token}/a"), stranger.post(f"/api/catch/{token}/a")
    assert is_unknown(page)
    assert heading(page) == "404 Not Found"
    assert twin.mimetype == "application/problem+json"
    assert caught(visitor) == []


def test_another_address_ends_the_first_one(visitor: FlaskClient, stranger: FlaskClient) -> None:
    first = make(visitor)
    assert make(visitor, body="changed") == first
    assert stranger.get(first).text == "changed"
    second = make(visitor, another="yes")
    assert second != first
    assert is_unknown(stranger.get(first))
    assert stranger.get(second).status_code == 202


def test_an_address_ends_with_the_time_of_its_visitor(
    visitor: FlaskClient, stranger: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(visitor)
    later = app.extensions["addresses"].find(path.rpartition("/")[2]).ends
    monkeypatch.setattr("roundtrip.catcher.time.time", lambda: later + 1)
    assert is_unknown(stranger.get(path))
    assert visitor.get("/api/catch").json["address"] is None  # type: ignore[index]


def test_an_ended_address_is_in_no_file(make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app()
    path = make(app.test_client(), body="a secret that I composed")
    file = tmp_path / "instance" / "catch.sqlite3"
    assert b"a secret that I composed" in file.read_bytes()
    ends = app.extensions["addresses"].find(path.rpartition("/")[2]).ends
    monkeypatch.setattr("roundtrip.catcher.time.time", lambda: ends + 1)
    app.extensions["addresses"].sweep()
    assert b"a secret that I composed" not in file.read_bytes()


def test_an_address_does_not_name_its_visitor(app: Flask, visitor: FlaskClient) -> None:
    path = make(visitor)
    id = visitor.get_cookie("visitor").value  # type: ignore[union-attr]
    key = app.extensions["addresses"].find(path.rpartition("/")[2]).visitor
    assert id not in path
    assert key not in path


def test_who_has_the_address_can_read_nothing(visitor: FlaskClient, app: Flask) -> None:
    path = make(visitor)
    visitor.get("/user/secret")
    token = path.rpartition("/")[2]
    other = app.test_client()
    for cookie in ("", f"visitor={token}"):
        for page in ("/api/wire", "/api/catch", "/catch", "/api/uploads", f"/api/wire?wire={token}"):
            answer = other.get(page, headers={"Cookie": cookie} if cookie else {})
            assert token not in answer.text.replace(cookie, "")
            assert "secret" not in answer.text


def test_what_a_client_says_is_never_markup(visitor: FlaskClient, app: Flask) -> None:
    path = make(visitor)
    odd = {"User-Agent": "<script>1</script>", "Origin": "<i>"}
    app.test_client(use_cookies=False).open(f"{path}/%3Cb%3E", method="A<B", headers=odd)
    app.test_client(use_cookies=False).get(f"{path}/<b>", headers={"User-Agent": "<script>1</script>"})
    page = visitor.get("/catch")
    assert {"script", "i", "b"}.isdisjoint(parsed(page).elements)
    assert "A<B" in text(page)
    assert "<script>1</script>" in text(page)


def test_a_caught_request_is_on_the_wire_of_the_address_alone(visitor: FlaskClient, app: Flask) -> None:
    path, other = make(visitor), app.test_client()
    other.get("/api/visitor")
    other.post(path)
    assert recorded(other) == []
    assert len(caught(visitor)) == 1


# What a browser sends by itself


def test_the_cookies_of_another_visitor_are_not_recorded(visitor: FlaskClient, app: Flask) -> None:
    """Somebody may lead another visitor of this server to the address."""
    path, other = make(visitor), app.test_client()
    other.post("/login", data={"username": "robert", "password": "open-sesame"})
    other.get("/set-name?name=Rosebud")
    other.get("/api/visitor")
    other.get(path, headers={"Authorization": "Basic cm9iZXJ0OnNlY3JldA=="})
    [entry] = caught(visitor)
    assert header(entry["request"], "cookie") == header(entry["request"], "authorization") == ["…"]
    assert "Rosebud" not in str(entry)


@pytest.mark.parametrize(
    ("headers", "cookie", "authorization"),
    [
        ({"User-Agent": "Mozilla/5.0"}, "…", "…"),  # a browser that Roundtrip does not know
        (CURL, "a=1", "Basic eA=="),
        ({**FOREIGN, "Authorization": "Bearer x"}, "…", "Bearer x"),  # only a script sends it
    ],
)
def test_cookies_of_a_program_are_recorded(
    visitor: FlaskClient, stranger: FlaskClient, headers: dict[str, str], cookie: str, authorization: str
) -> None:
    stranger.get(make(visitor), headers={"Cookie": "a=1", "Authorization": "Basic eA==", **headers})
    [entry] = caught(visitor)
    assert header(entry["request"], "cookie") == [cookie]
    assert header(entry["request"], "authorization") == [authorization]


def test_the_visitors_own_cookies_are_recorded(visitor: FlaskClient) -> None:
    path = make(visitor)
    visitor.get("/set-name?name=Rosebud")
    visitor.get(path, headers={"User-Agent": "Mozilla/5.0"})
    assert "Rosebud" in header(caught(visitor)[0]["request"], "cookie")[0]


def test_the_wire_looks_for_no_cookies_of_the_browser() -> None:
    """Another client has another jar, or none: a cookie that it does not send is no news, and stays in the jar."""
    first, last = exchange(1, sets=["a=1"]), exchange(9, cookie="a=1")
    assert notes(first, exchange(5), last)[1] == ("cookie a not sent: the browser no longer has it",)
    assert notes(first, exchange(5, caught=True), last) == [(), (), ()]


def test_a_client_cannot_pretend_to_be_a_lab(visitor: FlaskClient, stranger: FlaskClient) -> None:
    stranger.get(f"{make(visitor)}?lab=cookies")
    assert caught(visitor)[0]["_lab"] is None


# The composed answer


@pytest.mark.parametrize(
    "line",
    [
        *("Set-Cookie: visitor=x", "set-cookie:a=1", " Set-Cookie : a=1", "Access-Control-Allow-Origin: *"),
        *("Content-Security-Policy: script-src *", "Clear-Site-Data: *", "Refresh: 0;url=//e.example", "Link: <//e>"),
        *("Location: https://e.example", "Transfer-Encoding: chunked", "Strict-Transport-Security: max-age=1"),
        *("X-A: 1\x00", "X-A", "X-A\x85: 1"),
    ],
)
def test_a_header_that_no_answer_may_have(twins: Twins, line: str) -> None:
    pair = twins.post("/catch", data={"header": f"X-B: 1\n{line}"})
    assert pair.page.status_code == 400
    assert twins.get("/catch").json["address"] is None


@pytest.mark.parametrize("field", [{"status": "100"}, {"status": "x"}, {"type": "x"}, {"delay": "11"}, {"delay": "-1"}])
def test_an_answer_that_cannot_be(twins: Twins, field: dict[str, str]) -> None:
    assert twins.post("/catch", data=field).page.status_code == 400


def test_an_answer_runs_nothing_and_sets_no_cookie(visitor: FlaskClient, stranger: FlaskClient) -> None:
    path = make(visitor, type="text/html", body="<script>alert(1)</script>")
    for client in (stranger, visitor):
        answer = client.get(path)
        protected(answer)
        assert answer.headers.getlist("Content-Security-Policy") == ["sandbox"]
        assert "Set-Cookie" not in answer.headers


def test_an_answer_without_content_has_none(visitor: FlaskClient, stranger: FlaskClient) -> None:
    assert stranger.get(make(visitor, status="204")).data == b""


def test_an_answer_has_a_limit(visitor: FlaskClient) -> None:
    answer = visitor.post("/catch", data={"body": "x" * MAX_ANSWER})
    assert answer.status_code == 413
    assert "64 KiB at most" in answer.text


def test_all_addresses_together_have_a_limit(make_app: MakeApp) -> None:
    app = make_app(max_total=64 * (3000 + 2 * BLOCK))
    first = app.test_client()
    first.post("/catch", data={"body": "x" * 2000})
    assert app.test_client().post("/catch", data={"body": "x" * 2000}).status_code == 507
    assert first.post("/catch", data={"body": "y" * 2000, "another": "yes"}).status_code == 303


def test_a_damaged_file_is_no_server_error(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app()
    client = app.test_client()
    path = make(client)
    (tmp_path / "instance" / "catch.sqlite3").write_bytes(b"no database" * 1000)
    assert is_unknown(client.get(path))
    assert client.get("/catch").status_code == 200
    assert client.post("/catch", data=ANSWER).status_code == 507


def test_only_the_owner_of_the_disk_reads_the_file(make_app: MakeApp, tmp_path: Path) -> None:
    make(make_app().test_client())
    file = tmp_path / "instance" / "catch.sqlite3"
    assert file.stat().st_mode & 0o077 == 0
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM address").fetchone() == (1,)
    connection.close()
