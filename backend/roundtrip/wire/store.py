"""The store of the exchanges: one SQLite file in WAL mode, which all workers share."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import time
import weakref
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..sqlite_file import SQLiteFile
from .bells import Bells
from .database import connect, make, remove, shrink, used
from .exchange import Exchange
from .sweeper import AT_ONCE, PRUNE, Sweeper
from .trips import LabOf, nobody
from .visitors import owners, visitor_of

log = logging.getLogger(__name__)

ADD = "INSERT INTO exchange (visitor, started, size, facts, request_body, response_body) VALUES (?, ?, ?, ?, ?, ?)"
FIND = """
    SELECT * FROM (SELECT id, size FROM exchange WHERE visitor = ?1 AND started >= ?4 ORDER BY id DESC LIMIT ?5)
    UNION ALL
    SELECT * FROM (SELECT id, size FROM exchange WHERE visitor = ?2 AND started >= ?4 ORDER BY id DESC LIMIT ?5)
    UNION ALL
    SELECT * FROM (SELECT id, size FROM exchange WHERE visitor = ?3 AND started >= ?4 ORDER BY id DESC LIMIT ?5)
"""
"""One query, because it sees one state of the file: a reader who sees an exchange never asks for earlier ones again."""

READ = "SELECT id, facts, request_body, response_body FROM exchange WHERE id IN ({}) ORDER BY id"
READ_HEADS = "SELECT id, facts, x'', x'' FROM exchange WHERE id IN ({}) ORDER BY id"
BODIES = "SELECT request_body, response_body FROM exchange WHERE id = ?"
LATEST = "SELECT max(id) FROM exchange WHERE visitor IN (?, ?, ?)"
CLEAR = "DELETE FROM exchange WHERE visitor IN (?, ?, ?)"
OLDEST = "DELETE FROM exchange WHERE id IN (SELECT id FROM exchange ORDER BY id LIMIT ?)"

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

PRUNE_EVERY = 16
"""New exchanges of a visitor after which the surplus is deleted; readers never see the surplus."""

encoded = json.JSONEncoder(default=str, check_circular=False).encode

READ_AT_ONCE = 16
"""Exchanges that one query reads: others wait for it, and its rows are in memory."""

CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Store(SQLiteFile):
    """The exchanges of all visitors: for each at most `most`, for `keep` seconds. Its errors never fail a request.

    Exchanges that a token recorded have a limit of their own, and so have those of the labs (`lab_of`), so that they
    never push out those of the visitor. All together take at most `max_size` bytes; beyond them, the oldest go.
    """

    def __init__(self, file: Path, *, most: int, keep: int, max_size: int = 2**30, lab_of: LabOf = nobody) -> None:
        super().__init__(file)
        self._lab_of = lab_of
        self._most, self._keep, self._max_size = most, keep, max_size
        self.bells = Bells()
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None
        self._pending: deque[tuple[str, Exchange]] = deque()
        self._opened = (0, 0)
        self._added: Counter[str] = Counter()
        self._rest_until = 0.0
        self._sweeper = Sweeper(file, most=most, keep=keep)
        weakref.finalize(self, self._sweeper.stop.set)

    @property
    def folder(self) -> Path:
        return self._file.parent

    def start(self) -> None:
        """Delete what is too old, and from now on each minute, also if no request comes."""
        self._sweeper.sweep()
        self._sweeper.start()

    def add(self, visitor: str, exchange: Exchange, *, soon: bool = False) -> None:
        """Store an exchange. An error is logged, and does not reach the request.

        With `soon`, the request does not wait: this process sees the exchange from now on, other processes see it
        after `SOON`.
        """
        by_cookie, by_token, by_lab = owners(visitor)
        name = by_lab if self._lab_of(exchange) else by_token if exchange.by_token else by_cookie
        self._pending.append((name, exchange))
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
                connection.executemany(ADD, [row(name, exchange) for name, exchange in added])
                self._tidy(connection, [name for name, _ in added])
            for visitor in {visitor_of(name) for name, _ in added}:
                self.bells.ring(visitor)
        except (sqlite3.Error, OSError) as error:
            for _, lost in added:
                log.warning("The wire lost an exchange (%s %s): %s", lost.method, lost.url, error)

    def exchanges(self, visitor: str, *, bodies: bool = True) -> list[Exchange]:
        """Return a visitor's exchanges, the oldest first; without `bodies`, their bodies are empty."""
        query = READ if bodies else READ_HEADS
        ids = sorted(id for id, _ in self._found(visitor))
        batches = (ids[at : at + READ_AT_ONCE] for at in range(0, len(ids), READ_AT_ONCE))
        rows = (row for batch in batches for row in self._read(query.format(", ".join("?" * len(batch))), batch))
        return [exchange for row in rows if (exchange := exchange_in(*row))]

    def bodies(self, id: int) -> tuple[bytes, bytes] | None:
        """Return the bodies of an exchange, of the request and of the response; None if it is deleted."""
        return next(iter(self._read(BODIES, (id,))), None)

    def weight(self, visitor: str) -> int:
        """Return the size in bytes of a visitor's exchanges."""
        return sum(size for _, size in self._found(visitor))

    def _found(self, visitor: str) -> list[tuple[int, int]]:
        """Return id and size of a visitor's exchanges."""
        return self._read(FIND, (*owners(visitor), time.time() - self._keep, self._most))

    def latest(self, visitor: str) -> int:
        """Return the id of a visitor's newest exchange; 0 if there is none."""
        rows = self._read(LATEST, owners(visitor))
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
        """Delete a visitor's exchanges, so that the files no longer have them. Return whether that succeeded."""
        self._flush()
        try:
            with self._turn():
                with self._transaction() as connection:
                    connection.execute(CLEAR, owners(visitor))
                self._forget()
        except (sqlite3.Error, OSError) as error:
            log.warning("The wire cannot be cleared: %s", error)
            return False
        return True

    def _forget(self) -> None:
        """Remove what is deleted from the files."""
        try:
            emptied = shrink(self._open())
        except (sqlite3.Error, OSError):
            emptied = False
        if not emptied:
            log.warning("Another process uses the log of the wire, so the next sweep empties it")

    def size(self) -> int:
        """Return the bytes that all exchanges take on the disk."""
        try:
            with self._turn(), self._transaction() as connection:
                return used(connection)
        except (sqlite3.Error, OSError):
            return 0

    def _read(self, query: str, values: Sequence[Any]) -> list[Any]:
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
        make(self._file)
        self._opened = self._identity() or (0, 0)
        self._connection = connect(self._file, PATIENCE)
        self._closer = weakref.finalize(self, self._connection.close)  # Python warns if nobody closes it
        self._sweeper.start()
        return self._connection

    def _recover(self, error: sqlite3.Error) -> None:
        self._close()
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary result code
        if code == sqlite3.SQLITE_BUSY:
            self._rest_until = time.monotonic() + REST
        elif code in CORRUPT and self._identity() == self._opened:
            log.warning("%s is corrupt (%s); a new file replaces it", self._file, error)
            remove(self._file)

    def _tidy(self, connection: sqlite3.Connection, names: list[str]) -> None:
        """Delete the surplus of visitors, but not on every call, and the oldest exchanges if the file is too large."""
        self._added.update(names)
        for name in set(names):
            if self._added[name] >= PRUNE_EVERY:
                del self._added[name]
                connection.execute(PRUNE, (name, self._most))
        while used(connection) > self._max_size and connection.execute(OLDEST, (AT_ONCE,)).rowcount:
            pass


def row(name: str, exchange: Exchange) -> tuple[Any, ...]:
    fields = dict(vars(exchange))
    bodies = fields.pop("request_body"), fields.pop("response_body")
    facts = encoded(fields)
    return (name, exchange.started, len(facts) + len(bodies[0]) + len(bodies[1]), facts, *bodies)


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
