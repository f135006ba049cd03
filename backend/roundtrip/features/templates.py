"""Templates: a page made from a file with holes in it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, render_template

from ..reply import reply

bp = Blueprint("templates", __name__)


@bp.get("/template")
@bp.get("/template/<path:username>")
def template(username: str | None = None) -> Response:
    """`user.html`, rendered with or without a name; the twin also tells what went in and what came out."""
    context: dict[str, Any] = {"username": username}
    source, _, _ = current_app.jinja_env.loader.get_source(current_app.jinja_env, "user.html")  # type: ignore[union-attr]
    rendered = render_template("user.html", **context)
    data = {"template": "user.html", "source": source, "context": context, "rendered": rendered, **context}
    return reply("user.html", data)
