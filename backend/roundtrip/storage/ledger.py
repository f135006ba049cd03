"""The facts about the uploads: one SQLite file in WAL mode, which all workers share."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ..sqlite_file import SQLiteFile

log = logging.getLogger(__name__)

VERSION = 1
"""The version of `SCHEMA`, as `PRAGMA user_version`."""

SCHEMA = """
    CREATE TABLE IF NOT EXISTS arrival (  -- a request whose files are arriving
        id TEXT PRIMARY KEY,
        process TEXT NOT NULL,
        visitor TEXT,  -- NULL for a new visitor
        reserved INTEGER NOT NULL,  -- bytes of the visitor's limit
        granted INTEGER NOT NULL  -- bytes of the total that all visitors share: what has arrived, and a little more
    );
    CREATE TABLE IF NOT EXISTS upload (  -- a file: of an arrival, then of a visitor, then of nobody until it is removed
        id TEXT PRIMARY KEY,
        arrival TEXT REFERENCES arrival (id) ON DELETE SET NULL,
        visitor TEXT,
        size INTEGER NOT NULL DEFAULT 0,
        cost INTEGER NOT NULL,  -- bytes of the total that all visitors share
        uploaded_at REAL NOT NULL DEFAULT 0,
        facts TEXT NOT NULL DEFAULT ''
    );
    CREATE INDEX IF NOT EXISTS arrival_visitor ON arrival (visitor);
    CREATE INDEX IF NOT EXISTS upload_arrival ON upload (arrival);
    CREATE INDEX IF NOT EXISTS upload_visitor ON upload (visitor, uploaded_at);
    CREATE INDEX IF NOT EXISTS upload_uploaded_at ON upload (uploaded_at);
    CREATE INDEX IF NOT EXISTS upload_nobodys ON upload (id) WHERE visitor IS NULL AND arrival IS NULL;
    CREATE INDEX IF NOT EXISTS upload_cost ON upload (cost);
"""

PATIENCE = 5.0
"""Seconds to wait for another thread or another process, which holds the file for some milliseconds."""

LARGEST_LOG = 2**20
"""Bytes that the log of SQLite keeps after its content went to the file."""

UNREADABLE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

NOT_WRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
"""The errors of a read-only disk: a log cannot be made there."""


class Ledger(SQLiteFile):
    """A connection to the file, for one thread at a time. Its errors are `sqlite3.Error` or `OSError`."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self._lock = threading.Lock()
        self._opened: tuple[int, int] | None = None
        LEDGERS.add(self)

    def exists(self) -> bool:
        return self._file.exists()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Change the facts: all or none, and never at the same time as another process."""
        with self._turn() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk can end the transaction
                    connection.rollback()
                raise
            connection.commit()

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Return the rows of a query; none if nothing was stored yet."""
        if not self.exists():
            return []
        with self._turn() as connection:
            return connection.execute(query, values).fetchall()

    def tidy(self) -> None:
        """Move the log of SQLite into the file, so that the log does not keep deleted names."""
        with self._turn() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _turn(self) -> Iterator[sqlite3.Connection]:
        """Give the connection to one thread at a time; after an error, the next thread opens a new one."""
        if not self._lock.acquire(timeout=PATIENCE):
            raise sqlite3.OperationalError("other requests use the list of files for too long")
        try:
            yield self._open()
        except sqlite3.Error as error:
            self._close()
            if primary_code(error) in UNREADABLE:
                self._replace(f"is not readable ({error})")
            raise
        finally:
            self._lock.release()

    def _open(self) -> sqlite3.Connection:
        # SQLite would continue to use a file that a person has deleted, so its identity is compared.
        if self._connection and self._identity() == self._opened:
            return self._connection
        self._close()
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            self._close()
            if primary_code(error) not in UNREADABLE:
                raise
            self._replace(f"is not readable ({error})")
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        if not self.exists():
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))
        self._opened = self._identity()
        connection = self._attach(str(self._file))
        try:
            wait(lambda: connection.execute("PRAGMA journal_mode = WAL"))
        except sqlite3.OperationalError as error:
            if primary_code(error) not in NOT_WRITABLE:
                raise
            self._close()
            return self._attach(f"{self._file.as_uri()}?immutable=1", uri=True)  # it can still be read
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA journal_size_limit = {LARGEST_LOG}")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            connection.executescript(f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
        elif version != VERSION:
            self._close()
            self._replace(f"was written by another version of Roundtrip ({version}, not {VERSION})")
            return self._connect()
        return connection

    def _attach(self, name: str, **options: bool) -> sqlite3.Connection:
        connection = sqlite3.connect(name, timeout=PATIENCE, isolation_level=None, check_same_thread=False, **options)
        self._connection, self._closer = connection, weakref.finalize(self, connection.close)
        return connection

    def _replace(self, reason: str) -> None:
        """Remove the file: the next transaction makes a new one."""
        log.warning("%s %s; a new file replaces it, and the uploads in it are lost", self._file, reason)
        for suffix in ("", "-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)

    def pause(self) -> None:
        """Close the connection: no connection may cross a fork (sqlite.org, How To Corrupt, 2.6)."""
        self._lock.acquire()
        self._close()

    def go_on(self) -> None:
        self._lock.release()


LEDGERS: weakref.WeakSet[Ledger] = weakref.WeakSet()
PAUSED: list[Ledger] = []
"""The ledgers that wait for the end of a fork."""


def before_fork() -> None:
    PAUSED.extend(LEDGERS)
    for ledger in PAUSED:
        ledger.pause()


def after_fork() -> None:
    while PAUSED:
        PAUSED.pop().go_on()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(before=before_fork, after_in_parent=after_fork, after_in_child=after_fork)


def wait(attempt: Callable[[], Any]) -> None:
    """Repeat an attempt that SQLite refuses while another worker makes the same change, without waiting by itself."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            attempt()
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.005)
        else:
            return


def primary_code(error: sqlite3.Error) -> int:
    """Return the primary result code of an error: the low byte of its code (sqlite.org, Result Codes)."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
