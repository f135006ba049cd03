"""The rooms: their imports match the picture in docs/architecture.md and follow its rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import rooms
from werkzeug.test import Client

from roundtrip.wire import Recorder, Store, Visitors

LEAVES = {"syntax", "body", "sqlite_file", "describe"}
"""The rooms that import no other room. Every room may import them."""


@pytest.mark.parametrize("imports", [rooms.python_imports, rooms.js_imports])
def test_no_import_circle(imports: Callable[[], rooms.Imports]) -> None:
    assert len(imports()) > 40, "the modules were not found"
    assert rooms.circle(imports()) == []
    assert rooms.circle(rooms.between_rooms(imports())) == []


def test_a_circle_is_found() -> None:
    assert rooms.circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ("from . import b", {"b.py"}),
        ("from .c import d", {"c/d.py"}),
        ("from .c import name", {"c/__init__.py"}),
        ("def f():\n    from .b import name", {"b.py"}),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .b import name", set()),
    ],
)
def test_python_imports_are_read(tmp_path: Path, code: str, modules: set[str]) -> None:
    (tmp_path / "c").mkdir()
    for path in ("b.py", "c/__init__.py", "c/d.py"):
        (tmp_path / path).touch()
    (tmp_path / "a.py").write_text(code)
    assert rooms.python_imports(tmp_path)["a.py"] == modules


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ('import { x } from "./b.js";', {"b.js"}),
        ('import {\n  x,\n} from "./c/d.js";', {"c/d.js"}),
        ('import "./b.js";', {"b.js"}),
        ('export { x } from "./b.js";', {"b.js"}),
        ('const x = await import("./b.js");', {"b.js"}),
        ("const x = import(`./c/${name}.js`);", {"c/d.js"}),
        ('/** @type {import("./b.js").X} */', set()),
    ],
)
def test_javascript_imports_are_read(tmp_path: Path, code: str, modules: set[str]) -> None:
    (tmp_path / "c").mkdir()
    for path in ("b.js", "c/d.js"):
        (tmp_path / path).touch()
    (tmp_path / "a.js").write_text(code)
    assert rooms.js_imports(tmp_path)["a.js"] == modules


def test_the_picture_shows_the_current_imports() -> None:
    assert rooms.picture() in rooms.PICTURE.read_text("utf-8"), "run: python tools/rooms.py"


def test_every_room_is_described() -> None:
    text = rooms.PICTURE.read_text("utf-8")
    for imports in (rooms.python_imports(), rooms.js_imports()):
        for room in rooms.between_rooms(imports):
            assert f"| `{room}`" in text, f"docs/architecture.md has no row for the room {room}"


# The wire does not depend on the application


def test_the_wire_imports_only_rooms_that_import_nothing() -> None:
    between = rooms.between_rooms(rooms.python_imports())
    assert between["wire"] <= LEAVES
    assert all(between[leaf] == set() for leaf in LEAVES)


def foreign_app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """An application that knows neither Flask nor Roundtrip."""
    body = environ["wsgi.input"].read()
    start_response("207 Something Else", [("Content-Type", "text/plain"), ("Set-Cookie", "secret=abcdefghij")])
    return [b"got ", body]


def test_the_wire_records_another_application(tmp_path: Path) -> None:
    visitors = Visitors(
        key_in=lambda cookies: "anna" if "user=anna" in cookies else None,
        current=lambda: "anna",
        known=lambda: "anna",
        private_cookies=("secret",),
    )
    store = Store(tmp_path / "wire.sqlite3", most=10, keep=60)
    client = Client(Recorder(foreign_app, store, 100, visitors))
    client.post("/path?a=1", data=b"hello")
    client.set_cookie("user", "anna")
    response = client.post("/path?a=1", data=b"hello")
    assert response.data == b"got hello"
    [exchange] = store.exchanges("anna")
    assert (exchange.method, exchange.url) == ("POST", "http://localhost/path?a=1")
    assert (exchange.request_body, exchange.response_body) == (b"hello", b"got hello")
    assert (exchange.status, exchange.reason) == (207, "Something Else")
    assert exchange.response_header("set-cookie") == "secret=abcdef…"
    assert (exchange.rule, exchange.endpoint) == (None, None)


# Sizes


LONGEST = 350
"""Lines of a module, a style sheet or a test file. A table of rows may be longer."""


def test_every_file_can_be_read_at_a_sitting() -> None:
    folders = ("backend", "bench", "e2e", "frontend", "tools")
    files = [
        path for folder in folders for path in (rooms.ROOT / folder).rglob("*") if path.suffix in {".py", ".js", ".css"}
    ]
    assert len(files) > 200, "the files were not found"
    lines = {path.relative_to(rooms.ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {path: count for path, count in lines.items() if count > LONGEST and "/rows" not in path} == {}
