"""Caching: the headers of the answer are those of the query, and the conditions of a request have their effect."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from roundtrip.syntax.conditions import outcome
from tests.twins import protected

DATE = "Thu, 01 Jan 2026 00:00:00 GMT"
BEFORE, AFTER = "Wed, 31 Dec 2025 23:59:59 GMT", "Fri, 02 Jan 2026 00:00:00 GMT"
MODIFIED = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("method", "conditions", "etag", "status"),
    [
        ("GET", {}, '"v1"', 200),
        ("GET", {"If-None-Match": '"v1"'}, '"v1"', 304),
        ("HEAD", {"If-None-Match": '"v0", "v1"'}, '"v1"', 304),
        ("GET", {"If-None-Match": 'W/"v1"'}, '"v1"', 304),  # a weak comparison
        ("GET", {"If-None-Match": '"v1"'}, 'W/"v1"', 304),
        ("GET", {"If-None-Match": "*"}, "", 304),
        ("GET", {"If-None-Match": '"v2"'}, '"v1"', 200),
        ("GET", {"If-None-Match": '"v1"'}, "", 200),
        ("PUT", {"If-None-Match": "*"}, '"v1"', 412),
        ("PUT", {"If-None-Match": '"v2"'}, '"v1"', 200),
        ("PUT", {"If-Match": '"v1"'}, '"v1"', 200),
        ("PUT", {"If-Match": "*"}, '"v1"', 200),
        ("PUT", {"If-Match": '"v2"'}, '"v1"', 412),
        ("PUT", {"If-Match": '"v1"'}, "", 412),
        ("PUT", {"If-Match": '"v1"'}, 'W/"v1"', 412),  # a strong comparison
        ("PUT", {"If-Match": 'W/"v1"'}, '"v1"', 412),
        ("GET", {"If-Modified-Since": DATE}, "", 304),
        ("GET", {"If-Modified-Since": AFTER}, "", 304),
        ("GET", {"If-Modified-Since": BEFORE}, "", 200),
        ("GET", {"If-Modified-Since": "yesterday"}, "", 200),
        ("PUT", {"If-Modified-Since": DATE}, "", 200),
        ("GET", {"If-Modified-Since": DATE, "If-None-Match": '"v2"'}, '"v1"', 200),  # the date does not count
        ("PUT", {"If-Unmodified-Since": DATE}, "", 200),
        ("PUT", {"If-Unmodified-Since": BEFORE}, "", 412),
        ("PUT", {"If-Unmodified-Since": BEFORE, "If-Match": '"v1"'}, '"v1"', 200),  # the date does not count
    ],
)
def test_a_condition_has_the_effect_of_the_standard(
    method: str, conditions: dict[str, str], etag: str, status: int
) -> None:
    assert outcome(method, conditions, etag, MODIFIED) == status


def test_the_answer_has_the_chosen_headers_and_no_others(client: FlaskClient) -> None:
    chosen = {"control": "max-age=60", "etag": 'W/"v1"', "modified": DATE, "vary": "X-A, X-B"}
    answer = client.get("/api/caching/answer", query_string=chosen)
    bare = client.get("/api/caching/answer")

    assert [answer.headers[name] for name in ("Cache-Control", "ETag", "Last-Modified", "Vary")] == list(
        chosen.values()
    )
    assert not {"Cache-Control", "ETag", "Last-Modified", "Vary", "Set-Cookie"} & set(bare.headers.keys())
    assert answer.json["number"] != bare.json["number"]  # type: ignore[index]
    protected(answer)


def test_a_304_has_the_headers_that_a_cache_needs_and_no_body(client: FlaskClient) -> None:
    query = {"control": "no-cache", "etag": '"v1"', "vary": "X-A"}
    answer = client.get("/api/caching/answer", query_string=query, headers={"If-None-Match": '"v1"'})

    assert (answer.status_code, answer.data) == (304, b"")
    assert "Content-Length" not in answer.headers
    assert [answer.headers[name] for name in ("Cache-Control", "ETag", "Vary")] == list(query.values())


def test_an_error_is_never_stored(client: FlaskClient) -> None:
    answer = client.put("/caching/answer?control=max-age%3D60&etag=%22v1%22", headers={"If-Match": '"v2"'})

    assert (answer.status_code, answer.headers["Cache-Control"]) == (412, "no-store")
    assert "not the version that you expect" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        *("control=a%0D%0AX: 1", "control=é", f"control={'a' * 201}", "etag=v1", 'etag="a"b"'),
        *("modified=soon", "modified=€", "vary=a b"),
    ],
)
def test_a_value_without_its_form_is_refused(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/caching/answer?{query}")

    assert answer.status_code == 400
    assert f"`{query.partition('=')[0]}` must be " in answer.json["detail"]  # type: ignore[index]
