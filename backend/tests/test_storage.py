"""Storage: files are complete or absent, and they are deleted in time."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from roundtrip.config import SettingError
from roundtrip.storage import STALE, Storage, StorageError
from roundtrip.storage.places import Folder
from tests.storages import VISITOR, arrive, content, files, keep, rows, storage_of

CLOCK = time.time


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return storage_of(tmp_path)


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Set the clock forward by some seconds."""
    monkeypatch.setattr("roundtrip.storage.time.time", lambda: CLOCK() + seconds)


def age(folder: Path, seconds: float) -> None:
    """Make files older."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (CLOCK() - seconds,) * 2)


def test_a_file_is_visible_only_when_it_is_kept(storage: Storage, tmp_path: Path) -> None:
    with storage.arrival(VISITOR, 5) as arrival:
        file = arrive(arrival, b"hello")
        assert storage.files(VISITOR) == []
        [kept] = arrival.keep(VISITOR, [file])
    assert (kept.size, kept.sha256) == (5, hashlib.sha256(b"hello").hexdigest())
    assert storage_of(tmp_path).files(VISITOR) == [kept] == storage.files(VISITOR)
    assert storage.find(VISITOR, kept.id) == kept
    assert content(storage, kept) == b"hello"
    assert files(tmp_path) == [kept.id]


def test_bytes_are_written_once_then_renamed(storage: Storage, tmp_path: Path) -> None:
    with storage.arrival(VISITOR, 0) as arrival:
        file = arrive(arrival, b"hello")
        [written] = (tmp_path / "uploads" / "incoming").iterdir()
        assert list((tmp_path / "uploads" / "kept").iterdir()) == []
        identity = written.stat().st_ino
        arrival.keep(VISITOR, [file])
    [moved] = (tmp_path / "uploads" / "kept").iterdir()
    assert moved.stat().st_ino == identity, "this is the same file, not a copy"


@pytest.mark.parametrize("written", [b"", b"x" * 50])
def test_the_files_of_a_failed_request_are_removed(storage: Storage, tmp_path: Path, written: bytes) -> None:
    with storage.arrival(VISITOR, 10) as arrival:
        arrive(arrival)
        arrival.file().write(written)
        assert len(files(tmp_path)) == 2
    assert files(tmp_path) == []
    assert (rows(storage, "arrival"), rows(storage, "upload")) == ([], [])


def test_a_file_that_the_request_does_not_keep_is_removed(storage: Storage, tmp_path: Path) -> None:
    """A part of another field arrives too."""
    with storage.arrival(VISITOR, 10) as arrival:
        arrive(arrival, name="other")
        [kept] = arrival.keep(VISITOR, [arrive(arrival)])
    assert files(tmp_path) == [kept.id]
    assert (rows(storage, "arrival"), len(rows(storage, "upload"))) == ([], 1)


def test_no_file_of_a_request_is_visible_before_all_are(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of two files cannot be completed, so the first is not kept either."""
    complete = Folder.complete
    completed: list[str] = []

    def second_fails(self: Folder, name: str) -> None:
        if completed:
            raise OSError(5, "Input/output error")
        completed.append(name)
        complete(self, name)

    monkeypatch.setattr(Folder, "complete", second_fails)
    with pytest.raises(StorageError, match="Input/output error"):
        keep(storage, b"1", b"2")
    assert (storage.files(VISITOR), rows(storage, "upload")) == ([], [])


def test_the_list_reads_no_file(storage: Storage, tmp_path: Path) -> None:
    kept = keep(storage, b"1", b"2", b"3")
    shutil.rmtree(tmp_path / "uploads")
    assert storage.files(VISITOR) == kept[::-1]


def test_delete(storage: Storage, tmp_path: Path) -> None:
    first, second = keep(storage, b"1", b"2")
    storage.delete("another", first.id)
    assert len(storage.files(VISITOR)) == 2
    for _ in range(2):
        storage.delete(VISITOR, first.id)
    assert (storage.files(VISITOR), files(tmp_path)) == ([second], [second.id])
    assert (storage.find(VISITOR, first.id), storage.open(first)) == (None, None)
    assert len(rows(storage, "upload")) == 1


def test_a_delete_that_fails_leaves_the_file(storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [kept] = keep(storage)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(OSError(30, "Read-only file system")))
        with pytest.raises(StorageError, match="Read-only file system"):
            storage.delete(VISITOR, kept.id)
    assert storage.files(VISITOR) == [kept]
    assert content(storage, kept) == b"x"
    storage.delete(VISITOR, kept.id)
    assert files(tmp_path) == []


def test_bytes_that_cannot_be_removed_yet_go_with_the_next_sweep(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request fails, and so does the removal of its bytes; nobody sees them meanwhile."""
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(OSError(5, "Input/output error")))
        with storage.arrival(VISITOR, 10) as arrival:
            arrive(arrival)
        storage.sweep()
    assert (storage.files(VISITOR), len(files(tmp_path))) == ([], 1)
    storage.sweep()
    assert (files(tmp_path), rows(storage, "upload")) == ([], [])


def test_an_old_file_is_not_shown_and_then_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = storage_of(tmp_path, keep=30)
    [kept] = keep(storage)
    later(monkeypatch, 29)
    storage.sweep()
    assert storage.files(VISITOR) == [kept]
    later(monkeypatch, 31)
    assert (storage.files(VISITOR), storage.find(VISITOR, kept.id)) == ([], None)
    assert files(tmp_path) == [kept.id], "the next sweep removes it"
    storage.sweep()
    assert (files(tmp_path), rows(storage, "upload")) == ([], [])


def test_more_old_files_than_a_sweep_removes_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roundtrip.storage.BATCH", 2)
    storage = storage_of(tmp_path, max_files=5)
    keep(storage, *[b"x"] * 5)
    later(monkeypatch, 61)
    storage.sweep()
    assert files(tmp_path) == []


def test_a_start_sweeps(storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(storage)
    later(monkeypatch, 61)
    storage_of(tmp_path)
    assert files(tmp_path) == []


def test_a_sweep_leaves_the_files_of_requests_that_still_run(storage: Storage, tmp_path: Path) -> None:
    """Neither the own process nor another one takes them for those of a dead process, however long they take."""
    with storage.arrival(VISITOR, 10) as arrival:
        file = arrive(arrival)
        age(tmp_path / "uploads", 60 + STALE + 1)
        storage.sweep()
        storage_of(tmp_path)
        [kept] = arrival.keep(VISITOR, [file])
    assert content(storage, kept) == b"x"


def test_a_request_of_this_process_that_could_not_tidy_up(storage: Storage, tmp_path: Path) -> None:
    storage._stores.active.clear()
    arrival = storage.arrival(VISITOR, 10).__enter__()
    arrive(arrival)
    storage._stores.active.clear()
    storage.sweep()
    assert (files(tmp_path), rows(storage, "arrival")) == ([], [])


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.storages import VISITOR, arrive, storage_of
arrival = storage_of(Path(sys.argv[1])).arrival(VISITOR, 90).__enter__()
arrive(arrival, b"x" * 50)
arrival.file().write(b"x" * 30)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_next_start_removes_what_a_killed_process_has_left(tmp_path: Path) -> None:
    path = os.pathsep.join(each for each in sys.path if each)
    code = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)], env={**os.environ, "PYTHONPATH": path}, check=False
    )
    assert code.returncode == -9
    assert len(files(tmp_path)) == 2
    storage = storage_of(tmp_path)
    assert (files(tmp_path), rows(storage, "arrival"), rows(storage, "upload")) == ([], [], [])
    assert len(keep(storage, b"x" * 100)) == 1, "nothing is reserved any more"
    assert len(list((tmp_path / "processes").iterdir())) == 1, "only this process"


@pytest.mark.parametrize(
    "name", ["0123456789abcdef" * 2, "0" * 20, "v/0123456789abcdef.data", "v/0123456789abcdef.json"]
)
def test_old_bytes_that_the_ledger_does_not_know_are_removed(tmp_path: Path, name: str) -> None:
    """The ledger was lost, or a version without a ledger wrote them. Young ones may be those of another instance."""
    for folder in ("incoming", "kept"):
        path = tmp_path / "uploads" / folder / name
        path.parent.mkdir(parents=True)
        path.touch()
    age(tmp_path / "uploads", 60 + STALE - 5)
    storage_of(tmp_path)
    assert len(files(tmp_path)) == 2
    age(tmp_path / "uploads", 60 + STALE + 5)
    storage_of(tmp_path)
    assert files(tmp_path) == []


def test_a_search_leaves_what_the_ledger_knows_and_what_is_not_ours(storage: Storage, tmp_path: Path) -> None:
    [kept] = keep(storage)
    (tmp_path / "uploads" / "kept" / "letter.txt").touch()
    (tmp_path / "uploads" / "0123456789abcdef").touch()
    age(tmp_path / "uploads", 60 + STALE + 5)
    storage_of(tmp_path)
    assert files(tmp_path) == sorted([kept.id, "0123456789abcdef", "letter.txt"])


def test_a_deleted_folder_is_made_again(storage: Storage, tmp_path: Path) -> None:
    keep(storage)
    shutil.rmtree(tmp_path)
    assert storage.files(VISITOR) == []
    [kept] = keep(storage)
    assert storage.files(VISITOR) == [kept]
    assert content(storage, kept) == b"x"


def test_a_folder_that_cannot_be_made_is_an_error_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("")
    with pytest.raises(SettingError, match="cannot store the uploads"):
        storage_of(tmp_path)


def test_other_users_of_the_machine_cannot_read_files(storage: Storage, tmp_path: Path) -> None:
    keep(storage)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("uploads.*")}
    assert modes == dict.fromkeys(("uploads.sqlite3", "uploads.sqlite3-wal", "uploads.sqlite3-shm"), 0o600)
    assert (tmp_path / "uploads" / "kept").stat().st_mode & 0o777 == 0o700
