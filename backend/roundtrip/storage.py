"""The uploaded files, on any file system that fsspec knows; the default is a local folder.

A file of a visitor is `kept/<key>/<id>.data`, and its description is `<id>.json` beside it. A file exists for readers
only if its description exists. The description is written last, so nobody sees an incomplete file.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from typing import Any, BinaryIO, cast

import fsspec  # type: ignore[import-untyped]

from .config import SettingError, in_words

SWEEP_EVERY = 60.0
"""Seconds between two searches for files that are too old."""

PATIENCE = 2.0
"""Seconds that a request waits for another request of the same visitor, which is storing files."""

STALE = 3600.0
"""Seconds that a request may take. An older file without a description belongs to a request that failed."""


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


class OverLimit(Exception):
    """The visitor has reached a limit; the message names it."""


class Incoming:
    """A file that is arriving: written to its final file system and hashed at the same time."""

    def __init__(self, fs: Any, path: str) -> None:
        self._fs = fs
        self.path = path
        self._file = fs.open(path, "wb")
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        self.size += len(data)
        return int(self._file.write(data))

    def seek(self, offset: int) -> None:
        """Close the file, so that all bytes are on the disk: Werkzeug rewinds a part when the part is complete."""
        self._file.close()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def discard(self) -> None:
        """Remove the file, unless it was moved to the files of a visitor."""
        self._file.close()
        if self._fs.exists(self.path):
            self._fs.rm_file(self.path)


class Storage:
    """The files below `url`: each visitor has at most `max_files` and `max_stored` bytes, for `keep` seconds."""

    def __init__(self, url: str, *, max_files: int, max_stored: int, keep: int) -> None:
        try:
            self._fs, self._root = fsspec.url_to_fs(url)
        except (ImportError, ValueError) as error:  # a scheme that needs another package, or that nobody knows
            raise SettingError(f"uploads: {url} cannot be opened: {error}") from None
        self._max_files, self._max_stored, self._keep = max_files, max_stored, keep
        self._swept = 0.0
        try:
            self._fs.makedirs(f"{self._root}/incoming", exist_ok=True)
            self._fs.makedirs(f"{self._root}/kept", exist_ok=True)
        except OSError as error:
            raise SettingError(f"{url} cannot store the uploads ({error.strerror}); choose another folder") from None

    def incoming(self) -> Incoming:
        """Return a new file to write to."""
        self.sweep()
        self._fs.makedirs(f"{self._root}/incoming", exist_ok=True)  # a person may have emptied the folder
        return Incoming(self._fs, f"{self._root}/incoming/{secrets.token_hex(16)}")

    def keep(self, visitor: str, arrived: list[tuple[Incoming, Upload]]) -> list[Upload]:
        """Add arrived files to the visitor's files, all or none; raise `OverLimit` if they exceed a limit."""
        kept: list[Upload] = []
        with self._turn(visitor):
            try:
                for file, upload in arrived:
                    kept.append(replace(upload, size=file.size, sha256=file.sha256, uploaded_at=time.time()))
                    self._fs.mv(file.path, self._path(visitor, upload.id, "data"))
                    self._describe(visitor, kept[-1])
                # After the files are there, so that two requests at the same time cannot both slip under the limit.
                self._check(visitor)
            except BaseException:
                for upload in kept:
                    self.delete(visitor, upload.id)
                raise
        return kept

    def files(self, visitor: str) -> list[Upload]:
        """Return the visitor's files, the newest first."""
        self.sweep()
        oldest = time.time() - self._keep
        if not self._fs.isdir(self._folder(visitor)):
            return []
        self._fs.invalidate_cache(self._folder(visitor))
        paths = [path for path in self._fs.ls(self._folder(visitor), detail=False) if path.endswith(".json")]
        uploads = [upload for upload in map(self._read, paths) if upload and upload.uploaded_at >= oldest]
        return sorted(uploads, key=lambda upload: (upload.uploaded_at, upload.id), reverse=True)

    def find(self, visitor: str, id: str) -> Upload | None:
        """Return the visitor's file with this id; None if there is none."""
        return next((upload for upload in self.files(visitor) if upload.id == id), None)

    def open(self, visitor: str, upload: Upload) -> BinaryIO:
        return cast(BinaryIO, self._fs.open(self._path(visitor, upload.id, "data"), "rb"))

    def delete(self, visitor: str, id: str) -> None:
        """Remove the description of a file, then the file."""
        for kind in ("json", "data"):
            self._forget(self._path(visitor, id, kind))

    def sweep(self) -> None:
        """Remove files that are too old; search at most once in `SWEEP_EVERY` seconds."""
        now = time.time()
        if now - self._swept < SWEEP_EVERY:
            return
        self._swept = now
        for path in self._fs.find(self._root):
            try:
                age = now - self._fs.modified(path).timestamp()
            except FileNotFoundError:
                continue  # another worker removed it first
            if path.endswith(".json") and age > self._keep:
                self._forget(path)
                self._forget(f"{path.removesuffix('.json')}.data")
            elif not path.endswith(".json") and age > self._keep + STALE:
                self._forget(path)  # its request failed before it wrote a description

    def _forget(self, path: str) -> None:
        with suppress(FileNotFoundError):  # another worker or another tab removed it first
            self._fs.rm_file(path)

    @contextmanager
    def _turn(self, visitor: str) -> Iterator[None]:
        """Let the requests of a visitor store files one after another: two at the same time could both fail at a limit.

        The lock is a folder, because any file system makes a folder only once. A process that dies leaves its lock
        behind, so the next request stops waiting after `PATIENCE` and removes it. The limits hold without the lock.
        """
        self._fs.makedirs(self._folder(visitor), exist_ok=True)
        lock, until = f"{self._folder(visitor)}/turn", time.monotonic() + PATIENCE
        while True:
            try:
                self._fs.mkdir(lock, create_parents=False)
                break
            except FileExistsError:
                if time.monotonic() > until:
                    break
                time.sleep(0.01)
        try:
            yield
        finally:
            with suppress(OSError):
                self._fs.rmdir(lock)

    def _check(self, visitor: str) -> None:
        files = self.files(visitor)
        if len(files) > self._max_files:
            raise OverLimit(f"You can keep {self._max_files} files at most. Delete some, then send these files again.")
        if sum(upload.size for upload in files) > self._max_stored:
            size = in_words(self._max_stored)
            raise OverLimit(f"You can keep {size} at most. Delete some files, then send these files again.")

    def _describe(self, visitor: str, upload: Upload) -> None:
        incomplete = f"{self._root}/incoming/{secrets.token_hex(16)}"
        try:
            self._fs.pipe_file(incomplete, json.dumps(asdict(upload)).encode())
            self._fs.mv(incomplete, self._path(visitor, upload.id, "json"))
        finally:
            self._forget(incomplete)  # on a full disk, a part of it is left

    def _read(self, path: str) -> Upload | None:
        try:
            return Upload(**json.loads(self._fs.cat_file(path)))
        except (FileNotFoundError, TypeError, ValueError):
            return None  # deleted in another tab a moment ago, or written by another version of Roundtrip

    def _folder(self, visitor: str) -> str:
        return f"{self._root}/kept/{visitor}"

    def _path(self, visitor: str, id: str, kind: str) -> str:
        return f"{self._folder(visitor)}/{id}.{kind}"
