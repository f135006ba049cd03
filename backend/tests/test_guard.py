"""Guard: the requests that may change something, the hosts that are invalid, and the resources that a page may load."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

from roundtrip.guard import judge, policy
from roundtrip.visitor import OWN_COOKIES, without_own
from roundtrip.wire.secrets import shortened
from tests.policies import policies
from tests.twins import Twins, heading, short

OWN = "http://localhost"
EVIL = "https://evil.example"


@pytest.mark.parametrize(
    ("origin", "site", "allowed"),
    [
        (None, None, True),
        (OWN, None, True),
        (OWN, "same-origin", True),
        (OWN, "cross-site", True),
        (None, "same-origin", True),
        (None, "none", True),
        ("https://friend.example", "cross-site", True),
        (EVIL, None, False),
        (EVIL, "cross-site", False),
        (EVIL, "same-site", False),
        (None, "cross-site", False),
        (None, "same-site", False),
        (None, "", False),
        (None, "nonsense", False),
        ("null", None, False),
        ("null", "cross-site", False),
        ("", None, False),
        (f"{OWN}:8000", None, False),
        (f"{OWN}.evil.example", None, False),
        ("https://localhost", None, False),
        ("http://LOCALHOST", None, False),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_requests_that_may_change_something(origin: str | None, site: str | None, allowed: bool, method: str) -> None:
    headers = Headers()
    if origin is not None:
        headers["Origin"] = origin
    if site is not None:
        headers["Sec-Fetch-Site"] = site
    verdict = judge(method, OWN, headers, ["https://friend.example"])
    assert verdict.allowed is allowed
    assert verdict.reason.endswith(".")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "TRACE"])
def test_any_site_may_use_a_safe_method(method: str) -> None:
    assert judge(method, OWN, Headers({"Origin": EVIL, "Sec-Fetch-Site": "cross-site"}), []).allowed


@pytest.mark.parametrize("path", ["/login", "/upload", "/cookies", "/session/tamper", "/form", "/nothing", "/logout"])
def test_another_sites_post_is_refused(twins: Twins, path: str) -> None:
    pair = twins.post(path, data={"name": "a"}, headers={"Origin": EVIL, "Sec-Fetch-Site": "cross-site"})
    assert pair.page.status_code == 403
    assert EVIL in pair.json["detail"]
    assert "Set-Cookie" not in pair.page.headers


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:5000",
        "127.0.0.1:5000",
        "example.org",
        "a-b.example:80",
        "[::1]",
        "[::1]:5000",
        "xn--bcher-kva.example",
    ],
)
def test_valid_hosts(twins: Twins, host: str) -> None:
    pair = twins.get("/form?a", headers={"Host": host})
    assert pair.page.status_code == 200
    assert pair.json["url"] == f"http://{host}/api/form?a"


@pytest.mark.parametrize(
    "host",
    [
        "a b",
        "a/b",
        "a@b",
        "a?b",
        "a#b",
        "a\\b",
        "é.example",
        "[::1",
        "::1",
        "[evil]",
        "a:b",
        "a:999999",
        ":80",
        "[",
        "]",
        "a,b",
        "a;script-src *",
        "<b>",
    ],
)
def test_invalid_hosts(twins: Twins, host: str) -> None:
    pair = twins.get("/hello", headers={"Host": host})
    assert pair.page.status_code == 400
    assert heading(pair.page) == "400 Bad Request"
    assert "<b>" not in pair.page.text


def test_the_resources_that_a_page_may_load(client: FlaskClient) -> None:
    answer = client.get("/", buffered=True)
    rules, paths = policies(answer)
    assert rules["default-src"] == rules["base-uri"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'", "no other host"
    assert paths == {
        "script-src": "http://*:*/static/ https://*:*/static/",
        "style-src": "http://*:*/static/ https://*:*/static/",
    }, "no other path"
    assert not re.search(r"unsafe|https:(?!//\*:\*/static/)", answer.headers["Content-Security-Policy"])
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize(
    ("path", "ancestors"),
    [
        ("/", "'none'"),
        ("/hello", "'self' http://127.0.0.1"),
        ("/nothing", "'self' http://127.0.0.1"),
        ("/static/style.css", "'self' http://127.0.0.1"),
    ],
)
def test_every_page_may_be_framed_except_the_page_with_the_panels(
    client: FlaskClient, path: str, ancestors: str
) -> None:
    assert policies(client.get(path, buffered=True))[0]["frame-ancestors"] == ancestors


@pytest.mark.parametrize("host", ["evil.example; script-src *", "a b", "a,b"])
def test_a_host_cannot_widen_the_policy(host: str) -> None:
    assert policy("http", host, ()) == "default-src 'none'"


@pytest.mark.parametrize(
    "path", ["/", "/hello", "/crash", "/nothing", "/re", "/slash", "/respond", "/static/style.css"]
)
def test_every_response_has_the_security_headers(client: FlaskClient, path: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "POST"):
        answer = client.open(path, method=method, buffered=True)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("header", "short_", "without"),
    [
        ("", "", ""),
        ("a=b", "a=b", "a=b"),
        ("session=1234567; a=b", "session=123456…; a=b", "a=b"),
        ("a=b;visitor=1234567", "a=b;visitor=123456…", "a=b"),
        ("a=session=1; sessions=1234567", "a=session=1; sessions=1234567", "a=session=1; sessions=1234567"),
    ],
    ids=short,
)
def test_private_cookies_are_shortened(header: str, short_: str, without: str) -> None:
    assert shortened(header, OWN_COOKIES) == short_
    assert without_own(header) == without
