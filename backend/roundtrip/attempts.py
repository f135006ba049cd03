"""Wrong logins, counted for each address by the library `limits`, in a file that all workers share."""

from __future__ import annotations

import logging
import math
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from limits import parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

log = logging.getLogger(__name__)

SCHEMA = "CREATE TABLE IF NOT EXISTS counter (key TEXT PRIMARY KEY, amount INTEGER NOT NULL, expires REAL NOT NULL)"
COUNT = """
    INSERT INTO counter VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET amount = amount + excluded.amount
    RETURNING amount
"""
READ = "SELECT amount, expires FROM counter WHERE key = ? AND expires > ?"
PATIENCE = 5.0
"""Seconds to wait for the write of another worker."""


class Attempts:
    """The wrong logins of each address, at most as many as `limit` permits, such as `20/minute`."""

    def __init__(self, file: Path, limit: str) -> None:
        self._limit = parse(limit)
        self._counters = FixedWindowRateLimiter(Counters(file))

    def seconds_to_wait(self, address: str) -> int:
        """Return the seconds after which this address may try again; 0 if it may try now."""
        try:
            if self._counters.test(self._limit, address):
                return 0
            ends = self._counters.get_window_stats(self._limit, address).reset_time
            return max(1, math.ceil(ends - time.time()))
        except sqlite3.Error:  # such as a full disk: then a login is not limited
            log.exception("Cannot read the wrong logins")
            return 0

    def count(self, address: str) -> None:
        """Count a wrong login of this address."""
        try:
            self._counters.hit(self._limit, address)
        except sqlite3.Error:
            log.exception("Cannot count a wrong login")


class Counters(Storage):
    """Counters in a SQLite file, as `limits` needs them; the library itself can share them only through a server."""

    STORAGE_SCHEME = None
    base_exceptions = sqlite3.Error

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction: a connection must not be shared by threads and workers."""
        with closing(sqlite3.connect(self._file, timeout=PATIENCE)) as connection, connection:
            connection.execute(SCHEMA)
            yield connection

    def _read(self, key: str) -> tuple[int, float]:
        """Return the amount and the time at which it expires; zeros if there is none."""
        with self._open() as connection:
            found = connection.execute(READ, (key, time.time())).fetchone()
        return found or (0, 0.0)

    def get(self, key: str) -> int:
        return self._read(key)[0]

    def get_expiry(self, key: str) -> float:
        return self._read(key)[1]

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to a counter, and delete those whose time is over."""
        now = time.time()
        with self._open() as connection:
            connection.execute("DELETE FROM counter WHERE expires <= ?", (now,))
            total: int = connection.execute(COUNT, (key, amount, now + expiry)).fetchone()[0]
        return total

    def clear(self, key: str) -> None:
        with self._open() as connection:
            connection.execute("DELETE FROM counter WHERE key = ?", (key,))

    def reset(self) -> int:
        with self._open() as connection:
            return connection.execute("DELETE FROM counter").rowcount

    def total(self) -> int:
        """Return the number of counters whose time is not over."""
        with self._open() as connection:
            found: int = connection.execute(
                "SELECT count(*) FROM counter WHERE expires > ?", (time.time(),)
            ).fetchone()[0]
        return found

    def check(self) -> bool:
        with self._open():
            return True
