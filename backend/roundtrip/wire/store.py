"""Where exchanges are kept: one SQLite file in WAL mode, shared by all workers."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
import time
import weakref
from collections import Counter
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
"""Seconds to wait for another program's write before an exchange is given up."""

QUEUE = 2.0
"""Seconds to wait for the other threads."""

REST = 1.0
"""Seconds without a further try once the file was locked for too long: nobody shall wait for it again and again."""

SWEEP_EVERY = 60.0
"""Seconds between two looks for what is too old."""

PRUNE_EVERY = 16
"""Exchanges between two prunings of a visitor's surplus; reading never shows the surplus."""

RUINED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Store:
    """The exchanges of all visitors: at most `most` each, for `keep` seconds. Losing one is better than failing."""

    def __init__(self, file: Path, *, most: int, keep: int) -> None:
        self._file, self._most, self._keep = file, most, keep
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._closer: Callable[[], Any] | None = None
        self._opened = (0, 0)
        self._added: Counter[str] = Counter()
        self._swept = 0.0
        self._rest_until = 0.0

    def add(self, visitor: str, exchange: Exchange) -> None:
        """Keep one exchange; what goes wrong is logged, and never reaches the request."""
        facts = dict(vars(exchange))
        bodies = facts.pop("request_body"), facts.pop("response_body")
        row = (visitor, exchange.started, json.dumps(facts, default=str), *bodies)
        try:
            with self._transaction() as connection:
                if time.monotonic() < self._rest_until:
                    raise sqlite3.OperationalError("the file was locked a moment ago")
                connection.execute(ADD, row)
                self._tidy(connection, visitor)
        except (sqlite3.Error, OSError) as error:
            log.warning("The wire lost an exchange (%s %s): %s", exchange.method, exchange.url, error)

    def exchanges(self, visitor: str) -> list[Exchange]:
        """A visitor's exchanges, the oldest first."""
        rows = self._read(READ, (visitor, time.time() - self._keep, self._most))
        return [found for row in reversed(rows) if (found := revived(*row))]

    def latest(self, visitor: str) -> int:
        """The id of a visitor's newest exchange; 0 if there is none."""
        rows = self._read("SELECT max(id) FROM exchange WHERE visitor = ?", (visitor,))
        return (rows[0][0] or 0) if rows else 0

    def clear(self, visitor: str) -> bool:
        """Forget all that a visitor did; False if that cannot be done just now."""
        try:
            with self._transaction() as connection:
                connection.execute("DELETE FROM exchange WHERE visitor = ?", (visitor,))
        except (sqlite3.Error, OSError) as error:
            log.warning("The wire cannot be cleared: %s", error)
            return False
        return True

    def _read(self, query: str, values: tuple[Any, ...]) -> list[Any]:
        try:
            with self._transaction() as connection:
                return connection.execute(query, values).fetchall()
        except (sqlite3.Error, OSError) as error:
            log.warning("The wire cannot be read: %s", error)
            return []

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one thread at a time; after an error it is opened afresh at the next need."""
        if not self._lock.acquire(timeout=QUEUE):
            raise sqlite3.OperationalError("other threads had the file for too long")
        try:
            with self._open() as connection:
                yield connection
        except sqlite3.Error as error:
            self._recover(error)
            raise
        finally:
            self._lock.release()

    def _open(self) -> sqlite3.Connection:
        # At the first need, for a connection does not survive the fork into a worker; and again once the file
        # is another or none: SQLite goes on with a file that was deleted.
        if self._connection and self._identity() == self._opened:
            return self._connection
        self._close()
        if self._identity() is None:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))  # it may hold what people typed
        self._opened = self._identity() or (0, 0)
        self._connection = sqlite3.connect(self._file, timeout=PATIENCE, check_same_thread=False)
        self._closer = weakref.finalize(self, self._connection.close)  # Python warns of one that is only dropped
        in_wal_mode(self._connection)
        self._connection.execute("PRAGMA synchronous = OFF")  # a power cut may ruin it, and it begins anew
        self._connection.executescript(SCHEMA)
        return self._connection

    def _recover(self, error: sqlite3.Error) -> None:
        self._close()
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without the extended part
        if code == sqlite3.SQLITE_BUSY:
            self._rest_until = time.monotonic() + REST
        elif code in RUINED and self._identity() == self._opened:
            log.warning("%s is ruined (%s); it begins anew", self._file, error)
            self._remove()

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return None
        return (found.st_dev, found.st_ino)

    def _close(self) -> None:
        with suppress(sqlite3.Error):
            if self._closer:
                self._closer()
        self._connection = self._closer = None

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._file.with_name(self._file.name + suffix).unlink()

    def _tidy(self, connection: sqlite3.Connection, visitor: str) -> None:
        """Remove a visitor's surplus now and then, and what is too old now and then."""
        self._added[visitor] += 1
        if self._added[visitor] >= PRUNE_EVERY:
            del self._added[visitor]
            connection.execute(PRUNE, (visitor, self._most))
        now = time.time()
        if now - self._swept > SWEEP_EVERY:
            self._swept = now
            connection.executemany(PRUNE, [(each, self._most) for each in self._added])
            self._added.clear()
            connection.execute(SWEEP, (now - self._keep,))


def in_wal_mode(connection: sqlite3.Connection) -> None:
    """Switch the file to WAL; of two workers who do so at once one is refused, without the wait of other writes."""
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


def revived(id: int, facts: str, request_body: bytes, response_body: bytes) -> Exchange | None:
    """An exchange from its row; None if an earlier or a later Roundtrip wrote it otherwise."""
    try:
        noted = json.loads(facts) | {"id": id, "request_body": request_body, "response_body": response_body}
        for name in ("request_headers", "response_headers"):
            noted[name] = [(key, value) for key, value in noted[name]]
        return Exchange(**noted)
    except (ValueError, TypeError, KeyError) as error:
        log.warning("The wire holds an exchange that cannot be read: %r", error)
        return None
