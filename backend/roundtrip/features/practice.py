"""Practice: one plain page of things that are hard to automate, and the small pages that it frames and opens."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ..describe import Field, describe
from ..problems import refuse
from ..reply import reply
from ..threads import only_computes

bp = Blueprint("practice", __name__)

DEPTH = 3
"""Frames in frames."""

ITEMS = 10
LAST = 50
"""The items of a part of the list, and its last item."""


@bp.get("/practice")
@describe(200, json={"message": str})
@only_computes
def practice() -> Response:
    """Show the page: dialogs, frames, windows, shadow trees, drag and drop, a list that grows, and a late element."""
    return reply("practice.html", {"message": "Practice: each section is hard to automate in its own way."})


@bp.get("/practice/frame/<int:depth>")
@describe(200, 404, path={"depth": range(1, DEPTH + 1)}, json={"depth": int, "innermost": bool})
@only_computes
def frame(depth: int) -> Response:
    """Show a page that frames the next one, until the innermost."""
    if not 1 <= depth <= DEPTH:
        refuse(404, f"The frames are numbered from 1 to {DEPTH}.")
    return reply("practice_frame.html", {"depth": depth, "innermost": depth == DEPTH})


@bp.get("/practice/window")
@describe(200, json={"message": str})
@only_computes
def window() -> Response:
    """Show the page that opens in a window of its own."""
    return reply("practice_window.html", {"message": "The new window"})


AFTER = Field("after", "The number of the last item that the client has.", range(1000))


@bp.get("/practice/items")
@describe(200, 400, query=(AFTER,), json={"items": list[str], "last": int})
@only_computes
def items() -> Response:
    """Send the next items of the list after the item `after`; a script asks when the end of the list is in view."""
    text = request.args.get("after", "0")
    if not text.isascii() or not text.isdecimal() or len(text) > 3:
        refuse(400, f"`after` must be a whole number from 0 to {LAST}.")
    after = int(text)
    numbers = range(after + 1, min(after + ITEMS, LAST) + 1)
    return reply("practice_items.html", {"items": [f"Item {number}" for number in numbers], "last": LAST})
