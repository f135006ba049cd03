"""The sweeper: deletes the exchanges that are too old, in time and also when no request comes."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

from .database import connect, shrink

log = logging.getLogger(__name__)

SWEEP_EVERY = 60.0
"""Seconds between two searches for exchanges that are too old."""

AT_ONCE = 32
"""Exchanges that one transaction deletes: a writer waits for it."""

PATIENCE = 0.5
"""Seconds to wait for the write of another process; after that, the next sweep deletes them."""

OLD = "DELETE FROM exchange WHERE id IN (SELECT id FROM exchange WHERE started < ? LIMIT ?)"
OVERFULL = "SELECT visitor FROM exchange GROUP BY visitor HAVING count(*) > ?"
PRUNE = """
    DELETE FROM exchange WHERE visitor = ?1
    AND id <= (SELECT id FROM exchange WHERE visitor = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
"""


SWEEPING = threading.Lock()
"""A process that forks waits for it: SQLite's own locks must be free in the child."""
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=SWEEPING.acquire, after_in_parent=SWEEPING.release, after_in_child=SWEEPING.release)


class Sweeper:
    """Sweeps a file every minute, in a thread with a connection of its own, until `stop` is set."""

    def __init__(self, file: Path, *, most: int, keep: int) -> None:
        self._file, self._most, self._keep = file, most, keep
        self.stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread if there is a file to sweep and no thread yet. No thread survives a fork."""
        if self._file.exists() and (self._thread is None or not self._thread.is_alive()):
            self._thread = threading.Thread(target=self._run, name="wire-sweeper", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while not self.stop.wait(SWEEP_EVERY):
            self.sweep()

    def sweep(self) -> None:
        """Delete what is too old, and the surplus of each visitor. An error is logged; the next sweep tries again."""
        if not self._file.exists():
            return
        try:
            with SWEEPING, closing(connect(self._file, PATIENCE)) as connection:
                self._sweep(connection)
                shrink(connection)
        except (sqlite3.Error, OSError) as error:
            log.warning("The wire cannot be swept: %s", error)

    def _sweep(self, connection: sqlite3.Connection) -> None:
        oldest = time.time() - self._keep
        while delete(connection, OLD, (oldest, AT_ONCE)):
            pass
        for (visitor,) in connection.execute(OVERFULL, (self._most,)).fetchall():
            delete(connection, PRUNE, (visitor, self._most))


def delete(connection: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> int:
    """Delete rows in one transaction, and return their number."""
    with connection:
        return connection.execute(statement, values).rowcount
