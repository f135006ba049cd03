"""Failures of the wire's store: the disk can fail in many ways, and no request fails because of it."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from roundtrip.wire import Store
from roundtrip.wire import store as module
from tests.conftest import MakeApp
from tests.stores import Stores, exchange, urls


@pytest.fixture
def visitor(make_app: MakeApp) -> FlaskClient:
    """A visitor who has one exchange."""
    client = make_app().test_client()
    client.get("/api/visitor")
    client.get("/user/before", multiprocess=True)
    return client


def recorded(client: FlaskClient) -> list[str]:
    answer = client.get("/api/wire")
    assert answer.status_code == 200
    found = [each["request"]["url"] for each in answer.json["log"]["entries"]]  # type: ignore[index]
    return [url.removeprefix("http://localhost/user/") for url in found]


def still_answers(client: FlaskClient, name: str) -> None:
    """Check that a request succeeds, even if its record is lost; with several processes, it is written before."""
    answer = client.get(f"/user/{name}", multiprocess=True)
    assert (answer.status_code, f"hello, {name}" in answer.text) == (200, True)


@contextmanager
def locked(wire_file: Path) -> Iterator[None]:
    """Lock the file, as another program that writes for a long time."""
    with closing(sqlite3.connect(wire_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    monkeypatch.setattr(module, "REST", 0.0)


@pytest.mark.usefixtures("impatient")
def test_a_locked_file_loses_exchanges_and_logs_it(
    visitor: FlaskClient, wire_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with locked(wire_file):
        visitor.application.extensions["wire"].store._close()  # like a worker that starts
        still_answers(visitor, "during")
        assert recorded(visitor) == ["before"], "a writer does not block readers"
        refused = visitor.delete("/api/wire")
        assert refused.status_code == 503, "the wire is not empty, so the response must not say so"
        assert "Try again" in refused.json["detail"]  # type: ignore[index]
    still_answers(visitor, "after")
    assert recorded(visitor) == ["before", "after"]
    [lost] = [each.getMessage() for each in caplog.records if "lost" in each.getMessage()]
    assert re.fullmatch(r"The wire lost an exchange \(GET http://localhost/user/during\): database is locked", lost)
    assert {each.levelname for each in caplog.records} == {"WARNING"}


def test_only_one_request_waits_for_a_locked_file(
    store: Store, wire_file: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many simultaneous requests, one waits and the others continue."""
    monkeypatch.setattr(module, "PATIENCE", 0.3)
    monkeypatch.setattr(module, "QUEUE", 60.0)
    monkeypatch.setattr(module, "REST", 60.0)
    store.add("v", exchange())
    with locked(wire_file), ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: store.add("v", exchange()), range(64)))
    assert caplog.text.count("database is locked") == 1
    assert caplog.text.count("locked a moment ago") == 63
    store._rest_until = 0.0
    store.add("v", exchange())
    assert len(urls(store)) == 2


@pytest.mark.usefixtures("impatient")
def test_a_file_locked_for_readers_too(visitor: FlaskClient, wire_file: Path, caplog: pytest.LogCaptureFixture) -> None:
    visitor.application.extensions["wire"].store._close()
    with closing(sqlite3.connect(wire_file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        still_answers(visitor, "during")
        assert recorded(visitor) == []
        other.execute("ROLLBACK")
    still_answers(visitor, "after")
    assert recorded(visitor) == ["before", "after"]
    assert "The wire lost an exchange" in caplog.text
    assert "The wire cannot be read" in caplog.text


def test_threads_that_wait_too_long_give_up(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "QUEUE", 0.01)
    with store._lock:
        store.add("v", exchange())
        assert urls(store) == []
    assert "other threads" in caplog.text
    assert urls(store) == ["/"], "the next thread writes it"


def test_a_full_disk(visitor: FlaskClient, wire_file: Path, caplog: pytest.LogCaptureFixture) -> None:
    store: Store = visitor.application.extensions["wire"].store
    with store._transaction() as connection:
        [pages] = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
    answer = visitor.post("/method", data=b"x" * 16_000, multiprocess=True)
    assert answer.status_code == 200
    assert "The wire lost an exchange (POST http://localhost/method): database or disk is full" in caplog.text
    still_answers(visitor, "after")  # a new connection has room again
    assert recorded(visitor) == ["before", "after"]


def test_a_folder_that_is_not_writable(make_app: MakeApp, wire_file: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A folder in the place of the file is an error for every user, also for the superuser."""
    client = make_app().test_client()
    wire_file.mkdir()
    client.get("/api/visitor")
    still_answers(client, "one")
    assert recorded(client) == []
    assert client.delete("/api/wire").status_code == 503
    assert "The wire lost an exchange" in caplog.text
    assert client.get("/api/wire/news", buffered=False).status_code == 200


def test_a_file_where_the_folder_should_be(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "instance").write_text("")
    store = Store(tmp_path / "instance" / "wire.sqlite3", most=1, keep=1)
    store.add("v", exchange())
    assert store.exchanges("v") == []
    assert not store.clear("v")
    assert "The wire lost an exchange" in caplog.text


@pytest.mark.parametrize("gone", [("",), ("", "-wal"), ("", "-wal", "-shm")], ids=str)
def test_a_new_file_replaces_a_deleted_file(make_store: Stores, wire_file: Path, gone: tuple[str, ...]) -> None:
    """This holds for all workers: SQLite alone would continue to write to the deleted file."""
    one, two = make_store(), make_store()
    one.add("v", exchange("/one"))
    two.add("v", exchange("/two"))
    for suffix in gone:
        wire_file.with_name(wire_file.name + suffix).unlink()
    two.add("v", exchange("/three"))
    one.add("v", exchange("/four"))
    assert urls(one) == urls(two) == ["/three", "/four"]


def test_a_new_file_replaces_a_deleted_folder(visitor: FlaskClient, wire_file: Path) -> None:
    for path in wire_file.parent.glob("wire*"):
        path.unlink()
    assert recorded(visitor) == []
    still_answers(visitor, "after")
    assert recorded(visitor) == ["after"]


@pytest.mark.parametrize(
    "content",
    [b"", b"this is no database " * 1000, b"SQLite format 3\x00" + b"\xff" * 4096],
    ids=["empty", "something else", "broken"],
)
def test_a_new_file_replaces_a_corrupt_file(make_app: MakeApp, wire_file: Path, content: bytes) -> None:
    client = make_app().test_client()
    wire_file.write_bytes(content)
    client.get("/api/visitor")
    still_answers(client, "one")
    still_answers(client, "two")
    assert recorded(client)[-1] == "two"


def test_a_file_that_becomes_corrupt_while_the_server_runs(
    visitor: FlaskClient, wire_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store: Store = visitor.application.extensions["wire"].store
    for _ in range(50):
        still_answers(visitor, "more")
    store._close()
    with wire_file.open("r+b") as broken:
        broken.seek(4096)
        broken.write(b"\xff" * (wire_file.stat().st_size - 4096))
    assert visitor.get("/api/wire").status_code == 200
    for name in ("lost", "one", "two"):
        still_answers(visitor, name)
    assert recorded(visitor)[-2:] == ["one", "two"]
    assert "a new file replaces it" in caplog.text


def test_a_worker_does_not_remove_the_new_file_of_another(
    make_store: Stores, wire_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = make_store(), make_store()
    one.add("v", exchange("/one"))
    two.add("v", exchange("/two"))
    for path in wire_file.parent.iterdir():
        path.unlink()
    two.add("v", exchange("/three"))
    ruined = sqlite3.DatabaseError("malformed")
    ruined.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    one._recover(ruined)
    assert urls(one) == urls(two) == ["/three"]


@pytest.mark.parametrize("facts", ["no JSON", "{}", "[]", '{"nothing": 1}', "null"])
def test_a_row_of_another_version_is_skipped(
    visitor: FlaskClient, wire_file: Path, caplog: pytest.LogCaptureFixture, facts: str
) -> None:
    with closing(sqlite3.connect(wire_file)) as connection:
        connection.execute("INSERT INTO exchange SELECT 99, visitor, started, 0, ?, x'', x'' FROM exchange", (facts,))
        connection.commit()
    assert recorded(visitor) == ["before"]
    assert "cannot be read" in caplog.text
    still_answers(visitor, "after")
    assert recorded(visitor) == ["before", "after"]


def test_a_reader_a_writer_and_a_deleter_at_the_same_time(make_store: Stores, caplog: pytest.LogCaptureFixture) -> None:
    stores = [make_store(), make_store()]
    stop = threading.Event()
    reads: list[list[int]] = []

    def read() -> None:
        while not (stop.is_set() and reads):
            found = [each.id for each in stores[1].exchanges("v")]
            assert found == sorted(set(found))
            reads.append(found)

    def write(number: int) -> None:
        stores[number % 2].add("v", exchange(f"/{number}"))
        if number % 50 == 0:
            assert stores[1].clear("v")

    with ThreadPoolExecutor(5) as pool:
        reading = pool.submit(read)
        list(pool.map(write, range(300)))
        stop.set()
        reading.result()
    assert reads
    assert len(urls(stores[0])) <= 300
    assert caplog.text == ""
