"""The file of the wire: SQLite in WAL mode. It forgets: what is deleted there is overwritten."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

VERSION = 4
"""The form of the rows: increase it when `Exchange` or a table changes. A file of another version loses its rows."""

TABLES = """
    CREATE TABLE exchange (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        visitor TEXT NOT NULL,
        started REAL NOT NULL,
        size INTEGER NOT NULL,
        facts TEXT NOT NULL,
        request_body BLOB NOT NULL,
        response_body BLOB NOT NULL
    );
    CREATE INDEX exchange_visitor ON exchange (visitor, id);
    CREATE INDEX exchange_started ON exchange (started);
"""
LOG_LIMIT = 4 * 2**20
"""Bytes of the write-ahead log that stay on the disk after it was copied into the file."""


def make(file: Path) -> None:
    """Make the file, and its folder, if there is none."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))  # it may contain passwords


def connect(file: Path, patience: float) -> sqlite3.Connection:
    """Open the file, and make its tables. Another process may have it locked for `patience` seconds."""
    url = f"{file.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(url, uri=True, timeout=patience, check_same_thread=False)
    try:
        if pragma(connection, "page_count") == 0:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # only a new file needs no lock for it
        in_wal_mode(connection, patience)
        connection.execute("PRAGMA synchronous = OFF")  # after a power cut, a new file may replace it
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA journal_size_limit = {LOG_LIMIT}")
        prepare(connection, file)
    except BaseException:
        connection.close()
        raise
    return connection


def in_wal_mode(connection: sqlite3.Connection, patience: float) -> None:
    """Switch the file to WAL. If two workers do so at the same time, SQLite refuses one of them and does not wait."""
    until = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.005)
        else:
            return


def prepare(connection: sqlite3.Connection, file: Path) -> None:
    """Make the tables. Those of another version of Roundtrip go, with all exchanges."""
    if pragma(connection, "user_version") == VERSION:
        return
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        version = pragma(connection, "user_version")
        if version == VERSION:  # another worker was faster
            return
        found = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        tables = [name for name in found if not name.startswith("sqlite_")]
        if tables:
            log.warning("%s is of another version (%s, not %s), so the wire starts empty", file, version, VERSION)
        for table in tables:
            connection.execute(f'DROP TABLE "{table}"')
        for statement in filter(str.strip, TABLES.split(";")):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    if pragma(connection, "auto_vacuum") == 0:  # a file of the first version
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("VACUUM")


def pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def used(connection: sqlite3.Connection) -> int:
    """Return the bytes that the exchanges take in the file, without its free pages."""
    pages = pragma(connection, "page_count") - pragma(connection, "freelist_count")
    return pages * pragma(connection, "page_size")


def shrink(connection: sqlite3.Connection) -> bool:
    """Give free pages back to the disk, and empty the log, which still has earlier contents of each page.

    Return whether that succeeded: another process may read the log at this moment.
    """
    connection.executescript("PRAGMA incremental_vacuum")  # `execute` makes one step of it: one page
    busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy


def remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with suppress(OSError):
            file.with_name(file.name + suffix).unlink()
