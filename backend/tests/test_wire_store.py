"""The store of the wire: its exchanges, their lifetime, and several workers."""

from __future__ import annotations

import gc
import sqlite3
import stat
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from roundtrip.wire import Store, sweeper
from roundtrip.wire import store as module
from roundtrip.wire.exchange import Exchange
from roundtrip.wire.sweeper import AT_ONCE
from tests.stores import KEEP, MOST, Stores, exchange, rows, urls


def test_an_exchange_is_read_unchanged(store: Store) -> None:
    kept = Exchange(
        started=time.time(),
        wait=0.1,
        receive=0.2,
        method="POST",
        url="/é\ud800",
        request_headers=[("a", "\ud800"), ("a", "2")],
        request_body=b"\x00\xff",
        request_size=2,
        status=200,
        reason="OK",
        response_headers=[("B", "ü")],
        rule="/<a>",
        endpoint="a.b",
        args={"a": 1},
        outcome="aborted",
    )
    store.add("v", kept)
    [found] = store.exchanges("v")
    assert found == Exchange(**{**vars(kept), "id": found.id})
    assert found.id == store.latest("v")


def test_each_visitor_has_their_own_exchanges(store: Store) -> None:
    store.add("v", exchange("/v"))
    store.add("w", exchange("/w"))
    assert (urls(store, "v"), urls(store, "w"), urls(store, "")) == (["/v"], ["/w"], [])
    assert store.clear("v")
    assert (urls(store, "v"), urls(store, "w")) == ([], ["/w"])
    assert (store.latest("v"), store.latest("w")) == (0, 2)


def test_a_visitor_keeps_the_newest_200(store: Store) -> None:
    for number in range(MOST + 50):
        store.add("v", exchange(f"/{number}"))
        store.add("w", exchange(f"/w{number}")) if number < 3 else None
    assert urls(store) == [f"/{number}" for number in range(50, MOST + 50)]
    assert urls(store, "w") == ["/w0", "/w1", "/w2"]


@pytest.mark.parametrize("visitors", [1, 2, 3, 7, 16, 17])
def test_the_surplus_is_deleted(make_store: Stores, wire_file: Path, visitors: int) -> None:
    """In any order of the visitors."""
    store = make_store(most=10)
    for number in range(60):
        for visitor in range(visitors):
            store.add(str(visitor), exchange(f"/{number}"))
    assert all(len(urls(store, str(visitor))) == 10 for visitor in range(visitors))
    assert rows(wire_file) <= visitors * (10 + module.PRUNE_EVERY)


def test_the_surplus_of_an_inactive_visitor_is_deleted_too(make_store: Stores, wire_file: Path) -> None:
    store = make_store(most=2)
    for _ in range(8):
        store.add("v", exchange())
    assert rows(wire_file) == 8
    store.start()
    assert rows(wire_file) == 2


def test_an_exchange_is_invisible_after_an_hour(store: Store, wire_file: Path) -> None:
    now = time.time()
    store.add("v", exchange("/young", now - KEEP + 60))
    store.add("v", exchange("/old", now - KEEP - 1))
    assert rows(wire_file) == 2, "not swept yet"
    assert urls(store) == ["/young"]


def test_the_sweep_deletes_old_exchanges_of_every_visitor(make_store: Stores, wire_file: Path) -> None:
    now = time.time()
    store = make_store()
    store.add("u", exchange("/young"))
    for number in range(AT_ONCE + 1):
        store.add("vw"[number % 2], exchange("/old", now - KEEP - 1))
    assert rows(wire_file) == AT_ONCE + 2
    make_store().start()
    assert rows(wire_file) == 1
    assert urls(store, "u") == ["/young"]


def test_the_sweep_needs_no_request(make_store: Stores, wire_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeper, "SWEEP_EVERY", 0.01)
    make_store().add("v", exchange("/old", 0.0))
    until = time.monotonic() + 10
    while rows(wire_file) and time.monotonic() < until:
        time.sleep(0.01)
    assert rows(wire_file) == 0


def test_the_sweeper_ends_with_its_store(wire_file: Path) -> None:
    store = Store(wire_file, most=1, keep=1)
    store.add("v", exchange())
    thread = store._sweeper._thread
    assert thread
    assert thread.is_alive()
    del store
    gc.collect()
    thread.join(10)
    assert not thread.is_alive()


def test_a_new_start_sweeps_old_exchanges(make_store: Stores, wire_file: Path) -> None:
    first = make_store()
    for number in range(5):
        first.add("v", exchange("/old", float(number)))
    make_store().start()
    assert rows(wire_file) == 0


def test_an_id_is_never_used_twice(store: Store) -> None:
    """Else `?after=` would miss a new entry."""
    store.add("v", exchange())
    before = store.latest("v")
    store.clear("v")
    store.add("v", exchange())
    assert store.latest("v") > before


def test_two_workers_see_the_exchanges_of_each_other(make_store: Stores) -> None:
    one, two = make_store(), make_store()
    for number in range(20):
        (one, two)[number % 2].add("v", exchange(f"/{number}"))
        assert urls(one) == urls(two) == [f"/{each}" for each in range(number + 1)]
    assert one.clear("v")
    assert urls(two) == []


def test_many_threads_of_two_workers_lose_nothing(make_store: Stores, caplog: pytest.LogCaptureFixture) -> None:
    stores = [make_store(most=1000), make_store(most=1000)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: stores[number % 2].add("v", exchange(f"/{number}")), range(400)))
    assert sorted(urls(stores[0])) == sorted(f"/{number}" for number in range(400))
    assert caplog.text == ""


def test_workers_that_open_a_new_file_together_lose_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """If two workers switch a file to WAL at the same moment, SQLite refuses one of them and does not wait."""
    for attempt in range(60):
        stores = [Store(tmp_path / f"{attempt}.sqlite3", most=100, keep=60) for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda store: store.add("v", exchange()), stores))
        assert len(urls(stores[0])) == 2
    assert caplog.text == ""


def test_only_its_owner_can_read_the_file(store: Store, wire_file: Path) -> None:
    """It may contain passwords."""
    wire_file.parent.mkdir(mode=0o755)
    store.add("v", exchange())
    found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in wire_file.parent.iterdir()}
    assert found == {"wire.sqlite3": 0o600, "wire.sqlite3-wal": 0o600, "wire.sqlite3-shm": 0o600}


def test_only_its_owner_can_read_a_new_folder(store: Store, wire_file: Path) -> None:
    store.add("v", exchange())
    assert stat.S_IMODE(wire_file.parent.stat().st_mode) == 0o700


def test_the_file_is_in_wal_mode(store: Store, wire_file: Path) -> None:
    store.add("v", exchange())
    with closing(sqlite3.connect(wire_file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_store_without_references_closes_its_file(wire_file: Path) -> None:
    """An app has reference cycles, so the store must also close in a garbage collection."""
    store = Store(wire_file, most=1, keep=1)
    store.add("v", exchange())
    connection = store._connection
    assert connection
    circle: list[object] = [store]
    circle.append(circle)
    del store, circle
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


# Without waiting


def test_an_exchange_that_is_written_soon_is_there_for_its_own_process(store: Store, wire_file: Path) -> None:
    for number in range(3):
        store.add("v", exchange(f"/{number}"), soon=True)
    assert urls(store) == ["/0", "/1", "/2"]
    store.add("v", exchange("/3"), soon=True)
    assert store.latest("v") == 4
    store.add("v", exchange("/4"), soon=True)
    assert store.clear("v")
    assert urls(store) == []


def test_an_exchange_that_is_written_soon_reaches_other_processes(store: Store, wire_file: Path) -> None:
    store.add("v", exchange("/"))
    before = store.stamp()
    store.add("v", exchange("/soon"), soon=True)
    until = time.monotonic() + 5
    while rows(wire_file) < 2 and time.monotonic() < until:
        time.sleep(0.001)
    assert rows(wire_file) == 2
    assert store.stamp() != before


def test_exchanges_that_wait_for_each_other_share_a_transaction(
    store: Store, wire_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SOON", 1.0)
    store.add("v", exchange())
    batches: list[int] = []
    write = store._write

    def counted(added: list[tuple[str, Exchange]]) -> None:
        batches.append(len(added))
        write(added)

    monkeypatch.setattr(store, "_write", counted)
    for _ in range(100):
        store.add("v", exchange(), soon=True)
    assert len(urls(store)) == 101
    assert batches == [100]


def test_a_reader_who_sees_an_exchange_sees_all_earlier_ones(
    make_store: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page then asks only for later ones. Another worker writes after each query of the reader."""
    reader, writer = make_store(), make_store()
    read = reader._read

    def read_slowly(query: str, values: Sequence[Any]) -> list[Any]:
        found = read(query, values)
        for by_token in (False, True):
            writer.add("v", replace(exchange(), by_token=by_token))
        return found

    monkeypatch.setattr(reader, "_read", read_slowly)
    for _ in range(3):
        ids = [each.id for each in reader.exchanges("v")]
        assert ids == list(range(1, len(ids) + 1))
    assert len(ids) > 2
