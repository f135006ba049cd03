"""The description of an uploaded file, and the error of a storage that does not work."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Upload:
    """The description of a file: `size` in bytes, `sha256` in hex, `uploaded_at` in seconds since 1970."""

    id: str
    field: str
    filename: str
    content_type: str
    headers: list[list[str]]
    size: int
    sha256: str
    uploaded_at: float


COLUMNS = ("id", "size", "uploaded_at")
"""The facts that have a column in the ledger; the others are JSON in its column `facts`."""


def facts_of(upload: Upload) -> str:
    """Return the facts that have no column."""
    return json.dumps({name: value for name, value in asdict(upload).items() if name not in COLUMNS})


def upload_of(row: Any) -> Upload:
    """Return the upload in a row: its columns, then its facts."""
    return Upload(**dict(zip(COLUMNS, row, strict=False)), **json.loads(row[-1]))


class StorageError(Exception):
    """The storage cannot do what it should; the message is the reason, such as `No space left on device`."""


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turn an error of the disk, of an object store or of SQLite into a `StorageError`."""
    try:
        yield
    except OSError as error:
        raise StorageError(error.strerror or str(error)) from error
    except sqlite3.Error as error:
        raise StorageError(str(error)) from error
