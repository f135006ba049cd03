"""The wire as objects of `roundtrip.testing`: made of a HAR, readable in a debugger, drawn as text."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest
from flask.testing import FlaskClient

from roundtrip.testing import Headers, Wire
from roundtrip.testing.diagram import ARROW, WIDTH, drawn, drawn_wire

BROWSER = {"User-Agent": "Mozilla/5.0 (X11) Chrome/1"}


def wire_of(client: FlaskClient) -> Wire:
    """The wire of a client, as the fixture reads it."""
    har = client.get("/api/wire.har").json
    assert har is not None
    return Wire.of_har(har)


@pytest.fixture
def wire(client: FlaskClient) -> Wire:
    """A client that logged in, followed the redirect, and was offered a cookie that it must refuse."""
    client.get("/")
    client.post(
        "/login",
        data={"username": "robert", "password": "open-sesame"},
        headers=BROWSER,
        follow_redirects=True,
    )
    client.get("/respond?cookie=a%3D1%3B+Secure%3B+Domain%3Dexample.org&cookie=b%3D2%3B+HttpOnly&body=%FF")
    client.get("/api/notexist")
    return wire_of(client)


def test_trips_are_sequences_of_hops(wire: Wire) -> None:
    assert wire.lines == [
        ["POST /login 303", "GET /session 200"],
        ["GET /respond?cookie=a%3D1%3B+Secure%3B+Domain%3Dexample.org&cookie=b%3D2%3B+HttpOnly&body=%FF 200"],
        ["GET /api/notexist 404"],
    ]
    post, get = wire[0]
    assert (post.method, post.path, post.status, post.rule, post.endpoint) == (
        "POST",
        "/login",
        303,
        "/login",
        "login.log_in",
    )
    assert post.request.form == {"username": ["robert"], "password": ["open-sesame"]}
    assert (post.request.size, post.response.location) == (len(post.request.body), "/session")
    assert get.changes == ("method POST→GET", "body dropped", "cookie session added")
    assert wire[0][-1:] == (get,)
    assert wire[-2:] == wire.trips[1:]


def test_cookies_have_the_verdict_of_the_browser(wire: Wire) -> None:
    refused, stored = wire[1][0].response.cookies
    assert (refused.name, refused.stored, refused.refused) == (
        "a",
        False,
        "Domain=example.org does not match localhost",
    )
    assert (stored.name, stored.value, stored.stored, stored.http_only) == ("b", "2", True, True)
    assert repr(stored) == "<Cookie b=2; Path=/; SameSite=Lax; HttpOnly (stored)>"
    assert repr(refused).endswith("(refused: Domain=example.org does not match localhost)>")


def test_bodies_are_bytes(wire: Wire) -> None:
    assert wire[2][0].response.json()["status"] == 404
    assert wire[2][0].response.detail.startswith("There is nothing at this path.")
    assert wire[0][1].response.detail == "", "only an error has one"
    assert "You&#39;re logged in as robert" in wire[0][1].response.text


def test_a_debugger_shows_what_matters(wire: Wire) -> None:
    post, get = wire[0]
    assert repr(wire[0]) == "<Trip POST /login 303 → GET /session 200>"
    assert repr(get) == "<Hop GET /session 200 · method POST→GET · body dropped · cookie session added>"
    assert repr(post.request) == "<Request POST /login, 36 bytes>"
    assert repr(post.response).startswith("<Response 303 See Other, ")
    assert repr(wire).startswith("<Wire of 3: <Trip POST /login 303 → GET /session 200>, ")


def test_objects_cannot_be_changed(wire: Wire) -> None:
    with pytest.raises(FrozenInstanceError):
        wire[0].hops = ()  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        wire[0][0].response.status = 200  # type: ignore[misc]


def test_headers_are_read_without_case_and_keep_their_order() -> None:
    headers = Headers((("Set-Cookie", "a=1"), ("X-Other", "x"), ("set-cookie", "b=2")))
    assert (headers["SET-COOKIE"], headers.all("Set-Cookie")) == ("a=1", ["a=1", "b=2"])
    assert (headers.get("missing"), "x-other" in headers) == (None, True)
    assert headers.pairs[2] == ("set-cookie", "b=2")
    with pytest.raises(KeyError, match="no header Date; there are: Set-Cookie, X-Other, set-cookie"):
        headers["Date"]


def test_diagram_has_an_arrow_for_each_message(wire: Wire) -> None:
    lines = str(wire[0]).splitlines()
    assert lines[0].split() == ["Browser", "Server"]
    assert [line.strip("│─▶◀ ").split(" ─")[0] for line in lines[1:]] == [
        "POST /login",
        "username=robert&password=open-sesame",
        "303 See Other",
        "method POST→GET · body dropped · cookie session added",
        "GET /session",
        "200 OK",
    ]
    assert lines[1].endswith(f"─ 36 B {ARROW}")
    assert lines[3].endswith("─ to /session · sets session ───│")
    assert {len(line) for line in lines} == {WIDTH}


def test_diagram_of_a_long_address_and_of_an_error_keeps_its_width(wire: Wire) -> None:
    assert {len(line) for line in str(wire).splitlines()} == {WIDTH, 0}
    assert "│── GET /respond?cookie=a%3D1%3B+Secure%3B+Domain%3Dexamp… ─────▶│" in str(wire[1]).splitlines()[1]
    assert "│   There is nothing at this path." in str(wire[2])
    assert str(wire[1]).startswith("Client "), "no browser sent it"
    assert str(Wire()) == "(no request)"


def test_report_shows_the_newest_trips(wire: Wire) -> None:
    lines = drawn_wire(wire, 1).splitlines()
    assert lines[1:3] == ["… 2 older trips", ""]
    assert lines[3].startswith("│── GET /api/notexist ─")
    assert "POST /login" not in "".join(lines)
    assert drawn_wire(wire, 3) == str(wire)


def test_diagram_shows_no_control_character_and_no_long_body(wire: Wire) -> None:
    hop = wire[0][0]
    body = b"a=\x1b[31m\r\n" + b"x" * 100
    trip = replace(wire[0], hops=(replace(hop, request=replace(hop.request, body=body, size=len(body))),))
    assert f"│   a= [31m {'x' * 42}…".ljust(WIDTH - 1) + "│" in drawn(trip).splitlines()


def test_diagram_of_a_request_without_a_response(wire: Wire) -> None:
    hop = wire[0][0]
    trip = replace(wire[0], hops=(replace(hop, response=replace(hop.response, status=0)),))
    assert trip.lines == ["POST /login no answer"]
    assert "│◀─ no answer ─" in str(trip)
