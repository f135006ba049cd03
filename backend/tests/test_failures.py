"""Failures on demand: attempts that are counted for each visitor, a limit with Retry-After, and a cut answer."""

from __future__ import annotations

import re
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Serve
from tests.twins import Twins

HTML = {"Accept": "text/html"}


def visitor(app: Flask) -> FlaskClient:
    """Return a client that has the visitor cookie."""
    client = app.test_client()
    client.get("/api/wire")
    return client


def statuses(client: FlaskClient, path: str, times: int) -> list[int]:
    return [client.get(path).status_code for _ in range(times)]


@pytest.mark.parametrize(("times", "status"), [(0, 503), (1, 500), (3, 429)])
def test_the_first_attempts_fail(app: Flask, times: int, status: int) -> None:
    path = f"/fail/{times}?status={status}&key=first-{times}"
    assert statuses(visitor(app), path, times + 2) == [*[status] * times, 200, 200]


def test_each_visitor_and_key_has_attempts_of_its_own(app: Flask) -> None:
    one, other = visitor(app), visitor(app)
    assert statuses(one, "/fail/1?key=a", 2) == [503, 200]
    assert statuses(one, "/fail/1?key=b", 2) == [503, 200]
    assert statuses(other, "/fail/1?key=a", 2) == [503, 200]


def test_a_client_without_cookies_can_try_again(app: Flask) -> None:
    clients = [app.test_client(use_cookies=False) for _ in range(2)]
    assert [client.get("/fail/1?key=cookieless").status_code for client in clients] == [503, 200]


def test_the_attempts_begin_again(app: Flask) -> None:
    client = visitor(app)
    assert statuses(client, "/fail/1?key=again", 2) == [503, 200]
    assert client.post("/fail/reset", data={"key": "again"}).status_code == 200
    assert statuses(client, "/fail/1?key=again", 2) == [503, 200]


def test_page_and_twin_count_together(app: Flask) -> None:
    client = visitor(app)
    failed = client.get("/api/fail/1?key=both")
    assert (failed.status_code, failed.mimetype) == (503, "application/problem+json")
    assert failed.headers["Retry-After"]
    page = client.get("/fail/1?key=both", headers=HTML)
    assert (page.status_code, page.mimetype) == (200, "text/html")


@pytest.mark.parametrize("path", ["/fail/5?key=foreign", "/limited/5?key=foreign"])
def test_another_site_cannot_use_up_the_attempts(app: Flask, path: str) -> None:
    client = visitor(app)
    hostile = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert client.get(path, headers=hostile).status_code == 403
    assert client.post("/fail/reset", headers=hostile, data={"key": "foreign"}).status_code == 403
    assert re.search(r"(Attempt|Request) 1\b", client.get(f"/api{path}").text)


def test_a_window_lets_some_requests_through(app: Flask) -> None:
    client = visitor(app)
    assert statuses(client, "/limited/2?seconds=60", 2) == [200, 200]
    over = client.get("/limited/2?seconds=60")
    assert over.status_code == 429
    assert 55 <= int(over.headers["Retry-After"]) <= 60
    client.post("/fail/reset")
    assert client.get("/limited/2?seconds=60").status_code == 200


@pytest.mark.slow
def test_the_next_window_begins_after_the_wait(app: Flask) -> None:
    client = visitor(app)
    assert statuses(client, "/limited/1?seconds=1", 2) == [200, 429]
    time.sleep(1.1)
    assert client.get("/limited/1?seconds=1").status_code == 200


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/fail/101", "from 0 to 100"),
        ("/fail/1?status=200", "from 400 to 599"),
        ("/fail/1?key=%20", "letters, digits"),
        (f"/fail/1?key={'x' * 41}", "1 to 40"),
        ("/limited/0", "from 1 to 100"),
        ("/limited/1?seconds=61", "from 1 to 60"),
        ("/cut/1000", "smaller than `length`"),
        ("/cut/1048577", "from 0 to 1,048,576"),
        ("/cut/1?length=1048577", "from 0 to 1,048,576"),
    ],
)
def test_a_value_out_of_bounds_is_refused(client: FlaskClient, path: str, word: str) -> None:
    answer = client.get(f"/api{path}")
    assert answer.status_code == 400
    assert word in answer.json["detail"]  # type: ignore[index]


def test_page_and_twin_agree(twins: Twins) -> None:
    assert twins.get("/fail/0", headers=HTML).json["failures"] == 0
    assert twins.get("/limited/9", headers=HTML).json["limit"] == 9
    assert "forgotten" in twins.post("/fail/reset", headers=HTML).text


@pytest.mark.parametrize(("sent", "length"), [(0, 10), (50, 60), (50, 100_000), (100_000, 100_001)])
def test_a_cut_answer_is_shorter_than_announced(serve: Serve, sent: int, length: int) -> None:
    server = serve()
    with server.client() as client:
        client.get("/api/wire")
        cookie = f"visitor={client.cookies['visitor']}"
        head = f"GET /cut/{sent}?length={length} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n"
        with server.connect() as connection:
            received = connection.send(head.encode()).answer()  # until the server ends the connection
        header, _, body = received.partition(b"\r\n\r\n")
        assert f"Content-Length: {length}".encode() in header
        assert len(body) == sent
        (entry,) = client.get("/api/wire").json()["log"]["entries"]
        assert (entry["_outcome"], entry["response"]["bodySize"]) == ("cut", sent)
