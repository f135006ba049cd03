"""The origins lab's own answers: exactly the headers asked for, and nothing that is of use to a hostile page."""

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
    """Nobody's browser: it keeps no cookies."""
    return app.test_client(use_cookies=False)


def cors(answer: TestResponse) -> dict[str, str]:
    """What the answer says to the CORS protocol, by the ends of the headers' names."""
    return {name.removeprefix(CORS): value for name, value in answer.headers.items() if name.startswith(CORS)}


# Exactly the headers that were asked for


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
    """Whoever asks, and by whatever method: a preflight gets the same as the request after it."""
    for path in ("/lab/origins", "/api/lab/origins"):
        answer = bare.open(f"{path}?{query}", method=method, headers=FOREIGN)
        assert answer.status_code == 200
        assert cors(answer) == headers


def test_the_allowed_origin_is_the_other_name_whatever_this_one_is(bare: FlaskClient) -> None:
    answer = bare.get("/api/lab/origins?origin=other", headers={"Host": "127.0.0.1:5000", "Origin": EVIL})
    assert cors(answer) == {"Allow-Origin": "http://localhost:5000"}


@pytest.mark.parametrize("status", [204, 307, 404])
def test_how_a_preflight_is_answered(bare: FlaskClient, status: int) -> None:
    """The headers are the same; only the status is at fault."""
    url = f"/api/lab/origins?origin=other&methods=PUT&preflight={status}"
    answer = bare.options(url, headers=FOREIGN)
    assert answer.status_code == status
    assert cors(answer) == {"Allow-Origin": OTHER, "Allow-Methods": "PUT"}
    assert answer.location == ("/api/lab/origins?origin=other&methods=PUT" if status == 307 else None)
    assert bare.put(url, headers=FOREIGN).status_code == 200, "the request itself is answered as ever"


def test_a_redirect_goes_to_the_other_name_and_only_once(bare: FlaskClient) -> None:
    answer = bare.put("/api/lab/origins?origin=*&to=other&case=a%26b", headers=FOREIGN)
    assert (answer.status_code, answer.location) == (307, f"{OTHER}/api/lab/origins?origin=%2A&case=a%26b")
    assert cors(answer) == {"Allow-Origin": "*"}
    assert bare.options("/api/lab/origins?to=other").status_code == 200, "no preflight is followed"


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
def test_who_may_frame_it(bare: FlaskClient, query: str, ancestors: str | None, options: str | None) -> None:
    answer = bare.get(f"/lab/origins?{query}")
    rules = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
    assert rules.pop("frame-ancestors", None) == ancestors
    assert answer.headers.get("X-Frame-Options") == options
    usual = bare.get("/lab/actor").headers["Content-Security-Policy"]
    assert set(rules.items()) <= {tuple(rule.split(" ", 1)) for rule in usual.split("; ")}, "all else is as ever"


def test_it_answers_with_the_origin_of_the_request(bare: FlaskClient) -> None:
    headers = FOREIGN | {"Cookie": "visitor=secret; lab1=a; session=secret; mine=b; xlab=c; lab2=d"}
    told = bare.put("/api/lab/origins", headers=headers).json
    assert told == {
        "method": "PUT",
        "host": "localhost",
        "origin": EVIL,
        "sec_fetch": {"site": "cross-site", "mode": "cors", "dest": "empty", "user": None},
        "cookies": {"lab1": "a", "lab2": "d"},
    }


# What makes no sense


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
def test_a_word_that_makes_no_sense(bare: FlaskClient, query: str, says: str) -> None:
    answer = bare.get(f"/api/lab/origins?{query}", headers=FOREIGN)
    assert answer.status_code == 400
    assert says in answer.json["detail"]  # type: ignore[index]
    assert cors(answer) == {}
    assert "Set-Cookie" not in answer.headers


def test_a_host_without_another_name_lets_nobody_in(bare: FlaskClient) -> None:
    elsewhere = {"Host": "example.org", "Origin": EVIL}
    for query in ("origin=other", "to=other"):
        answer = bare.get(f"/api/lab/origins?{query}", headers=elsewhere)
        assert (answer.status_code, cors(answer)) == (400, {})
    assert bare.get("/api/lab/origins", headers=elsewhere).status_code == 200


# What a hostile page can do with it: nothing

EVERYTHING = "origin=*&credentials=true&methods=*&headers=*&expose=*&age=600&shared=cross-origin&framed=x"


@pytest.mark.parametrize("method", [*METHODS, "OPTIONS"])
def test_it_plants_nothing(make_app: MakeApp, tmp_path: Any, method: str) -> None:
    """No cookie, no file, no session, and no visitor, whatever is sent."""
    client = make_app().test_client()
    before = sorted((tmp_path / "instance").rglob("*"))
    for query in ("", EVERYTHING, "to=other", "preflight=404"):
        body: dict[str, Any] = {"data": {"set": "lab=1", "name": "a", "value": "b"}} if method == "POST" else {}
        answer = client.open(f"/lab/origins?{query}", method=method, headers=FOREIGN, **body)
        assert answer.headers.getlist("Set-Cookie") == []
    assert sorted((tmp_path / "instance").rglob("*")) == before


def test_it_gives_away_nothing_of_the_visitor(app: Flask) -> None:
    """Even if a browser were to lend its cookies: who is logged in, whose cookies are whose, what was sent before."""
    client = app.test_client()
    client.post("/login", data={"username": "robert", "password": "open-sesame"})
    client.post("/api/cookies", data={"name": "mine", "value": "my-secret"})
    secrets = [cookie.value for name in ("session", "visitor") if (cookie := client.get_cookie(name))]
    for path in ("/lab/origins", "/api/lab/origins"):
        answer = client.post(f"{path}?{EVERYTHING}", data="typed-by-me", headers=FOREIGN | {"X-Own": "own-header"})
        said = answer.text + str(answer.headers)
        for secret in (*secrets, "robert", "my-secret", "mine", "typed-by-me", "own-header"):
            assert secret not in said


def test_what_came_in_is_text_on_the_page(bare: FlaskClient) -> None:
    script = "</script><script>alert(1)</script>"
    answer = bare.get("/lab/origins", headers={"Origin": script, "Cookie": f"lab={script}", "Sec-Fetch-Site": script})
    assert parsed(answer).elements.count("script") == 2, "the page's own two"


def test_an_origin_never_gets_both_the_star_and_a_name(bare: FlaskClient) -> None:
    answer = bare.get("/api/lab/origins?origin=*&origin=other&credentials=true", headers=FOREIGN)
    assert answer.headers.getlist("Access-Control-Allow-Origin") == ["*"]


def test_nobody_is_let_in_by_the_settings(make_app: MakeApp) -> None:
    """The labs answer for themselves, also where Roundtrip trusts another origin."""
    client = make_app(origins="https://friend.example").test_client()
    for method in ("GET", "OPTIONS", "POST"):
        answer = client.open("/api/lab/origins", method=method, headers={"Origin": "https://friend.example"})
        assert (answer.status_code, cors(answer)) == (200, {})


def test_the_guard_still_refuses_what_it_did(bare: FlaskClient) -> None:
    """The lab's view is open, and no other: the forged form beside it ends in a 403."""
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


def test_the_token_is_the_askers_own_and_no_other_site_can_read_it(app: Flask, bare: FlaskClient) -> None:
    """Another site's script may ask for a token; it gets none to read, and a request without cookies a nobody's."""
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
