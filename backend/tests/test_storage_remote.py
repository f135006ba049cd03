"""Uploads on other file systems: the memory of the process, and a real S3 server."""

from __future__ import annotations

import hashlib
import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
import fsspec  # type: ignore[import-untyped]
import pytest

from roundtrip import create_app
from roundtrip.config import SettingError
from roundtrip.storage import STALE
from tests.conftest import MakeApp, Serve
from tests.serving import Server, wait_until
from tests.uploads import END, MULTIPART, file, sent

pytestmark = pytest.mark.slow

CLOCK = time.time
MIB = 2**20


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr("roundtrip.storage.time.time", lambda: CLOCK() + seconds)


def test_the_memory_of_the_process(make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No local folder gets a file."""
    url = f"memory://{tmp_path.name}"
    client = make_app(uploads=url).test_client()
    assert client.post("/upload", **sent(file(body=b"abc"))).status_code == 303
    (upload,) = client.get("/api/uploads").json["files"]  # type: ignore[index]
    assert client.get(upload["url"]).data == b"abc"
    assert not (tmp_path / "instance/uploads").exists()
    fs, root = fsspec.url_to_fs(url)
    assert fs.find(root) == [f"{root}/kept/{upload['id']}"], "put once, under its final name"
    later(monkeypatch, 3601)
    make_app(uploads=url)
    assert fs.find(root) == []


def test_a_search_removes_old_unknown_files_but_not_those_of_others(
    make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"memory://{tmp_path.name}"
    fs, root = fsspec.url_to_fs(url)
    for name in ("0" * 20, "letter.txt"):
        fs.pipe(f"{root}/kept/{name}", b"x")
    for seconds, left in ((0, 2), (3600 + STALE + 10, 1)):
        later(monkeypatch, seconds)
        make_app(uploads=url)
        assert len(fs.find(root)) == left
    assert fs.find(root) == [f"{root}/kept/letter.txt"]


@pytest.mark.parametrize(("url", "says"), [("gs://bucket/x", "install gcsfs"), ("nope://x", "not known: nope")])
def test_a_file_system_that_cannot_be_opened_is_an_error_in_one_line(tmp_path: Path, url: str, says: str) -> None:
    with pytest.raises(SettingError, match=says):
        create_app(instance=tmp_path, uploads=url)


# S3: moto's server speaks the protocol, and boto3, another client, looks into the bucket

MOTO = """
import sys
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server
server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
"""


@pytest.fixture(scope="module")
def s3() -> Iterator[Any]:
    """A client of a running S3 server; the server and its clients find each other by the environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        with Server(command=[sys.executable, "-c", MOTO]) as server:
            patch.setenv("AWS_ENDPOINT_URL", server.url)
            client = boto3.client("s3")
            yield client
            client.close()


@pytest.fixture
def bucket(s3: Any) -> str:
    name = f"bucket-{secrets.token_hex(8)}"
    s3.create_bucket(Bucket=name)
    return name


def keys(s3: Any, bucket: str) -> dict[str, int]:
    """Return the size of each object in a bucket."""
    return {each["Key"]: each["Size"] for each in s3.list_objects_v2(Bucket=bucket).get("Contents", [])}


def unfinished(s3: Any, bucket: str) -> int:
    return len(s3.list_multipart_uploads(Bucket=bucket).get("Uploads", []))


BODIES = {"small": b"abc", "empty": b"", "parts": bytes(range(256)) * (12 * MIB // 256)}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_file_in_a_bucket(serve: Serve, s3: Any, bucket: str, body: bytes) -> None:
    """It is sent, listed, downloaded, downloaded in part, and deleted."""
    with serve("--uploads", f"s3://{bucket}/up").client() as client:
        assert client.post("/upload", files={"the_file": ("a.txt", body)}).status_code == 303
        [found] = client.get("/api/uploads").json()["files"]
        assert (found["size"], found["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())
        assert keys(s3, bucket) == {f"up/kept/{found['id']}": len(body)}
        assert s3.get_object(Bucket=bucket, Key=f"up/kept/{found['id']}")["Body"].read() == body
        answer = client.get(found["url"])
        assert (answer.content, answer.headers["Content-Length"]) == (body, str(len(body)))
        if body:
            answer = client.get(found["url"], headers={"Range": "bytes=-2"})
            assert (answer.status_code, answer.content) == (206, body[-2:])
        assert client.delete(found["url"]).status_code == 200
        assert client.get(found["url"]).status_code == 404
    assert keys(s3, bucket) == {}


def test_the_limits_hold_in_a_bucket(serve: Serve, s3: Any, bucket: str) -> None:
    """Nothing is left of an upload that is stopped, not even the parts that the bucket has already."""
    with serve("--uploads", f"s3://{bucket}/up", "--max-stored", "7MiB").client() as client:
        client.cookies["visitor"] = "V" * 22
        assert client.post("/upload", files={"the_file": BODIES["parts"]}).status_code == 413
        chunked = [file(body=BODIES["parts"]), END]
        answer = client.post("/api/upload", content=iter(chunked), headers={"Content-Type": MULTIPART})
        assert answer.status_code == 413
        assert "7 MiB at most" in answer.json()["detail"]
        assert (keys(s3, bucket), unfinished(s3, bucket)) == ({}, 0)
        assert client.post("/upload", files={"the_file": b"x" * 7 * MIB}).status_code == 303
    assert list(keys(s3, bucket).values()) == [7 * MIB]


def test_old_files_leave_a_bucket_without_a_request(serve: Serve, s3: Any, bucket: str) -> None:
    """Files of others in the same bucket stay."""
    s3.put_object(Bucket=bucket, Key="up/kept/letter.txt", Body=b"x")
    with serve("--uploads", f"s3://{bucket}/up", "--keep", "2").client() as client:
        assert client.post("/upload", files={"the_file": b"x"}).status_code == 303
    wait_until(lambda: list(keys(s3, bucket)) == ["up/kept/letter.txt"])


def test_the_next_start_removes_what_a_killed_server_has_put(s3: Any, bucket: str, tmp_path: Path) -> None:
    """The first part of the request is complete, the second one is not."""
    body = file(body=b"x") + file(body=b"x" * 100)[:-10]
    instance = {"ROUNDTRIP_INSTANCE": str(tmp_path)}
    with Server("--uploads", f"s3://{bucket}/up", environ=instance) as server, server.connect() as connection:
        head = (
            f"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: {MULTIPART}\r\nContent-Length: 100000\r\n\r\n"
        )
        connection.send(head.encode(), body)
        wait_until(lambda: len(keys(s3, bucket)) == 1)
        os.kill(server.pid, signal.SIGKILL)
        with Server("--uploads", f"s3://{bucket}/up", environ=instance) as again:
            assert keys(s3, bucket) == {}
            with again.client() as client:
                assert client.post("/upload", files={"the_file": b"x"}).status_code == 303


def test_a_bucket_that_is_gone(serve: Serve, s3: Any, bucket: str) -> None:
    with serve("--uploads", f"s3://{bucket}/up").client() as client:
        s3.delete_bucket(Bucket=bucket)
        for body in (b"abc", BODIES["parts"]):
            answer = client.post("/api/upload", files={"the_file": body})
            assert answer.status_code == 507
            assert "bucket does not exist" in answer.json()["detail"]
        assert client.get("/api/uploads").json()["files"] == []
