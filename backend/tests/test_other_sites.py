"""Other sites: their pages cannot make the browser change anything here, not even by a GET."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

from roundtrip.guard import MAX_SET, MAX_SET_SIZE, judge
from tests.conftest import MakeApp
from tests.twins import Twins, heading

pytestmark = pytest.mark.slow

OWN, FRIEND = "http://localhost", "https://friend.example"
OTHER = "http://127.0.0.1"
HOW_OTHERS_ASK = [
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-User": "?1", "Referer": f"{OWN}:8000/"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Referer": f"{FRIEND}/"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-User": "?1", "Referer": f"{OWN}/respond"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Referer": "https://evil.example/"},
]
HOW_THE_PAGE_ASKS = [
    {},
    {"Referer": f"{OWN}/"},
    {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-User": "?1"},
    {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"},
]
CHANGES = ["/set-name", "/logout", "/respond?cookie=a%3D1"]


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A visitor who is logged in."""
    client = app.test_client()
    client.post("/login", data={"username": "robert", "password": "open-sesame"})
    return client


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("headers", HOW_OTHERS_ASK, ids=str)
def test_a_get_of_another_site_changes_nothing(
    visitor: FlaskClient, path: str, method: str, headers: dict[str, str]
) -> None:
    for side in ("", "/api"):
        answer = visitor.open(f"{side}{path}", method=method, headers=headers)
        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers
    assert visitor.get("/api/session").get_json()["username"] == "robert"


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("headers", HOW_THE_PAGE_ASKS, ids=str)
def test_a_get_of_the_page_or_of_a_person_does(visitor: FlaskClient, path: str, headers: dict[str, str]) -> None:
    answer = visitor.get(path, headers=headers)
    assert answer.status_code < 400
    assert "Set-Cookie" in answer.headers


@pytest.mark.parametrize("path", ["/set-name?name=<b>&a=%ff", "/respond?cookie=%22%C3%A9%22=%FF"])
def test_the_refusal_says_why_and_has_a_link(visitor: FlaskClient, path: str) -> None:
    answer = visitor.get(path, headers={"Sec-Fetch-Site": "cross-site"})
    assert heading(answer) == "403 Forbidden"
    assert "A page of another site sent this GET" in answer.text
    assert f'href="{path.replace("<b>", "&lt;b&gt;").replace("&a", "&amp;a")}"' in answer.text
    twin = visitor.get(f"/api{path}", headers={"Sec-Fetch-Site": "same-site"})
    assert twin.mimetype == "application/problem+json"
    assert "Sec-Fetch-Site: same-site" in twin.get_json()["detail"]


def test_the_refusal_names_only_headers_that_came(visitor: FlaskClient) -> None:
    asked = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-User": "?1", "Referer": f"{OWN}:8000/page"}
    detail = visitor.get("/api/logout", headers=asked).get_json()["detail"]
    assert "(Origin: none; Sec-Fetch-Site: same-site; Referer: http://localhost:8000)" in detail
    detail = visitor.get("/api/logout", headers={"Sec-Fetch-Site": "cross-site"}).get_json()["detail"]
    assert "(Origin: none; Sec-Fetch-Site: cross-site)" in detail


def test_the_refusal_of_a_post_has_no_link(visitor: FlaskClient) -> None:
    assert "open it from this page" not in visitor.post("/logout", headers={"Sec-Fetch-Site": "cross-site"}).text


def test_other_sites_may_still_ask_for_a_response_without_cookies(client: FlaskClient) -> None:
    answer = client.get("/respond?status=402&header=A:b", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.headers["A"]) == (402, "b")


def test_a_link_on_another_site_shows_the_session_and_is_no_visit(visitor: FlaskClient) -> None:
    assert visitor.get("/api/session").get_json()["visits"] == 1
    answer = visitor.get("/api/session", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.get_json()["username"], answer.get_json()["visits"]) == ("robert", 1)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"Origin": FRIEND, "Sec-Fetch-Site": "cross-site"}, True),
        ({"Referer": f"{FRIEND}/", "Sec-Fetch-User": "?1", "Sec-Fetch-Site": "cross-site"}, True),
        ({"Referer": f"{FRIEND}/", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Referer": f"{FRIEND}.evil.example/", "Sec-Fetch-User": "?1", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Referer": "https://friend.example:8443/", "Sec-Fetch-User": "?1", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Referer": "", "Sec-Fetch-User": "?1", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Referer": "http://[", "Sec-Fetch-User": "?1", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "", "Sec-Fetch-Site": "cross-site"}, False),
    ],
    ids=str,
)
def test_a_person_may_do_it_on_a_page_of_an_allowed_origin(
    make_app: MakeApp, headers: dict[str, str], allowed: bool
) -> None:
    client = make_app(origins=FRIEND).test_client()
    for path in CHANGES:
        assert (client.get(path, headers=headers).status_code < 400) is allowed
    assert judge("GET", OWN, Headers(headers), [FRIEND], changes_state=True).allowed is allowed


# The labs set cookies across sites


def test_the_other_name_of_this_server_may_set_cookies_of_the_lab(client: FlaskClient) -> None:
    headers = {"Origin": OTHER, "Sec-Fetch-Site": "cross-site"}
    answer = client.post("/api/lab/cookies", data={"set": "lab=1"}, headers=headers)
    assert (answer.status_code, answer.headers["Set-Cookie"]) == (200, "lab=1")


@pytest.mark.parametrize("origin", ["https://evil.example", f"{OTHER}:8000", f"{OWN}:8000", "null", ""])
@pytest.mark.parametrize(
    ("path", "host"),
    [("/lab/cookies", "localhost"), ("/lab/cookies", "example.org"), ("/cookie-parser", "a.localhost")],
)
def test_no_other_site_may_set_them(client: FlaskClient, origin: str, path: str, host: str) -> None:
    headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site", "Host": host}
    for side in ("", "/api"):
        answer = client.post(f"{side}{path}", data={"set": "lab=1"}, headers=headers)
        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers


# The cookies of one answer


@pytest.mark.parametrize(
    ("path", "field", "headers"),
    [
        ("/respond", "cookie", {}),
        ("/lab/cookies", "set", {}),
        ("/cookie-parser", "set", {"Host": "a.localhost"}),
    ],
)
@pytest.mark.parametrize(
    ("cookies", "allowed"),
    [
        ([f"lab{n}=1" for n in range(MAX_SET)], True),
        ([f"lab{n}=1" for n in range(MAX_SET + 1)], False),
        ([f"lab={'x' * (MAX_SET_SIZE - 4)}"], True),
        ([f"lab={'x' * (MAX_SET_SIZE - 3)}"], False),
        ([f"lab={'é' * (MAX_SET_SIZE // 2 - 1)}"], False),
    ],
    ids=["50", "51", "64 KiB", "and 1 byte", "bytes"],
)
def test_one_answer_sets_a_limited_number_of_cookies(
    app: Flask, path: str, field: str, headers: dict[str, str], cookies: list[str], allowed: bool
) -> None:
    bare = app.test_client(use_cookies=False)
    answer = bare.post(f"/api{path}", data={field: cookies}, headers=headers)
    assert answer.status_code == (200 if allowed else 400)
    assert len(answer.headers.getlist("Set-Cookie")) == (len(cookies) if allowed else 0)
    if not allowed:
        assert "One answer can set 50 cookies with 64 KiB in total at most." in answer.get_json()["detail"]


def test_the_limit_holds_for_a_query_too(twins: Twins) -> None:
    query = "&".join(f"cookie={quote(f'a{n}=1')}" for n in range(MAX_SET + 1))
    assert twins.page.get(f"/respond?{query}").status_code == 400
