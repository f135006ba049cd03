"""A request whose files are arriving: it reserves bytes before it writes them, so no limit is ever passed.

The announced length counts for the visitor's own limit. For the limit of all visitors, only what really arrives counts:
else requests that announce much and send nothing could refuse the uploads of others."""

from __future__ import annotations

import hashlib
import logging
import secrets
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Self

from .ledger import Ledger
from .places import Place
from .processes import Processes
from .quota import BLOCK, Quota
from .upload import Upload, clear_errors, facts_of

log = logging.getLogger(__name__)

FORM = 64 * 2**10
"""Bytes of a request beside its files: names, headers, other fields. An announced length can be over by as much."""

STEP = 2**20
"""Bytes that a request reserves at a time."""

RESERVE = """
    INSERT INTO arrival (id, process, visitor, reserved, granted) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET reserved = excluded.reserved, granted = excluded.granted
"""
KEEP = """
    INSERT INTO upload (id, visitor, size, cost, uploaded_at, facts) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET arrival = NULL, visitor = excluded.visitor, size = excluded.size,
        cost = excluded.cost, uploaded_at = excluded.uploaded_at, facts = excluded.facts
"""


@dataclass(frozen=True)
class Stores:
    """What uploads are made of: facts, bytes, limits, the processes at work, and the arrivals of this process."""

    ledger: Ledger
    place: Place
    quota: Quota
    processes: Processes
    active: set[str] = field(default_factory=set)

    def remove(self, names: Iterable[str], arrivals: Iterable[str] = ()) -> None:
        """Remove files that no visitor sees, and arrivals. The bytes go first: on a full disk, that makes room."""
        removed, ended = [], [(arrival,) for arrival in arrivals]
        try:
            for name in names:
                self.place.remove(name)
                removed.append((name,))
        finally:
            if removed or ended:
                with self.ledger.transaction() as connection:
                    connection.executemany("DELETE FROM upload WHERE id = ?", removed)
                    connection.executemany("DELETE FROM arrival WHERE id = ?", ended)


class Incoming:
    """A file that is arriving: written to its place and hashed at the same time."""

    def __init__(self, arrival: Arrival, name: str) -> None:
        self._arrival = arrival
        self._file = arrival.stores.place.create(name)
        self._digest = hashlib.sha256()
        self.name = name
        self.size = 0

    def write(self, data: bytes) -> int:
        """Write bytes; raise `OverLimit` before the visitor has too many."""
        self._arrival.count(len(data))
        with clear_errors():
            self._file.write(data)
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def seek(self, offset: int) -> None:
        """Close the file, so that all bytes are in their place: Werkzeug rewinds a part when the part is complete."""
        with clear_errors():
            self._file.close()

    def abandon(self) -> None:
        self._arrival.stores.place.abandon(self._file)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


class Arrival:
    """The files of one request, in a `with` block: those that are not kept at its end are removed.

    `visitor` is None for a new visitor, `announced` the length of the body, 0 if the request does not tell it.
    """

    def __init__(self, stores: Stores, visitor: str | None, announced: int) -> None:
        self.stores = stores
        self._id = secrets.token_hex(8)
        self._visitor, self._announced = visitor, announced
        self._received = self._granted = 0
        self._files: list[Incoming] = []
        self._known = False

    def __enter__(self) -> Self:
        """Reserve the announced bytes; raise `OverLimit` if they cannot fit."""
        if self._announced:
            with clear_errors(), self.stores.ledger.transaction() as connection:
                self._reserve(connection, self._announced - FORM)
        return self

    def __exit__(self, *_: object) -> None:
        """Give back what is reserved, and remove the files. An error is logged; then the next sweep does it."""
        try:
            for file in self._files:
                file.abandon()
            self.stores.remove([file.name for file in self._files], [self._id] if self._known else [])
        except (OSError, sqlite3.Error) as error:
            log.warning("The files of a failed upload cannot be removed yet: %s", error)
        finally:
            self.stores.active.discard(self._id)

    def file(self) -> Incoming:
        """Return a new file to write to; raise `OverLimit` if the visitor has too many."""
        name = f"{self._id}{len(self._files):04x}"
        with clear_errors():
            with self.stores.ledger.transaction() as connection:
                self.stores.quota.check_files(connection, self._visitor, 1)
                self.stores.quota.check_total(connection, self._id)
                if not self._known:
                    self._reserve(connection, 0)
                query = "INSERT INTO upload (id, arrival, cost) VALUES (?, ?, ?)"
                connection.execute(query, (name, self._id, BLOCK))
            self._files.append(Incoming(self, name))
        return self._files[-1]

    def count(self, size: int) -> None:
        """Count bytes that are about to be written; reserve more if there are more than expected."""
        self._received += size
        if self._received > self._granted:
            with clear_errors(), self.stores.ledger.transaction() as connection:
                self._reserve(connection, self._received)

    def keep(self, visitor: str, arrived: list[tuple[Incoming, Upload]]) -> list[Upload]:
        """Give arrived files to the visitor, all or none; raise `OverLimit` if there are too many."""
        kept = [
            replace(upload, id=file.name, size=file.size, sha256=file.sha256, uploaded_at=time.time())
            for file, upload in arrived
        ]
        with clear_errors():
            for upload in kept:
                self.stores.place.complete(upload.id)
            with self.stores.ledger.transaction() as connection:
                self.stores.quota.check_files(connection, visitor, len(kept))
                connection.executemany(KEEP, [row_of(visitor, upload) for upload in kept])
                connection.execute("DELETE FROM arrival WHERE id = ?", (self._id,))
        names = {upload.id for upload in kept}
        self._known = False
        self._files = [file for file in self._files if file.name not in names]
        return kept

    def _reserve(self, connection: sqlite3.Connection, least: int) -> None:
        """Reserve what is announced, or a step more than what has arrived; raise `OverLimit` for less than `least`."""
        mine, everyones = self.stores.quota.left(connection, self._visitor, self._id)
        self.stores.quota.check(least, mine, everyones)
        soon = self._received + STEP
        reserved = max(0, min(mine, max(self._announced or soon, self._received)))
        self.stores.active.add(self._id)
        self._known, self._granted = True, max(0, min(reserved, everyones, soon))
        connection.execute(RESERVE, (self._id, self.stores.processes.current(), self._visitor, reserved, self._granted))


def row_of(visitor: str, upload: Upload) -> tuple[str, str, int, int, float, str]:
    facts = facts_of(upload)
    return (upload.id, visitor, upload.size, upload.size + len(facts) + BLOCK, upload.uploaded_at, facts)
