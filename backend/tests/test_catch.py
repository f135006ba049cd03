"""Catch: any client may send any request to an address, and gets the composed answer."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from roundtrip.guard import IN_MEMORY
from tests.catches import ANSWER, CURL, FOREIGN, caught, make
from tests.conftest import MakeApp, Serve
from tests.serving import OTHER_SERVERS, Server
from tests.twins import protected


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    client.get("/api/visitor")
    return client


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """A client without cookies, like a webhook."""
    return app.test_client(use_cookies=False)


# Any request is caught


@pytest.mark.parametrize(
    "method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "PROPFIND", "BREW", "M-SEARCH"]
)
def test_any_method_gets_the_composed_answer(visitor: FlaskClient, stranger: FlaskClient, method: str) -> None:
    path = make(visitor)
    answer = stranger.open(f"{path}/orders", method=method, data=b"a", headers=FOREIGN)
    assert (answer.status, answer.mimetype) == ("202 Accepted", "application/json")
    assert answer.data == (b"" if method == "HEAD" else b'{"a": 1}')
    assert (answer.headers["X-A"], answer.headers["X-B"]) == ("1", "2")
    [entry] = caught(visitor)
    assert (entry["request"]["method"], entry["response"]["status"], entry["_byToken"]) == (method, 202, True)


@pytest.mark.parametrize(
    "below",
    [
        *("", "/", "//", "//a//", "/a/b/", "/%00", "/%2F", "%2Fa", "/%0a", "/%ff", "/..", "/../../login", "/%2e%2e/"),
        *("/;?#", "/" + "a" * 4000, "?a=%00&b=%ff", "/static/style.css", "/api/wire", "/ü", "/%3Cb%3E"),
    ],
)
def test_any_path_below_is_the_same_address(visitor: FlaskClient, stranger: FlaskClient, below: str) -> None:
    path = make(visitor)
    assert stranger.post(path + below, headers=CURL).data == b'{"a": 1}'
    assert len(caught(visitor)) == 1


def test_the_list_of_routes_says_any(visitor: FlaskClient) -> None:
    routes: list[dict[str, Any]] = visitor.get("/api/routes").json["routes"]  # type: ignore[index]
    assert [each["methods"] for each in routes if each["rule"] == "/catch/<token>"] == [["any"]]


def test_both_trees_have_the_address(visitor: FlaskClient, stranger: FlaskClient) -> None:
    path = make(visitor)
    assert stranger.put(f"/api{path}/a").status_code == 202
    assert len(caught(visitor)) == 1


def test_a_large_body_is_counted_and_not_kept(visitor: FlaskClient, stranger: FlaskClient) -> None:
    """No limit of Flask's parsers counts, because nothing parses the body."""
    path = make(visitor)
    for kind in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "a/b"):
        answer = stranger.post(path, data=b"x" * 2**20, content_type=kind)
        assert answer.status_code == 202
    for entry in caught(visitor):
        assert entry["request"]["bodySize"] == 2**20 > IN_MEMORY
        assert len(entry["request"]["postData"]["text"]) == 16 * 2**10


def test_a_body_over_the_limit_is_a_413(make_app: MakeApp) -> None:
    app = make_app(max_upload=1000)
    client = app.test_client()
    client.get("/api/visitor")
    path = make(client)
    answer = app.test_client(use_cookies=False).post(path, data=b"x" * 1001, headers=FOREIGN)
    assert answer.status_code == 413
    assert "1,000 bytes at most" in answer.text
    assert [entry["response"]["status"] for entry in caught(client)] == [413]


def test_huge_headers_are_caught_and_truncated(visitor: FlaskClient, stranger: FlaskClient) -> None:
    path = make(visitor)
    assert stranger.get(path, headers={"X-Long": "x" * 200_000, **CURL}).status_code == 202
    assert stranger.get(path, headers={"Cookie": "a=" + "x" * 300_000}).status_code == 431
    [first, second] = caught(visitor)
    assert max(len(each["value"]) for each in first["request"]["headers"]) < 40_000
    assert second["response"]["status"] == 431


def test_the_delay_is_that_of_the_form(
    visitor: FlaskClient, stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("roundtrip.features.catch.time.sleep", waits.append)
    path = make(visitor, delay="2.5")
    stranger.get(path)
    assert 2.5 in waits  # the wire waits for milliseconds


# Pages of other origins


def test_a_preflight_allows_any_method_and_any_header(visitor: FlaskClient, stranger: FlaskClient) -> None:
    path = make(visitor, status="500")
    asked = {"Access-Control-Request-Method": "BREW", "Access-Control-Request-Headers": "authorization,x-any"}
    answer = stranger.options(path, headers={**FOREIGN, **asked})
    assert answer.status_code == 204
    allowed = {name: answer.headers.get(f"Access-Control-Allow-{name}") for name in ("Origin", "Methods", "Headers")}
    assert allowed == {"Origin": "https://shop.example", "Methods": "BREW", "Headers": "authorization,x-any"}
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert "Origin" in answer.headers["Vary"]


def test_a_page_of_any_origin_may_read_the_answer(visitor: FlaskClient, stranger: FlaskClient) -> None:
    answer = stranger.put(make(visitor), headers=FOREIGN)
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert {"X-A", "X-B"} <= set(answer.headers["Access-Control-Expose-Headers"].split(", "))
    assert stranger.get("/catch/" + "x" * 22, headers=FOREIGN).headers["Access-Control-Allow-Origin"]


@pytest.mark.parametrize("odd", ["", "a b", "é", "null", "*", "\x7f"])
def test_odd_origins_and_requests_for_permission_are_no_header(
    visitor: FlaskClient, stranger: FlaskClient, odd: str
) -> None:
    path = make(visitor)
    asked = {"Origin": odd, "Access-Control-Request-Method": odd, "Access-Control-Request-Headers": odd}
    for method in ("OPTIONS", "POST"):
        answer = stranger.open(path, method=method, headers=asked)
        protected(answer)
        assert answer.headers["Access-Control-Allow-Origin"] == (odd if odd in ("null", "*") else "*")


def test_the_guard_opens_only_the_addresses(visitor: FlaskClient, stranger: FlaskClient) -> None:
    make(visitor)
    for client in (visitor, stranger):
        for path in ("/catch", "/api/catch", "/method", "/form"):
            assert client.post(path, data=ANSWER, headers=FOREIGN).status_code == 403
    assert "Access-Control-Allow-Origin" not in visitor.get("/catch", headers=FOREIGN).headers


def test_a_setting_for_origins_does_not_change_the_addresses(make_app: MakeApp) -> None:
    app = make_app(origins=("https://friend.example",))
    client = app.test_client()
    path = make(client)
    for side in ("", "/api"):
        answer = client.get(f"{side}{path}", headers=FOREIGN)
        assert answer.headers.getlist("Access-Control-Allow-Origin") == ["https://shop.example"]


def test_behind_a_proxy_the_address_is_that_of_the_browser(make_app: MakeApp) -> None:
    client = make_app(proxies=1, hosts=("www.example.org",)).test_client(use_cookies=False)
    proxy = {"Host": "www.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/rt"}
    made = client.post("/catch", data=ANSWER, headers=proxy)
    owner = {**proxy, "Cookie": made.headers["Set-Cookie"].partition(";")[0]}
    address: str = client.get("/api/catch", headers=owner).json["address"]  # type: ignore[index]
    assert address.startswith("https://www.example.org/rt/catch/")
    assert client.get(address.removeprefix("https://www.example.org/rt"), headers=proxy).status_code == 202
    found = client.get("/api/wire", headers=owner).json["log"]["entries"]  # type: ignore[index]
    assert [entry["request"]["url"] for entry in found if entry["_caught"]] == [address]


# Real servers


def over(server: Server) -> None:
    """Catch a request by a real server, and find it on the wire."""
    with server.client() as owner, server.client() as client:
        owner.get("/api/visitor")
        assert owner.post("/catch", data=ANSWER).status_code == 303
        address = owner.get("/api/catch").json()["address"]
        assert address.startswith(f"{server.url}/catch/")
        answer = client.post(f"{address}//a%2Fb/?q=%00", content=b"x" * 2**20, headers=CURL)
        assert (answer.status_code, answer.text, answer.headers["X-B"]) == (202, '{"a": 1}', "2")
        found = [entry for entry in owner.get("/api/wire").json()["log"]["entries"] if entry["_caught"]]
        assert [entry["request"]["bodySize"] for entry in found] == [2**20]
        assert found[0]["request"]["url"].endswith("?q=%00")


def test_on_our_own_server(serve: Serve) -> None:
    server = serve()
    over(server)
    proxies_methods(server)


def proxies_methods(server: Server) -> None:
    """Any token is a method. A correct CONNECT names a host and no path (RFC 9110, section 9.3.6)."""
    with server.client() as owner:
        owner.post("/catch", data=ANSWER)
        path = owner.get("/api/catch").json()["address"].removeprefix(server.url)
    methods = ((f"{method} {path}", 202) for method in ("TRACE", "CONNECT", "BREW", "GET_PARAMETER", "A!b"))
    for line, status in (*methods, ("CONNECT localhost:80", 404), ("BREW /hello", 405), ("BR(EW /hello", 400)):
        with server.connect() as connection:
            connection.send(f"{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            assert connection.answer().startswith(f"HTTP/1.1 {status} ".encode()), line


@pytest.mark.slow
def test_with_several_workers(serve: Serve) -> None:
    over(serve("--workers", "2"))


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHER_SERVERS)
def test_on_other_servers(name: str, tmp_path: Path) -> None:
    with Server(command=OTHER_SERVERS[name], environ={"ROUNDTRIP_INSTANCE": str(tmp_path)}) as server:
        over(server)


@pytest.mark.slow
def test_slow_answers_delay_no_other_view(serve: Serve) -> None:
    """An address with the longest delay, and more requests than a pool has threads, without a body and with one."""
    server = serve()
    with server.client() as owner:
        owner.get("/api/visitor")
        owner.post("/catch", data={**ANSWER, "delay": "10"})
        path = owner.get("/api/catch").json()["address"].removeprefix(server.url)
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\n"
        connections = [server.connect().send(f"{head}\r\n".encode()) for _ in range(70)]
        connections += [server.connect().send(f"{head}Content-Length: 70000\r\n\r\n".encode()) for _ in range(70)]
        for connection in connections[70:]:
            connection.send(b"x" * 70_000)
        until = time.monotonic() + 2  # all of them are at work by then
        while time.monotonic() < until:
            assert owner.get("/uploads").elapsed.total_seconds() < 5
            assert owner.post("/form", content=b"a" * 100_000).elapsed.total_seconds() < 5
        for connection in connections:
            connection.reset()
