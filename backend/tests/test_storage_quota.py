"""The limits of the uploads: they hold at every moment, and an upload that cannot fit is refused before it arrives."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from roundtrip.storage import OverLimit, Storage
from roundtrip.storage.arrival import FORM, STEP
from roundtrip.storage.quota import BLOCK
from tests.storages import VISITOR, arrive, files, keep, rows, storage_of

KIB, MIB = 2**10, 2**20


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return storage_of(tmp_path)


def stored(folder: Path) -> int:
    return sum(path.stat().st_size for path in (folder / "uploads").rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("bodies", "says"), [([b"x"] * 4, "3 files at most"), ([b"x" * 60, b"x" * 41], "100 bytes at most")], ids=repr
)
def test_over_a_limit_no_file_is_stored(storage: Storage, tmp_path: Path, bodies: list[bytes], says: str) -> None:
    with pytest.raises(OverLimit, match=says):
        keep(storage, *bodies)
    assert (storage.files(VISITOR), files(tmp_path)) == ([], [])
    assert (rows(storage, "arrival"), rows(storage, "upload")) == ([], [])


@pytest.mark.parametrize("bodies", [[b"x"] * 3, [b"x" * 100], [b"x" * 60, b"x" * 40], [b"", b"x" * 100, b""]], ids=repr)
@pytest.mark.parametrize("announced", [0, 100, 400])
def test_up_to_a_limit_all_files_are_stored(storage: Storage, bodies: list[bytes], announced: int) -> None:
    assert len(keep(storage, *bodies, announced=announced)) == len(bodies)


def test_an_announced_length_over_the_limit_is_refused_before_a_byte_arrives(storage: Storage, tmp_path: Path) -> None:
    keep(storage, b"x" * 60)
    with pytest.raises(OverLimit, match="100 bytes at most"), storage.arrival(VISITOR, 40 + FORM + 1):
        pytest.fail("the request arrives")
    with storage.arrival(VISITOR, 40 + FORM):
        pass  # the form around the file can have so many bytes


def test_the_upload_stops_at_the_limit(tmp_path: Path) -> None:
    """The request does not tell its length, or tells a wrong one. At no moment there is more on the disk."""
    storage = storage_of(tmp_path, max_stored=3 * MIB)
    for announced in (0, 100, 3 * MIB):
        with storage.arrival(VISITOR, announced) as arrival:
            file = arrival.file()
            for _ in range(3 * MIB // (64 * KIB)):
                file.write(b"x" * 64 * KIB)
            with pytest.raises(OverLimit, match="3 MiB at most"):
                file.write(b"x")
            assert stored(tmp_path) <= 3 * MIB
    assert files(tmp_path) == []


def test_what_a_running_upload_has_reserved_is_not_left_for_another(storage: Storage, tmp_path: Path) -> None:
    """Two workers, one visitor: the first request has announced 60 bytes and sent none."""
    other = storage_of(tmp_path)
    with storage.arrival(VISITOR, 60):
        with pytest.raises(OverLimit):
            keep(other, b"x" * 41)
        assert len(keep(other, b"x" * 40)) == 1
        assert len(keep(other, b"x" * 100, visitor="another")) == 1, "another visitor has a limit of their own"
    assert len(keep(other, b"x" * 60)) == 1, "the first request has failed and needs no bytes"


def test_parallel_uploads_of_a_visitor_never_exceed_the_limit(tmp_path: Path) -> None:
    """All requests are running; each sends until it is stopped."""
    storage = storage_of(tmp_path, max_stored=5 * MIB, max_files=100)
    with ExitStack() as requests:
        running = [requests.enter_context(storage.arrival(VISITOR, 0)).file() for _ in range(8)]
        refused = 0
        for _ in range(2 * STEP // (64 * KIB)):
            for file in list(running):
                try:
                    file.write(b"x" * 64 * KIB)
                except OverLimit:
                    running.remove(file)
                    refused += 1
        assert refused > 0
        assert 0 < stored(tmp_path) <= 5 * MIB


def test_a_new_visitor_has_nothing_yet(storage: Storage) -> None:
    """Two new visitors have no name yet, and are not the same one."""
    with storage.arrival(None, 90) as first, storage.arrival(None, 90) as second:
        assert len(first.keep("first", [arrive(first, b"x" * 90)])) == 1
        assert len(second.keep("second", [arrive(second, b"x" * 90)])) == 1


def test_an_old_file_does_not_count(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    [old] = keep(storage, b"x" * 100)
    monkeypatch.setattr("roundtrip.storage.time.time", lambda: old.uploaded_at + 61)
    assert len(keep(storage, b"x" * 100)) == 1


def test_too_many_files_are_refused_before_they_arrive(storage: Storage) -> None:
    keep(storage, b"1", b"2", b"3")
    with storage.arrival(VISITOR, 10) as arrival, pytest.raises(OverLimit, match="3 files at most"):
        arrival.file()


def test_two_requests_at_the_same_time_do_not_push_each_other_out(storage: Storage, tmp_path: Path) -> None:
    """Each has two files, and three are allowed: the first to be complete is kept."""
    other = storage_of(tmp_path)
    with storage.arrival(VISITOR, 10) as first, other.arrival(VISITOR, 10) as second:
        arrived = [[arrive(each), arrive(each)] for each in (first, second)]
        assert len(second.keep(VISITOR, arrived[1])) == 2
        with pytest.raises(OverLimit):
            first.keep(VISITOR, arrived[0])
    assert len(storage.files(VISITOR)) == 2


def test_many_requests_at_the_same_time_fill_the_limit_exactly(storage: Storage, tmp_path: Path) -> None:
    workers = [storage, storage_of(tmp_path)]

    def attempt(number: int) -> int:
        try:
            return len(keep(workers[number % 2], b"x", announced=10))
        except OverLimit:
            return 0

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(attempt, range(16)))
    assert sum(kept) == len(storage.files(VISITOR)) == len(files(tmp_path)) == 3


# The limit of all visitors together


def test_all_visitors_share_a_limit(tmp_path: Path) -> None:
    storage = storage_of(tmp_path, max_stored=9 * MIB, max_total=9 * MIB)
    for number in range(3):
        keep(storage, b"x" * 2 * MIB, visitor=str(number), announced=2 * MIB)
    with pytest.raises(OverLimit, match="All visitors together can store 9 MiB at most"):
        storage.arrival("another", 3 * MIB + FORM).__enter__()
    with pytest.raises(OverLimit, match="All visitors together"):
        keep(storage, b"x" * 3 * MIB, visitor="another")
    storage.delete("0", storage.files("0")[0].id)
    assert len(keep(storage, b"x" * 3 * MIB, visitor="another")) == 1


def test_an_announcement_does_not_take_the_room_of_other_visitors(tmp_path: Path) -> None:
    """Two requests announce much, and send nothing."""
    storage = storage_of(tmp_path, max_stored=9 * MIB, max_total=9 * MIB)
    with storage.arrival(None, 9 * MIB), storage.arrival("stalled", 7 * MIB) as arrival:
        arrival.file()
        assert len(keep(storage, b"x" * 6 * MIB, announced=6 * MIB)) == 1


def test_uploads_of_all_visitors_at_the_same_time_never_exceed_the_total(tmp_path: Path) -> None:
    storage = storage_of(tmp_path, max_stored=9 * MIB, max_total=5 * MIB)
    with ExitStack() as requests:
        running = [requests.enter_context(storage.arrival(str(each), 0)).file() for each in range(4)]
        for _ in range(4 * MIB // (64 * KIB)):
            for file in list(running):
                try:
                    file.write(b"x" * 64 * KIB)
                except OverLimit:
                    running.remove(file)
        assert len(running) < 4
        assert 0 < stored(tmp_path) <= 5 * MIB


def test_the_total_counts_reserved_bytes_and_small_files(tmp_path: Path) -> None:
    storage = storage_of(tmp_path)
    assert storage.total() == 0
    [kept] = keep(storage, b"x" * 50)
    assert 50 + BLOCK < storage.total() < 50 + BLOCK + KIB, "its bytes, a block, its name and its headers"
    before = storage.total()
    with storage.arrival(None, 5000):
        assert storage.total() == before + 100, "as many as this visitor can have"
    storage.delete(VISITOR, kept.id)
    assert storage.total() == 0


def test_empty_files_fill_the_total_too(tmp_path: Path) -> None:
    storage = storage_of(tmp_path, max_total=10 * BLOCK, max_files=20)
    for number in range(5):
        keep(storage, b"", visitor=str(number))
    with pytest.raises(OverLimit, match="All visitors together"):
        keep(storage, b"", b"", b"", b"", b"", b"", visitor="another")
    assert len(files(tmp_path)) == 5
