"""Hello: the smallest response."""

from __future__ import annotations

from flask import Blueprint, Response

from ..reply import reply
from ..threads import only_computes

bp = Blueprint("hello", __name__)


@bp.get("/hello")
@only_computes
def hello() -> Response:
    """Answer with `Hello World!` and nothing else."""
    return reply("hello.html", {"message": "Hello World!"})
