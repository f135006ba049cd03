"""The parser lab's server: it sets any cookies, but only on hosts below localhost, and shows which ones came."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

HOST = "home.c1.run.localhost:5000"
ABOVE = "http://run.localhost:5000"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client that keeps no cookies: Werkzeug's cannot parse all of these."""
    return app.test_client(use_cookies=False)


@pytest.mark.parametrize("value", ["foo=bar", "", "foo", "=x", "=", "a\t=\x7f\x01", "foo=春", " a = b ; Path", "é=1"])
@pytest.mark.parametrize("side", ["", "/api"])
def test_any_cookie_is_sent_unchanged(client: FlaskClient, side: str, value: str) -> None:
    answer = client.post(f"{side}/cookie-parser", headers={"Host": HOST, "Origin": ABOVE}, data={"set": [value, "b=2"]})
    assert answer.status_code == 200
    assert [text.encode("latin-1").decode() for text in answer.headers.getlist("Set-Cookie")] == [value, "b=2"]


@pytest.mark.parametrize("value", ["session=x", "=visitor=x", "\xa0session", "a=\r\nb", "a=\0", "a\nb=1"])
def test_neither_a_cookie_of_roundtrip_nor_a_broken_header_is_sent(client: FlaskClient, value: str) -> None:
    answer = client.post("/api/cookie-parser", headers={"Host": HOST}, data={"set": ["a=1", value]})
    assert answer.status_code == 400
    assert "must not" in answer.get_json()["detail"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "host", ["127.0.0.1:5000", "localhost:5000", "localhost", "example.org", "localhost.example.org"]
)
@pytest.mark.parametrize("path", ["/cookie-parser", "/cookie-parser-result", "/cookie-parser-result/a", "/lab/parser"])
def test_other_hosts_are_refused(client: FlaskClient, host: str, path: str) -> None:
    method = "POST" if path == "/cookie-parser" else "GET"
    answer = client.open(f"/api{path}", method=method, headers={"Host": host}, data={"set": "a=1"})
    assert answer.status_code == 400
    assert "below localhost" in answer.get_json()["detail"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["", "/foo", "/foo//qux", "/foo/qux/", "/f%6Fo"])
def test_the_cookies_come_back_byte_for_byte_without_roundtrips_own(client: FlaskClient, path: str) -> None:
    header = "foo; session=secret; b=\xe6\x98\xa5;visitor=secret; ="
    answer = client.get(f"/api/cookie-parser-result{path}", headers={"Host": HOST, "Cookie": header})
    assert (answer.status_code, answer.get_json()) == (200, {"cookie": "foo; b=\xe6\x98\xa5; ="})


@pytest.mark.parametrize(
    ("origin", "may_read"),
    [
        (ABOVE, True),
        ("http://c1.run.localhost:5000", True),
        (f"http://{HOST}", True),
        ("http://other.localhost:5000", False),
        ("http://n.localhost:5000", False),
        ("http://run.localhost:5001", False),
        ("https://run.localhost:5000", False),
        ("http://localhost:5000", False),
        ("http://evil.example", False),
        ("null", False),
    ],
)
def test_only_a_host_above_may_read_an_answer(client: FlaskClient, origin: str, may_read: bool) -> None:
    for method, path in (("GET", "/cookie-parser-result"), ("POST", "/cookie-parser")):
        answer = client.open(path, method=method, headers={"Host": HOST, "Origin": origin})
        assert answer.headers.get("Access-Control-Allow-Origin") == (origin if may_read else None)
        assert answer.headers.get("Access-Control-Allow-Credentials") == ("true" if may_read else None)
        assert answer.headers["Vary"] == "Origin"


def test_the_page_of_the_lab_may_connect_to_the_hosts_below_it(client: FlaskClient) -> None:
    answer = client.get("/lab/parser", headers={"Host": "run.localhost:5000"})
    assert "connect-src 'self' http://*.run.localhost:5000 ;" in answer.headers["Content-Security-Policy"].replace(
        ";", " ;"
    )
    assert "Set-Cookie" not in answer.headers, "the page makes no visitor"
