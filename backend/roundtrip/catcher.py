"""The addresses of the catcher: a visitor has one at most. It ends after a time, and has the answer that it gives."""

from __future__ import annotations

import logging
import os
import re
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from .storage.sweeper import sweep_regularly

log = logging.getLogger(__name__)

SCHEMA = """
    CREATE TABLE IF NOT EXISTS address (
        token TEXT PRIMARY KEY,
        visitor TEXT NOT NULL UNIQUE,
        ends REAL NOT NULL,
        size INTEGER NOT NULL,  -- bytes of the total that all visitors share
        answer TEXT NOT NULL
    )
"""
FIND = "SELECT token, visitor, ends, answer FROM address WHERE ends > ? AND "
SAVE = "INSERT OR REPLACE INTO address VALUES (?, ?, ?, ?, ?)"

BLOCK = 256
"""Bytes that each address takes beside its answer."""

PATIENCE = 5.0
"""Seconds to wait for the write of another worker."""

SWEEP_EVERY = 60.0
"""Seconds between two sweeps, unless addresses end after a shorter time."""

PATH = re.compile(r"(?:/api)?/catch/([A-Za-z0-9_-]{22})(?:/.*)?", re.DOTALL)
"""A path with the token of an address: 128 random bits."""


class Full(Exception):
    """The addresses of all visitors take as much as they can."""


@dataclass(frozen=True)
class Address:
    """An address: its token, the key of its visitor, when it ends (seconds since 1970), and its answer."""

    token: str
    visitor: str
    ends: float
    answer: str


class Addresses:
    """The addresses of all visitors, in a SQLite file that all workers share. They take at most `max_size` bytes."""

    def __init__(self, file: Path, keep: int, max_size: int) -> None:
        self._file, self._keep, self._max_size = file, keep, max_size
        self.sweep_every = min(SWEEP_EVERY, keep)
        self.sweep()
        sweep_regularly(self)

    def key_in_path(self, path: str) -> str | None:
        """Return the key of the visitor whose address is in a path; None if there is none."""
        match = PATH.fullmatch(path) if "/catch/" in path else None
        address = self.find(match[1]) if match else None
        return address.visitor if address else None

    def find(self, token: str) -> Address | None:
        """Return the address with this token, unless it has ended."""
        return self._read("token = ?", token)

    def of(self, visitor: str) -> Address | None:
        """Return the address of a visitor, unless it has ended."""
        return self._read("visitor = ?", visitor)

    def save(self, visitor: str, answer: str, *, another: bool) -> Address:
        """Give the address of a visitor this answer, and all of its time again; make an address if there is none.

        `another` ends the old one. If all addresses take too much, raise `Full`.
        """
        old = None if another else self.of(visitor)
        address = Address(old.token if old else secrets.token_urlsafe(16), visitor, time.time() + self._keep, answer)
        size = len(answer.encode()) + BLOCK
        with self._open() as connection:
            connection.execute("DELETE FROM address WHERE ends <= ? OR visitor = ?", (time.time(), visitor))
            [others] = connection.execute("SELECT coalesce(sum(size), 0) FROM address").fetchone()
            if others + size > self._max_size:
                raise Full
            connection.execute(SAVE, (address.token, visitor, address.ends, size, answer))
        return address

    def sweep(self) -> None:
        """Delete the addresses that have ended, also if no request comes."""
        if not self._file.exists():
            return
        try:
            with self._open() as connection:
                connection.execute("DELETE FROM address WHERE ends <= ?", (time.time(),))
        except (sqlite3.Error, OSError) as error:
            log.warning("The old addresses cannot be removed: %s", error)

    def _read(self, condition: str, value: str) -> Address | None:
        """Return an address. An error is logged, and the request goes on as if there was none."""
        if not self._file.exists():
            return None
        try:
            with self._open() as connection:
                row = connection.execute(FIND + condition, (time.time(), value)).fetchone()
        except (sqlite3.Error, OSError) as error:
            log.warning("The addresses cannot be read: %s", error)
            return None
        return Address(*row) if row else None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction: a connection must not be shared by threads and workers."""
        if not self._file.exists():
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(self._file, timeout=PATIENCE)) as connection, connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(SCHEMA)
            yield connection
