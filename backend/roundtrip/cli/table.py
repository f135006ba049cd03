"""Tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence


def lines(table: Sequence[Sequence[object]]) -> list[str]:
    """Return the rows of a table with their columns below each other; numbers stand at the right."""
    texts = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in table]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    numeric = [isinstance(cell, int) for cell in table[-1]]
    return [
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in texts
    ]
