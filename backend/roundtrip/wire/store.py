"""Where exchanges are kept: one SQLite file in WAL mode, shared by all workers."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import time
from contextlib import suppress
from dataclasses import asdict
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
PATIENCE = 0.5
"""Seconds to wait for another worker's write before an exchange is given up."""

SWEEP_EVERY = 60.0
"""Seconds between two looks for what is too old."""

PRUNE_EVERY = 16
"""Exchanges between two prunings of a visitor's surplus; reading never shows the surplus."""


class Store:
    """The exchanges of all visitors: at most `most` each, for `keep` seconds. Losing one is better than failing."""

    def __init__(self, file: Path, *, most: int, keep: int) -> None:
        self._file, self._most, self._keep = file, most, keep
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._swept = 0.0

    def add(self, visitor: str, exchange: Exchange) -> None:
        """Keep one exchange; what goes wrong is logged, and never reaches the request."""
        facts = asdict(exchange)
        bodies = facts.pop("request_body"), facts.pop("response_body")
        row = (visitor, exchange.started, json.dumps(facts, default=str), *bodies)
        try:
            with self._lock, self._open() as connection:
                insert = (
                    "INSERT INTO exchange (visitor, started, facts, request_body, response_body) VALUES (?,?,?,?,?)"
                )
                added = connection.execute(insert, row).lastrowid or 0
                self._tidy(connection, visitor, added)
        except (sqlite3.Error, OSError) as error:
            self._reopen()
            log.warning("The wire lost an exchange (%s %s): %s", exchange.method, exchange.url, error)

    def exchanges(self, visitor: str) -> list[Exchange]:
        """A visitor's exchanges, the oldest first."""
        query = """SELECT id, facts, request_body, response_body FROM exchange
                   WHERE visitor = ? AND started >= ? ORDER BY id DESC LIMIT ?"""
        rows = self._read(query, (visitor, time.time() - self._keep, self._most))
        return [revived(*row) for row in reversed(rows)]

    def latest(self, visitor: str) -> int:
        """The id of a visitor's newest exchange; 0 if there is none."""
        rows = self._read("SELECT max(id) FROM exchange WHERE visitor = ?", (visitor,))
        return (rows[0][0] or 0) if rows else 0

    def clear(self, visitor: str) -> None:
        """Forget all that a visitor did."""
        with self._lock, self._open() as connection:
            connection.execute("DELETE FROM exchange WHERE visitor = ?", (visitor,))

    def _read(self, query: str, values: tuple[Any, ...]) -> list[Any]:
        try:
            with self._lock:
                return self._open().execute(query, values).fetchall()
        except (sqlite3.Error, OSError) as error:
            self._reopen()
            log.warning("The wire cannot be read: %s", error)
            return []

    def _open(self) -> sqlite3.Connection:
        # At the first need, for a connection does not survive the fork into a worker.
        if self._connection is None:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._connection = sqlite3.connect(self._file, timeout=PATIENCE, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.executescript(SCHEMA)
        return self._connection

    def _reopen(self) -> None:
        """Start afresh at the next need: the file may have been removed, or the disk may have room again."""
        with self._lock, suppress(sqlite3.Error):
            if self._connection:
                self._connection.close()
            self._connection = None

    def _tidy(self, connection: sqlite3.Connection, visitor: str, added: int) -> None:
        if added % PRUNE_EVERY == 0:
            surplus = "SELECT id FROM exchange WHERE visitor = ? ORDER BY id DESC LIMIT -1 OFFSET ?"
            connection.execute(f"DELETE FROM exchange WHERE id IN ({surplus})", (visitor, self._most))  # noqa: S608
        if time.time() - self._swept > SWEEP_EVERY:
            self._swept = time.time()
            connection.execute("DELETE FROM exchange WHERE started < ?", (self._swept - self._keep,))


def revived(id: int, facts: str, request_body: bytes, response_body: bytes) -> Exchange:
    """An exchange from its row."""
    noted = json.loads(facts) | {"id": id, "request_body": request_body, "response_body": response_body}
    for name in ("request_headers", "response_headers"):
        noted[name] = [(key, value) for key, value in noted[name]]
    return Exchange(**noted)
