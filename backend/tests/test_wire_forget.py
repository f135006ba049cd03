"""The wire forgets: what is deleted is no longer in its files, which stay within their limits."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from roundtrip.wire import Store, database, views
from roundtrip.wire.exchange import Exchange
from tests.conftest import MakeApp, Serve
from tests.stores import Stores, exchange, rows, urls

CANARY = b"canary-4711"
FORM = (4, 26, 7)
"""The version of the file, the number of an exchange's facts, and the number of columns."""


def found(folder: Path) -> dict[str, int]:
    """Return how often the canary is in each file of a folder."""
    files = [path for path in folder.iterdir() if path.is_file()]
    return {path.name: count for path in files if (count := path.read_bytes().count(CANARY))}


def heavy(number: int, text: bytes = b"") -> Exchange:
    body = text + bytes(16_000)
    return replace(exchange(f"/{number}"), request_body=body, request_size=len(body), response_body=body)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_is_cleared_is_in_no_file(serve: Serve, tmp_path: Path, workers: str) -> None:
    """The other visitor's exchanges lie between those that go, and stay."""
    server = serve("--workers", workers)
    canary = CANARY.decode()
    with server.client() as visitor, server.client() as other:
        visitor.get("/")
        other.get("/")
        for number in range(60):
            visitor.post(f"/landing?a={canary}", content=f"{canary} {'x' * 300 * number}", headers={"X-A": canary})
            other.post("/landing", content="y" * 300 * number)
        assert sum(found(tmp_path / "instance").values()) > 180
        assert visitor.delete("/api/wire").status_code == 200
        assert found(tmp_path / "instance") == {}
        assert len(other.get("/api/wire").json()["log"]["entries"]) == 60


def test_what_is_swept_is_in_no_file(make_store: Stores, wire_file: Path) -> None:
    store = make_store()
    for number in range(60):
        store.add("v", replace(heavy(number, CANARY), started=0.0 if number % 3 else exchange().started))
    for number in range(60):
        store.add("w", heavy(number))
    assert found(wire_file.parent)
    assert store.clear("v")
    store.add("v", replace(heavy(0, CANARY), started=0.0))
    assert found(wire_file.parent)
    store.start()
    assert found(wire_file.parent) == {}
    assert len(urls(store, "w")) == 60


def test_what_is_pushed_out_is_in_no_file_after_the_next_sweep(make_store: Stores, wire_file: Path) -> None:
    store = make_store(most=2)
    store.add("v", heavy(0, CANARY))
    for number in range(40):
        store.add("v", heavy(number))
    store.start()
    assert found(wire_file.parent) == {}
    assert len(urls(store)) == 2


def test_a_cleared_file_is_small_again(make_store: Stores, wire_file: Path) -> None:
    store = make_store()
    for number in range(100):
        store.add("v", heavy(number))
    large = store.size()
    assert large > 100 * 32_000
    assert store.clear("v")
    assert store.size() < 100_000
    assert sum(path.stat().st_size for path in wire_file.parent.iterdir()) < 200_000


def test_the_log_stays_within_its_limit(make_store: Stores, wire_file: Path) -> None:
    """A reader keeps the log from being emptied, so that it grows; later, it shrinks again."""
    store = make_store(most=10)
    store.add("v", exchange())
    log = wire_file.with_name("wire.sqlite3-wal")
    with closing(sqlite3.connect(wire_file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM exchange").fetchall()
        for number in range(300):
            store.add("v", heavy(number))
        assert log.stat().st_size > 2 * database.LOG_LIMIT
        reader.execute("ROLLBACK")
    for number in range(100):
        store.add("v", heavy(number))
    assert log.stat().st_size <= 2 * database.LOG_LIMIT


def test_a_log_in_use_does_not_stop_the_clearing(
    make_store: Stores, wire_file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("roundtrip.wire.store.PATIENCE", 0.01)
    store = make_store()
    store.add("v", heavy(0, CANARY))
    with closing(sqlite3.connect(wire_file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM exchange").fetchall()
        assert store.clear("v")
        assert urls(store) == []
        assert "the next sweep empties it" in caplog.text
    store.start()
    assert found(wire_file.parent) == {}


# All visitors together


def test_all_exchanges_together_stay_below_a_limit(make_store: Stores, wire_file: Path) -> None:
    limit = 2**20
    store = make_store(max_size=limit)
    for number in range(200):
        store.add(f"v{number % 5}", heavy(number))
        assert store.size() <= limit
    newest = [urls(store, f"v{number % 5}")[-1] for number in range(195, 200)]
    assert newest == [f"/{number}" for number in range(195, 200)], "the oldest go"
    assert limit / 2 < wire_file.stat().st_size < 2 * limit


def test_the_wire_has_a_quarter_of_the_total(make_app: MakeApp) -> None:
    store: Store = make_app(max_total="1MiB").extensions["wire"].store
    for number in range(30):
        store.add("v", heavy(number))
    assert 100_000 < store.size() <= 2**18


# Versions


def test_a_changed_form_needs_a_new_version(make_store: Stores, wire_file: Path) -> None:
    """Increase `database.VERSION` when this fails."""
    make_store().add("v", exchange())
    with closing(sqlite3.connect(wire_file)) as connection:
        columns = connection.execute("SELECT count(*) FROM pragma_table_info('exchange')").fetchone()[0]
    assert (database.VERSION, len(fields(Exchange)), columns) == FORM


@pytest.mark.parametrize("version", [0, database.VERSION + 1])
def test_a_wire_of_another_version_starts_empty(
    make_store: Stores, wire_file: Path, caplog: pytest.LogCaptureFixture, version: int
) -> None:
    wire_file.parent.mkdir()
    with closing(sqlite3.connect(wire_file)) as connection:
        connection.execute("CREATE TABLE exchange (id INTEGER PRIMARY KEY AUTOINCREMENT, other TEXT)")
        connection.execute("INSERT INTO exchange (other) VALUES (?)", (CANARY.decode(),))
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()
    one, two = make_store(), make_store()
    for store in (one, two):
        store.start()
        store.add("v", exchange())
    assert rows(wire_file) == 2
    assert found(wire_file.parent) == {}
    [record] = caplog.records
    said = record.getMessage()
    assert said == f"{wire_file} is of another version ({version}, not {database.VERSION}), so the wire starts empty"
    with closing(sqlite3.connect(wire_file)) as connection:
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,), "INCREMENTAL"


def test_a_new_file_is_of_this_version(make_store: Stores, wire_file: Path, caplog: pytest.LogCaptureFixture) -> None:
    make_store().add("v", exchange())
    with closing(sqlite3.connect(wire_file)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (database.VERSION,)
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)
    assert caplog.text == ""


# Memory


def test_a_large_wire_is_sent_from_a_file(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the same HAR, and the file has no name."""
    app = make_app()
    visitor = app.test_client()
    visitor.get("/api/visitor")
    for number in range(20):
        visitor.post(f"/landing?{number}", data=b"\x01\xff" * 3000)
    whole = har_of(visitor)
    monkeypatch.setattr(views, "LIGHT", 1000)
    assert har_of(visitor) == whole
    assert len(whole["log"]["entries"]) == 20
    names = {path.name for path in (app.extensions["settings"].instance).glob("*") if path.is_file()}
    assert names == {"secret_key", "wire.sqlite3", "wire.sqlite3-wal", "wire.sqlite3-shm"}


def test_many_readers_of_a_large_wire_leave_threads_to_others(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app()
    visitor, other = app.test_client(), app.test_client()
    for client in (visitor, other):
        client.get("/api/visitor")
    visitor.post("/landing", data="x" * 9000)
    monkeypatch.setattr(views, "LIGHT", 8000)
    monkeypatch.setattr(views, "WAITING", threading.BoundedSemaphore(1))
    with views.WAITING:
        refused = visitor.get("/api/wire")
        assert refused.status_code == 503
        assert "Try again" in refused.json["detail"]  # type: ignore[index]
        assert har_of(other)["log"]["entries"] == []
    assert len(har_of(visitor)["log"]["entries"]) == 1


def har_of(client: FlaskClient) -> dict[str, dict[str, list[object]]]:
    with client.get("/api/wire") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "application/json")
        found: dict[str, dict[str, list[object]]] = answer.json  # type: ignore[assignment]
        return found
