"""The limits of an upload: a request over one is answered before it arrives, where the server can know it."""

from __future__ import annotations

from io import RawIOBase
from typing import Any

import pytest
from werkzeug.exceptions import ClientDisconnected

from tests.conftest import MakeApp
from tests.twins import Twins, text
from tests.uploads import MULTIPART, file, kept_files, listed, sent


def test_one_file_too_many(make_app: MakeApp) -> None:
    app = make_app()
    client = app.test_client()
    assert client.post("/upload", **sent(*[file()] * 20)).status_code == 303
    for parts in (1, 2):
        answer = client.post("/api/upload", **sent(*[file()] * parts))
        assert answer.status_code == 413
        assert "20 files at most" in answer.json["detail"]  # type: ignore[index]
    assert len(listed(client)) == 20
    assert len(kept_files(app)) == 20
    client.delete(listed(client)[0]["url"])
    assert client.post("/upload", **sent(file())).status_code == 303
    assert app.test_client().post("/upload", **sent(file())).status_code == 303


def test_one_byte_too_many(make_app: MakeApp) -> None:
    app = make_app(max_stored="1KiB")
    client = app.test_client()
    assert client.post("/upload", **sent(file(body=b"x" * 1000))).status_code == 303
    answer = client.post("/upload", **sent(file(body=b""), file(body=b"x" * 25)))
    assert answer.status_code == 413
    assert "1 KiB at most" in text(answer)
    assert "<form" in answer.text
    assert client.post("/upload", **sent(file(body=b"x" * 24))).status_code == 303
    assert len(kept_files(app)) == 2


class Unread(RawIOBase):
    """A body that never arrives."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        raise ClientDisconnected


@pytest.mark.parametrize(("setting", "says"), [("max_stored", "You can keep 1 MiB"), ("max_total", "All visitors")])
def test_an_upload_that_cannot_fit_is_refused_before_it_arrives(make_app: MakeApp, setting: str, says: str) -> None:
    """The announced length decides: the server answers without a byte of the body."""
    client = make_app(**{setting: "1MiB"}).test_client()
    for announced, status in ((2 * 2**20, 413), (2**19, 400)):
        body = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(announced)}
        answer = client.post("/api/upload", content_type=MULTIPART, environ_overrides=body)
        assert answer.status_code == status
        assert (says in answer.json["detail"]) == (status == 413)  # type: ignore[index]


def test_the_total_of_all_visitors(make_app: MakeApp) -> None:
    app = make_app(max_total="1MiB")
    body = file(body=b"x" * 600_000)
    assert app.test_client().post("/upload", **sent(body)).status_code == 303
    pair = Twins(app).post("/upload", **sent(body))
    assert pair.page.status_code == 413
    assert "All visitors together can store 752 KiB at most" in pair.text, "the wire has a quarter, Catch a 64th"
    assert len(kept_files(app)) == 1


@pytest.mark.parametrize("body", [b"", b"x"])
def test_a_form_without_a_chosen_file_is_a_400_also_for_a_visitor_at_the_limit(make_app: MakeApp, body: bytes) -> None:
    client = make_app(max_files=1).test_client()
    client.post("/upload", **sent(file()))
    assert client.post("/upload", **sent(file("", body))).status_code == 400


def test_a_request_over_the_limit(make_app: MakeApp) -> None:
    app = make_app(max_upload="10KiB")
    twins = Twins(app)
    pair = twins.post("/upload", **sent(file(body=b"x" * 10 * 2**10)))
    assert pair.page.status_code == 413
    assert "10 KiB at most" in pair.text
    assert kept_files(app) == []


def test_the_limits_are_shown(make_app: MakeApp) -> None:
    client = make_app(max_upload="2MiB", max_files=3, max_stored="5GiB", keep=120).test_client()
    for path in ("/upload", "/uploads"):
        page = text(client.get(path))
        assert all(each in page for each in ("2 MiB", "3 files", "5 GiB", "2 minutes"))
    assert client.get("/api/visitor").json["limits"]["max_files"] == 3  # type: ignore[index]
