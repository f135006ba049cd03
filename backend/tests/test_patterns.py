"""No regular expression of the program takes a time that grows with the square of a text's length."""

from __future__ import annotations

import ast
import importlib
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import roundtrip

METHODS = ("fullmatch", "match", "search", "split", "sub", "findall", "finditer")


def searches() -> dict[str, Callable[[Any], object]]:
    """The searches of the program with a pattern, by their place: `PATTERN.search(…)` and `re.split("…", …)`."""
    found: dict[str, Callable[[Any], object]] = {}
    folder = Path(roundtrip.__file__).parent
    for path in folder.rglob("*.py"):
        if path.is_relative_to(folder / "examples"):
            continue  # an application of its own, which this server only shows
        module = importlib.import_module(".".join(("roundtrip", *path.relative_to(folder).with_suffix("").parts)))
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Attribute) or node.attr not in METHODS or not isinstance(node.value, ast.Name):
                continue
            pattern = vars(module).get(node.value.id)
            if isinstance(pattern, re.Pattern):
                found[f"{path.relative_to(folder)}:{node.lineno}"] = method(pattern, node.attr)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in [f"re.{name}" for name in METHODS]:
                text = ast.literal_eval(node.args[0])
                found[f"{path.relative_to(folder)}:{node.lineno}"] = method(
                    re.compile(text), ast.unparse(node.func)[3:]
                )
    return found


def method(pattern: re.Pattern[Any], name: str) -> Callable[[Any], object]:
    """Return a method of a pattern as a function of the text; it takes text for a pattern of bytes, too."""
    encode = isinstance(pattern.pattern, bytes)
    search = getattr(pattern, name)

    def call(text: str) -> object:
        subject = text.encode() if encode else text
        found = search("" if not encode else b"", subject) if name == "sub" else search(subject)
        return list(found) if name == "finditer" else found

    return call


PUMPS = [
    " ",
    "\t",
    "a",
    "A",
    "0",
    ".",
    "-",
    "_",
    "/",
    "%",
    "%0",
    "a.",
    "a=",
    "a;",
    "; ",
    "=",
    ",",
    '"',
    '\\"',
    "+ ",
    "aA0",
]
BEGINNINGS = ["", "A:", "a=", "/", "a/b;", "http://", "visitor=", "wire=", '"']


@pytest.mark.slow
@pytest.mark.parametrize("place", searches())
def test_twice_the_length_takes_no_four_times_as_long(place: str) -> None:
    search = searches()[place]
    slow = [begin + pump for begin in BEGINNINGS for pump in PUMPS if not is_linear(search, begin, pump)]
    assert slow == [], "each is the beginning of a text that takes too long"


def is_linear(search: Callable[[str], object], begin: str, pump: str) -> bool:
    """Whether the time grows with the length, and not with its square; short times do not count."""

    def seconds(count: int) -> float:
        text = begin + pump * count + "\x01"
        began = time.process_time()
        search(text)
        return time.process_time() - began

    if seconds(4_000) < 0.005:
        return True
    return min(seconds(16_000) for _ in range(3)) < 10 * min(seconds(4_000) for _ in range(3))


@pytest.mark.slow
def test_the_check_finds_a_pattern_that_is_too_slow() -> None:
    assert not is_linear(method(re.compile(r"A:[ \t]*([\x20-\x7e\t]*)"), "fullmatch"), "A:", " ")
