"""Origins: the origin of a request, and the requests that another site may send."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.conftest import MakeApp
from tests.twins import Twins

OTHER = "http://127.0.0.1"
FRIEND = "https://friend.example"


def test_the_facts_that_the_browser_reports(twins: Twins) -> None:
    headers = {
        "Origin": "http://localhost",
        "Referer": "http://localhost/x",
        "Sec-Fetch-Site": "same-origin",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "iframe",
        "Sec-Fetch-User": "?1",
        "Cookie": "a=b; session=secret; visitor=secret",
    }
    told = twins.post("/origins", headers=headers).json
    assert (told["origin"], told["referer"], told["host"]) == ("http://localhost", "http://localhost/x", "localhost")
    assert told["sec_fetch"] == {"site": "same-origin", "mode": "navigate", "dest": "iframe", "user": "?1"}
    assert told["cookies"] == {"a": "b", "session": "…", "visitor": "…"}
    assert told["guard"]["allowed"] is True


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        (f"?to={OTHER}&ask=post", 200),
        (f"?to={OTHER}&ask=fetch", 200),
        (f"?to={OTHER}&ask=hand", 200),
        ("?to=http://localhost", 400),
        (f"?to={OTHER}.evil.example", 400),
        (f"?to={OTHER}/", 400),
        ("?to=javascript:alert(1)", 400),
        ("?to=", 400),
        (f"?to={OTHER}&ask=x", 400),
    ],
)
def test_elsewhere_sends_requests_only_to_its_other_name(twins: Twins, query: str, status: int) -> None:
    assert twins.get(f"/origins/elsewhere{query}").page.status_code == status


def test_elsewhere_needs_a_loopback_name(twins: Twins) -> None:
    pair = twins.get("/origins/elsewhere", headers={"Host": "example.org"})
    assert pair.page.status_code == 400


@pytest.fixture
def friendly(make_app: MakeApp) -> FlaskClient:
    return make_app(origins=f"{FRIEND}, http://127.0.0.1:8000/").test_client()


def test_an_allowed_origin_reads_the_twins(friendly: FlaskClient) -> None:
    for path in ("/api/hello", "/api/nothing", "/api/error/500", "/api/slash", "/api/respond"):
        answer = friendly.get(path, headers={"Origin": FRIEND, "Sec-Fetch-Site": "cross-site"})
        assert answer.headers["Access-Control-Allow-Origin"] == FRIEND
        assert answer.headers["Access-Control-Allow-Credentials"] == "true"
        assert "Origin" in answer.headers["Vary"]
        assert "Location" in answer.headers["Access-Control-Expose-Headers"]


def test_an_allowed_origin_posts(friendly: FlaskClient) -> None:
    headers = {"Origin": FRIEND, "Sec-Fetch-Site": "cross-site"}
    assert friendly.post("/api/form", data={"a": "b"}, headers=headers).status_code == 200
    preflight = {"Origin": FRIEND, "Access-Control-Request-Method": "DELETE"}
    answer = friendly.options("/api/uploads/x", headers=preflight)
    assert answer.status_code == 200
    assert "DELETE" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("/hello", FRIEND),
        ("/", FRIEND),
        ("/static/style.css", FRIEND),
        ("/api/hello", "https://evil.example"),
        ("/api/hello", f"{FRIEND}.evil.example"),
        ("/api/hello", "https://friendxexample"),
        ("/api/hello", "http://friend.example"),
        ("/api/hello", "null"),
        ("/apix", FRIEND),
    ],
)
def test_no_other_origin_reads(friendly: FlaskClient, path: str, origin: str) -> None:
    answer = friendly.get(path, headers={"Origin": origin}, buffered=True)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_without_the_setting_no_origin_reads(client: FlaskClient) -> None:
    answer = client.get("/api/hello", headers={"Origin": FRIEND})
    assert not any(name.startswith("Access-Control") for name in dict(answer.headers))
