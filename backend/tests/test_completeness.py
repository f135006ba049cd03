"""A feature is the same name in every layer: this fails until all of them have it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import ModuleType

import pytest
from flask import Blueprint

from roundtrip.features import FEATURES

ROOT = Path(__file__).parents[2]
NAMES = [feature.__name__.rpartition(".")[2] for feature in FEATURES]
ARTICLE = ["hello", "routing", "methods", "forms", "login", "session", "templates", "responses", "redirects"]
ARTICLE += ["cookies", "upload", "errors", "static", "origins"]
per_feature = pytest.mark.parametrize("name", NAMES)


def test_the_list_is_the_tutorials() -> None:
    assert NAMES[: len(ARTICLE)] == ARTICLE
    files = {path.stem for path in (ROOT / "backend/roundtrip/features").glob("*.py")} - {"__init__"}
    assert files == set(NAMES), "a module that is not in the list, or the other way round"


@pytest.mark.parametrize("feature", FEATURES, ids=NAMES)
def test_the_module(feature: ModuleType) -> None:
    assert feature.__doc__, "it begins with a sentence of intent"
    assert isinstance(feature.bp, Blueprint)


@per_feature
def test_the_panel(name: str) -> None:
    page = (ROOT / "frontend/index.html").read_text("utf-8")
    assert re.search(rf'<section\b[^>]*\bid="?{name}\b', page), f'a <section id="{name}">'
    assert re.search(rf'<a\b[^>]*\bhref="#{name}"', page), f"a link to #{name}"


@per_feature
def test_the_proof(name: str) -> None:
    assert (ROOT / f"e2e/test_{name}.py").is_file()


@per_feature
def test_the_words(name: str) -> None:
    readme = ROOT / "README.md"
    assert readme.is_file()
    assert re.search(rf"\b{name}\b", readme.read_text("utf-8"), re.IGNORECASE)


BACKEND = sorted((ROOT / "backend/roundtrip").rglob("*.py"))


@pytest.mark.parametrize("path", BACKEND, ids=lambda path: str(path.relative_to(ROOT / "backend/roundtrip")))
def test_a_module_can_be_read_at_a_sitting(path: Path) -> None:
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= 300
    assert ast.get_docstring(ast.parse(source))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 45, f"{node.name} does not fit on a screen"
