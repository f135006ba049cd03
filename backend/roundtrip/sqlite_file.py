"""A file of SQLite and the connection to it. A person or another process may delete or replace the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any


class SQLiteFile:
    """A file with at most one connection, which a subclass opens; `_closer` closes it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._connection: sqlite3.Connection | None = None
        self._closer: Callable[[], Any] | None = None

    def _identity(self) -> tuple[int, int] | None:
        """Return what tells this file from another one with the same name; None if there is no file."""
        try:
            status = self._file.stat()
        except FileNotFoundError:
            return None
        return (status.st_dev, status.st_ino)

    def _close(self) -> None:
        with suppress(sqlite3.Error):
            if self._closer:
                self._closer()
        self._connection = self._closer = None
