"""JSON exactly as RFC 8259 has it: whatever is read here can be written again, on a page and in a twin."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

DEEPEST = 200
"""Lists and objects inside one another; Python reads deeper ones than it can write."""


def loads(text: str | bytes) -> Any:
    """The value in `text`; raises `ValueError` for NaN, for numbers that overflow and for what nests too deep."""
    try:
        value = json.loads(text, parse_constant=no_number, parse_float=finite)
    except RecursionError:
        raise ValueError("nests too deep") from None
    level = [value]
    for _ in range(DEEPEST):
        if not level:
            return value
        level = [child for each in level for child in children(each)]
    raise ValueError("nests too deep")


def children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def no_number(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(name)


def finite(text: str) -> float:
    """A number, unless Python would make Infinity of it."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number
