"""A feature has the same name in every layer: these tests fail until all layers have it, and say what is missing."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.completeness import missing

ROOT = Path(__file__).parents[2]
PACKAGE = "backend/roundtrip"


def test_every_feature_is_complete() -> None:
    assert "\n".join(missing(ROOT)) == ""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the files that belong to features."""
    shutil.copytree(ROOT / PACKAGE, tmp_path / PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "frontend", tmp_path / "frontend", ignore=shutil.ignore_patterns("static"))
    (tmp_path / "e2e").mkdir()
    for path in [ROOT / "README.md", *(ROOT / "e2e").glob("test_*.py")]:
        shutil.copy(path, tmp_path / path.relative_to(ROOT))
    return tmp_path


Edit = Callable[[str], str]
FEATURE, LIST = "backend/roundtrip/features/sundial.py", "backend/roundtrip/features/__init__.py"
EXAMPLE = "backend/roundtrip/examples/sundial/app.py"
TEMPLATE, PAGE, TESTS = "backend/roundtrip/templates/sundial.html", "frontend/index.html", "e2e/test_sundial.py"
VIEW = """
bp = Blueprint("time", __name__)


@bp.get("/sundial")
def sundial() -> Response:
    return reply("sundial.html", {"now": datetime.now(UTC).isoformat()})
"""
TWIN = """
app = Flask(__name__)


@app.get("/sundial")
def sundial():
    return {"now": datetime.now(UTC).isoformat()}
"""
ROW = "| Sundial | `/sundial` | {} |\n"


def add(text: str, before: str = "") -> Edit:
    """Add a text at the end, or before another text."""

    def edit(source: str) -> str:
        assert not before or source.count(before) == 1, before
        return source.replace(before, text + before) if before else source + text

    return edit


def change(old: str, new: str) -> Edit:
    """Replace a text that occurs once."""

    def edit(source: str) -> str:
        assert source.count(old) == 1, old
        return source.replace(old, new)

    return edit


list_sundial = change("FEATURES = (\n", "FEATURES = (\n    sundial,\n")
unlist_hello = change("FEATURES = (\n    hello,\n", "FEATURES = (\n")

# How to add a feature: a sentence of `missing`, the file to edit, and the edit after which the sentence is gone.
STEPS: list[tuple[str, str, Edit]] = [
    (
        f"{LIST} lacks `sundial`: import it there, and add it to `FEATURES`.",
        LIST,
        lambda source: change("from . import (\n", "from . import (\n    sundial,\n")(list_sundial(source)),
    ),
    (f"{FEATURE} has no blueprint: add `bp = Blueprint", FEATURE, add(VIEW)),
    (
        f"The blueprint in {FEATURE} has the name `time`: change it to `sundial`.",
        FEATURE,
        change('"time"', '"sundial"'),
    ),
    (
        f"{FEATURE} has no docstring: begin it",
        FEATURE,
        lambda source: f'"""Sundial: the time of the server."""\n\n{source}',
    ),
    (f"{FEATURE} uses sundial.html: add {TEMPLATE}.", TEMPLATE, add("<p>It is {{ now }}.\n")),
    (f"No example has the rule /sundial of {FEATURE}: write {EXAMPLE}", EXAMPLE, add(TWIN)),
    (
        f'{PAGE} has no panel for `sundial`: add `<section class="panel" id="sundial">`.',
        PAGE,
        add('<section class="panel" id="sundial"></section>\n', before="    </main>"),
    ),
    (
        f"The panel `sundial` in {PAGE} lacks its heading: add `<h2>Sundial</h2>`.",
        PAGE,
        change(
            'id="sundial"></section>',
            'id="sundial" aria-labelledby="sundial-title"><h2 id="sundial-title">Sundial</h2></section>',
        ),
    ),
    (
        f'The navigation in {PAGE} has no link: add `<a href="#sundial">Sundial</a>`.',
        PAGE,
        add('<li><a href="#sundial">Sundial</a></li>\n', before='          <li><a href="#parser">'),
    ),
    (f"{TESTS} does not exist: write it, with a test of the panel.", TESTS, add('"""Sundial: read the time."""\n')),
    (f"{TESTS} has no test: add a function `test_…`.", TESTS, add("\n\ndef test_time_goes_on() -> None: ...\n")),
    (f"{TESTS} does not declare `CONTROLS`: add this list", TESTS, add("CONTROLS: list[str] = []\n")),
    (
        f"`CONTROLS` in {TESTS} is empty: add an element",
        TESTS,
        change("CONTROLS: list[str] = []", 'CONTROLS = ["Ask"]'),
    ),
    (f"{TESTS} does not declare `WITHOUT_SCRIPT`", TESTS, add('WITHOUT_SCRIPT = [Press("Ask", "It is 2")]\n')),
    (f"{TESTS} does not declare `REPRODUCE`", TESTS, add('REPRODUCE = [Case("Ask", "Page", [200])]\n')),
    (f"{TESTS} does not declare `TWINS`", TESTS, add('TWINS = [Twin("GET /sundial", says="It is 2", has="now")]\n')),
    (
        "The panel table in README.md has no row for Sundial: add `| Sundial | `/sundial` | … |`.",
        "README.md",
        add(ROW.format(""), before="| Parser |"),
    ),
    (
        "The row Sundial of the panel table in README.md has an empty cell: fill it in.",
        "README.md",
        change(ROW.format(""), ROW.format("the time of the server")),
    ),
]


@pytest.mark.tools
def test_each_step_to_a_new_feature_is_named(copy: Path) -> None:
    (copy / FEATURE).write_text(
        "from datetime import UTC, datetime\n\nfrom flask import Blueprint, Response\n\nfrom ..reply import reply\n"
    )
    sentences = missing(copy)
    for sentence, file, edit in STEPS:
        assert any(line.startswith(sentence) for line in sentences), sentences
        path = copy / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(edit(path.read_text("utf-8") if path.exists() else ""), "utf-8")
        sentences = missing(copy)
        assert not any(line.startswith(sentence) for line in sentences), sentences
    assert sentences == []

    ask = "from roundtrip import create_app; print(create_app(instance='data').test_client().get('/api/sundial').json)"
    variables = {**os.environ, "PYTHONPATH": str(copy / "backend")}
    ran = subprocess.run(
        [sys.executable, "-c", ask], cwd=copy, env=variables, capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith("{'now': '2"), "and the feature works"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "edit", "sentence"),
    [
        (LIST, list_sundial, f"{FEATURE} does not exist"),
        (
            "backend/roundtrip/features/hello.py",
            add("import nothing_at_all\n"),
            "The features cannot be imported: Module",
        ),
        (LIST, unlist_hello, f"{LIST} lacks `hello`"),
        (LIST, unlist_hello, f"The panel `hello` in {PAGE} has no feature"),
        (
            LIST,
            change("    hello,\n    routing,\n", "    routing,\n"),
            "The row Hello of the panel table in README.md has",
        ),
        (
            "backend/roundtrip/examples/hello/app.py",
            change('"/hello"', '"/hallo"'),
            "No example has the rule /hello of backend/roundtrip/features/hello.py: write",
        ),
        (
            "backend/roundtrip/examples/hello/app.py",
            change('"/hello"', '"/hallo"'),
            "No feature has the rule /hallo in backend/roundtrip/examples/hello: remove",
        ),
        ("README.md", change("| Hello |", "| Greeting |"), "The panel table in README.md has no row for Hello"),
        (PAGE, change('<a href="#hello">Hello</a>', ""), f"The navigation in {PAGE} has no link"),
        (PAGE, change(">Hello</h2>", ">Greeting</h2>"), f"The panel `hello` in {PAGE} lacks its heading"),
    ],
)
def test_a_feature_that_falls_apart_is_named(copy: Path, file: str, edit: Edit, sentence: str) -> None:
    path = copy / file
    path.write_text(edit(path.read_text("utf-8")), "utf-8")
    assert [line for line in missing(copy) if line.startswith(sentence)]


BACKEND = sorted(path for path in (ROOT / PACKAGE).rglob("*.py") if path.name != "app.py")


@pytest.mark.parametrize("path", BACKEND, ids=lambda path: str(path.relative_to(ROOT / "backend/roundtrip")))
def test_a_module_can_be_read_at_a_sitting(path: Path) -> None:
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= 300
    assert ast.get_docstring(ast.parse(source))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 45, f"{node.name} does not fit on a screen"
