"""Write it yourself: each example is short, runs with Flask alone, and gives the same answers as Roundtrip."""

from __future__ import annotations

import ast
import re
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Map, Rule
from werkzeug.test import TestResponse

from roundtrip.examples import FOLDER, Example, examples
from roundtrip.testing import Server
from tests.scenes import NOTE, OTHER, SCENES, Ask
from tests.twins import heading, text

MOST_LINES, LONGEST_LINE = 25, 100
FLASK = (str(Path(sysconfig.get_path("scripts"), "flask")), "--app", "app", "run")
EQUAL = (
    *("Content-Disposition", "Accept-Ranges", "Clear-Site-Data", "header-x", "header-y", "X-A", "X-B"),
    *("Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers"),
)
"""Headers that are equal in both answers, or in neither."""
PRESENT = ("ETag", "Last-Modified", "Content-Range", "Content-Type")
"""Headers that both answers have, or neither."""


@pytest.fixture(params=[example.name for example in examples()])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def example(name: str, tmp_path: Path) -> Iterator[httpx.Client]:
    """The example in a folder of its own, run by the command that the tab shows."""
    folder = shutil.copytree(FOLDER / name, tmp_path / name)
    environ = {"PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    with Server(command=FLASK, environ=environ, folder=folder) as server, httpx.Client(base_url=server.url) as client:
        yield client


class Ours:
    """Roundtrip: it answers as a page where the example answers with a page, and as JSON where it has JSON."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.bare: FlaskClient = app.test_client(use_cookies=False)

    def answer(self, ask: Ask, target: str, headers: dict[str, str], *, json: bool) -> TestResponse:
        client = self.bare if "Cookie" in headers else self.client
        path = f"/api{target}" if json else target
        return client.open(path, method=ask.method, headers=headers, data=ask.body, buffered=True)


@pytest.mark.slow
def test_an_example_gives_the_same_answers(name: str, example: httpx.Client, app: Flask, tmp_path: Path) -> None:
    ours, etags = Ours(app), ["", ""]
    ids: list[dict[str, str]] = [{}, {}]
    if name == "upload_file":
        ids = stored(ours, tmp_path / name)
    elif name == "catch":
        ids = addressed(ours, example)
    for ask in SCENES[name]:
        targets = [ask.target.format(**values) for values in ids]
        headers = [{key: value.format(etag=etag) for key, value in ask.sent().items()} for etag in etags]
        theirs = example.request(ask.method, targets[0], headers=headers[0], content=ask.body or None)
        is_json = theirs.headers.get("Content-Type") == "application/json"
        answer = ours.answer(ask, targets[1], headers[1], json=is_json)
        etags = [found.headers.get("ETag", "") for found in (theirs, answer)]
        assert differences(ask, theirs, answer) == {}, ask.line


def stored(ours: Ours, folder: Path) -> list[dict[str, str]]:
    """Store two files on both servers, and return their ids. The example has no upload of its own."""
    (folder / "uploads").mkdir()
    for name, form in (("notes.txt", NOTE), ("other.txt", OTHER)):
        (folder / "uploads" / name).write_text("kept" if form is NOTE else "kept, too")
        ours.answer(Ask("POST /upload", **form), "/upload", form["headers"], json=True)
    other, first = ours.client.get("/api/uploads").json["files"]  # type: ignore[index]
    return [{"id": "notes.txt", "other": "other.txt"}, {"id": first["id"], "other": other["id"]}]


def addressed(ours: Ours, example: httpx.Client) -> list[dict[str, str]]:
    """Make an address on both servers, and return their tokens."""
    form = {"body": "made"}
    example.post("/catch", data=form)
    ours.client.post("/catch", data=form)
    both = example.get("/catch").json(), ours.client.get("/api/catch").json
    return [{"token": each["address"].rpartition("/")[2]} for each in both if each]


def differences(ask: Ask, theirs: httpx.Response, ours: TestResponse) -> dict[str, Any]:
    """Return the parts of two answers that differ, by name."""
    pairs: dict[str, tuple[Any, Any]] = {
        "status": (theirs.status_code, ours.status_code),
        "expected status": (theirs.status_code, ask.status),
        "Allow": (names(theirs.headers.get("Allow", "")), names(ours.headers.get("Allow", ""))),
        "Location": (location(theirs.headers.get("Location", "")), location(ours.headers.get("Location", ""))),
        "Set-Cookie": (cookies(theirs.headers.get_list("Set-Cookie")), cookies(ours.headers.getlist("Set-Cookie"))),
    }
    pairs |= {header: (theirs.headers.get(header), ours.headers.get(header)) for header in EQUAL}
    pairs |= {header: (header in theirs.headers, header in ours.headers) for header in PRESENT}
    if theirs.status_code < 400:
        pairs["type"] = (theirs.headers.get("Content-Type", "").partition(";")[0], ours.mimetype or "")
    found = {part: pair for part, pair in pairs.items() if pair[0] != pair[1] and part not in ask.apart.split()}
    return found | (content(ask, theirs, ours) if theirs.content else {})


def names(value: str) -> list[str]:
    return sorted(value.split(", "))


def location(value: str) -> str:
    """Return a Location without the origin: the router of plain Flask writes it, and ours does not."""
    return re.sub(r"^http://[^/]*", "", value)


def cookies(headers: list[str]) -> list[list[str]]:
    """Return the name, the value and the attributes of each cookie, and of a deleted cookie only its name and path.

    The value of a session and the time of expiry are different on each server. The tutorial has no visitor cookie.
    """
    found = [header.split("; ") for header in headers if not header.startswith("visitor=")]
    return sorted([cookie[0], *sorted(cookie[1:])] for cookie in map(comparable, found))


def comparable(cookie: list[str]) -> list[str]:
    name, attributes = cookie[0].partition("=")[0], cookie[1:]
    if any(re.match(r"Max-Age=(0|-)", attribute) for attribute in attributes):
        return [f"{name} deleted", *(attribute for attribute in attributes if attribute.startswith("Path="))]
    timeless = [re.sub(r"^(Expires)=.*", r"\1", attribute) for attribute in attributes]
    return [name if name == "session" else cookie[0], *timeless]


def content(ask: Ask, theirs: httpx.Response, ours: TestResponse) -> dict[str, Any]:
    """Compare the bodies: JSON by its members, a page by its text."""
    if theirs.headers["Content-Type"] == "application/json":
        members = {name: value for name, value in theirs.json().items() if name not in ask.apart.split()}
        return {} if contained(members, ours.json) else {"JSON": (members, ours.json)}
    page = text(theirs)
    if ask.says:
        return {} if ask.says in page and ask.says in text(ours) else {"text": (ask.says, page, text(ours))}
    if theirs.status_code >= 300 or theirs.headers["Content-Type"].startswith("text/css"):
        return {}
    return {} if page in (text(ours), heading(ours)) else {"text": (page, heading(ours), text(ours))}


def contained(part: Any, whole: Any) -> bool:
    """Return whether each member of a JSON value has its like in another value, which can have more members."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and contained(value, whole[name]) for name, value in part.items())
    if isinstance(part, list) and isinstance(whole, list) and len(whole) != len(part):
        return bool(part) and all(any(contained(value, other) for other in whole) for value in part)
    if isinstance(part, list) and isinstance(whole, list):
        return all(map(contained, part, whole))
    return bool(part == whole)


def test_every_rule_is_asked() -> None:
    assert SCENES.keys() == {example.name for example in examples()}
    for example in examples():
        rules = Map([Rule(rule, strict_slashes=False) for rule in example.rules])
        asked = {matching(rules, ask) for ask in SCENES[example.name]}
        assert example.rules <= asked, f"{example.name}: no request for {example.rules - asked}"


def matching(rules: Map, ask: Ask) -> str:
    """Return the rule of a request; nothing if no rule has it."""
    try:
        rule, _ = rules.bind("localhost").match(ask.target.partition("?")[0], return_rule=True)
    except Exception:
        return ""
    return str(rule)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_an_example_is_short(example: Example) -> None:
    (name, code), *_ = example.files
    lines = code.splitlines()
    assert name == "app.py"
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= LONGEST_LINE
    assert lines[0].startswith("# ")
    assert lines[0].endswith(".")


@pytest.mark.slow
@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_an_example_needs_flask_alone(example: Example) -> None:
    brought = {re.split(r"\W", requirement)[0].lower() for requirement in requires("flask") or []} | {"flask"}
    for node in ast.walk(ast.parse(example.files[0][1])):
        for name in imported(node):
            found = {each.lower() for each in packages_distributions().get(name, [])}
            assert name in sys.stdlib_module_names or found & brought, f"{example.name} imports {name}"


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    return [(node.module or ".").partition(".")[0]] if isinstance(node, ast.ImportFrom) else []
