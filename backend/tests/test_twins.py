"""Every path of the contract, as a page and as its twin: same status, same cookies, the promised texts and members."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.twins import Twins

ECHO = "method url path args form files json headers cookies body"
CHECKED = "valid errors values data types"


@dataclass
class Row:
    """A row of the contract: `says` is on the page, `has` are members of the JSON, `to` is the target of a redirect."""

    ask: str
    status: int = 200
    says: str = ""
    has: str = ""
    to: str = ""
    form: dict[str, str] = field(default_factory=dict)
    sent: dict[str, Any] = field(default_factory=dict)


FIVE = ["GET", "POST", "PUT", "PATCH", "DELETE"]
SIGN_UP = {"name": "Zoe", "email": "a@b.org", "age": "42", "day": "2026-01-30", "course": "http", "accept": "yes"}
LOGIN = {"username": "robert", "password": "open-sesame"}
FILE = {
    "data": b'--B\r\nContent-Disposition: form-data; name="the_file"; filename="a.txt"\r\n\r\nx\r\n--B--\r\n',
    "content_type": "multipart/form-data; boundary=B",
}
UUID = "6a2f0c1e-8f2b-4d39-9a55-1f0c6f7e9b10"
ROWS = [
    Row("GET /hello", says="Hello World!", has="message"),
    Row("GET /user/Jane", says="hello, Jane", has="message rule args"),
    Row("GET /string/a-b", says="a-b", has="rule converter value type"),
    Row("GET /number/42", says="42", has="rule converter value type"),
    Row("GET /float/1.5", says="1.5", has="rule converter value type"),
    Row("GET /path/a/b", says="a/b", has="rule converter value type"),
    Row(f"GET /uuid/{UUID}", says=UUID, has="rule converter value type"),
    Row("GET /url-for?endpoint=routing.user&username=John Doe", says="/user/John%20Doe", has="endpoint url"),
    Row("GET /url-for?endpoint=nothing", 400, says="hello.hello", has="detail"),
    Row("GET /go?endpoint=routing.user&username=Jane", 307, to="/user/Jane"),
    Row("POST /go", 307, to="/user/Jane", form={"endpoint": "routing.user", "username": "Jane"}),
    Row("GET /routes", says="/user/<username>", has="routes"),
    Row("GET /method", says="This is a GET message.", has="method message"),
    Row("POST /method", says="This is a POST message.", has="method message"),
    Row("PUT /method", says="This is a PUT message.", has="method message"),
    Row("DELETE /method", 405, says="405 Method Not Allowed", has="detail"),
    Row("GET /form", says="A form with every input type", has=ECHO),
    Row("GET /form?a=1", says="request.args", has=ECHO),
    Row("POST /form", says="request.form", has=ECHO, form={"a": "1"}),
    Row("GET /form/checked", says="Checked by the server", has=CHECKED),
    Row("GET /form/checked?name=Zoe", says="5 fields to correct", has=CHECKED),
    Row(f"GET /form/checked?{urlencode(SIGN_UP)}", says="The form is valid", has=CHECKED),
    Row("POST /form/checked", 303, to="/form/checked?name=Zoe&age=42", form={"age": "42", "name": "Zoe", "x": "y"}),
    Row("GET /login", says="open-sesame", has="accounts"),
    Row("POST /login", 303, to="/session", form=LOGIN),
    Row("POST /login", 303, to="/landing", form={**LOGIN, "next": "/landing"}),
    Row("POST /login", 401, says="Wrong username or password.", has="detail", form={**LOGIN, "password": "no"}),
    Row("POST /login", 403, says="This account is locked.", has="detail", form={**LOGIN, "username": "locked"}),
    Row("GET /session", says="You're not logged in!", has="logged_in username visits"),
    Row("GET /session/cookie", says="This request has no session cookie", has="raw payload signed_at valid"),
    Row("POST /session/tamper", 303, to="/session"),
    Row("GET /logout", 303, to="/session"),
    Row("POST /logout", 303, to="/session"),
    Row("GET /template", says="Hello, World!", has="template source context rendered"),
    Row("GET /template/Jane", says="Hello, Jane!", has="template source context rendered"),
    Row("GET /response", says="header-x", has="message"),
    Row("GET /re", 302, to="/index"),
    Row("GET /index", says="This is the index page!", has="message"),
    Row("GET /slash/", says="this is a slash page!", has="message"),
    Row("GET /slash", 308, to="/slash/"),
    Row("GET /slash?a=b", 308, to="/slash/?a=b"),
    Row("GET /unslash", says="this is a not slash page!", has="message"),
    Row("GET /unslash/", 404, says="404 Not Found", has="detail"),
    Row("GET /redirect/302", 302, to="/landing"),
    Row("GET /redirect/chain/2", 302, to="/redirect/chain/1"),
    Row("GET /redirect/chain/1", 302, to="/landing"),
    Row("GET /redirect/loop", 302, to="/redirect/loop"),
    Row("GET /landing", says="GET /landing", has=ECHO),
    Row("GET /set-name", says="set name successful!", has="message"),
    Row("GET /get-name", says="No name is set.", has="name message"),
    Row("GET /cookies", says="The cookies of this request", has="cookies raw"),
    Row("POST /cookies", 303, to="/cookies", form={"name": "a", "value": "b"}),
    Row("POST /cookies/delete", 303, to="/cookies", form={"name": "a"}),
    Row("GET /upload", says="Upload", has="url"),
    Row("POST /upload", 303, to="/uploads", sent=FILE),
    Row("POST /upload", 400, says="No file arrived", has="detail", form={"the_file": "a.txt"}),
    Row("GET /uploads", says="Your files", has="files"),
    Row("GET /uploads/0", 404, says="404 Not Found", has="detail"),
    Row("DELETE /uploads/0", 404, says="404 Not Found", has="detail"),
    Row("POST /uploads/0/delete", 404, says="404 Not Found", has="detail"),
    Row("GET /notexist", 404, says="404 Not Found", has="detail"),
    *(Row(f"{method} /error/418", 418, says="418", has="detail") for method in FIVE),
    *(Row(f"{method} /redirect/307", 307, to="/landing") for method in FIVE),
    *(Row(f"{method} /landing", says=f"{method} /landing", has=ECHO) for method in FIVE[1:]),
    Row("GET /crash", 500, says="500 Internal Server Error", has="id"),
    Row("GET /origins", says="safe method", has="origin referer sec_fetch cookies guard"),
    Row("POST /origins", says="no page in a browser sent it", has="origin referer sec_fetch cookies guard"),
    Row("GET /origins/elsewhere", says="Two origins, one server", has="here to"),
    Row("GET /lab/actor", says="The labs open this page", has="host"),
    Row("GET /lab/token", says="The token is in the JSON twin.", has="wire"),
    Row("GET /lab/session/current/run", says="no cookie", has="keys taken username reason error raw"),
    Row("POST /lab/session/current/run/login", says="no cookie", has="taken", form={"username": "robert"}),
    Row("POST /lab/session/current/run/logout", says="no cookie", has="taken"),
    Row("GET /lab/cookies", says="The labs open this page", has="method cookie site"),
    Row("GET /lab/cookies/a/b", says="The labs open this page", has="method cookie site"),
    Row("POST /lab/cookies", says="The labs open this page", has="method cookie site"),
    Row("POST /lab/cookies/a", says="The labs open this page", has="cookie", form={"set": "lab=1; Path=/"}),
    *(
        Row(f"{each} /lab/origins", says="The labs open this page", has="method origin sec_fetch cookies")
        for each in FIVE
    ),
]
TWINLESS = {"page.index", "page.me", "page.healthz", "static", "responses.respond"}
TWINLESS |= {"wire.wire", "wire.download", "wire.clear", "wire.news", "source.source"}
TWINLESS |= {"lab_away.away", "lab_away.nowhere"}
"""Paths with tests of their own: the page, support, composed responses, redirects to another origin."""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.ask} {row.status} {row.to}")
def test_page_and_twin_agree(twins: Twins, row: Row) -> None:
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
    for row in ROWS:
        method, _, path = row.ask.partition(" ")
        if row.status not in (308, 405) and "unslash/" not in path:
            asked.add((router.match(path.partition("?")[0], method=method)[0], method))
    known = {(rule.endpoint, method) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    assert {each for each in known if each[0] not in TWINLESS} == asked
    twinned = {rule.endpoint.removeprefix("api.") for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")}
    assert {endpoint for endpoint, _ in known} - twinned == {"page.index", "page.healthz", "static"}


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
