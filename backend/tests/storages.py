"""Storages for tests: several storages of one folder, as several workers have them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from roundtrip.storage import Arrival, Incoming, Quota, Storage, Upload

VISITOR = "V" * 22
LIMITS = {"max_files": 3, "max_stored": 100, "max_total": 10_000_000, "keep": 60}


def storage_of(folder: Path, **limits: int) -> Storage:
    """Return a storage with the limits for tests; each call makes another worker of the same folder."""
    return Storage(folder, str(folder / "uploads"), Quota(**{**LIMITS, **limits}))


def arrive(arrival: Arrival, body: bytes = b"x", name: str = "a.txt") -> tuple[Incoming, Upload]:
    """Send a file, as a request does."""
    file = arrival.file()
    file.write(body)
    file.seek(0)
    return file, Upload("", "the_file", name, "text/plain", [], 0, "", 0.0)


def keep(storage: Storage, *bodies: bytes, visitor: str = VISITOR, announced: int = 0) -> list[Upload]:
    """Store files in one request."""
    with storage.arrival(visitor, announced) as arrival:
        return arrival.keep(visitor, [arrive(arrival, body) for body in bodies or (b"x",)])


def content(storage: Storage, upload: Upload) -> bytes:
    file = storage.open(upload)
    assert file is not None
    with file:
        return file.read()


def files(folder: Path) -> list[str]:
    """Return the names of all files with bytes, complete or not."""
    return sorted(path.name for path in (folder / "uploads").rglob("*") if path.is_file())


def rows(storage: Storage, table: str) -> list[Any]:
    """Return all rows of a table of the ledger."""
    return storage._stores.ledger.rows(f"SELECT * FROM {table}")
