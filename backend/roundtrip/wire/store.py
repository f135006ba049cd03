"""The store of the exchanges: one SQLite file in WAL mode, which all workers share."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
import time
import weakref
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from .exchange import Exchange

log = logging.getLogger(__name__)

SCHEMA = """
    CREATE TABLE IF NOT EXISTS exchange (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        visitor TEXT NOT NULL,
        started REAL NOT NULL,
        facts TEXT NOT NULL,
        request_body BLOB NOT NULL,
        response_body BLOB NOT NULL
    );
    CREATE INDEX IF NOT EXISTS exchange_visitor ON exchange (visitor, id);
    CREATE INDEX IF NOT EXISTS exchange_started ON exchange (started);
"""
ADD = "INSERT INTO exchange (visitor, started, facts, request_body, response_body) VALUES (?, ?, ?, ?, ?)"
READ = """
    SELECT id, facts, request_body, response_body FROM exchange
    WHERE visitor = ? AND started >= ? ORDER BY id DESC LIMIT ?
"""
PRUNE = """
    DELETE FROM exchange WHERE visitor = ?1
    AND id <= (SELECT id FROM exchange WHERE visitor = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
"""
SWEEP = "DELETE FROM exchange WHERE started < ?"
PATIENCE = 0.5
"""Seconds to wait for the write of another process; after that, the exchange is lost."""

QUEUE = 2.0
"""Seconds to wait for the other threads of this process."""

SOON = 0.005
"""Seconds for which an exchange may wait for others, to be written with them."""

LOOKS = 20
"""Times that the thread which writes finds nothing before it ends."""

REST = 1.0
"""Seconds without another attempt after the file was locked for too long: the next requests do not wait for it."""

SWEEP_EVERY = 60.0
"""Seconds between two searches for exchanges that are too old."""

PRUNE_EVERY = 16
"""New exchanges of a visitor after which the surplus is deleted; readers never see the surplus."""

encoded = json.JSONEncoder(default=str, check_circular=False).encode

CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Store:
    """The exchanges of all visitors: for each at most `most`, for `keep` seconds. Its errors never fail a request."""

    def __init__(self, file: Path, *, most: int, keep: int) -> None:
        self._file, self._most, self._keep = file, most, keep
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None
        self._pending: deque[tuple[str, Exchange]] = deque()
        self._connection: sqlite3.Connection | None = None
        self._closer: Callable[[], Any] | None = None
        self._opened = (0, 0)
        self._added: Counter[str] = Counter()
        self._swept = 0.0
        self._rest_until = 0.0

    def add(self, visitor: str, exchange: Exchange, *, soon: bool = False) -> None:
        """Store an exchange. An error is logged, and does not reach the request.

        With `soon`, the request does not wait: this process sees the exchange from now on, other processes see it
        after `SOON`.
        """
        self._pending.append((visitor, exchange))
        if not soon:
            self._flush()
        elif self._writer is None or not self._writer.is_alive():  # no thread survives a fork
            self._writer = threading.Thread(target=self._write_soon)
            self._writer.start()

    def _write_soon(self) -> None:
        """Write the pending exchanges every few milliseconds, until no more come."""
        idle = 0
        while idle < LOOKS:
            time.sleep(SOON)
            idle = 0 if self._pending else idle + 1
            self._flush()
        self._writer = None
        self._flush()  # a thread may have added one before this thread was gone

    def _flush(self) -> None:
        """Write the pending exchanges of all threads in one transaction; another thread may have written them."""
        if not self._pending:
            return
        try:
            with self._turn():
                added = [self._pending.popleft() for _ in range(len(self._pending))]
                if added:
                    self._write(added)
        except sqlite3.Error as error:
            log.warning("The wire is late: %s", error)  # the next thread writes them

    def _write(self, added: list[tuple[str, Exchange]]) -> None:
        try:
            if time.monotonic() < self._rest_until:
                raise sqlite3.OperationalError("the file was locked a moment ago")
            with self._transaction() as connection:
                connection.executemany(ADD, [row(visitor, exchange) for visitor, exchange in added])
                self._tidy(connection, [visitor for visitor, _ in added])
        except (sqlite3.Error, OSError) as error:
            for _, lost in added:
                log.warning("The wire lost an exchange (%s %s): %s", lost.method, lost.url, error)

    def exchanges(self, visitor: str) -> list[Exchange]:
        """Return a visitor's exchanges, the oldest first."""
        rows = self._read(READ, (visitor, time.time() - self._keep, self._most))
        return [exchange for row in reversed(rows) if (exchange := exchange_in(*row))]

    def latest(self, visitor: str) -> int:
        """Return the id of a visitor's newest exchange; 0 if there is none."""
        rows = self._read("SELECT max(id) FROM exchange WHERE visitor = ?", (visitor,))
        return (rows[0][0] or 0) if rows else 0

    def stamp(self) -> tuple[int, int] | None:
        """Return a value that changes when an exchange is added; this never waits. The log of SQLite gets each write.

        Two writes within a few milliseconds can have the same stamp.
        """
        try:
            status = self._file.with_name(f"{self._file.name}-wal").stat()
        except OSError:
            return None
        return (status.st_mtime_ns, status.st_size)

    def clear(self, visitor: str) -> bool:
        """Delete a visitor's exchanges. Return whether that succeeded."""
        self._flush()
        try:
            with self._turn(), self._transaction() as connection:
                connection.execute("DELETE FROM exchange WHERE visitor = ?", (visitor,))
        except (sqlite3.Error, OSError) as error:
            log.warning("The wire cannot be cleared: %s", error)
            return False
        return True

    def _read(self, query: str, values: tuple[Any, ...]) -> list[Any]:
        self._flush()
        try:
            with self._turn(), self._transaction() as connection:
                return connection.execute(query, values).fetchall()
        except (sqlite3.Error, OSError) as error:
            log.warning("The wire cannot be read: %s", error)
            return []

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Give the connection to one thread at a time."""
        if not self._lock.acquire(timeout=QUEUE):
            raise sqlite3.OperationalError("other threads had the file for too long")
        try:
            yield
        finally:
            self._lock.release()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection to the thread whose turn it is; after an error, the next transaction opens a new one."""
        try:
            with self._open() as connection:
                yield connection
        except sqlite3.Error as error:
            self._recover(error)
            raise

    def _open(self) -> sqlite3.Connection:
        # A connection does not survive the fork into a worker, so it opens when it is first used. It opens again when
        # the file was deleted or replaced: SQLite would continue to use the old file.
        if self._connection and self._identity() == self._opened:
            return self._connection
        self._close()
        if self._identity() is None:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))  # it may contain passwords
        self._opened = self._identity() or (0, 0)
        self._connection = sqlite3.connect(self._file, timeout=PATIENCE, check_same_thread=False)
        self._closer = weakref.finalize(self, self._connection.close)  # Python warns if nobody closes it
        in_wal_mode(self._connection)
        self._connection.execute("PRAGMA synchronous = OFF")  # after a power cut, a new file may replace it
        self._connection.executescript(SCHEMA)
        return self._connection

    def _recover(self, error: sqlite3.Error) -> None:
        self._close()
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary result code
        if code == sqlite3.SQLITE_BUSY:
            self._rest_until = time.monotonic() + REST
        elif code in CORRUPT and self._identity() == self._opened:
            log.warning("%s is corrupt (%s); a new file replaces it", self._file, error)
            self._remove()

    def _identity(self) -> tuple[int, int] | None:
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

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._file.with_name(self._file.name + suffix).unlink()

    def _tidy(self, connection: sqlite3.Connection, visitors: list[str]) -> None:
        """Delete the surplus of visitors and the exchanges that are too old, but not on every call."""
        self._added.update(visitors)
        for visitor in set(visitors):
            if self._added[visitor] >= PRUNE_EVERY:
                del self._added[visitor]
                connection.execute(PRUNE, (visitor, self._most))
        now = time.time()
        if now - self._swept > SWEEP_EVERY:
            self._swept = now
            connection.executemany(PRUNE, [(key, self._most) for key in self._added])
            self._added.clear()
            connection.execute(SWEEP, (now - self._keep,))


def row(visitor: str, exchange: Exchange) -> tuple[Any, ...]:
    facts = dict(vars(exchange))
    bodies = facts.pop("request_body"), facts.pop("response_body")
    return (visitor, exchange.started, encoded(facts), *bodies)


def in_wal_mode(connection: sqlite3.Connection) -> None:
    """Switch the file to WAL. If two workers do so at the same time, SQLite refuses one of them and does not wait."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.005)
        else:
            return


def exchange_in(id: int, facts: str, request_body: bytes, response_body: bytes) -> Exchange | None:
    """Return the exchange in a row; None if another version of Roundtrip wrote it in another form."""
    try:
        fields = json.loads(facts) | {"id": id, "request_body": request_body, "response_body": response_body}
        for name in ("request_headers", "response_headers"):
            fields[name] = [(key, value) for key, value in fields[name]]
        return Exchange(**fields)
    except (ValueError, TypeError, KeyError) as error:
        log.warning("The wire holds an exchange that cannot be read: %r", error)
        return None
