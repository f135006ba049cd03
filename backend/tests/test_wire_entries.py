"""The wire over HTTP: an exchange as a HAR entry, with its request, its response and the beginnings of both bodies."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.uploads import file, sent
from tests.wires import KEPT, VISITOR, entries, header, log, recorded


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    """A client that has opened the page and is a visitor."""
    client.get("/api/visitor")
    return client


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
        ("/number/7", "/number/<int:value>", "routing.number", {"value": 7}),
        ("/float/1.5", "/float/<float:value>", "routing.float", {"value": 1.5}),
        ("/uuid/" + "12345678-" * 2 + "1234-1234-123412341234", None, None, None),
        (
            "/uuid/12345678-1234-5678-1234-567812345678",
            "/uuid/<uuid:value>",
            "routing.uuid",
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
    assert entry["_endpoint"] == endpoint


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
def test_the_reason_phrase_of_the_standard(visitor: FlaskClient, code: int, reason: str) -> None:
    """Neither the phrase of Werkzeug nor that of the server."""
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
def test_the_beginning_of_a_request_body(visitor: FlaskClient, body: bytes, shown: dict[str, Any]) -> None:
    visitor.post("/method", data=body, content_type="application/x")
    [entry] = entries(visitor)
    assert entry["request"]["bodySize"] == len(body)
    found = entry["request"]["postData"]
    assert found | {"mimeType": "application/x"} | shown == found
    assert ("_truncated" in found) is (len(body) > KEPT)


@pytest.mark.parametrize("size", [0, 1, KEPT, KEPT + 1, 100_000, 300_000])
def test_the_beginning_of_a_response_body(visitor: FlaskClient, size: int) -> None:
    """A response of any size reaches the client unchanged."""
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


def test_set_cookie_becomes_a_har_cookie(visitor: FlaskClient) -> None:
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


def test_headers_are_decoded_as_utf_8_where_possible(app: Flask) -> None:
    cookie = f"visitor={VISITOR}; a=é".encode().decode("latin-1")
    client = app.test_client(use_cookies=False)
    client.delete("/api/wire", headers={"Cookie": cookie})
    client.get("/hello", headers={"Cookie": cookie, "X-Own": "\xff"})
    [entry] = client.get("/api/wire", headers={"Cookie": cookie}).json["log"]["entries"]  # type: ignore[index]
    assert header(entry["request"], "cookie") == [f"visitor={VISITOR[:6]}…; a=é"]
    assert header(entry["request"], "x-own") == ["ÿ"]


def test_long_headers_are_truncated(visitor: FlaskClient) -> None:
    visitor.get("/hello", headers={"X-Long": "x" * 100_000, "X-More": "y"})
    visitor.post("/respond", data={"cookie": [f"c{number}={'x' * 1200}" for number in range(50)]})
    first, second = entries(visitor)
    for message in (first["request"], second["response"]):
        sizes = [len(each["name"]) + len(each["value"].removesuffix("…")) for each in message["headers"]]
        assert 32_000 < sum(sizes) < 33_000, "32 KiB: whole headers, and one of them truncated"
    assert header(first["request"], "x-long")[0].endswith("x…")
    assert header(first["request"], "x-more") == [], "there was no room left"
    assert 20 < len(header(second["response"], "set-cookie")) < 30
