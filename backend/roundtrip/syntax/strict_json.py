"""JSON exactly as RFC 8259 defines it: a value that is read here can be written again, on a page and in a twin."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

DEEPEST = 200
"""Levels of lists and objects; Python can read more levels than it can write."""


def loads(text: str | bytes) -> Any:
    """Return the value in `text`; raise `ValueError` for NaN, for overflowing numbers and for too many levels."""
    try:
        value = json.loads(text, parse_constant=no_number, parse_float=finite)
    except RecursionError:
        raise ValueError("nests too deep") from None
    level = [value]
    for _ in range(DEEPEST):
        if not level:
            return value
        level = [child for parent in level for child in children(parent)]
    raise ValueError("nests too deep")


def children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def no_number(name: str) -> NoReturn:
    """Refuse NaN and Infinity: Python reads them, but JSON does not have them."""
    raise ValueError(name)


def finite(text: str) -> float:
    """Return a number; refuse one that Python would turn into infinity."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number
