"""The uploaded files. Their facts are in a ledger (SQLite), their bytes in a place: a folder, or another file system.

A file belongs to an arrival, then to a visitor, then to nobody. Readers see only the files of a visitor, and the files
of nobody are removed. The bytes are complete before a transaction gives the file to a visitor.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from .arrival import Arrival, Incoming, Stores
from .ledger import Ledger, primary_code
from .places import place_of
from .processes import Processes
from .quota import TOTAL, OverLimit, Quota
from .sweeper import sweep_regularly
from .upload import StorageError, Upload, clear_errors, upload_of

__all__ = ["Arrival", "Incoming", "OverLimit", "Quota", "Storage", "StorageError", "Upload"]

log = logging.getLogger(__name__)

SWEEP_EVERY = 60.0
"""Seconds between two sweeps, unless files are too old after a shorter time."""

STALE = 3600.0
"""Seconds that a request may take. Older bytes that the ledger does not know belong to nobody."""

SEARCH_EVERY = 3600.0
"""Seconds between two searches for bytes that the ledger does not know."""

BATCH = 500
"""Files that are removed or looked up at a time."""

READ = "SELECT id, size, uploaded_at, facts FROM upload WHERE visitor = ? AND uploaded_at >= ?"
KNOWN = "SELECT id FROM upload WHERE id IN (SELECT value FROM json_each(?))"
UNSEEN = """
    SELECT id FROM upload WHERE visitor IS NULL AND arrival IS NULL
    UNION ALL SELECT id FROM upload WHERE visitor IS NOT NULL AND uploaded_at < ? LIMIT ?
"""


class Storage:
    """The files of all visitors: facts and locks below `instance`, bytes at `url`, a folder or a URL of fsspec."""

    def __init__(self, instance: Path, url: str, quota: Quota) -> None:
        self._stores = Stores(
            Ledger(instance / "uploads.sqlite3"), place_of(url), quota, Processes(instance / "processes")
        )
        self._searched = 0.0
        self.sweep_every = min(SWEEP_EVERY, quota.keep)
        self.sweep()
        sweep_regularly(self)

    def arrival(self, visitor: str | None, announced: int) -> Arrival:
        """Return the files of a request, which arrive in a `with` block; None stands for a new visitor."""
        return Arrival(self._stores, visitor, announced)

    def files(self, visitor: str) -> list[Upload]:
        """Return the visitor's files, the newest first."""
        query = f"{READ} ORDER BY uploaded_at DESC, id DESC"
        with clear_errors():
            return list(map(upload_of, self._stores.ledger.rows(query, visitor, self._stores.quota.oldest)))

    def find(self, visitor: str, id: str) -> Upload | None:
        """Return the visitor's file with this id; None if there is none."""
        with clear_errors():
            rows = self._stores.ledger.rows(f"{READ} AND id = ?", visitor, self._stores.quota.oldest, id)
        return upload_of(rows[0]) if rows else None

    def open(self, upload: Upload) -> BinaryIO | None:
        """Return the bytes of a file; None if it was deleted a moment ago."""
        with clear_errors(), suppress(FileNotFoundError):
            return self._stores.place.open(upload.id)
        return None

    def delete(self, visitor: str, id: str) -> None:
        """Remove a visitor's file. If its bytes cannot be removed, the visitor keeps the file."""
        with clear_errors():
            try:
                given = self._give(id, visitor, None)
            except sqlite3.OperationalError as error:
                given = primary_code(error) == sqlite3.SQLITE_FULL  # without its bytes, there is room for the change
                if not given or not self.find(visitor, id):
                    raise
            if given:
                self._remove(visitor, id)

    def _remove(self, visitor: str, id: str) -> None:
        try:
            self._stores.remove([id])
        except OSError:
            self._give(id, None, visitor)
            raise

    def _give(self, id: str, owner: str | None, next_owner: str | None) -> bool:
        """Change the visitor of a file; return whether the file had this owner."""
        query = "UPDATE upload SET visitor = ? WHERE id = ? AND visitor IS ? AND arrival IS NULL"
        with self._stores.ledger.transaction() as connection:
            return connection.execute(query, (next_owner, id, owner)).rowcount == 1

    def total(self) -> int:
        """Return the bytes of the files of all visitors, those that are arriving included."""
        with clear_errors():
            rows = self._stores.ledger.rows(TOTAL, "")
        return int(rows[0][0]) if rows else 0

    def sweep(self) -> None:
        """Remove the files that are too old, and those that a dead process has left. An error is logged."""
        try:
            if self._stores.ledger.exists():
                self._sweep_arrivals()
                while names := self._names(UNSEEN, self._stores.quota.oldest, BATCH):
                    self._stores.remove(names)
                self._stores.ledger.tidy()
            if time.monotonic() - self._searched > SEARCH_EVERY or not self._searched:
                self._searched = time.monotonic()
                self._stores.remove(self._unknown())
        except (OSError, sqlite3.Error) as error:
            log.warning("The old uploads cannot be removed: %s", error)

    def _sweep_arrivals(self) -> None:
        """Remove the arrivals of dead processes, and those that this process could not remove earlier."""
        processes, active = self._stores.processes, self._stores.active
        for arrival, process in self._stores.ledger.rows("SELECT id, process FROM arrival"):
            if not processes.alive(process) or (processes.is_this(process) and arrival not in active):
                names = self._names("SELECT id FROM upload WHERE arrival = ?", arrival)
                self._stores.remove(names, [arrival])
        for process in processes:
            processes.alive(process)  # this removes the file of a dead one

    def _names(self, query: str, *values: object) -> list[str]:
        return [name for (name,) in self._stores.ledger.rows(query, *values)]

    def _unknown(self) -> Iterator[str]:
        """Return the names of old bytes without a row: the ledger was lost, or another version wrote them."""
        oldest = self._stores.quota.oldest - STALE
        found = self._stores.place.names()
        while names := list(islice(found, BATCH)):
            known = set(self._names(KNOWN, json.dumps(names)))
            for name in names:
                with suppress(FileNotFoundError):  # another worker removed it first
                    if name not in known and self._stores.place.modified(name) < oldest:
                        yield name
