"""Upload: files stay unchanged and private and keep to the limits, and a failed upload leaves nothing behind."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.http import parse_options_header
from werkzeug.test import TestResponse

from roundtrip.features.upload import download_name
from roundtrip.storage import Storage
from tests.conftest import MakeApp
from tests.twins import Twins, short
from tests.uploads import END, file, kept_files, listed, part, sent


def download(client: FlaskClient, url: str, **request: Any) -> TestResponse:
    return client.get(url, buffered=True, **request)


def test_the_facts_about_a_file(twins: Twins) -> None:
    content = bytes(range(256)) * 1000
    twins.post("/upload", **sent(file("ü.bin", content, type="image/x")))
    pair = twins.get("/uploads")
    [found] = pair.json["files"]
    assert set(found) == {
        *("id", "field", "filename", "content_type", "headers", "size", "sha256", "uploaded_at", "url"),
    }
    assert (found["field"], found["filename"], found["content_type"]) == ("the_file", "ü.bin", "image/x")
    assert (found["size"], found["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert datetime.now(UTC) - datetime.fromisoformat(found["uploaded_at"]) < timedelta(minutes=1)
    assert "ü.bin" in pair.text
    answer = download(twins.api, found["url"])
    assert answer.data == content
    assert answer.headers.getlist("Content-Length") == [str(len(content))], "a browser shows the progress by it"


def test_several_files_the_newest_first(twins: Twins) -> None:
    twins.post("/upload", **sent(file("1"), file("2")))
    twins.post("/upload", **sent(file("3"), part('Content-Disposition: form-data; name="note"'), file("4", b"")))
    files = twins.get("/uploads").json["files"]
    assert [each["filename"] for each in files] == ["4", "3", "2", "1"]
    assert len({each["id"] for each in files}) == 4


@pytest.mark.parametrize(
    ("filename", "saved_as"),
    [
        ("a.txt", "attachment; filename=a.txt"),
        ("a b.txt", 'attachment; filename="a b.txt"'),
        ("€.txt", "attachment; filename=.txt; filename*=UTF-8''%E2%82%AC.txt"),
        ("日本.txt", "attachment; filename=.txt; filename*=UTF-8''%E6%97%A5%E6%9C%AC.txt"),
        ('a"b.txt', 'attachment; filename="a\\"b.txt"'),
        ("a\r\nX: y", 'attachment; filename="a%0D%0AX: y"'),
        ("a;b.txt", 'attachment; filename="a;b.txt"'),
        ("../../etc/passwd", "attachment; filename=passwd"),
        ("/etc/passwd", "attachment; filename=passwd"),
        ("C:\\Users\\a.txt", "attachment; filename=a.txt"),
        ("a\x7fb\tc", "attachment; filename=a_b_c"),
        ("/", "attachment; filename=file"),
        (".", "attachment; filename=."),
        (" ", 'attachment; filename=" "'),
        ("<b>.txt", 'attachment; filename="<b>.txt"'),
        ("x" * 4000, "attachment; filename=" + "x" * 255),
    ],
    ids=short,
)
def test_any_name(app: Flask, twins: Twins, filename: str, saved_as: str) -> None:
    """The page shows the name unchanged, and the server never uses it for a file."""
    twins.post("/upload", **sent(file(filename.replace("\\", "\\\\"))))
    pair = twins.get("/uploads")
    [found] = pair.json["files"]
    shown = filename.replace("\r", "%0D").replace("\n", "%0A")
    assert found["filename"] == shown
    assert "<b>" not in pair.page.text
    answer = download(twins.api, found["url"])
    assert answer.headers["Content-Disposition"] == saved_as
    assert answer.data == b"x"
    kept = kept_files(app)
    assert all(re.fullmatch("[0-9a-f]{20}", path.name) for path in kept)


@pytest.mark.parametrize(
    ("declared", "type"),
    [
        ("text/html; charset=utf-8", "text/html; charset=utf-8"),
        ("image/svg+xml", "image/svg+xml"),
        ("", "application/octet-stream"),
        ("nonsense", "application/octet-stream"),
        ("text/é", "application/octet-stream"),
        ("text/plain\x00", "application/octet-stream"),
        ('text/plain; a="é"', "application/octet-stream"),
        ("x" * 5000, "application/octet-stream"),
    ],
    ids=short,
)
def test_a_download_never_runs_as_a_page_of_this_site(client: FlaskClient, declared: str, type: str) -> None:
    client.post("/upload", **sent(file(type=declared)))
    [found] = listed(client)
    assert found["content_type"] == declared
    answer = download(client, found["url"])
    assert answer.headers["Content-Type"] == type
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("range", "status", "body", "content_range"),
    [
        ("bytes=0-1", 206, b"he", "bytes 0-1/5"),
        ("bytes=3-", 206, b"lo", "bytes 3-4/5"),
        ("bytes=-2", 206, b"lo", "bytes 3-4/5"),
        ("bytes=0-99", 206, b"hello", "bytes 0-4/5"),
        ("bytes=5-", 416, None, "bytes */5"),
    ],
)
def test_a_part_of_a_file(client: FlaskClient, range: str, status: int, body: bytes, content_range: str) -> None:
    client.post("/upload", **sent(file(body=b"hello")))
    answer = download(client, listed(client)[0]["url"], headers={"Range": range})
    assert (answer.status_code, answer.headers["Content-Range"]) == (status, content_range)
    assert body in (None, answer.data)


def test_a_head_request_has_the_length_of_the_download(client: FlaskClient) -> None:
    client.post("/upload", **sent(file(body=b"hello")))
    answer = client.head(listed(client)[0]["url"])
    assert (answer.status_code, answer.headers["Content-Length"], answer.data) == (200, "5", b"")


def test_a_file_that_the_browser_has_already(client: FlaskClient) -> None:
    client.post("/upload", **sent(file()))
    [found] = listed(client)
    etag = download(client, found["url"]).headers["ETag"]
    assert etag == f'"{found["sha256"]}"'
    answer = download(client, found["url"], headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")


def test_another_visitor_sees_nothing(app: Flask) -> None:
    mine, other, nobody = app.test_client(), app.test_client(), app.test_client()
    mine.post("/upload", **sent(file()))
    other.post("/upload", **sent(file("other.txt")))
    [found] = listed(mine)
    for client in (other, nobody):
        assert found["id"] not in str(listed(client))
        for side in ("", "/api"):
            assert client.get(f"{side}/uploads/{found['id']}").status_code == 404
            assert client.delete(f"{side}/uploads/{found['id']}").status_code == 404
            assert client.post(f"{side}/uploads/{found['id']}/delete").status_code == 404
    assert listed(mine) == [found]


@pytest.mark.parametrize("visitor", ["", "x", "..", "../" * 7 + "x", "A" * 21, "A" * 23, "é" * 22, "A" * 21 + "/"])
def test_an_invalid_visitor_id_is_replaced(app: Flask, visitor: str) -> None:
    client = app.test_client(use_cookies=False)
    answer = client.post("/upload", **sent(file()), headers={"Cookie": f"visitor={visitor}"})
    assert answer.status_code == 303
    assert f"visitor={visitor};" not in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("id", ["..", "%2e%2e", "..%2f..%2fsecret_key", "x.json", "%00", "*", "é"])
def test_an_id_is_not_a_path(client: FlaskClient, id: str) -> None:
    client.post("/upload", **sent(file()))
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/delete")):
        assert client.open(f"/uploads/{id}{path}", method=method).status_code in (404, 405)
    assert len(listed(client)) == 1


@pytest.mark.parametrize(("method", "path", "status"), [("DELETE", "", 200), ("POST", "/delete", 303)])
def test_delete(twins: Twins, method: str, path: str, status: int) -> None:
    twins.post("/upload", **sent(file()))
    for client, side in ((twins.page, ""), (twins.api, "/api")):
        [found] = listed(client)
        assert client.open(f"{side}/uploads/{found['id']}{path}", method=method).status_code == status
        assert client.get(f"{side}/uploads/{found['id']}").status_code == 404
        assert listed(client) == []


def test_a_download_of_a_file_that_another_tab_deletes_meanwhile(app: Flask, twins: Twins) -> None:
    """The view has read the description, but the bytes are gone before it opens them."""
    twins.post("/upload", **sent(file()))
    for client in (twins.page, twins.api):
        [found] = listed(client)
        [data] = [path for path in kept_files(app) if path.name == found["id"]]
        data.unlink()
        assert client.get(found["url"]).status_code == 404
        assert client.get(found["url"].removeprefix("/api")).status_code == 404


@pytest.mark.parametrize(("method", "path", "status"), [("DELETE", "", 200), ("POST", "/delete", 303)])
def test_a_delete_of_a_file_that_another_tab_deletes_meanwhile(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, method: str, path: str, status: int
) -> None:
    """Both tabs show the file. One of them deletes it first, and the other one succeeds too."""
    client.post("/upload", **sent(file()))
    [found] = listed(client)
    delete = Storage.delete

    def second(self: Storage, visitor: str, id: str) -> None:
        delete(self, visitor, id)
        delete(self, visitor, id)

    monkeypatch.setattr(Storage, "delete", second)
    assert client.open(f"/uploads/{found['id']}{path}", method=method).status_code == status
    assert listed(client) == []


LONG_NAMES = [
    ("x" * 255, "x" * 255),
    ("x" * 256, "x" * 255),
    ("x" * 251 + ".txt", "x" * 251 + ".txt"),
    ("x" * 252 + ".txt", "x" * 251 + ".txt"),
    ("日" * 85, "日" * 85),
    ("日" * 86, "日" * 85),
    ("日" * 300 + ".tar.gz", "日" * 84 + ".gz"),
    ("x" + "😀" * 100 + ".mp4", "x" + "😀" * 62 + ".mp4"),
    ("a." + "x" * 300, "a." + "x" * 253),
    ("." + "x" * 300, "." + "x" * 254),
    ("x" * 300 + ".", "x" * 254 + "."),
    ("x" * 300 + "." + "é" * 16, "x" * 222 + "." + "é" * 16),
]


@pytest.mark.parametrize(("filename", "saved_as"), LONG_NAMES, ids=range(len(LONG_NAMES)))
def test_a_long_name_is_cut_so_that_a_file_system_takes_it(
    client: FlaskClient, tmp_path: Path, filename: str, saved_as: str
) -> None:
    client.post("/upload", **sent(file(filename)))
    [found] = listed(client)
    assert found["filename"] == filename, "the list shows what was sent"
    assert download_name(filename) == saved_as
    (tmp_path / saved_as).touch()
    answer = download(client, found["url"])
    options = parse_options_header(answer.headers["Content-Disposition"])[1]
    assert (answer.data, options["filename"]) == (b"x", saved_as)


NO_FILE = [
    ({"data": {"the_file": "a.txt"}}, "application/x-www-form-urlencoded"),
    ({"data": b"the_file=a.txt", "content_type": "text/plain"}, "sent as text/plain"),
    ({}, "no type at all"),
    (sent(), "Choose a file"),
    (sent(file("")), "Choose a file"),
    (sent(file(field="other")), "in the field `the_file`"),
    (sent(part('Content-Disposition: form-data; name="the_file"')), "Choose a file"),
    ({"data": file() + END, "content_type": "multipart/form-data"}, "Choose a file"),
    ({"data": file() + END, "content_type": "multipart/form-data; boundary=other"}, "Choose a file"),
]


@pytest.mark.parametrize(("request_", "says"), NO_FILE, ids=short)
def test_the_reason_why_no_file_arrived(app: Flask, twins: Twins, request_: dict[str, Any], says: str) -> None:
    pair = twins.post("/upload", **request_)
    assert pair.page.status_code == 400
    assert says in pair.json["detail"]
    assert says in pair.text
    assert "Set-Cookie" not in pair.page.headers
    assert "<form" in pair.page.text


@pytest.mark.parametrize("end", [b"", b"--B", b"--B\r\nContent-Disposition: form-data; name"], ids=repr)
def test_an_incomplete_part_leaves_nothing(make_app: MakeApp, end: bytes) -> None:
    app = make_app()
    client = app.test_client()
    answer = client.post("/upload", **sent(file("whole.txt"), file("half.txt", b"x" * 100_000), end=end))
    assert answer.status_code == 400
    assert listed(client) == []
    assert kept_files(app) == []


def test_the_disk_does_not_contain_the_visitor_cookie(make_app: MakeApp, tmp_path: Path) -> None:
    client = make_app().test_client()
    client.post("/upload", **sent(file()))
    visitor_id = client.get_cookie("visitor").value  # type: ignore[union-attr]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any("kept" in path.parts for path in files)
    for path in files:
        assert visitor_id not in str(path)
        assert visitor_id.encode() not in path.read_bytes()
