"""*Write it yourself*: for each view of a feature, the smallest plain Flask that gives the same answer.

An example is a folder with an `app.py` and its templates. The rules in `app.py` say to which views it belongs.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent

WITHOUT = {
    "/go": "a browser without JavaScript needs it for the forms of this page, and nobody else",
    "/catch/<token>/<any_path:path>": "it adds paths that the converter `path` of Flask does not accept, such as `//`",
    "/socket/echo": "Flask speaks no WebSocket: the server takes over after the 101",
    "/cut/<int:sent>": "the development server of Flask keeps the connection open, so that a client waits for the rest",
    "/answers": "it lists the paths of this program",
    "/digest-auth/<qop>/<user>/<passwd>/<algorithm>": "it is /digest-auth/<qop>/<user>/<passwd> with another hash",
    "/digest-auth/<qop>/<user>/<passwd>/<algorithm>/<stale_after>": "it also limits the uses of a nonce",
}
"""Rules of features that need no example, each with the reason."""

DECLARES = {"get", "post", "put", "patch", "delete", "route", "add_url_rule"}
"""The methods of an application or a blueprint that declare a rule."""


@dataclass(frozen=True)
class Example:
    """An application: `files` has the path in the folder and the text of each file, `app.py` first."""

    name: str
    rules: frozenset[str]
    files: tuple[tuple[str, str], ...]


def example_of(feature: str, rules: Collection[str]) -> Example | None:
    """Return the example that has one of these rules; the example with the name of the feature comes first."""
    found = [example for example in examples() if example.rules.intersection(rules)]
    return min(found, key=lambda example: (example.name != feature, example.name), default=None)


@cache
def examples() -> list[Example]:
    """Return all examples."""
    return [read(path.parent) for path in sorted(FOLDER.glob("*/app.py"))]


def read(folder: Path) -> Example:
    """Return the example in a folder. Flask itself adds the rule of a folder `static`."""
    app = folder / "app.py"
    others = sorted(path for kind in ("templates", "static") for path in (folder / kind).glob("*"))
    files = tuple((path.relative_to(folder).as_posix(), path.read_text("utf-8")) for path in (app, *others))
    static = {"/static/<path:filename>"} if (folder / "static").is_dir() else set()
    return Example(folder.name, frozenset(rules_in(files[0][1])) | static, files)


def rules_in(source: str) -> Iterable[str]:
    """Return the rules that a module declares, such as `/hello` of `@app.get("/hello")`; this runs no code."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in DECLARES:
            rule = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
            if isinstance(rule, str) and rule.startswith("/"):
                yield rule
