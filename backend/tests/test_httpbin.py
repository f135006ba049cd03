"""The paths of httpbin: limits, chance with a seed, and the things that another site can never do."""

from __future__ import annotations

import base64
import json
import random
import time
from contextlib import ExitStack

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Serve
from tests.twins import protected

HOSTILE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
HERE = ["", "/httpbin", "/api", "/api/httpbin"]


@pytest.mark.parametrize("here", HERE)
def test_each_copy_stays_below_its_path(client: FlaskClient, here: str) -> None:
    for path in ("/relative-redirect/2", "/absolute-redirect/2", "/status/302"):
        answer = client.get(f"{here}{path}", follow_redirects=True)
        assert answer.request.path == f"{here}/get"
        assert answer.json
        assert answer.json["url"] == f"http://localhost{here}/get"


def test_paths_of_roundtrip_keep_their_meaning(client: FlaskClient) -> None:
    html = {"Accept": "text/html"}
    assert client.get("/redirect/302").location == "/landing"
    assert client.get("/httpbin/redirect/2").location == "/httpbin/relative-redirect/1"
    assert client.get("/cookies", headers=html).mimetype == "text/html"
    assert client.get("/httpbin/cookies", headers=html).json == {"cookies": {}}


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/bytes/102401", "from 0 to 102,400"),
        ("/stream-bytes/102401", "from 0 to 102,400"),
        ("/stream-bytes/10?chunk_size=0", "from 1 to 102,400"),
        ("/stream/101", "from 0 to 100"),
        ("/range/0", "from 1 to 102,400"),
        ("/links/201", "from 1 to 200"),
        ("/links/0/0", "from 1 to 200"),
        ("/relative-redirect/0", "from 1 to 100"),
        ("/absolute-redirect/101", "from 1 to 100"),
        ("/httpbin/redirect/101", "from 1 to 100"),
        ("/delay/10.1", "from 0 to 10"),
        ("/delay/nan", "from 0 to 10"),
        ("/delay/-1", "from 0 to 10"),
        ("/drip?numbytes=10485761", "from 1 to 10,485,760"),
        ("/drip?duration=11", "from 0 to 10"),
        ("/drip?delay=11", "from 0 to 10"),
        ("/drip?code=99", "from 200 to 599"),
        ("/cache/9999999999", "from 0 to 2,147,483,648"),
        ("/status/100", "from 200 to 599"),
        ("/status/200:0", "with or without a weight"),
        (f"/status/{','.join(['200'] * 51)}", "50 at most"),
        ("/uuid?seed=x", "whole number"),
        ("/etag/%22", "quotation mark"),
    ],
)
def test_an_amount_beyond_its_limit_is_refused(client: FlaskClient, path: str, word: str) -> None:
    answer = client.get(path, headers={"Accept": "*/*"})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert word in answer.text


@pytest.mark.parametrize("path", ["/bytes/50", "/stream-bytes/50", "/uuid", "/status/200,201,202,203,204,206"])
def test_a_seed_gives_the_same_answer(client: FlaskClient, path: str) -> None:
    def answers(*seeds: int) -> set[tuple[int, bytes]]:
        found = (client.get(path, query_string={"seed": seed}, buffered=True) for seed in seeds)
        return {(answer.status_code, answer.data) for answer in found}

    assert len(answers(5, 5, 5)) == 1
    assert len(answers(*range(20))) > 3


@pytest.mark.parametrize("code", [204, 304])
def test_an_answer_without_content_has_none(serve: Serve, code: int) -> None:
    with serve().client() as client:
        answer = client.get(f"/drip?code={code}&duration=0")
        assert (answer.status_code, answer.content) == (code, b"")
        assert client.get("/json").status_code == 200  # on the same connection


def test_weights_decide_how_often_a_status_comes(client: FlaskClient) -> None:
    found = [client.get(f"/status/200:3,500:1?seed={seed}").status_code for seed in range(200)]
    assert 120 < found.count(200) < 180
    assert found.count(200) + found.count(500) == 200


@pytest.mark.parametrize(
    "path", ["/cookies/set?a=1", "/cookies/set/a/1", "/cookies/delete?a=", "/httpbin/cookies/set?a=1"]
)
def test_another_site_cannot_set_or_delete_a_cookie(client: FlaskClient, path: str) -> None:
    refused = client.get(path, headers=HOSTILE)
    assert (refused.status_code, refused.headers.get("Set-Cookie")) == (403, None)
    assert client.get(path).status_code == 302


@pytest.mark.parametrize("path", ["/cookies/set?session=x", "/cookies/set/visitor/x", "/cookies/set?%20a=1"])
def test_no_path_replaces_the_cookies_of_roundtrip(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers.get("Set-Cookie")) == (400, None)


@pytest.mark.parametrize(
    "query",
    [
        "Set-Cookie=a=1",
        "Clear-Site-Data=*",
        "Location=https://evil.example/",
        "Access-Control-Allow-Origin=*",
        "X-A=%0d%0aX-B:1",
        "Content-Security-Policy=x",
        "Content-Type=html",
        "%20=1",
    ],
)
def test_a_header_that_harms_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/response-headers?{query}").status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/response-headers?Content-Type=text/html&x=%3Cscript%3E",
        f"/base64/{base64.urlsafe_b64encode(b'<script>1').decode()}",
        "/image/svg",
    ],
)
def test_an_answer_with_foreign_markup_is_sandboxed(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "http://localhost.evil.example/",
        "javascript:1",
        "",
    ],
)
def test_no_redirect_leads_to_another_site(client: FlaskClient, url: str) -> None:
    answer = client.get("/redirect-to", query_string={"url": url})
    assert answer.status_code == 400
    assert answer.location is None
    for own in ("/get?a=b", "http://localhost/get", "http://127.0.0.1/get"):
        assert client.get("/redirect-to", query_string={"url": own}).location == own


def test_other_sites_read_only_answers_without_facts_of_the_visitor(client: FlaskClient) -> None:
    readable = {"/json", "/bytes/5", "/status/418", "/image/png", "/links/3/0", "/uuid"}
    for path in (
        *readable,
        "/get",
        "/headers",
        "/ip",
        "/anything",
        "/user-agent",
        "/gzip",
        "/cache",
        "/delay/0",
        "/stream/1",
    ):
        answer = client.get(path, headers=HOSTILE, buffered=True)
        assert answer.status_code in (200, 418)
        assert (answer.headers.get("Access-Control-Allow-Origin") == "*") == (path in readable)
        assert "Access-Control-Allow-Credentials" not in answer.headers
    assert client.post("/post", headers=HOSTILE).status_code == 403


def test_own_cookies_and_headers_of_proxies_stay_hidden(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    cookie = "visitor=AAAAAAAAAAAAAAAAAAAAAA; a=1; session=secretsecretsecret"
    headers = client.get("/headers", headers={"Cookie": cookie, "Via": "x"}).json["headers"]  # type: ignore[index]
    assert "a=1" in headers["Cookie"]
    assert "AAAAAAAAAAAAAAAAAAAAAA" not in headers["Cookie"]
    assert "secretsecretsecret" not in headers["Cookie"]
    assert "Via" not in headers
    shown = client.get("/headers?show_env=1", headers={"Via": "x"}).json["headers"]  # type: ignore[index]
    assert shown["Via"] == "x"


def test_a_body_that_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = client.post("/post", data=b"x" * (4 * 2**20 + 1), content_type="text/plain", headers={"Accept": "*/*"})
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")
    assert "4 MiB" in answer.text


def test_bytes_that_are_no_text_come_back_as_base64(client: FlaskClient) -> None:
    answer = client.post("/post", data=b"\xff\x00", content_type="application/octet-stream")
    assert answer.json
    assert answer.json["data"] == "data:application/octet-stream;base64,/wA="


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-4", 206, "abcde"),
        ("bytes=20-", 206, "uvwxyz"),
        ("bytes=-1", 206, "z"),
        ("bytes=26-", 416, ""),
        ("lines=1-2", 200, ""),
    ],
)
def test_ranges(client: FlaskClient, asked: str, status: int, part: str) -> None:
    answer = client.get("/range/26?chunk_size=4", headers={"Range": asked}, buffered=True)
    assert answer.status_code == status
    assert answer.text == (part if status != 200 else "abcdefghijklmnopqrstuvwxyz")


PATHS = [
    *(
        "/anything/{}",
        "/status/{}",
        "/bytes/{}",
        "/stream-bytes/9?chunk_size={}&seed={}",
        "/stream/{}",
        "/range/9?chunk_size={}",
    ),
    *("/links/{}", "/links/3/{}", "/base64/{}", "/cache/{}", "/etag/{}", "/cookies/set/{}/{}", "/cookies/set?{}={}"),
    *(
        "/cookies/delete?{}",
        "/redirect-to?url={}&status_code={}",
        "/response-headers?{}={}",
        "/uuid?seed={}",
        "/get?{}",
    ),
    *(
        "/basic-auth/{}/{}",
        "/digest-auth/{}/a/{}",
        "/digest-auth/auth/a/b/{}/{}",
        "/drip?code={}&duration=0&numbytes={}",
    ),
]
PIECES = [
    "%00",
    "%ff",
    "%0d%0a",
    "%2f",
    "..",
    "'",
    "%22",
    "9" * 30,
    "-1",
    "nan",
    "1e9",
    "é",
    "%C3%A9",
    "%F0%9F%9A%B2",
    "a",
    "=",
    "%3B",
    "200:x",
    ":",
    ",",
]


@pytest.mark.slow
@settings(max_examples=400, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(
    path=st.sampled_from(PATHS),
    one=st.lists(st.sampled_from(PIECES), max_size=3).map("".join),
    other=st.sampled_from(PIECES),
)
def test_no_input_crashes_a_view(app: Flask, path: str, one: str, other: str) -> None:
    client = app.test_client()
    for here in ("", "/httpbin"):
        answer = client.get(here + path.replace("{}", one, 1).replace("{}", other), buffered=True)
        assert answer.status_code < 500 or path.startswith(("/status", "/drip"))
        protected(answer, any_cookie=True)


@pytest.mark.slow
def test_slow_answers_hold_no_thread_that_others_need(serve: Serve) -> None:
    """More than 64 of each slow path at the same time, and /get still answers."""
    server = serve()
    paths = ["/delay/4", "/httpbin/delay/4", "/drip?duration=4", "/range/50?duration=4&chunk_size=25"] * 70
    with ExitStack() as stack:
        waiting = [stack.enter_context(server.connect()) for _ in paths]
        for connection, path in zip(waiting, paths, strict=True):
            connection.send(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        client = stack.enter_context(server.client())
        began = time.monotonic()
        assert client.get("/get").status_code == 200
        assert client.get("/stream/3").status_code == 200
        assert time.monotonic() - began < 2.5
        assert all(b"HTTP/1.1 200 OK" in connection.receive() for connection in waiting)


@pytest.mark.slow
def test_a_drip_arrives_piece_by_piece(serve: Serve) -> None:
    with serve().client() as client, client.stream("GET", "/drip?numbytes=4&duration=1&delay=0") as answer:
        began = time.monotonic()
        times = [time.monotonic() - began for _ in answer.iter_raw(1)]
    assert answer.headers["Content-Length"] == "4"
    assert times[0] < 0.4
    assert times[-1] > 0.6


def test_the_list_has_each_path_with_a_sentence(client: FlaskClient) -> None:
    groups = client.get("/api/answers").json["groups"]  # type: ignore[index]
    rows = [row for group in groups for row in group["answers"]]
    assert len(rows) == 49
    assert all(row["summary"].endswith(".") for row in rows)
    assert {row["path"] for row in rows if not row["at_root"]} == {"/cookies", "/redirect/<int:n>"}
    assert json.dumps(groups)
    assert random.Random(5).randint(0, 255) == client.get("/bytes/1?seed=5").data[0]
