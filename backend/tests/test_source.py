"""The source of every view: it is exactly the code that answers, and the highlighting changes no character."""

from __future__ import annotations

import html
import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from roundtrip import create_app
from roundtrip.examples import WITHOUT, example_of, examples
from roundtrip.features import FEATURES
from roundtrip.source import source_of

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def endpoints(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return sorted(create_app(instance=tmp_path_factory.mktemp("instance")).view_functions)


def source(client: FlaskClient, endpoint: str) -> dict[str, Any]:
    answer = client.get(f"/api/source/{endpoint}")
    assert answer.status_code == 200, endpoint
    found: dict[str, Any] = answer.get_json()
    return found


def test_every_endpoint_has_a_source(app: Flask, client: FlaskClient, endpoints: list[str]) -> None:
    assert set(endpoints) == {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {"hello.hello", "api.hello.hello", "static", "lab_session.login"} <= set(endpoints)
    for endpoint in endpoints:
        found = source(client, endpoint)
        assert set(found) == {"endpoint", "file", "line", "text", "html", "example"}
        assert found["endpoint"] == endpoint
        lines = (ROOT / found["file"]).read_text("utf-8").splitlines()
        text = found["text"].splitlines()
        assert lines[found["line"] - 1 :][: len(text)] == text, f"{endpoint} is not at {found['file']}:{found['line']}"
        view = inspect.unwrap(app.view_functions[endpoint])
        assert f"def {view.__name__}(" in found["text"]
        assert found["text"].startswith(("@", "def "))


def test_the_highlighted_code_has_the_same_text(client: FlaskClient, endpoints: list[str]) -> None:
    for endpoint in endpoints:
        found = source(client, endpoint)
        assert html.unescape(re.sub(r"<[^>]*>", "", found["html"])).strip() == found["text"].strip()
        assert re.findall(r"<(?!span class=\"\w+\">|/span>)", found["html"]) == [], "nothing but Pygments' own spans"
        assert '<span class="k">' in found["html"]


def features(endpoints: list[str]) -> list[str]:
    names = {feature.bp.name for feature in FEATURES}
    return [endpoint for endpoint in endpoints if endpoint.removeprefix("api.").partition(".")[0] in names]


def test_every_view_of_a_feature_has_an_example(app: Flask, client: FlaskClient, endpoints: list[str]) -> None:
    assert len(features(endpoints)) > 80
    for endpoint in endpoints:
        rules = {rule.rule.removeprefix("/api") for rule in app.url_map.iter_rules(endpoint)}
        example = source(client, endpoint)["example"]
        if endpoint not in features(endpoints) or rules <= WITHOUT.keys():
            assert example is None, endpoint
        else:
            assert rules & set(example["rules"]), endpoint


def test_an_example_has_its_files_and_their_colours(client: FlaskClient) -> None:
    example = source(client, "login.log_in")["example"]
    folder = ROOT / "roundtrip/examples/login"
    assert (example["name"], example["rules"]) == ("login", ["/login", "/session"])
    assert [file["name"] for file in example["files"]] == ["app.py", "templates/login.html", "templates/session.html"]
    for file in example["files"]:
        assert file["text"] == (folder / file["name"]).read_text("utf-8")
        assert html.unescape(re.sub(r"<[^>]*>", "", file["html"])) == file["text"]
        assert '<span class="' in file["html"]


def test_the_example_of_a_feature_comes_first() -> None:
    assert len(examples()) == len({example.name for example in examples()}) >= 20
    named = [example_of(feature, {"/session"}) for feature in ("login", "session", "hello")]
    assert [example and example.name for example in named] == ["login", "session", "login"]
    assert example_of("hello", {"/"}) is None


def test_one_by_hand(client: FlaskClient) -> None:
    found = source(client, "redirects.re")
    assert found["file"] == "roundtrip/features/redirects.py"
    assert found["text"] == (
        '@bp.get("/re")\n@describe(302)\ndef re() -> Response:\n'
        '    """Redirect to another view, as the tutorial does."""\n'
        '    return redirect(url_for(".index"), 302)\n'
    )


def test_a_twin_has_the_same(client: FlaskClient) -> None:
    page, twin = source(client, "hello.hello"), source(client, "api.hello.hello")
    assert {**twin, "endpoint": "hello.hello"} == page


def test_an_endpoint_in_the_wire_has_a_source(client: FlaskClient) -> None:
    client.get("/api/visitor")
    client.get("/redirect/chain/2", follow_redirects=True)
    log = client.get("/api/wire").json["log"]  # type: ignore[index]
    for entry, name in zip(log["entries"], ["chain", "chain", "landing"], strict=True):
        assert f"def {name}(" in source(client, entry["_endpoint"])["text"]


@pytest.mark.parametrize("endpoint", ["nothing", "hello", "roundtrip.cli.main", "..%2Fconfig.py", "%00", "é"])
def test_another_endpoint_is_a_404_that_names_the_valid_ones(client: FlaskClient, endpoint: str) -> None:
    answer = client.get(f"/api/source/{endpoint}")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    if "%2F" not in endpoint:  # a slash would make another path
        assert "hello.hello" in answer.json["detail"]  # type: ignore[index]
        assert "api.hello.hello" not in answer.json["detail"]  # type: ignore[index]


def test_a_browser_revalidates_it(client: FlaskClient) -> None:
    assert client.get("/api/source/hello.hello").headers["Cache-Control"] == "no-cache"


def test_a_view_outside_the_package() -> None:
    """The response has only the name of its file, not the path."""
    found = source_of(test_a_view_outside_the_package)
    assert found["file"] == "test_source.py"
    assert found["text"].startswith("def test_a_view_outside_the_package()")
