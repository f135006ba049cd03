"""How much the visitors can store: each one, and all together."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass

from ..config import in_words

BLOCK = 4096
"""Bytes that each file takes of the total beside its content: empty files fill a disk too."""


class OverLimit(Exception):
    """A limit is reached; the message names it."""


@dataclass(frozen=True, kw_only=True)
class Quota:
    """The limits: files and bytes of a visitor, bytes of all visitors, seconds until a file is too old."""

    max_files: int
    max_stored: int
    max_total: int
    keep: int

    @property
    def oldest(self) -> float:
        """When the oldest file that still counts was uploaded."""
        return time.time() - self.keep

    def left(self, connection: sqlite3.Connection, visitor: str | None, arrival: str) -> tuple[int, int]:
        """Return how many bytes an arrival can have in all: by the visitor's limit, and by that of all visitors.

        The bytes of other arrivals count as stored. A new visitor has nothing yet.
        """
        mine = stored(connection, visitor, self.oldest, but=arrival)
        return self.max_stored - mine, self.max_total - total(connection, but=arrival)

    def check(self, size: int, mine: int, everyones: int) -> None:
        """Raise `OverLimit` if so many bytes are more than what is left."""
        if size > min(mine, everyones):
            raise self.full() if everyones < mine else self.too_large()

    def check_files(self, connection: sqlite3.Connection, visitor: str | None, more: int) -> None:
        """Raise `OverLimit` if the visitor cannot keep so many more files."""
        query = "SELECT count(*) FROM upload WHERE visitor = ? AND uploaded_at >= ?"
        [count] = connection.execute(query, (visitor, self.oldest)).fetchone()
        if count + more > self.max_files:
            raise OverLimit(f"You can keep {self.max_files} files at most. Delete some, then send these files again.")

    def check_total(self, connection: sqlite3.Connection, arrival: str) -> None:
        """Raise `OverLimit` if there is no room for one more file of an arrival, even for an empty one."""
        if total(connection, but=arrival) + BLOCK > self.max_total:
            raise self.full()

    def too_large(self) -> OverLimit:
        size = in_words(self.max_stored)
        return OverLimit(f"You can keep {size} at most. Delete some files, then send these files again.")

    def full(self) -> OverLimit:
        size = in_words(self.max_total)
        return OverLimit(f"All visitors together can store {size} at most, and this is more. Try again later.")


def stored(connection: sqlite3.Connection, visitor: str | None, oldest: float, *, but: str) -> int:
    """Return the bytes of a visitor's files, and of the visitor's arrivals except one."""
    query = """
        SELECT (SELECT coalesce(sum(size), 0) FROM upload WHERE visitor = ?1 AND uploaded_at >= ?2)
             + (SELECT coalesce(sum(reserved), 0) FROM arrival WHERE visitor = ?1 AND id != ?3)
    """
    return int(connection.execute(query, (visitor, oldest, but)).fetchone()[0])


TOTAL = """
    SELECT (SELECT coalesce(sum(cost), 0) FROM upload) + (SELECT coalesce(sum(granted), 0) FROM arrival WHERE id != ?)
"""


def total(connection: sqlite3.Connection, *, but: str = "") -> int:
    """Return the bytes of all visitors: what is on the disk or will be in a moment, except one arrival."""
    return int(connection.execute(TOTAL, (but,)).fetchone()[0])
