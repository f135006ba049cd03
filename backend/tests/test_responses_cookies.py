"""Responses: `/respond` sends a cookie of any bytes, except a cookie of Roundtrip itself."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.sansio.http import parse_cookie
from werkzeug.test import TestResponse

from roundtrip.visitor import OWN_COOKIES, own_cookie_in
from tests.serving import Server

pytestmark = pytest.mark.slow

ANY = [byte for byte in range(1, 256) if byte not in b"\r\n"]
"""The bytes that a cookie may have on the wire: all but CR, LF and NUL (RFC 9110, section 5.5)."""

EDGES = [b"", b" ", b"\t", b" \t ", b"\x0b", b"\x0c", b"\x1f", b"\x7f", b"\x85", b"\xa0", b"\xc2\xa0", b"\xe2\x80\x83"]
"""White space of several kinds, and other bytes that a browser or a server may drop."""

relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
byte_strings = st.lists(st.sampled_from(ANY), max_size=20).map(bytes)


def ask(client: FlaskClient, line: bytes) -> TestResponse:
    return client.get(f"/api/respond?cookie={quote_from_bytes(line)}")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client that keeps no cookies: Werkzeug's cannot parse all of these."""
    return app.test_client(use_cookies=False)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The real server."""
    with Server() as server:
        yield server


@pytest.mark.parametrize("line", [b"a=" + bytes(ANY), bytes(ANY), b"\xff", b"a=\xc3\xbc; Path=/\x7f", b"\x01"])
def test_the_bytes_of_a_cookie_reach_the_socket(server: Server, line: bytes) -> None:
    head = f"GET /respond?cookie={quote_from_bytes(line)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with server.connect() as connection:
        fields = connection.send(head.encode()).answer().partition(b"\r\n\r\n")[0].split(b"\r\n")
    cookies = [field.partition(b": ")[2] for field in fields if field.lower().startswith(b"set-cookie:")]
    assert cookies == [line]


def test_a_form_sends_text_as_utf_8(client: FlaskClient) -> None:
    answer = client.post("/respond", data={"cookie": "a=ü\r\nb=€; Path=/"})
    sent = [value.encode("latin-1").decode() for value in answer.headers.getlist("Set-Cookie")]
    assert sent == ["a=ü", "b=€; Path=/"]


def test_blank_lines_set_nothing(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/respond?cookie=&cookie=%20%09&cookie=%0d%0a").headers
    assert client.get("/respond?cookie=%0da%0a%0db%0d").headers.getlist("Set-Cookie") == ["a", "b"]


@given(line=byte_strings)
@relaxed
def test_every_cookie_is_sent_unchanged_or_refused(client: FlaskClient, line: bytes) -> None:
    answer = ask(client, line)
    sent = [value.encode("latin-1") for value in answer.headers.getlist("Set-Cookie")]
    if own_cookie_in(line):
        assert (answer.status_code, sent) == (400, [])
    else:
        assert (answer.status_code, sent) == (200, [line] if line.strip(b" \t") else [])


@given(
    name=st.sampled_from([*OWN_COOKIES, "Session", "VISITOR"]),
    before=st.lists(st.sampled_from(EDGES), max_size=3).map(b"".join),
    after=st.lists(st.sampled_from(EDGES), max_size=3).map(b"".join),
    nameless=st.sampled_from([b"", b"=", b" = ", b"\t="]),
    rest=st.one_of(st.just(b""), byte_strings.map(lambda value: b"=" + value), byte_strings.map(b";".__add__)),
)
@example("session", b"", b"", b"", b"")
@example("session", b"\xc2\xa0", b"", b"=", b"=x")
@relaxed
def test_no_disguise_sets_a_cookie_of_roundtrip(
    client: FlaskClient, name: str, before: bytes, after: bytes, nameless: bytes, rest: bytes
) -> None:
    answer = ask(client, nameless + before + name.encode() + after + rest)
    assert answer.status_code == 400
    assert "Roundtrip itself uses this cookie" in answer.get_json()["detail"]
    assert "Set-Cookie" not in answer.headers


@given(line=st.one_of(byte_strings, byte_strings.map(lambda rest: b"session" + rest)))
@relaxed
def test_flask_reads_no_cookie_of_roundtrip_from_one_that_was_sent(line: bytes) -> None:
    """As a browser sends it back: the pair without the white space around it, and without `=` if it has no name."""
    name, equals, value = line.partition(b";")[0].partition(b"=")
    name, value = name.strip(b" \t"), value.strip(b" \t")
    pair = name + equals + value if name else value
    if not own_cookie_in(line):
        assert not set(parse_cookie(pair.decode("latin-1"))) & set(OWN_COOKIES)


@pytest.mark.parametrize("line", [b"sessions=x", b"a=session", b"__Host-session=x", b"a=b; session=x", b"==session=x"])
def test_similar_cookies_are_not_refused(client: FlaskClient, line: bytes) -> None:
    assert ask(client, line).status_code == 200
