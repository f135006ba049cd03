"""Uploads on a server that is killed, on a disk that is full or read-only, and on a server that nobody calls."""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from roundtrip.testing import ROUNDTRIP
from tests.conftest import Serve
from tests.serving import PATIENCE, Server, wait_until
from tests.uploads import END, MULTIPART, file

pytestmark = pytest.mark.slow

COOKIE = {"visitor": "V" * 22}
KILLS = 20
SENDERS = 4
MIB = 2**20


def upload_until_killed(server: Server, sender: str, acknowledged: dict[str, str]) -> None:
    """Send small files one after the other, and note the hash of each that the server has acknowledged."""
    with suppress(httpx.TransportError), httpx.Client(base_url=server.url, cookies=COOKIE, timeout=PATIENCE) as client:
        for number in range(10_000):
            name, body = f"{sender}-{number}", random.Random(f"{sender}-{number}").randbytes(3000)
            if client.post("/upload", files={"the_file": (name, body)}).status_code == 303:
                acknowledged[name] = hashlib.sha256(body).hexdigest()


def test_no_acknowledged_upload_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    """Each of many servers is killed during uploads; the next one lists whole files only, and all acknowledged ones."""
    options = ("--max-files", "10000")
    environ = {"ROUNDTRIP_INSTANCE": str(tmp_path)}
    moments = random.Random(10)
    acknowledged: dict[str, str] = {}
    for kill in range(KILLS):
        with Server(*options, environ=environ) as server:
            senders = [
                threading.Thread(target=upload_until_killed, args=(server, f"{kill}-{each}", acknowledged))
                for each in range(SENDERS)
            ]
            for sender in senders:
                sender.start()
            before = len(acknowledged)
            wait_until(lambda: len(acknowledged) > before)  # noqa: B023
            threading.Event().wait(moments.uniform(0, 0.2))
            os.killpg(server.pid, signal.SIGKILL)
            for sender in senders:
                sender.join()
    assert len(acknowledged) >= KILLS
    with Server(*options, environ=environ) as server, server.client() as client:
        client.cookies.update(COOKIE)
        found = client.get("/api/uploads").json()["files"]
        hashes = {each["filename"]: hashlib.sha256(client.get(each["url"]).content).hexdigest() for each in found}
    assert {name: hashes.get(name) for name in acknowledged} == acknowledged
    assert {each["filename"]: each["sha256"] for each in found} == hashes
    assert len(found) == len(hashes) <= len(acknowledged) + KILLS * SENDERS
    assert len(files(tmp_path)) == len(found), "nothing else is on the disk"


def files(instance: Path) -> list[Path]:
    return [path for path in (instance / "uploads").rglob("*") if path.is_file()]


def test_the_next_start_removes_what_a_killed_server_has_left(tmp_path: Path) -> None:
    """Another server that is at work keeps the file that arrives there."""
    environ = {"ROUNDTRIP_INSTANCE": str(tmp_path)}
    head = f"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: {MULTIPART}\r\nContent-Length: 100000\r\n\r\n"
    half = file(body=b"x" * 50_000)[:-2]
    with Server(environ=environ) as killed, Server(environ=environ) as alive:
        with killed.connect() as first, alive.connect() as second:
            first.send(head.encode(), half)
            second.send(head.encode(), half)
            wait_until(lambda: len(files(tmp_path)) == 2)
            os.kill(killed.pid, signal.SIGKILL)
            wait_until(lambda: killed._process.poll() is not None)
            with Server(environ=environ):
                assert len(files(tmp_path)) == 1
            rest = b"x" * (100_000 - len(half) - len(b"\r\n" + END)) + b"\r\n" + END
            assert second.send(rest).until(b"\r\n\r\n").startswith(b"HTTP/1.1 303 ")
        [kept] = files(tmp_path)
        assert kept.parent.name == "kept"


def test_old_files_go_without_a_request(serve: Serve, tmp_path: Path) -> None:
    with serve("--keep", "2").client() as client:
        assert client.post("/upload", files={"the_file": b"x"}).status_code == 303
    wait_until(lambda: files(tmp_path / "instance") == [])


# Disks: a name space of the kernel gives a server mounts of its own

CAN_MOUNT = shutil.which("unshare") and subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode == 0
needs_mounts = pytest.mark.skipif(not CAN_MOUNT, reason="this system has no `unshare -rm` for this user")


@contextmanager
def mounted(mount: str, instance: Path, *options: str) -> Iterator[httpx.Client]:
    """Start a server after a command has mounted something; `$1` is the folder of the instance."""
    command = ["unshare", "-rm", "sh", "-euc", f'{mount}\nshift; exec "$@"', "sh", str(instance), *ROUNDTRIP]
    environ = {"ROUNDTRIP_INSTANCE": str(instance)}
    with Server(*options, command=command, environ=environ) as server, server.client() as client:
        client.cookies.update(COOKIE)
        yield client


@needs_mounts
def test_a_full_disk_is_a_507_and_stores_nothing(tmp_path: Path) -> None:
    """The disk has 6 MiB, also for the databases; a failed upload makes room again, and old files can be deleted."""
    with mounted('mount -t tmpfs -o size=6m tmpfs "$1"', tmp_path) as client:
        for _ in range(3):
            answer = client.post("/api/upload", files={"the_file": b"x" * 7 * MIB})
            assert answer.status_code == 507
            # Either the file or the ledger finds the disk full first.
            assert re.search("No space left on device|disk is full", answer.json()["detail"])
            assert answer.json()["title"] == "Insufficient Storage"
            assert client.get("/api/uploads").json()["files"] == []
        assert client.post("/upload", files={"the_file": b"x" * 3 * MIB}).status_code == 303
        assert client.post("/upload", files={"the_file": b"x" * 4 * MIB}).status_code == 507
        [found] = client.get("/api/uploads").json()["files"]
        assert client.delete(found["url"]).status_code == 200
        assert client.post("/upload", files={"the_file": b"x" * 3 * MIB}).status_code == 303


FILLED = """
mount -t tmpfs -o size=4m tmpfs "$1"
(until [ -e "$1.fill" ]; do sleep 0.05; done
dd if=/dev/zero of="$1/filler" bs=1k 2> "$1.full") < /dev/null > /dev/null &
"""


@needs_mounts
def test_a_file_can_be_deleted_from_a_disk_that_another_program_has_filled(tmp_path: Path) -> None:
    """Not even the list of files can change before the bytes of the file make room for that."""
    instance = tmp_path / "instance"
    instance.mkdir()
    with mounted(FILLED, instance) as client:
        assert client.post("/upload", files={"the_file": b"x" * MIB}).status_code == 303
        [found] = client.get("/api/uploads").json()["files"]
        (tmp_path / "instance.fill").touch()
        wait_until(lambda: (full := tmp_path / "instance.full").exists() and "No space left" in full.read_text())
        answer = client.post("/api/upload", files={"the_file": b"x"})
        assert (answer.status_code, answer.json()["title"]) == (507, "Insufficient Storage")
        assert client.delete(found["url"]).status_code == 200
        assert client.get("/api/uploads").json()["files"] == []
        assert client.post("/upload", files={"the_file": b"x" * (MIB // 2)}).status_code == 303


READ_ONLY = 'mount --bind "{folder}" "{folder}"; mount -o remount,bind,ro "{folder}"'


@needs_mounts
@pytest.mark.parametrize("folder", ["$1", "$1/uploads"])
def test_a_read_only_disk_is_a_507_and_changes_nothing(serve: Serve, tmp_path: Path, folder: str) -> None:
    """Only the bytes, or the ledger too."""
    server = serve()
    with server.client() as client:
        client.cookies.update(COOKIE)
        assert client.post("/upload", files={"the_file": ("a.txt", b"hello")}).status_code == 303
        [found] = client.get("/api/uploads").json()["files"]
    server.stop()
    with mounted(READ_ONLY.format(folder=folder), tmp_path / "instance") as client:
        for method, path in (("DELETE", ""), ("POST", "/delete")):
            answer = client.request(method, f"{found['url']}{path}")
            assert answer.status_code == 507
            assert "The server cannot delete this file now" in answer.json()["detail"]
            assert "507 Insufficient Storage" in client.request(method, f"/uploads/{found['id']}{path}").text
        assert client.post("/upload", files={"the_file": b"x"}).status_code == 507
        assert client.get("/api/uploads").json()["files"] == [found]
        assert client.get(found["url"]).content == b"hello"
        assert client.get("/").status_code == 200
    assert len(files(tmp_path / "instance")) == 1
