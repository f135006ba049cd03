"""The ledger of the uploads: it survives forks, deletions and damage, and its lists are fast."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from roundtrip.storage import Storage, StorageError
from roundtrip.storage.ledger import VERSION
from tests.serving import Server, wait_until
from tests.storages import VISITOR, arrive, content, files, keep, storage_of


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return storage_of(tmp_path)


def ledger(folder: Path) -> Path:
    return folder / "uploads.sqlite3"


def test_a_reader_leaves_nothing_behind(storage: Storage, tmp_path: Path) -> None:
    assert storage.files(VISITOR) == []
    assert storage.find(VISITOR, "1") is None
    storage.sweep()
    assert not ledger(tmp_path).exists()


@pytest.mark.parametrize("damage", [b"no database", b"SQLite format 3\0" + b"x" * 5000])
def test_a_damaged_ledger_is_replaced(tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: bytes) -> None:
    ledger(tmp_path).write_bytes(damage)
    storage = storage_of(tmp_path)
    assert [record.message.count("a new file replaces it") for record in caplog.records] == [1]
    [kept] = keep(storage)
    assert storage_of(tmp_path).files(VISITOR) == [kept]


def test_a_ledger_of_another_version_is_replaced(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(sqlite3.connect(ledger(tmp_path))) as connection:
        connection.execute("CREATE TABLE upload (x)")
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    storage = storage_of(tmp_path)
    assert [record.message.count("another version of Roundtrip") for record in caplog.records] == [1]
    assert storage.files(VISITOR) == []
    assert len(keep(storage)) == 1


def test_a_ledger_that_is_deleted_during_an_upload(storage: Storage, tmp_path: Path) -> None:
    """The upload is acknowledged, so it is in the new ledger."""
    keep(storage)
    with storage.arrival(VISITOR, 10) as arrival:
        file = arrive(arrival)
        for path in tmp_path.glob("uploads.sqlite3*"):
            path.unlink()
        [kept] = arrival.keep(VISITOR, [file])
    assert storage_of(tmp_path).files(VISITOR) == [kept]
    assert content(storage, kept) == b"x"


def test_deleted_names_are_not_in_the_ledger(storage: Storage, tmp_path: Path) -> None:
    with storage.arrival(VISITOR, 10) as arrival:
        [kept] = arrival.keep(VISITOR, [arrive(arrival, name="secret-name.txt")])
    assert b"secret-name" in b"".join(path.read_bytes() for path in tmp_path.glob("uploads.sqlite3*"))
    storage.delete(VISITOR, kept.id)
    storage.sweep()
    assert b"secret-name" not in b"".join(path.read_bytes() for path in tmp_path.glob("uploads.sqlite3*"))


def test_a_ledger_that_another_process_has_locked(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(storage)
    monkeypatch.setattr("roundtrip.storage.ledger.PATIENCE", 0.05)
    storage = storage_of(tmp_path)
    with closing(sqlite3.connect(ledger(tmp_path), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert len(storage.files(VISITOR)) == 1, "a reader does not wait"
        with pytest.raises(StorageError, match="locked"):
            keep(storage)
    assert len(keep(storage)) == 1


def test_a_change_happens_whole_or_not(storage: Storage) -> None:
    [kept] = keep(storage)
    with suppress(ZeroDivisionError), storage._stores.ledger.transaction() as connection:
        connection.execute("DELETE FROM upload")
        raise ZeroDivisionError
    assert storage.files(VISITOR) == [kept]


def test_a_list_of_few_files_among_many_is_fast(tmp_path: Path) -> None:
    """SQLite finds them by an index; its plan says so."""
    storage = storage_of(tmp_path)
    keep(storage)
    with closing(sqlite3.connect(ledger(tmp_path))) as connection:
        for query in ("visitor = ? AND uploaded_at >= 1", "uploaded_at < ?", "arrival = ?", "id = ?"):
            plan = connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM upload WHERE {query}", ("x",)).fetchall()
            assert [row[3].partition(" USING ")[0] for row in plan] == ["SEARCH upload"], plan
        [plan] = connection.execute("EXPLAIN QUERY PLAN SELECT sum(cost) FROM upload").fetchall()
        assert "COVERING INDEX" in plan[3]


FORKED = """
import os, sys, threading, time
from pathlib import Path
from tests.storages import VISITOR, arrive, keep, storage_of
storage = storage_of(Path(sys.argv[1]))
keep(storage)
with storage.arrival(VISITOR, 10) as arrival:
    file = arrive(arrival)
    at_work = threading.Event()
    def work():
        with storage._stores.ledger.transaction():
            at_work.set()
            time.sleep(0.3)
    threading.Thread(target=work).start()
    at_work.wait()
    child = os.fork()
    if child == 0:
        keep(storage, b"child")
        storage.sweep()
        os._exit(len(storage.files(VISITOR)))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    storage_of(Path(sys.argv[1]))
    arrival.keep(VISITOR, [file])
print(status, len(storage.files(VISITOR)), len(set(storage._stores.processes)))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_fork_has_a_connection_and_a_name_of_its_own(tmp_path: Path) -> None:
    """It begins while a thread changes the ledger: that thread does not exist in the fork."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    # Python warns of a fork with threads since 3.12; that it works all the same is what this test is about.
    quiet = ["-W", "ignore:This process:DeprecationWarning"]
    program = [sys.executable, *quiet, "-c", FORKED, str(tmp_path)]
    run = subprocess.run(program, env=environ, capture_output=True, text=True)
    assert (run.stdout.split(), run.stderr) == (["2", "3", "1"], "")
    assert len(files(tmp_path)) == 3


GUNICORN = """
import sys
from gunicorn.app.wsgiapp import run
sys.argv[1:] = ["--bind", "127.0.0.1:0", "--preload", "--workers", "2", "--threads", "4", "roundtrip:create_app()"]
run()
"""


def kill_a_worker(server: Server) -> None:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    worker = children.read_text().split()[0]
    os.kill(int(worker), signal.SIGKILL)
    wait_until(lambda: worker not in children.read_text().split())


def test_workers_that_fork_after_the_application_was_made(tmp_path: Path) -> None:
    """gunicorn --preload: a worker is killed, and the next one goes on."""
    environ = {"ROUNDTRIP_INSTANCE": str(tmp_path), "ROUNDTRIP_KEEP": "3600"}
    headers = {"Connection": "close", "Cookie": f"visitor={VISITOR}"}  # each request can meet another worker
    with Server(command=[sys.executable, "-c", GUNICORN], environ=environ) as server, server.client() as client:
        for number in range(16):
            if number == 8:
                kill_a_worker(server)
            assert client.post("/upload", files={"the_file": b"x"}, headers=headers).status_code == 303
        assert len(client.get("/api/uploads", headers=headers).json()["files"]) == 16
