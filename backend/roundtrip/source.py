"""The code of a view, highlighted: what the *Code* tab shows."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

HERE = Path(__file__).parent


@lru_cache(maxsize=256)
def source_of(view: Callable[..., Any]) -> dict[str, Any]:
    """`file` (below the package), `line` (the first, from 1), `text`, and `html` with Pygments' class names."""
    view = inspect.unwrap(view)
    lines, line = inspect.getsourcelines(view)
    text = textwrap.dedent("".join(lines))
    file = Path(inspect.getsourcefile(view) or "")
    shown = file.relative_to(HERE.parent) if file.is_relative_to(HERE) else Path(file.name)
    html = highlight(text, PythonLexer(), HtmlFormatter(nowrap=True))
    return {"file": shown.as_posix(), "line": line, "text": text, "html": html}
