"""The claims of docs/article.md, tested with the installed Flask. Each row has the name of its section."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask
import markupsafe
import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from werkzeug.utils import secure_filename

from roundtrip import create_app
from roundtrip.features import FEATURES
from tests.plain_flask import (
    KEY,
    UUID,
    after_logout,
    ask,
    built,
    changed_in_place,
    debug,
    field,
    forged,
    multipart,
    payload,
    plain,
    raised,
    rendered,
    run_flask,
    run_script,
    script,
    signed_in,
    static_file,
    who,
)

ARTICLE = (Path(__file__).parents[2] / "docs" / "article.md").read_text(encoding="utf-8")
SECTIONS = {
    part.partition("\n")[0]: part.partition("See it:")[2].partition("\n")[0]
    for part in re.split(r"^## ", ARTICLE, flags=re.MULTILINE)[1:]
}
"""The name of each section, with its line `See it`."""

HTML = "text/html; charset=utf-8"
JSON = "application/json"

ANSWERS: list[tuple[str, str, int, dict[str, str | None], str | None]] = [
    # section, request, status, headers (None: absent), text (None: any)
    ("First program", "GET /hello", 200, {}, "Hello"),
    ("First program", "GET /dict", 200, {"Content-Type": JSON}, '{"a":1}\n'),
    ("First program", "GET /list", 200, {"Content-Type": JSON}, "[1]\n"),
    ("First program", "GET /generator", 200, {"Content-Type": HTML}, "ab"),
    ("Routing", "GET /user/<b>", 200, {"Content-Type": HTML}, "hello, <b>"),
    ("Routing", "GET /string/7", 200, {}, "'7'"),
    ("Routing", "GET /string/a/b", 404, {}, None),
    ("Routing", "GET /path/a/b", 200, {}, "'a/b'"),
    ("Routing", "GET /int/007", 200, {}, "7"),
    ("Routing", "GET /int/٣", 200, {}, "3"),
    ("Routing", "GET /int/-7", 404, {}, None),
    ("Routing", "GET /signed/-7", 200, {}, "-7"),
    ("Routing", "GET /float/7", 404, {}, None),
    ("Routing", "GET /float/7.0", 200, {}, "7.0"),
    ("Routing", f"GET /uuid/{UUID}", 200, {}, f"UUID('{UUID}')"),
    ("Routing", f"GET /uuid/{UUID.replace('-', '')}", 404, {}, None),
    ("Routing", "GET /any(a,b)/a", 200, {}, "'a'"),
    ("Routing", "GET /any(a,b)/c", 404, {}, None),
    ("Routing", "GET /one/x", 200, {}, "x"),
    ("Routing", "GET /two/x", 500, {}, None),
    ("Methods", "PUT /method", 200, {}, "PUT"),
    ("Methods", "HEAD /hello", 200, {"Content-Length": "5"}, ""),
    ("Methods", "OPTIONS /hello", 200, {"Allow": "GET, HEAD, OPTIONS"}, ""),
    ("Methods", "DELETE /method", 405, {"Allow": "GET, HEAD, OPTIONS, POST, PUT"}, None),
    ("Methods", "OPTIONS /post", 200, {"Allow": "OPTIONS, POST"}, None),
    ("Login and forms", "GET /login", 200, {}, "form"),
    ("Login and forms", "HEAD /login", 200, {"Content-Length": str(len("check"))}, ""),
    ("Login and forms", "POST /field", 400, {}, None),
    ("Responses", "GET /hello", 200, {"Content-Type": HTML, "Content-Length": "5"}, "Hello"),
    ("Responses", "GET /tuple", 201, {"header-x": "1"}, "b"),
    ("Responses", "GET /pair", 200, {"header-x": "1"}, "b"),
    ("Responses", "GET /none", 500, {}, None),
    ("Responses", "GET /int-header", 200, {"header-x": "1"}, "b"),
    ("Responses", "GET /line-break", 500, {"header-x": None, "header-y": None}, None),
    ("Slashes", "GET /slash?a=b", 308, {"Location": "http://localhost/slash/?a=b"}, None),
    ("Slashes", "POST /slash", 308, {"Location": "http://localhost/slash/"}, None),
    ("Slashes", "DELETE /slash", 404, {"Allow": None}, None),
    ("Slashes", "GET /unslash/", 404, {}, None),
    ("Slashes", "GET /lax", 200, {}, ""),
    ("Slashes", "GET /both", 200, {}, "without"),
    ("Slashes", "GET /both/", 200, {}, "with"),
    ("Slashes", "GET /user//x", 308, {"Location": "http://localhost/user/x"}, None),
    ("Redirects", "GET /re", 302, {"Location": "/"}, None),
    ("Building URLs", "GET /user/a/b", 404, {}, None),
    ("Cookies", "GET /set-name", 200, {"Set-Cookie": "name=Robert; Path=/"}, "none yet"),
    ("Cookies", "GET /set-number", 500, {"Set-Cookie": None}, None),
    ("Cookies", "GET /get-name", 200, {}, "Your name is None"),
    ("Uploads", "POST /file", 400, {}, None),
    ("Errors", "GET /abort/404", 404, {}, None),
    ("Errors", "GET /abort/402", 500, {}, None),
    ("Errors", "GET /abort/410", 200, {}, "werkzeug.exceptions.Gone"),
    ("Errors", "GET /post", 405, {"Allow": None}, "no"),
]


@pytest.mark.parametrize(
    ("line", "status", "headers", "text"), [pytest.param(*row[1:], id=f"{row[0]}: {row[1]}") for row in ANSWERS]
)
def test_plain_flask_answers(line: str, status: int, headers: dict[str, str | None], text: str | None) -> None:
    answer = ask(line)
    assert answer.status_code == status
    assert {name: in_order(answer.headers.get(name)) for name in headers} == headers
    assert text is None or answer.text == text


def in_order(value: str | None) -> str | None:
    """A header such as Allow, which Flask writes in any order."""
    return value and ", ".join(sorted(value.split(", ")))


CLIMBS = 'name="the_file"; filename="../../etc/passwd"\r\n\r\nx'
NONE_CHOSEN = 'name="the_file"; filename=""\r\n\r\n'
LIMIT = {"MAX_CONTENT_LENGTH": 10}

FACTS: list[tuple[str, str, Callable[[Path], Any], Any]] = [
    # section, name, function of an empty folder, its result
    ("First program", "app.root_path", lambda _: Flask(__name__).root_path, str(Path(__file__).parent)),
    ("First program", "app.run()", lambda _: run_script(), ("127.0.0.1", 5000)),
    ("Starting it", "FLASK_ENV", lambda _: debug(FLASK_ENV="development"), False),
    ("Starting it", "ENV", lambda _: "ENV" in Flask(__name__).config, False),
    ("Starting it", "FLASK_DEBUG", lambda _: debug(FLASK_ENV="production", FLASK_DEBUG="1"), True),
    (
        "Starting it",
        "--host",
        lambda folder: run_flask("--app", script(folder), "run", "--host=0.0.0.0"),
        ("0.0.0.0", 5000),
    ),
    ("Starting it", "--app is late", lambda _: "No such option" in run_flask("run", "--app=x"), True),
    ("Methods", "no OPTIONS", lambda _: ask("OPTIONS /hello", {"PROVIDE_AUTOMATIC_OPTIONS": False}).status_code, 405),
    ("Login and forms", "twice", lambda _: ask("GET /echo?a=1&a=2").json, [{"a": ["1", "2"]}, {}]),
    ("Login and forms", "of a POST", lambda _: ask("POST /echo?a=1", data={"b": "2"}).get_json()[0], {"a": ["1"]}),
    ("Login and forms", "of JSON", lambda _: ask("POST /echo", json={"b": "2"}).json, [{}, {}]),
    ("Templates", "a str", lambda folder: type(rendered(folder, "user.html")), str),
    ("Templates", ".html", lambda folder: rendered(folder, "user.html"), "&lt;b&gt;"),
    ("Templates", ".txt", lambda folder: rendered(folder, "user.txt"), "<b>"),
    ("Responses", "413 in words", lambda _: ask("GET /abort/413").status, "413 REQUEST ENTITY TOO LARGE"),
    ("Slashes", "the body", lambda _: plain().test_client().post("/slash", data="b", follow_redirects=True).text, "b"),
    ("Building URLs", "a space", lambda _: built("user", username="John Doe"), "/user/John%20Doe"),
    ("Building URLs", "a query", lambda _: built("user", username="j", a="b c"), "/user/j?a=b+c"),
    ("Building URLs", "a slash", lambda _: built("user", username="a/b"), "/user/a/b"),
    ("Building URLs", "flask.escape", lambda _: hasattr(flask, "escape"), False),
    ("Building URLs", "markupsafe.escape", lambda _: str(markupsafe.escape("<b>")), "&lt;b&gt;"),
    ("Building URLs", "no such name", lambda _: raised(built, "usr"), "BuildError"),
    ("Building URLs", "static", lambda _: built("static", filename="style.css"), "/static/style.css"),
    ("Building URLs", "304", static_file, ["no-cache", 304]),
    ("Cookies", "unescaped", lambda _: ask("GET /get-name", headers={"Cookie": "name=<b>"}).text, "Your name is <b>"),
    ("Sessions", "readable", lambda _: payload(signed_in()), {"username": "robert", "list": []}),
    ("Sessions", "untouched", lambda _: who(signed_in()), "robert"),
    ("Sessions", "one character changed", lambda _: who(signed_in().replace("=e", "=f", 1)), "None"),
    ("Sessions", "another key", lambda _: who(signed_in(), "new"), "None"),
    ("Sessions", "SECRET_KEY_FALLBACKS", lambda _: who(signed_in(), "new", KEY), "robert"),
    ("Sessions", "a known key", lambda _: who(forged("admin")), "admin"),
    ("Sessions", "a copy after logout", lambda _: after_logout(), ["None", "robert"]),
    ("Sessions", "30 days later", lambda _: who(forged("robert", days_ago=30)), "robert"),
    ("Sessions", "32 days later", lambda _: who(forged("robert", days_ago=32)), "None"),
    ("Sessions", "attributes", lambda _: signed_in(base_url="https://x").split("; ")[1:], ["HttpOnly", "Path=/"]),
    ("Sessions", "changed in place", lambda _: changed_in_place(), None),
    ("Uploads", "urlencoded", lambda _: ask("POST /files", data={"the_file": "a"}).json, [[], {"the_file": "a"}]),
    ("Uploads", "none chosen", lambda _: ask("POST /files", **multipart(NONE_CHOSEN)).json, [[""], {}]),
    ("Uploads", "the client's name", lambda _: ask("POST /file", **multipart(CLIMBS)).text, "../../etc/passwd"),
    ("Uploads", "secure_filename", lambda _: secure_filename("../../etc/passwd"), "etc_passwd"),
    ("Uploads", "secure_filename('..')", lambda _: secure_filename(".."), ""),
    ("Uploads", "no limit", lambda _: Flask(__name__).config["MAX_CONTENT_LENGTH"], None),
    ("Uploads", "over the limit", lambda _: ask("POST /files", LIMIT, data={"a": "x" * 10}).status_code, 413),
    ("Uploads", "over it, unread", lambda _: ask("POST /unread", LIMIT, data={"a": "x" * 10}).status_code, 200),
    ("Uploads", "500,000 bytes", lambda _: ask("POST /files", **multipart(field(500_000))).status_code, 200),
    ("Uploads", "500,001 bytes", lambda _: ask("POST /files", **multipart(field(500_001))).status_code, 413),
    ("Uploads", "1,001 parts", lambda _: ask("POST /files", **multipart(*[field(1)] * 1_001)).status_code, 413),
    ("Uploads", "1,000 parts", lambda _: ask("POST /files", **multipart(*[field(1)] * 1_000)).status_code, 200),
    ("Uploads", "urlencoded, 1 MB", lambda _: ask("POST /files", data={"a": "x" * 10**6}).status_code, 200),
    ("Errors", "abort(402)", lambda _: raised(abort, 402), "LookupError"),
    (
        "The code as printed",
        "method=",
        lambda _: raised(plain().add_url_rule, "/x", "x", str, method=["GET"]),
        "TypeError",
    ),
    ("The code as printed", "one name", lambda _: raised(plain().add_url_rule, "/x", "/hello", str), "AssertionError"),
]


@pytest.mark.parametrize(("get", "expected"), [pytest.param(*row[2:], id=f"{row[0]}: {row[1]}") for row in FACTS])
def test_fact(get: Callable[[Path], Any], expected: Any, tmp_path: Path) -> None:
    assert get(tmp_path) == expected


# Roundtrip: the paths in the line `See it` of each section.

STATUS = {
    "/slash": 308,
    "/unslash/": 404,
    "/re": 302,
    "/redirect/303": 303,
    "/respond?status=201": 201,
    "/logout": 303,
    "/notexist": 404,
    "/error/402": 402,
    "/crash": 500,
}
"""The status of a path, if it is not 200."""

SEEN = [(section, path) for section, line in SECTIONS.items() for path in re.findall(r"`(/[^#`][^`]*)`", line)]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(instance=tmp_path_factory.mktemp("instance"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("path", [pytest.param(path, id=f"{section}: {path}") for section, path in SEEN])
def test_see_it_as_page_and_as_twin(client: FlaskClient, path: str) -> None:
    page = path.removeprefix("/api")
    for side in [page] if page.startswith("/static/") else [page, f"/api{page}"]:
        with client.get(side) as answer:
            assert answer.status_code == STATUS.get(page, 200), side


def test_every_section_has_something_to_see() -> None:
    """Else the tests above would run over fewer paths than the article names."""
    assert set(SECTIONS) - {section for section, _ in SEEN} == {"Starting it", "The code as printed"}
    assert set(STATUS) <= {path.removeprefix("/api") for _, path in SEEN}
    assert len(SEEN) > 40


def test_see_it_in_a_panel() -> None:
    links = re.findall(r"\[`/#(\w+)`\]\(http://127\.0\.0\.1:5000/#(\w+)\)", ARTICLE)
    assert len(links) == ARTICLE.count("`/#") > 0
    assert {name for link in links for name in link} <= {each.__name__.rpartition(".")[2] for each in FEATURES}
    assert all(shown == target for shown, target in links)


def test_every_section_has_a_row() -> None:
    assert {row[0] for row in (*ANSWERS, *FACTS)} == set(SECTIONS)


def test_sessions_in_roundtrip(client: FlaskClient) -> None:
    form = {"username": "robert", "password": "open-sesame"}
    login = client.post("/login", data=form, base_url="https://localhost")
    assert login.status_code == 303
    raw, *attributes = login.headers["Set-Cookie"].split("; ")
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]
    assert payload(raw)["username"] == "robert"

    client.get("/logout", base_url="https://localhost")
    assert client.get("/api/session", base_url="https://localhost").get_json()["username"] is None
    copy = client.application.test_client(use_cookies=False).get("/api/session", headers={"Cookie": raw})
    assert copy.get_json()["username"] == "robert"
