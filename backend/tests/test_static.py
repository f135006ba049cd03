"""Static: the file, its validators, its ranges, and nothing outside its folder."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from roundtrip.config import frontend

STYLE = (frontend() / "static" / "style.css").read_bytes()


def get(client: FlaskClient, path: str = "/static/style.css", **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, headers=named, buffered=True)


def test_the_file(client: FlaskClient) -> None:
    answer = get(client)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "text/css", STYLE)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_validator(client: FlaskClient) -> None:
    first = get(client)
    assert get(client, If_None_Match=first.headers["ETag"]).status_code == 304
    assert get(client, If_None_Match=f'"other", {first.headers["ETag"]}').status_code == 304
    assert get(client, If_None_Match='"other"').status_code == 200
    assert get(client, If_Modified_Since=first.headers["Last-Modified"]).status_code == 304
    assert get(client, If_None_Match=first.headers["ETag"]).data == b""


@pytest.mark.parametrize(
    ("range", "status", "data", "content_range"),
    [
        ("bytes=0-3", 206, STYLE[:4], f"bytes 0-3/{len(STYLE)}"),
        ("bytes=-4", 206, STYLE[-4:], f"bytes {len(STYLE) - 4}-{len(STYLE) - 1}/{len(STYLE)}"),
        ("bytes=99999999-", 416, None, f"bytes */{len(STYLE)}"),
    ],
)
def test_a_range(client: FlaskClient, range: str, status: int, data: bytes | None, content_range: str) -> None:
    answer = get(client, Range=range)
    assert (answer.status_code, answer.headers["Content-Range"]) == (status, content_range)
    assert data in (None, answer.data)


@pytest.mark.parametrize(
    "path",
    [
        "..",
        "../index.html",
        "%2e%2e/index.html",
        "..%2findex.html",
        "..\\index.html",
        "//etc/passwd",
        "/etc/passwd",
        "%00",
        "style.css%00",
        "style.css/x",
        ".",
        "x" * 5000,
    ],
)
def test_no_file_outside_the_folder(client: FlaskClient, path: str) -> None:
    answer = get(client, f"/static/{path}")
    assert answer.status_code in (308, 404)
    if answer.status_code == 308:
        assert get(client, str(answer.location)).status_code == 404


def test_it_has_no_twin(client: FlaskClient) -> None:
    assert get(client, "/api/static/style.css").status_code == 404


def test_the_page_makes_a_visitor(client: FlaskClient) -> None:
    first = client.get("/", buffered=True)
    assert (first.status_code, first.mimetype, first.headers["Cache-Control"]) == (200, "text/html", "no-cache")
    assert first.headers["Set-Cookie"].startswith("visitor=")
    assert "Set-Cookie" not in client.get("/", buffered=True).headers


def test_other_paths_make_no_visitor(client: FlaskClient) -> None:
    for path in ("/hello", "/uploads", "/static/style.css", "/healthz", "/nothing"):
        assert "visitor" not in client.get(path, buffered=True).headers.get("Set-Cookie", "")


# The page's own files


def links(client: FlaskClient) -> list[str]:
    """The addresses of the files to which the page links."""
    return re.findall(r'="(static/[^"]+)"', client.get("/").text)


def test_the_page_links_to_files_that_a_browser_keeps(client: FlaskClient) -> None:
    assert len(links(client)) >= 5
    for link in links(client):
        answer = get(client, f"/{link}", Accept_Encoding="gzip, br")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")
        plain = get(client, re.sub("/@[^/]+", "", f"/{link}"))
        assert gzip.decompress(answer.data) == plain.data == get(client, f"/{link}").data


@pytest.mark.parametrize("headers", [{"Range": "bytes=0-9"}, {"If_None_Match": "*"}])
def test_a_file_of_the_page_is_always_sent_whole(client: FlaskClient, headers: dict[str, str]) -> None:
    """A part of the file, compressed, would be no part of the compressed file (RFC 9110, section 14.2)."""
    answer = get(client, f"/{links(client)[0]}", Accept_Encoding="gzip", **headers)
    assert (answer.status_code, answer.headers.get("Content-Range")) == (200, None)
    assert gzip.decompress(answer.data)


def test_another_content_has_another_address(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(frontend(), tmp_path / "frontend")
    monkeypatch.setattr("roundtrip.assets.frontend", lambda: tmp_path / "frontend")
    before = links(client)
    assert links(client) == before
    (tmp_path / "frontend" / "static" / "wire" / "client.js").write_text("// another content")
    assert not set(links(client)) & set(before)


def test_the_page_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/", headers={"Accept-Encoding": "gzip"})
    again = client.get("/", headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert gzip.decompress(first.data).decode() == client.get("/").text


@pytest.mark.parametrize(
    "path", ["@0123456789ab/../style.css", "@0123456789ab//etc/passwd", "@0123456789ab/", "@x/style.css"]
)
def test_a_version_leads_to_no_other_file(client: FlaskClient, path: str) -> None:
    assert get(client, f"/static/{path}").status_code == 404
