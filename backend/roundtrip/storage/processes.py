"""The processes that store uploads, and which of them are still alive.

Each holds a lock on a file of its own. The system frees the lock when the process ends, even if it is killed. SQLite
takes the lock, because SQLite can do so on each system.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

LOCK = "PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE;"
"""Nothing is ever written, so a lock needs no journal."""


class Processes:
    """The files below `folder`: one for each process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pid = 0
        self._name = ""

    def current(self) -> str:
        """Return the name of this process, which counts as alive from now on. A fork gets a name of its own."""
        if self._pid != os.getpid() or not (self._folder / self._name).exists():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._name, lock = locked(self._folder)
            self._pid = os.getpid()
            weakref.finalize(self, leave, self._pid, self._folder / self._name, lock)
        return self._name

    def is_this(self, name: str) -> bool:
        """Return whether this process has the name."""
        return name == self._name and self._pid == os.getpid()

    def alive(self, name: str) -> bool:
        """Return whether the process holds its lock. The file of a dead process is removed."""
        if self.is_this(name):
            return True
        file = self._folder / name
        if not file.exists():
            return False
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as lock:
            try:
                lock.executescript(LOCK)
            except sqlite3.OperationalError:
                return True
            file.unlink(missing_ok=True)
        return False

    def __iter__(self) -> Iterator[str]:
        """Return the names of all processes whose file is there."""
        with suppress(FileNotFoundError):
            yield from [file.name for file in self._folder.iterdir()]


def locked(folder: Path) -> tuple[str, sqlite3.Connection]:
    """Return the name of a new file, and the connection that locks the file."""
    while True:
        file = folder / secrets.token_hex(8)
        lock = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        lock.executescript(LOCK)
        if file.exists():
            return file.name, lock
        lock.close()  # before it was locked, another process took the file for one of a dead process


def leave(pid: int, file: Path, lock: sqlite3.Connection) -> None:
    """Free the lock and remove its file, unless this is a fork of the process that made them."""
    if pid == os.getpid():
        with suppress(OSError):
            file.unlink(missing_ok=True)
        lock.close()
