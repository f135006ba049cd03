"""The origins lab: its responses have exactly the requested headers, and nothing in them helps a hostile page."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from roundtrip.visitor import key_of
from tests.conftest import MakeApp
from tests.twins import parsed
from tests.wires import VISITOR, entries

HERE, OTHER, EVIL = "http://localhost", "http://127.0.0.1", "https://evil.example"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
FOREIGN = {"Origin": EVIL, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
CORS = "Access-Control-"


@pytest.fixture
def bare(app: Flask) -> FlaskClient:
    """A client that keeps no cookies."""
    return app.test_client(use_cookies=False)


def cors(answer: TestResponse) -> dict[str, str]:
    """Return the CORS headers of a response, by the ends of their names."""
    return {name.removeprefix(CORS): value for name, value in answer.headers.items() if name.startswith(CORS)}


# Exactly the requested headers


@pytest.mark.parametrize("method", [*METHODS, "OPTIONS"])
@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {}),
        ("case=1&wire=x", {}),
        ("origin=other", {"Allow-Origin": OTHER}),
        ("origin=*", {"Allow-Origin": "*"}),
        ("credentials=true", {"Allow-Credentials": "true"}),
        ("origin=other&credentials=True", {"Allow-Origin": OTHER, "Allow-Credentials": "True"}),
        ("methods=PUT,%20DELETE", {"Allow-Methods": "PUT, DELETE"}),
        ("headers=X-A,Content-Type", {"Allow-Headers": "X-A,Content-Type"}),
        ("headers=*&methods=*", {"Allow-Headers": "*", "Allow-Methods": "*"}),
        ("expose=X-Lab", {"Expose-Headers": "X-Lab"}),
        ("age=60", {"Max-Age": "60"}),
    ],
)
def test_the_headers_of_the_cors_protocol(bare: FlaskClient, method: str, query: str, headers: dict[str, str]) -> None:
    """Any origin and any method gets the same headers, and so does a preflight."""
    for path in ("/lab/origins", "/api/lab/origins"):
        answer = bare.open(f"{path}?{query}", method=method, headers=FOREIGN)
        assert answer.status_code == 200
        assert cors(answer) == headers


def test_the_allowed_origin_is_always_the_other_name(bare: FlaskClient) -> None:
    answer = bare.get("/api/lab/origins?origin=other", headers={"Host": "127.0.0.1:5000", "Origin": EVIL})
    assert cors(answer) == {"Allow-Origin": "http://localhost:5000"}


@pytest.mark.parametrize("status", [204, 307, 404])
def test_the_status_of_a_preflight(bare: FlaskClient, status: int) -> None:
    """The headers stay the same; only the status is wrong."""
    url = f"/api/lab/origins?origin=other&methods=PUT&preflight={status}"
    answer = bare.options(url, headers=FOREIGN)
    assert answer.status_code == status
    assert cors(answer) == {"Allow-Origin": OTHER, "Allow-Methods": "PUT"}
    assert answer.location == ("/api/lab/origins?origin=other&methods=PUT" if status == 307 else None)
    assert bare.put(url, headers=FOREIGN).status_code == 200, "the request itself gets the usual response"


def test_a_redirect_goes_to_the_other_name_and_only_once(bare: FlaskClient) -> None:
    answer = bare.put("/api/lab/origins?origin=*&to=other&case=a%26b", headers=FOREIGN)
    assert (answer.status_code, answer.location) == (307, f"{OTHER}/api/lab/origins?origin=%2A&case=a%26b")
    assert cors(answer) == {"Allow-Origin": "*"}
    assert bare.options("/api/lab/origins?to=other").status_code == 200, "a preflight is not redirected"


@pytest.mark.parametrize(
    ("query", "ancestors", "options"),
    [
        ("", f"'self' {OTHER}", None),
        ("ancestors=other", f"'self' {OTHER}", None),
        ("ancestors=none", "'none'", None),
        ("ancestors=self", "'self'", None),
        ("framed=DENY", None, "DENY"),
        ("framed=DENY&ancestors=other", f"'self' {OTHER}", "DENY"),
    ],
)
def test_the_pages_that_may_frame_it(bare: FlaskClient, query: str, ancestors: str | None, options: str | None) -> None:
    answer = bare.get(f"/lab/origins?{query}")
    rules = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
    assert rules.pop("frame-ancestors", None) == ancestors
    assert answer.headers.get("X-Frame-Options") == options
    usual = bare.get("/lab/actor").headers["Content-Security-Policy"]
    assert set(rules.items()) <= {tuple(rule.split(" ", 1)) for rule in usual.split("; ")}, "the rest stays the same"


def test_it_reports_the_origin_of_the_request(bare: FlaskClient) -> None:
    headers = FOREIGN | {"Cookie": "visitor=secret; lab1=a; session=secret; mine=b; xlab=c; lab2=d"}
    told = bare.put("/api/lab/origins", headers=headers).json
    assert told == {
        "method": "PUT",
        "host": "localhost",
        "origin": EVIL,
        "sec_fetch": {"site": "cross-site", "mode": "cors", "dest": "empty", "user": None},
        "cookies": {"lab1": "a", "lab2": "d"},
    }


# Invalid values


@pytest.mark.parametrize(
    ("query", "says"),
    [
        *((f"origin={quote(each)}", "`origin`") for each in (EVIL, "null", "self", HERE, OTHER, "other ", "Other")),
        ("to=" + quote(EVIL), "`to`"),
        ("to=//evil.example", "`to`"),
        ("ancestors=*", "`ancestors`"),
        ("ancestors=" + quote("none'; script-src *"), "`ancestors`"),
        ("preflight=200", "`preflight`"),
        *(
            (f"methods={each}", "`methods`")
            for each in ("", "a b", "a%0d%0aSet-Cookie:%20a=b", "a;b", "%C3%A9", ",", "a,")
        ),
        ("framed=a:b", "`framed`"),
        ("shared=a%00", "`shared`"),
    ],
)
def test_an_invalid_value_is_refused(bare: FlaskClient, query: str, says: str) -> None:
    answer = bare.get(f"/api/lab/origins?{query}", headers=FOREIGN)
    assert answer.status_code == 400
    assert says in answer.json["detail"]  # type: ignore[index]
    assert cors(answer) == {}
    assert "Set-Cookie" not in answer.headers


def test_a_host_without_another_name_allows_no_origin(bare: FlaskClient) -> None:
    elsewhere = {"Host": "example.org", "Origin": EVIL}
    for query in ("origin=other", "to=other"):
        answer = bare.get(f"/api/lab/origins?{query}", headers=elsewhere)
        assert (answer.status_code, cors(answer)) == (400, {})
    assert bare.get("/api/lab/origins", headers=elsewhere).status_code == 200


# A hostile page can do nothing with it

EVERYTHING = "origin=*&credentials=true&methods=*&headers=*&expose=*&age=600&shared=cross-origin&framed=x"


@pytest.mark.parametrize("method", [*METHODS, "OPTIONS"])
def test_it_stores_nothing(make_app: MakeApp, tmp_path: Any, method: str) -> None:
    """No request makes it store a cookie, a file, a session or a visitor."""
    client = make_app().test_client()
    before = sorted((tmp_path / "instance").rglob("*"))
    for query in ("", EVERYTHING, "to=other", "preflight=404"):
        body: dict[str, Any] = {"data": {"set": "lab=1", "name": "a", "value": "b"}} if method == "POST" else {}
        answer = client.open(f"/lab/origins?{query}", method=method, headers=FOREIGN, **body)
        assert answer.headers.getlist("Set-Cookie") == []
    assert sorted((tmp_path / "instance").rglob("*")) == before


def test_it_reveals_nothing_about_the_visitor(app: Flask) -> None:
    """Even a request with the visitor's cookies gets no name, no cookie value and no earlier request."""
    client = app.test_client()
    client.post("/login", data={"username": "robert", "password": "open-sesame"})
    client.post("/api/cookies", data={"name": "mine", "value": "my-secret"})
    secrets = [cookie.value for name in ("session", "visitor") if (cookie := client.get_cookie(name))]
    for path in ("/lab/origins", "/api/lab/origins"):
        answer = client.post(f"{path}?{EVERYTHING}", data="typed-by-me", headers=FOREIGN | {"X-Own": "own-header"})
        said = answer.text + str(answer.headers)
        for secret in (*secrets, "robert", "my-secret", "mine", "typed-by-me", "own-header"):
            assert secret not in said


def test_input_is_text_on_the_page(bare: FlaskClient) -> None:
    script = "</script><script>alert(1)</script>"
    answer = bare.get("/lab/origins", headers={"Origin": script, "Cookie": f"lab={script}", "Sec-Fetch-Site": script})
    assert parsed(answer).elements.count("script") == 2, "the two scripts of the page itself"


def test_an_origin_gets_a_star_or_a_name_and_never_both(bare: FlaskClient) -> None:
    answer = bare.get("/api/lab/origins?origin=*&origin=other&credentials=true", headers=FOREIGN)
    assert answer.headers.getlist("Access-Control-Allow-Origin") == ["*"]


def test_the_settings_allow_no_origin_here(make_app: MakeApp) -> None:
    """The labs send their own CORS headers, even if the settings of Roundtrip trust another origin."""
    client = make_app(origins="https://friend.example").test_client()
    for method in ("GET", "OPTIONS", "POST"):
        answer = client.open("/api/lab/origins", method=method, headers={"Origin": "https://friend.example"})
        assert (answer.status_code, cors(answer)) == (200, {})


def test_the_guard_still_refuses_other_views(bare: FlaskClient) -> None:
    """Only the view of the lab is open: a forged form to another view gets a 403."""
    assert bare.post("/origins", headers=FOREIGN).status_code == 403
    assert bare.post("/lab/origins", headers=FOREIGN).status_code == 200
    assert bare.post("/lab/token", headers=FOREIGN).status_code == 403


# The wire


def test_only_the_token_opens_a_visitors_wire(app: Flask, client: FlaskClient, bare: FlaskClient) -> None:
    client.get("/api/visitor")
    token = client.get("/api/lab/token").json["wire"]  # type: ignore[index]
    anothers = app.extensions["wire"].tokens.make(key_of(VISITOR))
    for wire in ("", "x", token[:-1], anothers, client.get_cookie("visitor").value):  # type: ignore[union-attr]
        bare.put(f"/api/lab/origins?wire={wire}", headers=FOREIGN)
    assert entries(client) == []
    bare.put(f"/api/lab/origins?wire={token}", headers=FOREIGN)
    assert len(entries(client)) == 1


def test_each_visitor_gets_another_token_and_no_other_site_reads_it(app: Flask, bare: FlaskClient) -> None:
    """A script of another site cannot read the token; without cookies, it is the token of a new visitor."""
    answer = bare.get("/api/lab/token?origin=*", headers=FOREIGN)
    assert cors(answer) == {}
    first, second = (app.test_client().get("/api/lab/token").json["wire"] for _ in range(2))  # type: ignore[index]
    assert first.split(".")[0] != second.split(".")[0]


def test_a_preflight_on_the_wire(client: FlaskClient, bare: FlaskClient) -> None:
    token = client.get("/api/lab/token").json["wire"]  # type: ignore[index]
    url = f"/api/lab/origins?origin=other&methods=PUT&wire={token}"
    foreign = FOREIGN | {"Origin": OTHER}
    bare.options(url, headers=foreign | {"Access-Control-Request-Method": "PUT"})
    bare.put(url, headers=foreign)
    first, second = entries(client)
    assert second["_preflight"] == first["_id"]
    assert second["_changes"] == ["preflight passed"]
    assert first["pageref"] == second["pageref"]
