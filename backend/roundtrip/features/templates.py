"""Templates: Jinja puts values into a file, and the result is a page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, render_template

from ..describe import describe
from ..reply import reply

bp = Blueprint("templates", __name__)


@bp.get("/template")
@bp.get("/template/<path:username>")
@describe(200, json={"template": str, "source": str, "context": dict, "rendered": str, "username": str | None})
def template(username: str | None = None) -> Response:
    """Render `user.html` with or without a name; the JSON also has its source, its context and the rendered text."""
    context: dict[str, Any] = {"username": username}
    source, _, _ = current_app.jinja_env.loader.get_source(current_app.jinja_env, "user.html")  # type: ignore[union-attr]
    rendered = render_template("user.html", **context)
    data = {"template": "user.html", "source": source, "context": context, "rendered": rendered, **context}
    return reply("user.html", data)
