"""Cross-origin by hand: the answer has exactly the composed headers, and nothing in it helps a hostile page."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import MakeApp
from tests.twins import Twins

OTHER, EVIL = "http://127.0.0.1", "https://evil.example"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
FOREIGN = {"Origin": EVIL, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
CORS = "Access-Control-"
ANSWER = "/api/origins/answer"


def cors(answer: TestResponse) -> dict[str, str]:
    """Return the CORS headers of a response, by the ends of their names."""
    return {name.removeprefix(CORS): value for name, value in answer.headers.items() if name.startswith(CORS)}


@pytest.fixture
def bare(app: Flask) -> FlaskClient:
    """A client that keeps no cookies."""
    return app.test_client(use_cookies=False)


@pytest.mark.parametrize("method", [*METHODS, "HEAD", "OPTIONS"])
@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {}),
        ("allow=", {}),
        ("allow=*", {"Allow-Origin": "*"}),
        (f"allow={OTHER}", {"Allow-Origin": OTHER}),
        (f"allow={OTHER}/", {"Allow-Origin": f"{OTHER}/"}),
        ("allow=a, b", {"Allow-Origin": "a, b"}),
        ("methods=PUT,%20DELETE&headers=X-A", {"Allow-Methods": "PUT, DELETE", "Allow-Headers": "X-A"}),
        (
            "credentials=true&age=-1&expose=X-Answer",
            {"Allow-Credentials": "true", "Max-Age": "-1", "Expose-Headers": "X-Answer"},
        ),
    ],
)
def test_a_preflight_and_its_request_get_the_same_headers(
    bare: FlaskClient, method: str, query: str, headers: dict[str, str]
) -> None:
    for path in ("/origins/answer", ANSWER):
        answer = bare.open(f"{path}?{query}", method=method, headers=FOREIGN)
        assert answer.status_code == (204 if method == "OPTIONS" else 200)
        assert cors(answer) == headers


@pytest.mark.parametrize(
    "query",
    [
        "allow=a%0d%0aSet-Cookie:%20a=b",
        "allow=%C3%A9",
        "allow=a%00",
        "allow=%20a",
        f"allow={'a' * 201}",
        "methods=a;b",
        "age=",
        "expose=a%0d%0ab",
    ],
)
def test_an_invalid_value_is_refused(bare: FlaskClient, query: str) -> None:
    for method in ("GET", "OPTIONS"):
        answer = bare.open(f"{ANSWER}?{query}", method=method, headers=FOREIGN)
        assert answer.status_code == 400
        assert not set(cors(answer)) & {"Allow-Origin"}
        assert "Set-Cookie" not in answer.headers


def test_it_describes_the_request(twins: Twins) -> None:
    pair = twins.open("PUT", "/origins/answer", data="hello", content_type="text/plain", headers={"Origin": OTHER})
    assert pair.json["message"] == f"A PUT of {OTHER} arrived, with 5 bytes of text/plain."
    assert "with no body" in twins.get("/origins/answer").json["message"]


def test_only_headers_of_the_cors_protocol_are_set(bare: FlaskClient) -> None:
    query = "framed=x&shared=cross-origin&referrer=origin&etag=a&Set-Cookie=a&origin=*"
    assert set(bare.get(f"{ANSWER}?{query}").headers) == set(bare.get(ANSWER).headers)


@pytest.mark.parametrize("method", [*METHODS, "OPTIONS"])
def test_a_hostile_page_learns_and_changes_nothing(make_app: MakeApp, tmp_path: Any, method: str) -> None:
    client = make_app().test_client()
    client.post("/login", data={"username": "robert", "password": "open-sesame"})
    client.post("/api/cookies", data={"name": "mine", "value": "my-secret"})
    secrets = [cookie.value for name in ("session", "visitor") if (cookie := client.get_cookie(name))]
    query = f"allow={quote(EVIL)}&credentials=true&methods=*&headers=*&expose=*"
    answer = client.open(f"{ANSWER}?{query}", method=method, data="typed-by-me", headers=FOREIGN)
    said = answer.text + str(answer.headers)
    for secret in (*secrets, "robert", "my-secret", "mine", "typed-by-me"):
        assert secret not in said
    assert answer.headers.getlist("Set-Cookie") == []
    assert client.get("/api/session").get_json()["username"] == "robert"


def test_the_settings_allow_no_origin_here(make_app: MakeApp) -> None:
    client = make_app(origins="https://friend.example").test_client()
    for method in ("GET", "OPTIONS", "POST"):
        answer = client.open(ANSWER, method=method, headers={"Origin": "https://friend.example"})
        assert cors(answer) == {}


def test_a_preflight_and_its_request_are_one_trip_of_the_visitor(client: FlaskClient, bare: FlaskClient) -> None:
    token = client.get("/api/lab/token").json["wire"]  # type: ignore[index]
    foreign = FOREIGN | {"Origin": OTHER}
    url = f"{ANSWER}?allow={OTHER}&methods=PUT&wire={token}"
    bare.options(url, headers=foreign | {"Access-Control-Request-Method": "PUT"})
    bare.put(url, headers=foreign)
    har = client.get("/api/wire").get_json()["log"]
    first, second = har["entries"]
    assert second["_preflight"] == first["_id"]
    assert [each["_lab"] for each in har["entries"]] == [None, None]
    assert len(har["pages"]) == 1


def test_the_page_of_the_other_site_hands_the_token_on_and_is_not_recorded(client: FlaskClient) -> None:
    token = client.get("/api/lab/token").json["wire"]  # type: ignore[index]
    for ask, target in (("fetch", "/api/origins"), ("post", "/origins")):
        text = client.get(f"/origins/elsewhere?ask={ask}&wire={token}").text
        assert f"{OTHER}{target}?wire={token}" in text
        assert f'"{OTHER}{target}"' in client.get(f"/origins/elsewhere?ask={ask}").text
    assert f'data-hand="{OTHER}{ANSWER}"' in client.get("/origins/elsewhere?ask=hand").text
    assert client.get("/api/wire").get_json()["log"]["entries"] == []
