"""The code of a view with syntax highlighting, for the *Code* tab: `/api/source/<endpoint>`."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, jsonify
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import CssLexer, HtmlDjangoLexer, PythonLexer

from .describe import Field, Many, Maybe, describe
from .examples import Example, example_of
from .problems import refuse
from .wire import unrecorded

PACKAGE = Path(__file__).parent
LEXERS = {".css": CssLexer, ".html": HtmlDjangoLexer, ".py": PythonLexer}

bp = Blueprint("source", __name__)


FILE = {"name": str, "text": str, "html": str}
EXAMPLE = {"name": str, "rules": list[str], "files": Many(FILE)}


@bp.get("/api/source/<endpoint>")
@describe(
    200,
    path={"endpoint": Field("endpoint", "The name of a view.", example="hello.hello")},
    json={
        "endpoint": str,
        "file": str,
        "line": int,
        "text": str,
        "html": str,
        "example": Maybe(EXAMPLE),
    },
)
@unrecorded()
def source(endpoint: str) -> Response:
    """Return the code of a view: `endpoint`, `file`, `line`, `text`, and `html` with Pygments' classes.

    `example` is an application in plain Flask that gives the same answer: `name`, `rules`, and `files` (each `name`,
    `text`, `html`). It is null for a view that needs none.
    """
    view = current_app.view_functions.get(endpoint)
    if view is None:
        names = sorted(name for name in current_app.view_functions if not name.startswith("api."))
        refuse(404, f"There is no endpoint {endpoint!r}. The endpoints are: {', '.join(names)}.")
    response = jsonify(endpoint=endpoint, **source_of(view), example=example_for(endpoint))
    response.headers["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=256)
def source_of(view: Callable[..., Any]) -> dict[str, Any]:
    """Return `file` (from the package on), `line` (its first line), `text`, and `html` with Pygments' classes."""
    view = inspect.unwrap(view)
    lines, line = inspect.getsourcelines(view)
    text = textwrap.dedent("".join(lines))
    file = Path(inspect.getsourcefile(view) or "")
    shown = file.relative_to(PACKAGE.parent) if file.is_relative_to(PACKAGE) else Path(file.name)
    return {"file": shown.as_posix(), "line": line, "text": text, "html": coloured(shown.name, text)}


def example_for(endpoint: str) -> dict[str, Any] | None:
    """Return the example of a view as data. A path of httpbin has none, also where a feature has the same rule."""
    if current_app.view_functions[endpoint].__module__.startswith(f"{__package__}.httpbin."):
        return None
    rules = {rule.rule.removeprefix("/api") for rule in current_app.url_map.iter_rules(endpoint)}
    example = example_of(endpoint.removeprefix("api.").partition(".")[0], rules)
    return as_data(example) if example else None


@cache
def as_data(example: Example) -> dict[str, Any]:
    """Return `name`, `rules`, and `files` with their code in colour."""
    files = [{"name": name, "text": text, "html": coloured(name, text)} for name, text in example.files]
    return {"name": example.name, "rules": sorted(example.rules), "files": files}


def coloured(name: str, text: str) -> str:
    """Return the text of a file as HTML with Pygments' classes."""
    return highlight(text, LEXERS[Path(name).suffix](), HtmlFormatter(nowrap=True))
