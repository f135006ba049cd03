"""The wire over HTTP: what is recorded and what is not, as what, for whom; and that it is HAR."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.conftest import MakeApp
from tests.uploads import file, sent
from tests.wires import ANY_HAR, HAR, KEPT, VISITOR, entries, header, log, recorded

ROBERT = {"username": "robert", "password": "open-sesame"}


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    """A client that has been to the page, and is a visitor since."""
    client.get("/api/visitor")
    return client


# What is recorded, and what is the page's own plumbing


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
def test_plumbing(visitor: FlaskClient, path: str) -> None:
    visitor.get(path, buffered=True)
    visitor.delete("/api/wire")
    visitor.get(path, headers={"Sec-Fetch-Dest": "style"}, buffered=True)
    assert recorded(visitor) == []


@pytest.mark.parametrize("path", ["/api/wired", "/api/visitors", "/healthz/", "/statics", "/api/", "/api/sourcery"])
def test_what_only_looks_like_it(visitor: FlaskClient, path: str) -> None:
    visitor.get(path)
    assert recorded(visitor) == [f"GET {path} 404 Not Found"]


@pytest.mark.parametrize(
    ("destination", "is_recorded"),
    [
        *[(each, True) for each in ("document", "iframe", "frame", "empty")],
        *[(each, False) for each in ("style", "script", "image", "", None)],
    ],
)
def test_a_static_file_that_a_person_asked_for(
    visitor: FlaskClient, destination: str | None, is_recorded: bool
) -> None:
    headers = {} if destination is None else {"Sec-Fetch-Dest": destination}
    visitor.get("/static/style.css", headers=headers, buffered=True)
    assert recorded(visitor) == (["GET /static/style.css 200 OK"] if is_recorded else [])


@pytest.mark.parametrize(
    "cookie", ["", "visitor=", "visitor=short", f"visitor={VISITOR}V", f"notvisitor={VISITOR}", f"visitor=x{VISITOR}"]
)
def test_nobody_without_a_visitor_cookie_is_recorded(make_app: MakeApp, tmp_path: Path, cookie: str) -> None:
    app = make_app()
    app.test_client(use_cookies=False).get("/hello", headers={"Cookie": cookie})
    assert not (tmp_path / "instance/wire.sqlite3").exists()


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
    """Else a visitor would see nothing of what was recorded, or another what was not for them."""
    client = app.test_client(use_cookies=False)
    client.delete("/api/wire", headers={"Cookie": f"visitor={VISITOR}"})
    client.get("/hello", headers={"Cookie": cookie})
    answer = client.get("/api/wire", headers={"Cookie": f"visitor={VISITOR}"})
    assert len(answer.json["log"]["entries"]) == known  # type: ignore[index]
    if known:
        assert client.get("/api/wire", headers={"Cookie": cookie}).json == answer.json


# As what it is recorded


def test_the_request(visitor: FlaskClient) -> None:
    visitor.post("/api/user/é%25 b?q=1&q=&r=%C3%BC", data="body", headers={"X-Own": "1", "Content-Type": "text/x"})
    [entry] = entries(visitor)
    request = entry["request"]
    assert request["method"] == "POST"
    assert request["httpVersion"] == "HTTP/1.1"
    assert request["url"] == "http://localhost/api/user/%C3%A9%25%20b?q=1&q=&r=%C3%BC"
    assert [(each["name"], each["value"]) for each in request["queryString"]] == [("q", "1"), ("q", ""), ("r", "ü")]
    assert header(request, "x-own") == ["1"]
    assert header(request, "content-type") == ["text/x"]
    assert header(request, "content-length") == ["4"]
    names = [each["name"] for each in request["headers"]]
    assert names == sorted(names), "their order is not invented"
    assert request["bodySize"] == 4
    assert request["postData"] == {"mimeType": "text/x", "text": "body"}
    assert entry["cache"] == {}
    assert entry["time"] == pytest.approx(sum(entry["timings"].values()), abs=0.002)


@pytest.mark.parametrize(
    ("path", "rule", "endpoint", "args"),
    [
        ("/hello", "/hello", "hello.hello", {}),
        ("/api/hello", "/api/hello", "api.hello.hello", {}),
        ("/user/robert", "/user/<username>", "routing.user", {"username": "robert"}),
        ("/number/7", "/number/<int:value>", None, {"value": 7}),
        ("/float/1.5", "/float/<float:value>", None, {"value": 1.5}),
        ("/uuid/" + "12345678-" * 2 + "1234-1234-123412341234", None, None, None),
        (
            "/uuid/12345678-1234-5678-1234-567812345678",
            "/uuid/<uuid:value>",
            None,
            {"value": "12345678-1234-5678-1234-567812345678"},
        ),
        ("/crash", "/crash", "errors.crash", {}),
        ("/nothing", None, None, None),
    ],
)
def test_the_rule_that_answered(
    visitor: FlaskClient, path: str, rule: str | None, endpoint: str | None, args: dict[str, Any] | None
) -> None:
    visitor.get(path)
    [entry] = entries(visitor)
    assert entry["_rule"] == rule
    assert entry["_args"] == (args or {})
    if endpoint:
        assert entry["_endpoint"] == endpoint
    assert (entry["_endpoint"] is None) is (rule is None)


def test_the_answer(visitor: FlaskClient) -> None:
    answer = visitor.get("/response")
    [entry] = entries(visitor)
    response = entry["response"]
    assert (response["status"], response["statusText"], response["httpVersion"]) == (200, "OK", "HTTP/1.1")
    assert header(response, "header-x") == ["1"]
    assert response["content"].pop("mimeType") == "text/html; charset=utf-8"
    assert response["content"] == {"size": len(answer.data), "text": answer.text}
    assert response["bodySize"] == len(answer.data)
    assert response["redirectURL"] == ""
    assert entry["_outcome"] == "complete"
    assert "postData" not in entry["request"]


def test_a_redirect(visitor: FlaskClient) -> None:
    visitor.post("/redirect/303", data={"a": "b c"}, follow_redirects=True)
    first, second = entries(visitor)
    assert first["response"]["redirectURL"] == "/landing"
    assert first["request"]["postData"]["params"] == [{"name": "a", "value": "b c"}]
    assert second["_redirectedFrom"] == first["_id"]
    assert "_redirectedFrom" not in first
    assert first["pageref"] == second["pageref"]
    assert second["_changes"] == ["method POST→GET", "body dropped"]
    [page] = log(visitor)["pages"]
    assert (page["id"], page["title"]) == (first["pageref"], "POST /redirect/303")


def test_a_chain_of_20(visitor: FlaskClient) -> None:
    visitor.get("/redirect/chain/20", follow_redirects=True)
    whole = log(visitor)
    assert len(whole["pages"]) == 1
    paths = [each["request"]["url"].removeprefix("http://localhost") for each in whole["entries"]]
    assert paths == [*(f"/redirect/chain/{left}" for left in range(20, 0, -1)), "/landing"]


@pytest.mark.parametrize(
    ("code", "reason"),
    [(413, "Content Too Large"), (422, "Unprocessable Content"), (418, "I'm a teapot"), (500, "Internal Server Error")],
)
def test_the_reason_is_that_of_the_standard(visitor: FlaskClient, code: int, reason: str) -> None:
    """Not Werkzeug's, nor the server's."""
    visitor.get(f"/error/{code}")
    assert recorded(visitor) == [f"GET /error/{code} {code} {reason}"]


def test_a_crash(visitor: FlaskClient) -> None:
    visitor.get("/crash")
    [entry] = entries(visitor)
    assert entry["response"]["status"] == 500
    assert "under the id" in entry["response"]["content"]["text"]
    assert "Traceback" not in json.dumps(entry)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b"a", {"text": "a"}),
        ("é€".encode(), {"text": "é€"}),
        (b"\x00\x01", {"text": "\x00\x01"}),
        (b"\xff\x00", {"text": base64.b64encode(b"\xff\x00").decode(), "_encoding": "base64"}),
        (b"abcd\xe2\x82", {"text": base64.b64encode(b"abcd\xe2\x82").decode(), "_encoding": "base64"}),
        (b"x" * KEPT, {"text": "x" * KEPT}),
        (b"x" * (KEPT + 1), {"text": "x" * KEPT, "_truncated": True}),
        (b"x" * (KEPT - 1) + "é".encode(), {"text": "x" * (KEPT - 1), "_truncated": True}),
        (b"\xff" * (KEPT + 1), {"text": base64.b64encode(b"\xff" * KEPT).decode(), "_encoding": "base64"}),
        (b"\xff" + b"x" * KEPT + b"\xe2", {"_encoding": "base64", "_truncated": True}),
    ],
    ids=[
        *("ASCII", "UTF-8", "control characters", "no UTF-8", "a character broken off", "as long as is kept"),
        *("longer", "cut within a character", "longer, and no UTF-8", "longer, and broken"),
    ],
)
def test_the_head_of_a_body(visitor: FlaskClient, body: bytes, shown: dict[str, Any]) -> None:
    visitor.post("/method", data=body, content_type="application/x")
    [entry] = entries(visitor)
    assert entry["request"]["bodySize"] == len(body)
    found = entry["request"]["postData"]
    assert {"mimeType": "application/x"} | shown | found == found
    assert ("_truncated" in found) is (len(body) > KEPT)


@pytest.mark.parametrize("size", [0, 1, KEPT, KEPT + 1, 100_000, 300_000])
def test_the_head_of_an_answer(visitor: FlaskClient, size: int) -> None:
    """Whatever its size, it goes out as it came in."""
    content = bytes(range(256)) * (size // 256 + 1)
    visitor.post("/upload", **sent(file("a.bin", content[:size])))
    visitor.delete("/api/wire")
    [found] = visitor.get("/api/uploads").json["files"]  # type: ignore[index]
    assert visitor.get(found["url"], buffered=True).data == content[:size]
    shown = entries(visitor)[-1]["response"]
    assert (shown["bodySize"], shown["content"]["size"]) == (size, size)
    text = shown["content"]["text"]
    assert (base64.b64decode(text) if "encoding" in shown["content"] else text.encode()) == content[: min(size, KEPT)]
    assert ("_truncated" in shown["content"]) is (size > KEPT)


@pytest.mark.parametrize("path", ["/hello", "/re", "/static/style.css"])
def test_head(visitor: FlaskClient, path: str) -> None:
    visitor.head(path, headers={"Sec-Fetch-Dest": "empty"}, buffered=True)
    [entry] = entries(visitor)
    assert entry["response"]["bodySize"] == 0
    assert int(header(entry["response"], "content-length")[0]) > 0


def test_not_modified(visitor: FlaskClient) -> None:
    asked = {"Sec-Fetch-Dest": "empty"}
    tag = visitor.get("/static/style.css", headers=asked, buffered=True).headers["ETag"]
    visitor.get("/static/style.css", headers=asked | {"If-None-Match": tag})
    assert recorded(visitor) == ["GET /static/style.css 200 OK", "GET /static/style.css 304 Not Modified"]


def test_set_cookie_becomes_hars_cookies(visitor: FlaskClient) -> None:
    form = {"name": "a", "value": "1", "max_age": "60", "path": "/x", "samesite": "strict", "httponly": "1"}
    visitor.post("/cookies", data=form)
    [entry] = entries(visitor)
    [cookie] = entry["response"]["cookies"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", cookie.pop("expires"))
    assert cookie == {
        **{"name": "a", "value": "1", "path": "/x", "domain": "localhost"},
        **{"httpOnly": True, "secure": False, "sameSite": "Strict"},
        **{"_hostOnly": True, "_partitioned": False, "_lifetime": 60, "_refused": None},
    }


def test_the_bytes_of_headers_are_read_as_utf_8_where_they_are(app: Flask) -> None:
    cookie = f"visitor={VISITOR}; a=é".encode().decode("latin-1")
    client = app.test_client(use_cookies=False)
    client.delete("/api/wire", headers={"Cookie": cookie})
    client.get("/hello", headers={"Cookie": cookie, "X-Own": "\xff"})
    [entry] = client.get("/api/wire", headers={"Cookie": cookie}).json["log"]["entries"]  # type: ignore[index]
    assert header(entry["request"], "cookie") == [f"visitor={VISITOR[:6]}…; a=é"]
    assert header(entry["request"], "x-own") == ["ÿ"]


def test_headers_do_not_grow_without_bound(visitor: FlaskClient) -> None:
    visitor.get("/hello", headers={"X-Long": "x" * 100_000, "X-More": "y"})
    visitor.post("/respond", data={"cookie": [f"c{number}={'x' * 100}" for number in range(1000)]})
    first, second = entries(visitor)
    assert len(json.dumps(first["request"])) < 100_000
    assert header(first["request"], "x-long")[0].endswith("x…")
    assert len(json.dumps(second["response"])) < 200_000


# Roundtrip's own cookies


def test_the_values_of_the_own_cookies_are_nowhere(make_app: MakeApp, tmp_path: Path) -> None:
    """Not in headers, not in cookies, not in a body that shows them, not in the file."""
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
        assert secret[:6] in har or "." not in secret, "its first letters tell one from another"
    assert '"value":"' + client.get_cookie("visitor").value[:6] + "\\u2026" in har  # type: ignore[union-attr]


def test_a_body_that_shows_one_keeps_its_length(visitor: FlaskClient) -> None:
    visitor.get("/session")
    answer = visitor.get("/api/session/cookie")
    content = entries(visitor)[-1]["response"]["content"]
    assert len(content["text"]) == content["size"] == len(answer.data)
    assert "_truncated" not in content
    raw, shown = answer.json["raw"], json.loads(content["text"])["raw"]  # type: ignore[index]
    assert shown == raw[:6] + "*" * (len(raw) - 6)


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
    """What is new still belongs to its page, and knows what caused it."""
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
    assert after["_id"] > before["_id"], "so that `after` never misses what is new"


def test_delete_by_nobody(client: FlaskClient) -> None:
    assert client.delete("/api/wire").status_code == 200


def test_only_their_own(app: Flask) -> None:
    one, two = app.test_client(), app.test_client()
    for each, path in ((one, "/user/one"), (two, "/user/two")):
        each.get("/api/visitor")
        each.get(path)
    assert recorded(one) == ["GET /user/one 200 OK"]
    one.delete("/api/wire")
    assert recorded(one) == []
    assert recorded(two) == ["GET /user/two 200 OK"]
    assert entries(app.test_client()) == []


def test_the_first_look_makes_a_visitor(client: FlaskClient) -> None:
    assert entries(client) == []
    client.get("/hello")
    assert recorded(client) == ["GET /hello 200 OK"]


@pytest.mark.parametrize("path", ["/api/wire", "/api/wire.har", "/api/wire/news", "/api/source/hello.hello"])
def test_another_method(visitor: FlaskClient, path: str) -> None:
    answer = visitor.post(path)
    assert answer.status_code == 405
    assert answer.headers["Allow"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headers=st.dictionaries(
        st.sampled_from(["Host", "Referer", "Content-Type", "Sec-Fetch-Site", "User-Agent", "X-Odd", "Origin"]),
        st.one_of(
            st.sampled_from(["[", "a]b", "x:99999999", "//", "é", "\xff\xfe", "http://[", "localhost:0", "a b", "…"]),
            st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\x00"), max_size=20),
        ),
        max_size=3,
    ),
    path=st.text(st.characters(max_codepoint=255), max_size=20).map("/user/".__add__),
    query=st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=20),
    cookie=st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=20),
    body=st.binary(max_size=20),
)
def test_whatever_was_sent_the_wire_can_show_it(
    app: Flask, headers: dict[str, str], path: str, query: str, cookie: str, body: bytes
) -> None:
    client = app.test_client(use_cookies=False)
    own = {"Cookie": f"visitor={VISITOR}; {cookie}"}
    client.delete("/api/wire", headers=own)
    environ = EnvironBuilder(method="POST", headers=[*own.items()], data=body).get_environ()
    environ |= {"PATH_INFO": path, "QUERY_STRING": query}
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    run_wsgi_app(app.wsgi_app, environ, buffered=True)
    answer = client.get("/api/wire", headers=own)
    assert answer.status_code == 200
    ANY_HAR.validate(answer.json)
    [entry] = answer.json["log"]["entries"]  # type: ignore[index]
    assert re.fullmatch(r"http://[!-~]+", entry["request"]["url"])


@pytest.mark.parametrize(
    "cookie",
    [
        *("a=1; Max-Age=" + "9" * 400, "a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT", "a=1; Max-Age=--5"),
        *("a=1; Expires=Thu, 01 Jan 0001 00:00:00 +1400", "a=1; Domain=[", "a=1; Path=" + "/" * 5000, "a="),
    ],
    ids=lambda value: value[:40],
)
def test_whatever_was_set_the_wire_can_show_it(app: Flask, cookie: str) -> None:
    client, own = app.test_client(use_cookies=False), {"Cookie": f"visitor={VISITOR}"}
    client.delete("/api/wire", headers=own)
    assert client.post("/respond", data={"cookie": cookie}, headers=own).status_code == 200
    assert client.get("/hello", headers=own).status_code == 200
    answer = client.get("/api/wire", headers=own)
    HAR.validate(answer.json)
    assert len(answer.json["log"]["entries"]) == 2  # type: ignore[index]
