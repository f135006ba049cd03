"""The cookie lab's server: it sets the lab's cookies byte for byte, sets no other one, and reports which ones came."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.twins import Twins, short

EVIL = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}


@pytest.mark.parametrize(
    "value",
    [
        "lab=1",
        "lab1=a; Path=/; HttpOnly",
        "LAB=1",
        "__Host-lab=1; Secure; Path=/",
        "__Secure-lab=1; Secure",
        " lab = 1 ",
        "=lab",
        "lab",
        "lab\t=1",
        "lab=" + "x" * 5000,
        "lab=1; Expires=never; Odd",
    ],
    ids=short,
)
def test_a_cookie_of_the_lab_is_sent_unchanged(client: FlaskClient, value: str) -> None:
    bare = client.application.test_client(use_cookies=False)  # it does not parse Set-Cookie, so any value works
    answer = bare.post("/api/lab/cookies", data={"set": [value, "lab2=x"]})
    assert (answer.status_code, answer.json["set"]) == (200, 2)  # type: ignore[index]
    assert answer.headers.getlist("Set-Cookie") == [value, "lab2=x"]


@pytest.mark.parametrize(
    "value",
    [
        "session=x",
        "visitor=x; Path=/",
        "mine=lab",
        "=session=x",
        "__Host-session=lab",
        "xlab=1",
        "",
        "lab=1\r\nSet-Cookie: session=x",
        "lab=\x00",
        "lab=\x7f",
        "lab=1\nsession=x",
    ],
    ids=short,
)
def test_no_other_cookie_is_sent(twins: Twins, value: str) -> None:
    pair = twins.post("/lab/cookies", data={"set": ["lab=1", value]})
    assert pair.page.status_code == 400
    assert "must begin with lab" in pair.json["detail"]
    assert "Set-Cookie" not in pair.page.headers, "not even the valid cookie"


def test_the_cookies_of_the_request_are_listed_in_order_without_roundtrips_own(client: FlaskClient) -> None:
    header = "lab2=b; session=secret; lab1=a; lab1=c;visitor=secret"
    bare = client.application.test_client(use_cookies=False)
    found = bare.get("/api/lab/cookies/a/b", headers={"Cookie": header, **EVIL}).json
    assert found == {
        "method": "GET",
        "cookie": "lab2=b; lab1=a; lab1=c",
        "site": "cross-site",
        "origin": "https://evil.example",
        "referer": None,
        "authorization": None,
        "type": None,
        "size": 0,
        "set": 0,
    }


@pytest.mark.parametrize(
    ("host", "other"),
    [
        ("localhost:5000", "http://127.0.0.1:5000"),
        ("127.0.0.1:5000", "http://localhost:5000"),
        ("example.org", "null"),
    ],
)
def test_only_the_other_name_may_read_it_with_cookies(client: FlaskClient, host: str, other: str) -> None:
    for method in ("GET", "POST"):
        answer = client.open("/api/lab/cookies", method=method, headers={"Host": host, **EVIL})
        assert answer.status_code == 200, "any site may send it, because it changes nothing"
        assert answer.headers["Access-Control-Allow-Origin"] == other
        assert answer.headers["Access-Control-Allow-Credentials"] == "true"
        assert answer.headers["Vary"] == "Origin"
