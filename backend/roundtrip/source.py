"""The code of a view with syntax highlighting, for the *Code* tab: `/api/source/<endpoint>`."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, jsonify
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from .problems import refuse
from .wire import unrecorded

PACKAGE = Path(__file__).parent

bp = Blueprint("source", __name__)


@bp.get("/api/source/<endpoint>")
@unrecorded()
def source(endpoint: str) -> Response:
    """Return the code of a view: `endpoint`, `file`, `line`, `text`, and `html` with Pygments' classes."""
    view = current_app.view_functions.get(endpoint)
    if view is None:
        names = sorted(name for name in current_app.view_functions if not name.startswith("api."))
        refuse(404, f"There is no endpoint {endpoint!r}. The endpoints are: {', '.join(names)}.")
    response = jsonify(endpoint=endpoint, **source_of(view))
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
    html = highlight(text, PythonLexer(), HtmlFormatter(nowrap=True))
    return {"file": shown.as_posix(), "line": line, "text": text, "html": html}
