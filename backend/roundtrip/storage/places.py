"""The places of the bytes: a folder of this machine, or any other file system that fsspec knows."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from ..config import SettingError

log = logging.getLogger(__name__)

NAME = re.compile(r"[0-9a-f]{16,32}(\.data|\.json)?")
"""The name of a file that Roundtrip has written. The endings are those of version 0.1.0 before the ledger."""

PART = 5 * 2**20
"""Bytes that are sent to an object store at a time: the smallest part that S3 accepts."""

AHEAD = 2**20
"""Bytes that are read from an object store at a time."""


class Place(Protocol):
    """Where bytes are: a name is free, then incomplete, then complete."""

    def create(self, name: str) -> BinaryIO:
        """Return a new file to write to."""

    def abandon(self, file: BinaryIO) -> None:
        """Close a file that nobody will complete."""

    def complete(self, name: str) -> None:
        """Put a file that was closed under its final name."""

    def open(self, name: str) -> BinaryIO:
        """Return a complete file to read from; raise `FileNotFoundError` if there is none."""

    def remove(self, name: str) -> None:
        """Remove a file, complete or not; a missing file is no error."""

    def names(self) -> Iterator[str]:
        """Return the names of all files that look as if Roundtrip has written them."""

    def modified(self, name: str) -> float:
        """Return when a file was last written, in seconds since 1970; raise `FileNotFoundError` if it is gone."""


class Folder:
    """A folder: each file is written once below `incoming`, then moved to `kept`."""

    def __init__(self, root: Path) -> None:
        self._incoming, self._kept = root / "incoming", root / "kept"
        for folder in (self._incoming, self._kept):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def create(self, name: str) -> BinaryIO:
        self._incoming.mkdir(mode=0o700, parents=True, exist_ok=True)  # a person may have emptied the folder
        return (self._incoming / name).open("xb")

    def abandon(self, file: BinaryIO) -> None:
        with suppress(OSError):  # a full disk cannot take what is not written yet; the file is closed all the same
            file.close()

    def complete(self, name: str) -> None:
        self._kept.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self._incoming / name).rename(self._kept / name)

    def open(self, name: str) -> BinaryIO:
        return (self._kept / name).open("rb")

    def remove(self, name: str) -> None:
        for folder in (self._incoming, self._kept):
            (folder / name).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        for folder in (self._incoming, self._kept):
            for file in folder.rglob("*"):
                if NAME.fullmatch(file.name) and file.is_file():
                    yield file.relative_to(folder).as_posix()

    def modified(self, name: str) -> float:
        kept = self._kept / name
        return (kept if kept.exists() else self._incoming / name).stat().st_mtime


class Remote:
    """A file system of fsspec: each file is put once, under its final name, when its last byte has arrived."""

    def __init__(self, fs: Any, root: str) -> None:
        self._fs, self._root = fs, f"{root}/kept"
        with library_errors():
            fs.makedirs(self._root, exist_ok=True)

    def create(self, name: str) -> BinaryIO:
        with library_errors():
            return cast(BinaryIO, Sent(self._fs.open(f"{self._root}/{name}", "wb", block_size=PART)))

    def abandon(self, file: BinaryIO) -> None:
        with library_errors():
            cast(Any, file).abandon()

    def complete(self, name: str) -> None:
        pass

    def open(self, name: str) -> BinaryIO:
        with library_errors():
            return cast(BinaryIO, self._fs.open(f"{self._root}/{name}", "rb", block_size=AHEAD))

    def remove(self, name: str) -> None:
        with library_errors(), suppress(FileNotFoundError):
            self._fs.rm_file(f"{self._root}/{name}")

    def names(self) -> Iterator[str]:
        with library_errors():
            self._fs.invalidate_cache()  # other workers write too
            paths = self._fs.find(self._root)
        for path in paths:
            name = path.rpartition("/kept/")[2]
            if NAME.fullmatch(name.rpartition("/")[2]):
                yield name

    def modified(self, name: str) -> float:
        with library_errors():
            return float(self._fs.modified(f"{self._root}/{name}").timestamp())


class Sent:
    """A file on its way to another file system: its errors are `OSError`."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        with library_errors():
            return int(self._file.write(data))

    def close(self) -> None:
        with library_errors():
            self._file.close()

    def abandon(self) -> None:
        """Close the file without its end. An object store forgets the parts that it has."""
        if not self._file.closed:
            with library_errors():
                self._file.discard()
                self._file.forced = True  # else `close` completes the file
                self._file.close()


@contextmanager
def library_errors() -> Iterator[None]:
    """Turn an error of the library behind a file system into an `OSError`. Only the log tells addresses and names."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:  # each library has its own classes
        log.warning("The file system of the uploads fails: %r", error)
        raise OSError(0, f"the file system of the uploads fails with {type(error).__name__}") from error


def place_of(url: str) -> Place:
    """Return the place at a folder or at a URL; raise `SettingError` if it cannot store files."""
    try:
        if "://" not in url:
            return Folder(Path(url))
        import fsspec  # type: ignore[import-untyped]

        fs, root = fsspec.url_to_fs(url)
        return Folder(Path(root)) if "file" in fs.protocol else Remote(fs, root)
    except (ImportError, ValueError) as error:  # a scheme that needs another package, or that nobody knows
        raise SettingError(f"uploads: {url} cannot be opened: {error}") from None
    except OSError as error:
        reason = error.strerror or error
        raise SettingError(f"{url} cannot store the uploads ({reason}); choose another folder") from None
