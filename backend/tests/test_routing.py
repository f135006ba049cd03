"""Routing: the texts that each converter accepts, and the URL of an endpoint."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.twins import Twins, heading, parsed, short

UUID = "6a2f0c1e-8f2b-4d39-9a55-1f0c6f7e9b10"


@pytest.mark.parametrize(
    ("path", "value", "type"),
    [
        ("/string/a-b", "a-b", "str"),
        ("/string/12", "12", "str"),
        ("/string/%20", " ", "str"),
        ("/string/%E2%82%AC", "€", "str"),
        ("/string/a%3Fb", "a?b", "str"),
        ("/number/0", 0, "int"),
        ("/number/007", 7, "int"),
        ("/number/" + "9" * 30, 10**30 - 1, "int"),
        ("/float/1.0", 1.0, "float"),
        ("/float/0.5", 0.5, "float"),
        ("/path/a", "a", "str"),
        ("/path/a/b/c", "a/b/c", "str"),
        (f"/uuid/{UUID}", UUID, "UUID"),
        (f"/uuid/{UUID.upper()}", UUID, "UUID"),
    ],
    ids=short,
)
def test_a_converter_accepts(twins: Twins, path: str, value: object, type: str) -> None:
    pair = twins.get(path)
    converter = path.split("/")[1].replace("number", "int")
    rule = f"/{path.split('/')[1]}/<{converter}:value>"
    assert pair.json == {"rule": rule, "converter": converter, "value": value, "type": type}
    assert str(value) in "".join(parsed(pair.page).words)
    assert rule in pair.text
    assert type in pair.text


@pytest.mark.parametrize(
    "path",
    [
        "/string/",
        "/string/a/b",
        "/string/a%2Fb",
        "/number/",
        "/number/x",
        "/number/-1",
        "/number/+1",
        "/number/1.0",
        "/number/1_000",
        "/number/%201",
        "/number/" + "9" * 5000,
        "/float/1",
        "/float/.5",
        "/float/1.",
        "/float/1e5",
        "/float/-1.0",
        "/float/nan",
        "/float/inf",
        "/float/" + "9" * 400 + ".0",
        "/path/",
        "/uuid/x",
        f"/uuid/{UUID[:-1]}",
        f"/uuid/{UUID.replace('-', '')}",
        f"/uuid/{{{UUID}}}",
        "/user/",
        "/user/a/b",
    ],
    ids=short,
)
def test_a_converter_does_not_match(twins: Twins, path: str) -> None:
    pair = twins.get(path)
    assert pair.page.status_code == 404
    assert heading(pair.page) == "404 Not Found"


@pytest.mark.parametrize(
    ("query", "url"),
    [
        ("endpoint=routing.user&username=John Doe", "/user/John%20Doe"),
        ("endpoint=routing.user&username=a/b", "/user/a/b"),  # Werkzeug: no rule matches it
        ("endpoint=routing.user&username=%E2%82%AC", "/user/%E2%82%AC"),
        ("endpoint=routing.user&username=a&page=2", "/user/a?page=2"),
        ("endpoint=routing.user&username=a&_anchor=b", "/user/a#b"),
        ("endpoint=routing.number&value=7", "/number/7"),
        ("endpoint=routing.path&value=a/b", "/path/a/b"),
        ("endpoint=static&filename=style.css", "/static/style.css"),
        ("endpoint=hello.hello", "/hello"),
        ("endpoint=api.hello.hello", "/api/hello"),
    ],
)
def test_url_for(twins: Twins, query: str, url: str) -> None:
    pair = twins.get(f"/url-for?{query}")
    assert pair.json["url"] == url
    assert heading(pair.page) == url


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["hello.hello", "upload.uploads"]),
        ("endpoint=", ["hello.hello"]),
        ("endpoint=hello.goodbye", ["hello.hello"]),
        ("endpoint=routing.user", ["username", "/user/<username>"]),
        ("endpoint=routing.number&value=x", ["/number/<int:value>"]),
        ("endpoint=routing.number&value=" + "9" * 5000, ["/number/<int:value>"]),
        ("endpoint=routing.user&username=a&_external=1", ["_external", "_anchor"]),
        ("endpoint=routing.user&username=a&_scheme=javascript", ["_scheme"]),
        ("endpoint=routing.user&username=a&_method=POST", ["_method"]),
    ],
    ids=short,
)
def test_url_for_names_the_valid_choices(twins: Twins, query: str, names: list[str]) -> None:
    pair = twins.get(f"/url-for?{query}")
    assert pair.page.status_code == 400
    assert all(name in pair.json["detail"] for name in names)
    assert " ".join(pair.json["detail"].split()) in pair.text


def test_go_repeats_a_body(twins: Twins) -> None:
    """The 307 keeps the method and the body, so the path gets only its own values."""
    fields = {"endpoint": "redirects.redirect_by", "code": "303", "to": "/index"}
    assert twins.post("/go", data=fields).page.location == "/redirect/303"
    assert twins.get("/go", query_string=fields).page.location == "/redirect/303?to=/index"


def test_routes_names_every_rule(app: Flask, twins: Twins) -> None:
    routes = twins.get("/routes").json["routes"]
    found = {route["rule"]: route for route in routes}
    assert found["/user/<username>"] == {
        "rule": "/user/<username>",
        "methods": ["GET", "HEAD", "OPTIONS"],
        "endpoint": "routing.user",
    }
    assert "/static/<path:filename>" in found
    assert sorted(route["rule"] for route in routes) == sorted(rule.rule for rule in app.url_map.iter_rules())


def test_the_page_says_which_path_it_answered(client: FlaskClient) -> None:
    """As the browser sent it: Flask sees `/user/a/b` for both."""
    page = client.get("/user/%61", environ_overrides={"RAW_URI": "/user/%61"}).text
    assert "answered GET /user/%61 · <" in page


def test_a_path_full_of_markup_is_shown_as_text(client: FlaskClient) -> None:
    """A browser encodes these characters; another client need not."""
    path = "/nowhere/<img/src=x/onerror=alert(1)>"
    page = client.get(path, environ_overrides={"RAW_URI": path}).text
    assert "answered GET /nowhere/&lt;img/src=x/onerror=alert(1)&gt;" in page
    assert "<img" not in page
