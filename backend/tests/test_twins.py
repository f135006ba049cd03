"""Every path of the contract, as a page and as its twin: same status, same cookies, the promised texts and members."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from e2e.declared import FIVE, Twin, features
from tests.twins import Twins

ELSEWHERE = [
    Twin("GET /notexist", 404, says="404 Not Found", has="detail"),
    Twin("GET /lab/actor", says="The labs open this page", has="host"),
    Twin("GET /lab/token", says="The token is in the JSON twin.", has="wire"),
    Twin("GET /lab/session/current/run", says="no cookie", has="keys taken username reason error raw"),
    Twin("POST /lab/session/current/run/login", says="no cookie", has="taken", form={"username": "robert"}),
    Twin("POST /lab/session/current/run/logout", says="no cookie", has="taken"),
    Twin("GET /lab/cookies", says="The labs open this page", has="method cookie site"),
    Twin("GET /lab/cookies/a/b", says="The labs open this page", has="method cookie site"),
    Twin("POST /lab/cookies", says="The labs open this page", has="method cookie site"),
    Twin("POST /lab/cookies/a", says="The labs open this page", has="cookie", form={"set": "lab=1; Path=/"}),
    *(
        Twin(f"{each} /lab/origins", says="The labs open this page", has="method origin sec_fetch cookies")
        for each in FIVE
    ),
]
"""Requests that belong to no feature: a path that does not exist, and what the labs need."""

TWINS = [twin for feature in features() for twin in feature.twins] + ELSEWHERE
TWINLESS = {"page.index", "page.me", "page.healthz", "static", "responses.respond"}
TWINLESS |= {"wire.wire", "wire.download", "wire.clear", "wire.news", "source.source"}
TWINLESS |= {"lab_away.away", "lab_away.nowhere", "lab_away.astray", "lab_loads.loads", "origins.answer"}
TWINLESS |= {"reference.openapi", "reference.reference"}
TWINLESS |= {"streaming.lines", "streaming.drip", "streaming.events"}
TWINLESS |= {"streaming.lines", "streaming.drip", "streaming.events", "socket.echo"}
TWINLESS |= {"lab_parser.page", "lab_parser.set_cookies", "lab_parser.result"}
"""Paths with tests of their own: the page, support, composed responses, streams, other origins, other hosts."""
ELSEWHERE_TOO = ("lab_forms.", "lab_redirects.", "httpbin.", "httpbin_")
"""The views of features at further paths, and the paths of httpbin, which have tests of their own."""


@pytest.mark.parametrize("row", TWINS, ids=str)
def test_page_and_twin_agree(twins: Twins, row: Twin) -> None:
    method, path = row.ask.split(" ", 1)
    pair = twins.open(method, path, **({"data": row.form} if row.form else row.sent))
    assert pair.page.status_code == row.status
    assert row.says in pair.text
    assert set(row.has.split()) <= set(pair.json)
    if row.to:
        assert pair.page.location == row.to
        assert pair.twin.location == f"/api{row.to}"


def test_every_path_has_a_row(app: Flask) -> None:
    """Each rule and method of the program has a row in the table and a twin."""
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("api.")]
    router = app.url_map.bind("localhost")
    asked = set()
    for row in TWINS:
        method, _, path = row.ask.partition(" ")
        if row.status not in (308, 405) and "unslash/" not in path:
            asked.add((router.match(path.partition("?")[0], method=method)[0], method))
    known = {(rule.endpoint, method) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    listed = {each for each in known if each[0] not in TWINLESS and not each[0].startswith(ELSEWHERE_TOO)}
    assert listed == asked
    twinned = {rule.endpoint.removeprefix("api.") for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")}
    assert {endpoint for endpoint, _ in known} - twinned == {
        *("page.index", "page.healthz", "static", "reference.reference"),
    }


@pytest.mark.parametrize("path", ["/hello", "/session", "/re", "/nothing", "/error/418"])
def test_head_and_options_agree_too(twins: Twins, path: str) -> None:
    for method in ("HEAD", "OPTIONS"):
        page, twin = (
            client.open(prefix + path, method=method) for client, prefix in ((twins.page, ""), (twins.api, "/api"))
        )
        assert (page.status_code, page.headers.get("Allow")) == (twin.status_code, twin.headers.get("Allow"))
        assert method == "OPTIONS" or page.data == twin.data == b""


def test_a_redirect_under_api_stays_there(twins: Twins) -> None:
    hops = twins.api.get("/api/redirect/chain/3", follow_redirects=True)
    assert [hop.request.path for hop in hops.history] == [f"/api/redirect/chain/{n}" for n in (3, 2, 1)]
    assert hops.request.path == "/api/landing"
    assert hops.is_json


def test_only_the_twin_is_json(twins: Twins) -> None:
    """The Accept header changes nothing: only the path decides."""
    accept = {"Accept": "application/json"}
    assert twins.page.get("/hello", headers=accept).mimetype == "text/html"
    assert twins.api.get("/api/hello", headers={"Accept": "text/html"}).is_json


def test_hello_has_no_other_text(twins: Twins) -> None:
    pair = twins.get("/hello")
    assert pair.page.text == "Hello World!"
    assert pair.json == {"message": "Hello World!"}


def test_healthz(twins: Twins) -> None:
    answer = twins.page.get("/healthz")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok", "text/plain")
    assert not re.search("visitor", answer.headers.get("Set-Cookie", ""))
