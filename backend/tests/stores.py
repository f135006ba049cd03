"""Stores of the wire for tests: several stores of one file, as several workers have them."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from roundtrip.wire import Store
from roundtrip.wire.exchange import Exchange

MOST = 200
KEEP = 3600


class Stores:
    """Makes stores of one file, and closes them: `with Stores(file) as make: make(most=2)`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._made: list[Store] = []

    def __call__(self, most: int = MOST, keep: int = KEEP, max_size: int = 2**30) -> Store:
        self._made.append(Store(self._file, most=most, keep=keep, max_size=max_size))
        return self._made[-1]

    def close(self) -> None:
        for store in self._made:
            store._sweeper.stop.set()
            store._close()


def exchange(path: str = "/", started: float | None = None) -> Exchange:
    return Exchange(started=time.time() if started is None else started, method="GET", url=path)


def urls(store: Store, visitor: str = "v") -> list[str]:
    return [each.url for each in store.exchanges(visitor)]


def rows(file: Path) -> int:
    """Return the number of exchanges in the file."""
    with closing(sqlite3.connect(file)) as connection:
        found: int = connection.execute("SELECT count(*) FROM exchange").fetchone()[0]
        return found
