"""`_lab`: the wire tells the requests of a lab from those of a person."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from roundtrip.wire.har import entry
from roundtrip.wire.trips import trips
from tests.exchanges import exchange
from tests.wires import entries


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    client.get("/api/visitor")
    return client


@pytest.mark.parametrize(
    ("path", "lab"),
    [
        ("/hello", None),
        ("/api/origins", None),
        ("/api/origins/answer?allow=*", None),
        ("/landing?lab=session", "session"),
        ("/landing?a=1&lab=session&b=2", "session"),
        ("/landing?lab=kitchen", None),
        ("/landing?lab=redirects1", None),
        ("/landing?xlab=redirects", None),
        ("/landing?lab=", None),
        ("/lab/form?a=1", "forms"),
        ("/lab/landing", "redirects"),
        ("/api/lab/nowhere", "redirects"),
        ("/api/lab/form?a=1", "forms"),
        ("/lab/away", "redirects"),
        ("/api/lab/cookies/a/b", "cookies"),
        ("/api/lab/cookies?lab=session", "session"),
        ("/api/lab/cookies?lab=probes", "probes"),
        ("/lab/session/current/run", "session"),
        ("/api/lab/origins", "origins"),
        ("/lab/nothing", None),
    ],
)
def test_a_request_belongs_to_the_lab_in_its_query_or_to_the_lab_of_its_view(
    visitor: FlaskClient, path: str, lab: str | None
) -> None:
    visitor.get(path)
    [entry] = entries(visitor)
    assert entry["_lab"] == lab


def test_a_whole_trip_belongs_to_the_sender_of_its_first_request(visitor: FlaskClient) -> None:
    visitor.get("/redirect/302?lab=redirects&to=/landing", follow_redirects=True)
    visitor.get("/redirect/302?to=/landing?lab=cookies", follow_redirects=True)
    assert [entry["_lab"] for entry in entries(visitor)] == ["redirects", "redirects", None, None]


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirects_of_the_lab_stay_at_its_paths(visitor: FlaskClient, code: int) -> None:
    """The wire keeps only the newest exchanges, so each hop of a long chain names the lab."""
    assert visitor.post(f"/lab/redirect/{code}").location == "/lab/landing"
    assert visitor.post(f"/api/lab/redirect/{code}").location == "/api/lab/landing"
    assert visitor.get("/lab/redirect/chain/2").location == "/lab/redirect/chain/1"
    assert visitor.get("/api/lab/redirect/chain/1").location == "/api/lab/landing"
    assert visitor.get("/api/lab/redirect/loop").location == "/api/lab/redirect/loop"
    assert {entry["_lab"] for entry in entries(visitor)} == {"redirects"}
    assert visitor.post(f"/redirect/{code}").location == "/landing"


def test_the_form_of_the_lab_is_the_echo(visitor: FlaskClient) -> None:
    answer = visitor.post("/api/lab/form?b=2", data={"a": "1"})
    assert (answer.get_json()["path"], answer.get_json()["form"]) == ("/api/lab/form", {"a": ["1"]})


def test_another_application_has_no_labs() -> None:
    [[hop]] = trips([exchange(1, "/landing?lab=redirects")])
    assert entry(hop, "trip-1")["_lab"] is None
