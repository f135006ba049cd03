"""Hostile input: the wire makes trips and a valid HAR of any headers, cookies and URLs."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, run_wsgi_app

from roundtrip.wire.exchange import Exchange
from roundtrip.wire.har import har
from roundtrip.wire.trips import trips
from tests.exchanges import ORIGIN, exchange, hops, renumbered
from tests.wires import ANY_HAR, HAR, VISITOR

HOSTILE = ["http://[", "http://a]b/", "//", "http://x:99999999/", "\x00", "/\ud800", "http://é℀/", "%", "?" * 9, "/a#b"]
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20))
names = st.sampled_from(["Location", "Set-Cookie", "cookie", "content-type", "sec-fetch-site", "user-agent"])
set_cookies = st.builds(
    "{}={}; {}={}; {}={}".format,
    st.text(max_size=5),
    st.text(max_size=5),
    st.sampled_from(["Max-Age", "Expires", "Domain", "Path", "SameSite"]),
    st.one_of(
        st.text(max_size=20),
        st.integers().map(str),
        st.sampled_from(["Thu, 01 Jan 0001 00:00:00 +1400", "--5", "٣", "Fri, 31 Dec 9999 23:59:59 GMT", "9" * 5000]),
    ),
    st.sampled_from(["Max-Age", "Secure", "Domain"]),
    texts,
)
headers = st.lists(st.tuples(names, st.one_of(texts, set_cookies)), max_size=5)
anything = st.builds(
    Exchange,
    started=st.floats(0, 4e9),
    wait=st.floats(0, 10),
    receive=st.floats(0, 10),
    method=st.sampled_from(["GET", "POST", "HEAD", "", "é"]),
    url=st.one_of(texts, texts.map(lambda text: ORIGIN + text)),
    request_headers=headers,
    request_body=st.binary(max_size=20),
    request_size=st.integers(0, 30),
    status=st.sampled_from([0, 200, 302, 307, 404, 999]),
    response_headers=headers,
    response_body=st.binary(max_size=20),
    response_size=st.integers(0, 30),
    outcome=st.sampled_from(["complete", "aborted", "exception"]),
)


@settings(deadline=None)
@given(st.lists(anything, max_size=8))
def test_any_exchanges_become_trips_and_a_har(recorded: list[Exchange]) -> None:
    numbered = [renumbered(each, id, each.started) for id, each in enumerate(recorded, 1)]
    found = trips(numbered)
    assert sorted(hop.exchange.id for trip in found for hop in trip) == [each.id for each in numbered]
    log = har(found)["log"]
    assert len(log["entries"]) == len(numbered)
    assert {entry["pageref"] for entry in log["entries"]} == {page["id"] for page in log["pages"]}
    json.dumps(log, allow_nan=False)


def test_a_browser_misses_no_more_cookies_than_it_keeps() -> None:
    """A thousand redirects that no client follows, each with ten new cookies."""
    many = [
        exchange(
            id, "/re", status=302, to="/index", started=id * 0.001, sets=[f"c{id}-{n}=1; Path=/x" for n in range(10)]
        )
        for id in range(1, 1001)
    ]
    found = hops(many)
    assert len(found) == 1000
    notes = [note for hop in found.values() for note in hop.changes]
    assert max(map(len, notes)) < 100
    assert notes[-1].startswith("250 cookies not sent: Path=/x (c")
    assert notes[-1].endswith(" and 245 more)")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headers=st.dictionaries(
        st.sampled_from(["Host", "Referer", "Content-Type", "Sec-Fetch-Site", "User-Agent", "X-Odd", "Origin"]),
        st.one_of(
            st.sampled_from(["[", "a]b", "x:99999999", "//", "é", "\xff\xfe", "http://[", "localhost:0", "a b", "…"]),
            st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\x00"), max_size=20),
        ),
        max_size=3,
    ),
    path=st.text(st.characters(max_codepoint=255), max_size=20).map("/user/".__add__),
    query=st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=20),
    cookie=st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=20),
    body=st.binary(max_size=20),
)
def test_the_wire_can_show_any_request(
    app: Flask, headers: dict[str, str], path: str, query: str, cookie: str, body: bytes
) -> None:
    client = app.test_client(use_cookies=False)
    own = {"Cookie": f"visitor={VISITOR}; {cookie}"}
    client.delete("/api/wire", headers=own)
    environ = EnvironBuilder(method="POST", headers=[*own.items()], data=body).get_environ()
    environ |= {"PATH_INFO": path, "QUERY_STRING": query}
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    run_wsgi_app(app.wsgi_app, environ, buffered=True)
    answer = client.get("/api/wire", headers=own)
    assert answer.status_code == 200
    ANY_HAR.validate(answer.json)
    [entry] = answer.json["log"]["entries"]  # type: ignore[index]
    assert re.fullmatch(r"http://[!-~]+", entry["request"]["url"])


@pytest.mark.parametrize(
    "cookie",
    [
        *("a=1; Max-Age=" + "9" * 400, "a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT", "a=1; Max-Age=--5"),
        *("a=1; Expires=Thu, 01 Jan 0001 00:00:00 +1400", "a=1; Domain=[", "a=1; Path=" + "/" * 5000, "a="),
    ],
    ids=lambda value: value[:40],
)
def test_the_wire_can_show_any_set_cookie(app: Flask, cookie: str) -> None:
    client, own = app.test_client(use_cookies=False), {"Cookie": f"visitor={VISITOR}"}
    client.delete("/api/wire", headers=own)
    assert client.post("/respond", data={"cookie": cookie}, headers=own).status_code == 200
    assert client.get("/hello", headers=own).status_code == 200
    answer = client.get("/api/wire", headers=own)
    HAR.validate(answer.json)
    assert len(answer.json["log"]["entries"]) == 2  # type: ignore[index]
