"""Errors: all have one shape and a sentence that says what to do, and none has a stack trace."""

from __future__ import annotations

import logging
import re
import sys

import pytest
from flask import Flask
from flask.testing import FlaskClient

from roundtrip.problems import WHAT_TO_DO
from roundtrip.syntax.http import reason
from tests.twins import Twins, heading

FIVE = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@pytest.mark.parametrize("code", range(400, 600))
def test_every_error_code(twins: Twins, code: int) -> None:
    pair = twins.get(f"/error/{code}")
    assert pair.page.status_code == code
    assert heading(pair.page) == f"{code} {reason(code)}"
    assert set(pair.json) == {"type", "title", "status", "detail"}
    assert (pair.json["type"], pair.json["title"], pair.json["status"]) == ("about:blank", reason(code), code)
    assert pair.json["detail"] in pair.text
    assert re.fullmatch(r"[A-Z].*\. .*\.", pair.json["detail"], re.DOTALL), "a sentence that says what to do"


@pytest.mark.parametrize("method", FIVE)
@pytest.mark.parametrize("code", [0, 200, 399, 600, 10**30])
def test_no_other_number_is_an_error(twins: Twins, method: str, code: int) -> None:
    assert heading(twins.open(method, f"/error/{code}").page) == "404 Not Found"


@pytest.mark.parametrize(
    ("code", "header"), [(401, "WWW-Authenticate"), (405, "Allow"), (429, "Retry-After"), (503, "Retry-After")]
)
def test_headers_that_a_status_requires(twins: Twins, code: int, header: str) -> None:
    for answer in twins.get(f"/error/{code}"):
        assert answer.headers[header]


@pytest.mark.parametrize("path", ["/nothing", "/hello/there", "/api", "/apix", "/static", "/static/none.css"])
@pytest.mark.parametrize("method", FIVE)
def test_an_unknown_path(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method)
    expected = 405 if path.startswith("/static/") and method != "GET" else 404
    assert answer.status_code == expected
    assert answer.mimetype == ("application/problem+json" if path == "/api" else "text/html")


@pytest.mark.parametrize("path", ["/api/", "/api/nothing", "/api//nothing", "/api/static/style.css"])
def test_an_unknown_path_under_api(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.mimetype == "application/problem+json"
    assert answer.json == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": WHAT_TO_DO[404],
    }


def test_a_crash_has_an_id_that_the_log_has_too(twins: Twins, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        pair = twins.get("/crash")
    assert pair.page.status_code == 500
    assert set(pair.json) == {"type", "title", "status", "detail", "id"}
    assert pair.json["id"] in pair.json["detail"]
    assert pair.json["id"] != twins.get("/crash").json["id"]
    assert pair.json["id"] in caplog.text
    assert re.search(r"under the id (\w+)", pair.text)[1] in caplog.text  # type: ignore[index]
    for answer in pair:
        assert not re.search("ZeroDivision|Traceback|features/errors", answer.text)


@pytest.mark.parametrize("character", ["%0a", "%0d%0a", "%0b", "%0c", "%1b[2K", "%c2%85", "%e2%80%a8"])
def test_a_path_forges_no_line_of_the_log(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], character: str
) -> None:
    """Flask and Roundtrip log the path of a 500; its line breaks and control characters are escaped."""
    monkeypatch.setattr(app.logger, "handlers", [logging.StreamHandler(sys.stderr)])
    monkeypatch.setitem(app.view_functions, "routing.string", lambda value: 1 / 0)
    assert app.test_client().get(f"/string/x{character}FORGED").status_code == 500
    lines = capsys.readouterr().err.splitlines()
    assert not [line for line in lines if line.startswith("FORGED")]
    assert len([line for line in lines if re.search(r"/string/x\\.*FORGED", line)]) == 2
    assert len(lines) > 5, "a stack trace still has its lines"


def test_the_reason_phrases_of_rfc_9110() -> None:
    assert [reason(code) for code in (404, 413, 418, 422, 599)] == [
        "Not Found",
        "Content Too Large",
        "I'm a teapot",
        "Unprocessable Content",
        "Unassigned",
    ]
