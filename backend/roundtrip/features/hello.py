"""Hello: the smallest response."""

from __future__ import annotations

from flask import Blueprint

from ..describe import describe
from ..threads import only_computes

bp = Blueprint("hello", __name__)


@bp.get("/hello")
@describe(200)
@only_computes
def hello() -> str:
    """Answer with `Hello World!` and nothing else."""
    return "Hello World!"
