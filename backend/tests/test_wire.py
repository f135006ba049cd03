"""The wire over HTTP: the exchanges that are recorded, their visitor, and the API that returns them."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import MakeApp
from tests.wires import VISITOR, entries, log, recorded


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    """A client that has opened the page and is a visitor."""
    client.get("/api/visitor")
    return client


# Exchanges that are recorded, and requests of the page itself


def test_each_exchange_of_a_visitor(visitor: FlaskClient) -> None:
    visitor.get("/hello")
    visitor.get("/api/hello?a=b&c=%2F")
    visitor.put("/method")
    visitor.delete("/hello")
    visitor.get("/nothing/here")
    visitor.get("/re")
    assert recorded(visitor) == [
        "GET /hello 200 OK",
        "GET /api/hello?a=b&c=%2F 200 OK",
        "PUT /method 200 OK",
        "DELETE /hello 405 Method Not Allowed",
        "GET /nothing/here 404 Not Found",
        "GET /re 302 Found",
    ]


PLUMBING = [
    *("/", "/?a", "/healthz", "/api/wire", "/api/wire?after=1", "/api/wire.har", "/api/source/hello.hello"),
    *("/api/source/nothing", "/api/visitor", "/static/style.css", "/static/nothing"),
]


@pytest.mark.parametrize("path", PLUMBING)
def test_requests_of_the_page_itself_are_not_recorded(visitor: FlaskClient, path: str) -> None:
    visitor.get(path, buffered=True)
    visitor.delete("/api/wire")
    visitor.get(path, headers={"Sec-Fetch-Dest": "style"}, buffered=True)
    assert recorded(visitor) == []


@pytest.mark.parametrize("path", ["/api/wired", "/api/visitors", "/healthz/", "/statics", "/api/", "/api/sourcery"])
def test_similar_paths_are_recorded(visitor: FlaskClient, path: str) -> None:
    visitor.get(path)
    assert recorded(visitor) == [f"GET {path} 404 Not Found"]


@pytest.mark.parametrize(
    ("destination", "is_recorded"),
    [
        *[(each, True) for each in ("document", "iframe", "frame", "empty")],
        *[(each, False) for each in ("style", "script", "image", "", None)],
    ],
)
def test_a_static_file_that_a_person_requests(visitor: FlaskClient, destination: str | None, is_recorded: bool) -> None:
    headers = {} if destination is None else {"Sec-Fetch-Dest": destination}
    visitor.get("/static/style.css", headers=headers, buffered=True)
    assert recorded(visitor) == (["GET /static/style.css 200 OK"] if is_recorded else [])


@pytest.mark.parametrize(
    "cookie", ["", "visitor=", "visitor=short", f"visitor={VISITOR}V", f"notvisitor={VISITOR}", f"visitor=x{VISITOR}"]
)
def test_a_request_without_a_visitor_cookie_is_not_recorded(make_app: MakeApp, tmp_path: Path, cookie: str) -> None:
    client = make_app().test_client(use_cookies=False)
    client.get("/hello", headers={"Cookie": cookie}, multiprocess=True)
    assert not (tmp_path / "instance/wire.sqlite3").exists()
    client.get("/hello", headers={"Cookie": f"visitor={VISITOR}"}, multiprocess=True)
    assert (tmp_path / "instance/wire.sqlite3").exists(), "this is the file of the wire"


@pytest.mark.parametrize(
    ("cookie", "known"),
    [
        (f"visitor={VISITOR}", True),
        (f"a=1;visitor={VISITOR};b=2", True),
        (f"  visitor = {VISITOR} ", True),
        (f'visitor="{VISITOR}"', True),
        (f"visitor={VISITOR}; visitor={'W' * 22}", True),
        (f"visitor={'W' * 22}; visitor={VISITOR}", False),
        (f"visitor=x; visitor={VISITOR}", False),
        (f"Visitor={VISITOR}", False),
        (f"visitor={'é' * 22}", False),
    ],
)
def test_the_recorder_reads_the_cookie_as_flask_does(app: Flask, cookie: str, known: bool) -> None:
    """Else the exchanges would be invisible to their visitor, or visible to another one."""
    client = app.test_client(use_cookies=False)
    client.delete("/api/wire", headers={"Cookie": f"visitor={VISITOR}"})
    client.get("/hello", headers={"Cookie": cookie})
    answer = client.get("/api/wire", headers={"Cookie": f"visitor={VISITOR}"})
    assert len(answer.json["log"]["entries"]) == known  # type: ignore[index]
    if known:
        assert client.get("/api/wire", headers={"Cookie": cookie}).json == answer.json


# The API


def test_after(visitor: FlaskClient) -> None:
    for _ in range(3):
        visitor.get("/hello")
    ids = [each["_id"] for each in entries(visitor)]
    assert ids == sorted(set(ids))
    assert [each["_id"] for each in entries(visitor, f"?after={ids[0]}")] == ids[1:]
    assert entries(visitor, f"?after={ids[-1]}") == []
    assert log(visitor, f"?after={ids[-1]}")["pages"] == []
    assert entries(visitor, "?after=999999999999999999") == []
    assert len(entries(visitor, "?after=0")) == 3


def test_after_in_the_middle_of_a_trip(visitor: FlaskClient) -> None:
    """A new entry still belongs to its page and names the entry that caused it."""
    visitor.get("/redirect/chain/2", follow_redirects=True)
    first, *rest = entries(visitor)
    later = log(visitor, f"?after={first['_id']}")
    assert later["entries"] == rest
    assert [page["id"] for page in later["pages"]] == [first["pageref"]]
    assert later["entries"][0]["_redirectedFrom"] == first["_id"]


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "", " 1", "٣", "1" * 19, "0x1", "1;2", "%00", "1&after"])
@pytest.mark.parametrize("path", ["/api/wire", "/api/wire.har"])
def test_a_bad_after_is_a_400(visitor: FlaskClient, path: str, after: str) -> None:
    answer = visitor.get(path, query_string=f"after={after}" if "&" not in after else "after=&after=1")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert "`after`" in answer.json["detail"]  # type: ignore[index]


def test_the_download(visitor: FlaskClient) -> None:
    visitor.get("/hello")
    answer = visitor.get("/api/wire.har")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="roundtrip.har"'
    assert answer.json == visitor.get("/api/wire").json
    assert answer.headers["Cache-Control"] == "no-store"


def test_delete(visitor: FlaskClient) -> None:
    visitor.get("/hello")
    [before] = entries(visitor)
    assert visitor.delete("/api/wire").json == {"message": "The wire is empty."}
    assert log(visitor)["pages"] == entries(visitor) == []
    visitor.get("/hello")
    [after] = entries(visitor)
    assert after["_id"] > before["_id"], "so that `after` never misses a new entry"


def test_delete_without_a_visitor(client: FlaskClient) -> None:
    assert client.delete("/api/wire").status_code == 200


def test_a_visitor_sees_only_their_own_exchanges(app: Flask) -> None:
    one, two = app.test_client(), app.test_client()
    for each, path in ((one, "/user/one"), (two, "/user/two")):
        each.get("/api/visitor")
        each.get(path)
    assert recorded(one) == ["GET /user/one 200 OK"]
    one.delete("/api/wire")
    assert recorded(one) == []
    assert recorded(two) == ["GET /user/two 200 OK"]
    assert entries(app.test_client()) == []


def test_the_first_request_for_the_wire_makes_a_visitor(client: FlaskClient) -> None:
    assert entries(client) == []
    client.get("/hello")
    assert recorded(client) == ["GET /hello 200 OK"]


@pytest.mark.parametrize("path", ["/api/wire", "/api/wire.har", "/api/wire/news", "/api/source/hello.hello"])
def test_another_method(visitor: FlaskClient, path: str) -> None:
    answer = visitor.post(path)
    assert answer.status_code == 405
    assert answer.headers["Allow"]
