"""Where uploads live: any file system that fsspec knows; a local folder by default.

A visitor's files are `kept/<visitor>/<id>.data`, each with its description in `<id>.json`. A file is there
once its description is, and that is written last: nothing half written is ever seen.
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
"""Seconds between two looks for what has grown too old."""

PATIENCE = 2.0
"""Seconds that a request waits for another one of its visitor to keep its files."""

STALE = 3600.0
"""Seconds that a request may take; a file that old and without a description belongs to one that died."""


@dataclass(frozen=True)
class Upload:
    """A file of a visitor: `size` in bytes, `sha256` in hex, `uploaded_at` in seconds since 1970."""

    id: str
    field: str
    filename: str
    content_type: str
    headers: list[list[str]]
    size: int
    sha256: str
    uploaded_at: float


class OverLimit(Exception):
    """The visitor may not keep this much; the message says the limit."""


class Incoming:
    """A file that is just arriving, written to where it will stay, and hashed on its way."""

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
        """Werkzeug rewinds each part when it is complete: the bytes belong on the disk now."""
        self._file.close()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def discard(self) -> None:
        """Remove it, unless it was kept."""
        self._file.close()
        if self._fs.exists(self.path):
            self._fs.rm_file(self.path)


class Storage:
    """The files of all visitors below `url`: at most `max_files` and `max_stored` bytes each, for `keep` seconds."""

    def __init__(self, url: str, *, max_files: int, max_stored: int, keep: int) -> None:
        self._fs, self._root = fsspec.url_to_fs(url)
        self._max_files, self._max_stored, self._keep = max_files, max_stored, keep
        self._swept = 0.0
        try:
            self._fs.makedirs(f"{self._root}/incoming", exist_ok=True)
            self._fs.makedirs(f"{self._root}/kept", exist_ok=True)
        except OSError as error:
            raise SettingError(f"instance: {url} cannot hold the uploads ({error.strerror}); choose another") from None

    def incoming(self) -> Incoming:
        self.sweep()
        self._fs.makedirs(f"{self._root}/incoming", exist_ok=True)  # somebody may have emptied the folder meanwhile
        return Incoming(self._fs, f"{self._root}/incoming/{secrets.token_hex(16)}")

    def keep(self, visitor: str, arrived: list[tuple[Incoming, Upload]]) -> list[Upload]:
        """Make files the visitor's own, all or none; raises `OverLimit`."""
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
        """The visitor's files, the newest first."""
        self.sweep()
        oldest = time.time() - self._keep
        if not self._fs.isdir(self._folder(visitor)):
            return []
        self._fs.invalidate_cache(self._folder(visitor))
        paths = [path for path in self._fs.ls(self._folder(visitor), detail=False) if path.endswith(".json")]
        found = [upload for upload in map(self._read, paths) if upload and upload.uploaded_at >= oldest]
        return sorted(found, key=lambda upload: (upload.uploaded_at, upload.id), reverse=True)

    def find(self, visitor: str, id: str) -> Upload | None:
        """The visitor's file of that id, if there is one."""
        return next((upload for upload in self.files(visitor) if upload.id == id), None)

    def open(self, visitor: str, upload: Upload) -> BinaryIO:
        return cast(BinaryIO, self._fs.open(self._path(visitor, upload.id, "data"), "rb"))

    def delete(self, visitor: str, id: str) -> None:
        """Remove a file, its description first."""
        for kind in ("json", "data"):
            self._forget(self._path(visitor, id, kind))

    def sweep(self) -> None:
        """Remove what is too old; looks at most once in `SWEEP_EVERY` seconds."""
        now = time.time()
        if now - self._swept < SWEEP_EVERY:
            return
        self._swept = now
        for path, info in self._fs.find(self._root, detail=True).items():
            age = now - float(info.get("mtime", now))
            if path.endswith(".json") and age > self._keep:
                self._forget(path)
                self._forget(f"{path.removesuffix('.json')}.data")
            elif not path.endswith(".json") and age > self._keep + STALE:
                self._forget(path)  # of a request that died before it could describe it

    def _forget(self, path: str) -> None:
        with suppress(FileNotFoundError):  # another worker or another tab removed it first
            self._fs.rm_file(path)

    @contextmanager
    def _turn(self, visitor: str) -> Iterator[None]:
        """Let the requests of a visitor keep their files one after another, else two could push each other out.

        The lock is a folder, because any file system makes a folder only once. A process that died left its lock
        behind, so the next request stops waiting after `PATIENCE` and removes it; the limits hold without the lock.
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
            raise OverLimit(f"You may keep {self._max_files} files at most. Delete some, then send these again.")
        if sum(upload.size for upload in files) > self._max_stored:
            raise OverLimit(f"You may keep {in_words(self._max_stored)} at most. Delete files, then send these again.")

    def _describe(self, visitor: str, upload: Upload) -> None:
        aside = f"{self._root}/incoming/{secrets.token_hex(16)}"
        try:
            self._fs.pipe_file(aside, json.dumps(asdict(upload)).encode())
            self._fs.mv(aside, self._path(visitor, upload.id, "json"))
        finally:
            self._forget(aside)  # a full disk leaves half of it

    def _read(self, path: str) -> Upload | None:
        try:
            return Upload(**json.loads(self._fs.cat_file(path)))
        except (FileNotFoundError, TypeError, ValueError):
            return None  # deleted in another tab a moment ago, or described by another version

    def _folder(self, visitor: str) -> str:
        # A hash, so that a look at the disk gives nobody's cookie away.
        return f"{self._root}/kept/{hashlib.sha256(visitor.encode()).hexdigest()[:32]}"

    def _path(self, visitor: str, id: str, kind: str) -> str:
        return f"{self._folder(visitor)}/{id}.{kind}"
