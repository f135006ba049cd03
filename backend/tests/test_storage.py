"""Storage: files are complete or absent, and they are deleted in time."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import fsspec  # type: ignore[import-untyped]
import pytest

from roundtrip import create_app
from roundtrip.config import SettingError
from roundtrip.storage import STALE, SWEEP_EVERY, Incoming, OverLimit, Storage, Upload

VISITOR = "V" * 22
CLOCK = time.time


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(str(tmp_path), max_files=3, max_stored=100, keep=60)


def arrived(storage: Storage, body: bytes = b"x", id: str = "1") -> tuple[Incoming, Upload]:
    file = storage.incoming()
    file.write(body)
    file.seek(0)
    return file, Upload(id, "the_file", "a.txt", "text/plain", [], 0, "", 0.0)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def age(folder: Path, seconds: float, pattern: str = "*") -> None:
    """Make files older."""
    for path in folder.rglob(pattern):
        if path.is_file():
            os.utime(path, (time.time() - seconds,) * 2)


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Set the clock forward by some seconds."""
    monkeypatch.setattr("roundtrip.storage.time.time", lambda: CLOCK() + seconds)


def test_a_file_is_visible_only_when_it_is_complete(storage: Storage, tmp_path: Path) -> None:
    file, upload = arrived(storage, b"hello")
    assert storage.files(VISITOR) == []
    [kept] = storage.keep(VISITOR, [(file, upload)])
    assert (kept.size, kept.sha256) == (5, hashlib.sha256(b"hello").hexdigest())
    assert storage.files(VISITOR) == [kept]
    with storage.open(VISITOR, kept) as content:
        assert content.read() == b"hello"
    file.discard()
    assert files(tmp_path) == ["1.data", "1.json"]


class Watched:
    """A file system that writes half of a description, notes the files that a reader would see, and writes the rest.

    `written` has the path of each written file, `seen` the names of the files that were visible halfway.
    """

    def __init__(self, fs: Any, folder: Path) -> None:
        self._fs, self._folder = fs, folder
        self.written: list[str] = []
        self.seen: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._fs, name)

    def open(self, path: str, mode: str = "rb", **more: Any) -> Any:
        if mode != "rb":
            self.written.append(path)
        return self._fs.open(path, mode, **more)

    def pipe_file(self, path: str, data: bytes) -> None:
        self.written.append(path)
        self._fs.pipe_file(path, data[: len(data) // 2])
        self.seen += [file.name for file in (self._folder / "kept").rglob("*") if file.is_file()]
        self._fs.pipe_file(path, data)


def test_files_are_written_in_another_folder(storage: Storage, tmp_path: Path) -> None:
    """The bytes and the description are written in another folder, and moved when they are complete."""
    watched = Watched(storage._fs, tmp_path)
    storage._fs = watched
    assert len(storage.keep(VISITOR, [arrived(storage, b"hello")])) == 1
    assert files(tmp_path) == ["1.data", "1.json"]
    assert len(watched.written) == 2, "the bytes and the description"
    assert [path for path in watched.written if not path.startswith(f"{tmp_path}/incoming/")] == []
    assert watched.seen == ["1.data"], "no incomplete description"


def test_an_incomplete_delete_leaves_no_description_without_bytes(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The description goes first; the next sweep removes bytes without a description."""
    storage.keep(VISITOR, [arrived(storage)])
    remove = storage._fs.rm_file
    removed: list[str] = []

    def second_fails(path: str) -> None:
        if removed:
            raise OSError(5, "Input/output error")
        removed.append(path)
        remove(path)

    with monkeypatch.context() as patch:
        patch.setattr(storage._fs, "rm_file", second_fails)
        with pytest.raises(OSError, match="Input/output error"):
            storage.delete(VISITOR, "1")
    assert storage.files(VISITOR) == []
    assert files(tmp_path) == ["1.data"]
    age(tmp_path, 60 + STALE + 1)
    Storage(str(tmp_path), max_files=3, max_stored=100, keep=60).sweep()
    assert files(tmp_path) == []


def test_a_delete_of_a_missing_file_is_no_error(storage: Storage, tmp_path: Path) -> None:
    storage.keep(VISITOR, [arrived(storage, id="1"), arrived(storage, id="2")])
    for _ in range(2):
        storage.delete(VISITOR, "1")
    assert files(tmp_path) == ["2.data", "2.json"]


def test_discard_removes_the_file(storage: Storage, tmp_path: Path) -> None:
    file, _ = arrived(storage)
    file.discard()
    file.discard()
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("bodies", "says"), [([b"x"] * 4, "3 files at most"), ([b"x" * 60, b"x" * 41], "100 bytes at most")], ids=repr
)
def test_over_a_limit_no_file_is_stored(storage: Storage, tmp_path: Path, bodies: list[bytes], says: str) -> None:
    with pytest.raises(OverLimit, match=says):
        storage.keep(VISITOR, [arrived(storage, body, str(number)) for number, body in enumerate(bodies)])
    assert storage.files(VISITOR) == []
    assert files(tmp_path) == []


def test_the_limit_holds_across_processes(storage: Storage, tmp_path: Path) -> None:
    """Each process checks the limit after it has stored its files, so two processes cannot exceed it together."""
    other = Storage(str(tmp_path), max_files=3, max_stored=100, keep=60)
    storage.keep(VISITOR, [arrived(storage, id="1"), arrived(storage, id="2")])
    with pytest.raises(OverLimit):
        other.keep(VISITOR, [arrived(other, id="3"), arrived(other, id="4")])
    assert len(other.files(VISITOR)) == 2


def test_two_requests_at_the_same_time_do_not_push_each_other_out(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has two files, and three are allowed. Without a lock each request sees four files, and both give up."""
    other = Storage(str(tmp_path), max_files=3, max_stored=100, keep=60)
    both = threading.Barrier(2, timeout=0.5)
    check = Storage._check

    def check_together(self: Storage, visitor: str) -> None:
        """Look only when both have described their files, and give up only when both have looked."""
        with suppress(threading.BrokenBarrierError):  # the other request waits for the lock
            both.wait()
        try:
            check(self, visitor)
        finally:
            with suppress(threading.BrokenBarrierError):
                both.wait()

    monkeypatch.setattr(Storage, "_check", check_together)

    def keep(storage: Storage, *ids: str) -> bool:
        try:
            return bool(storage.keep(VISITOR, [arrived(storage, id=id) for id in ids]))
        except OverLimit:
            return False

    with ThreadPoolExecutor(2) as pool:
        kept = list(pool.map(keep, (storage, other), "12", "34"))
    assert sorted(kept) == [False, True]
    assert len(storage.files(VISITOR)) == 2


def test_many_requests_at_the_same_time_fill_the_limit_exactly(storage: Storage, tmp_path: Path) -> None:
    workers = [storage, Storage(str(tmp_path), max_files=3, max_stored=100, keep=60)]

    def keep(number: int) -> int:
        worker = workers[number % 2]
        try:
            return len(worker.keep(VISITOR, [arrived(worker, id=str(number))]))
        except OverLimit:
            return 0

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(keep, range(16)))
    assert sum(kept) == len(storage.files(VISITOR)) == 3
    assert len(files(tmp_path)) == 6


def test_a_lock_of_a_dead_process_is_removed(storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage.keep(VISITOR, [arrived(storage)])
    [folder] = (tmp_path / "kept").iterdir()
    lock = folder / "turn"
    lock.mkdir()
    monkeypatch.setattr("roundtrip.storage.PATIENCE", 0.02)
    assert len(storage.keep(VISITOR, [arrived(storage, id="2")])) == 1
    assert not lock.exists(), "the next request does not wait"


def test_an_old_file_is_not_shown_and_then_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = Storage(str(tmp_path), max_files=3, max_stored=100, keep=30)
    storage.keep(VISITOR, [arrived(storage)])
    later(monkeypatch, 29)
    assert len(storage.files(VISITOR)) == 1
    later(monkeypatch, 31)
    assert storage.files(VISITOR) == []
    assert files(tmp_path) == ["1.data", "1.json"], "the next sweep removes it"
    later(monkeypatch, 31 + SWEEP_EVERY)
    assert storage.files(VISITOR) == []
    assert files(tmp_path) == []


def test_an_old_file_does_not_count(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    storage.keep(VISITOR, [arrived(storage, b"x" * 100)])
    later(monkeypatch, 61)
    assert len(storage.keep(VISITOR, [arrived(storage, b"x" * 100, "2")])) == 1


def test_a_slow_request_keeps_its_first_file(storage: Storage, tmp_path: Path) -> None:
    """Its bytes are older than its description; only the age of the description counts."""
    [kept] = storage.keep(VISITOR, [arrived(storage)])
    age(tmp_path, 61, "*.data")
    storage.sweep()
    with storage.open(VISITOR, kept) as content:
        assert content.read() == b"x"


def test_the_files_of_a_failed_request_are_swept(storage: Storage, tmp_path: Path) -> None:
    arrived(storage)
    kept, _ = arrived(storage)
    (tmp_path / "kept" / "v").mkdir()
    Path(kept.path).rename(tmp_path / "kept" / "v" / "1.data")
    age(tmp_path, STALE - 1)
    Storage(str(tmp_path), max_files=3, max_stored=100, keep=60).sweep()
    assert len(files(tmp_path)) == 2
    age(tmp_path, STALE + 61)
    Storage(str(tmp_path), max_files=3, max_stored=100, keep=60).sweep()
    assert files(tmp_path) == []


def test_two_sweeps_at_the_same_time(storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other worker can be faster."""
    storage.keep(VISITOR, [arrived(storage)])
    age(tmp_path, 61)
    monkeypatch.setattr(storage, "_swept", 0.0)
    found = storage._fs.find(storage._root, detail=True)
    monkeypatch.setattr(storage._fs, "find", lambda *_, **__: found, raising=False)
    for path in files(tmp_path):
        next(tmp_path.rglob(path)).unlink()
    storage.sweep()
    assert files(tmp_path) == []


def test_a_deleted_folder_is_made_again(storage: Storage, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "incoming")
    shutil.rmtree(tmp_path / "kept")
    assert storage.files(VISITOR) == []
    assert len(storage.keep(VISITOR, [arrived(storage)])) == 1


@pytest.mark.parametrize("text", ["", "{}", "[]", "{", '{"id": "1", "more": 2}', "null"])
def test_a_description_of_another_version_is_skipped(storage: Storage, tmp_path: Path, text: str) -> None:
    storage.keep(VISITOR, [arrived(storage, id="1"), arrived(storage, id="2")])
    next(tmp_path.rglob("1.json")).write_text(text)
    assert [each.id for each in storage.files(VISITOR)] == ["2"]


def test_a_folder_that_cannot_be_made_is_an_error_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError, match="cannot store the uploads"):
        Storage(str(tmp_path / "file" / "uploads"), max_files=1, max_stored=1, keep=1)


# Other file systems


def test_uploads_can_be_on_another_file_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory of the process stands for an object store: no local folder gets a file."""
    url = f"memory://{tmp_path.name}"
    app = create_app(instance=tmp_path, uploads=url)
    client = app.test_client()
    assert client.post("/upload", data={"the_file": (BytesIO(b"abc"), "a.txt")}).status_code == 303
    (upload,) = client.get("/api/uploads").json["files"]  # type: ignore[index]
    assert client.get(upload["url"]).data == b"abc"
    assert not (tmp_path / "uploads").exists()

    fs, root = fsspec.url_to_fs(url)
    assert len(fs.find(root)) == 2
    monkeypatch.setattr("roundtrip.storage.time.time", lambda: CLOCK() + 3601)
    create_app(instance=tmp_path, uploads=url).extensions["storage"].sweep()
    assert fs.find(root) == [], "a sweep knows the age of a file there too"


@pytest.mark.parametrize(("url", "says"), [("s3://bucket/uploads", "Install s3fs"), ("nope://x", "not known: nope")])
def test_a_file_system_that_cannot_be_opened_is_an_error_in_one_line(tmp_path: Path, url: str, says: str) -> None:
    with pytest.raises(SettingError, match=says):
        create_app(instance=tmp_path, uploads=url)
