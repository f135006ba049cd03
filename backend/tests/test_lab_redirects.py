"""The redirect matrix: redirects to the other name, a redirect without a target, and pages that report."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.twins import Twins, heading, text

CODES = [301, 302, 303, 307, 308]
FIVE = ["GET", "POST", "PUT", "PATCH", "DELETE"]
EVIL = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}


def block(page: TestResponse) -> dict[str, Any]:
    """Return the data block of a page, which scripts read."""
    found = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page.text, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def member(twin: TestResponse, name: str) -> Any:
    assert twin.is_json
    return json.loads(twin.text)[name]


@pytest.mark.parametrize("method", FIVE)
@pytest.mark.parametrize("code", CODES)
def test_each_code_leads_to_the_other_name(client: FlaskClient, code: int, method: str) -> None:
    page = client.open(f"/lab/away?code={code}&to=/hello?a=b", method=method)
    twin = client.open(f"/api/lab/away?code={code}&to=/hello?a=b", method=method)
    assert (page.status_code, page.location) == (code, "http://127.0.0.1/hello?a=b")
    assert (twin.status_code, twin.location) == (code, "http://127.0.0.1/api/hello?a=b")
    assert twin.json == {"location": twin.location, "status": code}


def test_without_a_query_it_is_a_302_to_the_landing(client: FlaskClient) -> None:
    answer = client.get("/lab/away")
    assert (answer.status_code, answer.location) == (302, "http://127.0.0.1/landing")


@pytest.mark.parametrize(
    ("host", "other"),
    [("localhost:5000", "http://127.0.0.1:5000"), ("127.0.0.1:5000", "http://localhost:5000")],
)
def test_each_name_leads_to_the_other_on_its_port(client: FlaskClient, host: str, other: str) -> None:
    answer = client.get("/lab/away", headers={"Host": host})
    assert answer.location == f"{other}/landing"
    assert answer.headers["Access-Control-Allow-Origin"] == other


@pytest.mark.parametrize("host", ["example.org", "localhost.evil.example", "127.0.0.2", "[::1]:5000", "LOCALHOST.:80"])
def test_another_host_has_no_other_name(twins: Twins, host: str) -> None:
    pair = twins.get("/lab/away", headers={"Host": host})
    assert pair.page.status_code == 400
    assert "no second name" in pair.json["detail"]


@pytest.mark.parametrize("code", ["", "200", "300", "304", "999", "3O2", "302.0", " 302", "٣٠٢"])
def test_no_other_code(twins: Twins, code: str) -> None:
    pair = twins.get("/lab/away", query_string={"code": code})
    assert pair.page.status_code == 400
    assert all(str(each) in pair.json["detail"] for each in CODES)


@pytest.mark.parametrize(
    "to",
    ["//evil.example", "/\\evil.example", "https://evil.example/", "evil", "@evil.example/", ".evil.example", "/ x"],
)
def test_it_leads_to_no_other_site(twins: Twins, to: str) -> None:
    pair = twins.get("/lab/away", query_string={"to": to})
    assert pair.page.status_code == 400
    assert "evil" not in pair.page.headers.get("Location", "")
    assert "`to` must be a path" in pair.json["detail"]


def test_only_the_query_sets_the_target(client: FlaskClient) -> None:
    """The body belongs to the experiment."""
    assert client.post("/lab/away", data={"to": "/hello", "code": "307"}).location == "http://127.0.0.1/landing"


@pytest.mark.parametrize("method", FIVE)
def test_any_site_may_use_it_because_it_changes_nothing(client: FlaskClient, method: str) -> None:
    answer = client.open("/lab/away?code=307&to=/logout", method=method, headers=EVIL)
    assert answer.status_code == 307
    assert "Set-Cookie" not in answer.headers


def test_the_guard_still_protects_its_target(client: FlaskClient) -> None:
    led = client.post("/logout", headers={"Host": "127.0.0.1", "Origin": "null", "Sec-Fetch-Site": "cross-site"})
    assert led.status_code == 403


def test_nowhere_is_a_302_without_a_location(client: FlaskClient) -> None:
    page, twin = client.get("/lab/nowhere"), client.get("/api/lab/nowhere")
    assert (page.status_code, twin.status_code) == (302, 302)
    assert not {"Location"} & {*page.headers.keys(), *twin.headers.keys()}
    assert heading(page) == member(twin, "message") == "A redirect without a Location."


@pytest.mark.parametrize("method", FIVE)
def test_the_landing_has_the_same_facts_for_scripts(client: FlaskClient, method: str) -> None:
    evil = "</script><b>"
    page = client.open("/landing", method=method, query_string={"a": evil}, data={"b": evil})
    twin = client.open("/api/landing", method=method, query_string={"a": evil}, data={"b": evil})
    told = block(page)
    assert all(told[name] == member(twin, name) for name in told if name not in ("url", "path"))
    assert (told["args"], told["form"]) == ({"a": [evil]}, {"b": [evil]})
    assert evil in text(page), "as text"
    assert "<b>" not in page.text


def test_the_landing_of_the_other_site_reports_the_origin(client: FlaskClient) -> None:
    sent = {
        "Origin": "null",
        "Referer": "http://127.0.0.1/",
        "Authorization": "Bearer lab",
        "Sec-Fetch-Site": "cross-site",
    }
    told = block(client.post("/lab/cookies", data={"note": "hello"}, headers=sent))
    assert told == {
        "method": "POST",
        "cookie": "",
        "set": 0,
        "site": "cross-site",
        "origin": "null",
        "referer": "http://127.0.0.1/",
        "authorization": "Bearer lab",
        "type": "application/x-www-form-urlencoded",
        "size": 10,
    }
