"""Responses: the server sends exactly what the form describes, in a sandbox."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from roundtrip.features.responses import RESERVED
from tests.policies import policies
from tests.twins import Twins, protected, short


def test_the_two_headers(twins: Twins) -> None:
    for answer in twins.get("/response"):
        assert (answer.headers["header-x"], answer.headers["header-y"]) == ("1", "2")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/respond", "/api/respond"])
def test_the_composed_response(client: FlaskClient, path: str, method: str) -> None:
    asked = {
        "status": "418",
        "header": ["X-One: 1", "X-Two:2\r\nX-Three: 3"],
        "cookie": ["a=b; Path=/", "c="],
        "body": "<b>€</b>",
        "type": "text/html; charset=utf-8",
    }
    given = {"query_string": asked} if method == "GET" else {"data": asked}
    answer = client.open(path, method=method, **given)  # type: ignore[arg-type]
    assert answer.status_code == 418
    assert [answer.headers[f"X-{each}"] for each in ("One", "Two", "Three")] == ["1", "2", "3"]
    assert answer.headers.getlist("Set-Cookie") == ["a=b; Path=/", "c="]
    assert answer.text == "<b>€</b>"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    protected(answer)


def test_the_defaults(client: FlaskClient) -> None:
    answer = client.get("/respond")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("code", [204, 205, 304])
def test_some_statuses_have_no_content(client: FlaskClient, code: int) -> None:
    answer = client.get(f"/respond?status={code}&body=x")
    assert (answer.status_code, answer.data) == (code, b"")


@pytest.mark.parametrize("code", [200, 299, 300, 404, 413, 422, 499, 511, 599])
def test_every_status(client: FlaskClient, code: int) -> None:
    assert client.get(f"/respond?status={code}").status_code == code


@pytest.mark.parametrize("side", ["", "/api"])
def test_a_location_is_sent_unchanged(client: FlaskClient, side: str) -> None:
    """The response is exactly as composed, so its Location does not lead to the twin."""
    assert client.get(f"{side}/respond?status=302&header=Location: /landing").location == "/landing"


RESERVED_MORE = ["access-control-allow-origin", "Access-Control-Allow-Credentials"]
BAD = [
    *(("header", f"{name}: x", name) for name in [*RESERVED, "SET-COOKIE", "Content-Length", *RESERVED_MORE]),
    ("header", "Location: //evil.example", "`header Location` must be a path"),
    ("header", "location:https://evil.example", "`header location` must be a path"),
    ("header", "Content-Location: /\\evil.example", "must be a path"),
    ("header", "nocolon", "the form Name: value"),
    ("header", ": x", "the form Name: value"),
    ("header", "a b: x", "the form Name: value"),
    ("header", " A: x", "the form Name: value"),
    ("header", "A : x", "the form Name: value"),
    ("header", "A: é", "the form Name: value"),
    ("header", "A: \x00", "the form Name: value"),
    ("header", "A: \x7f", "the form Name: value"),
    ("header", "A: x\u2028Set-Cookie: y", "the form Name: value"),
    ("header", "A: x\x0bSet-Cookie: y", "the form Name: value"),
    ("header", "A: x\x85Set-Cookie: y", "the form Name: value"),
    ("header", "A: b\r\nSet-Cookie: session=x", "Set-Cookie"),
    ("header", "A: b\rSet-Cookie: session=x", "Set-Cookie"),
    ("cookie", "session=x", "Roundtrip itself uses this cookie"),
    ("cookie", "Session=x", "Roundtrip itself uses this cookie"),
    ("cookie", "visitor=x; Path=/api", "Roundtrip itself uses this cookie"),
    ("cookie", " session=x", "Roundtrip itself uses this cookie"),
    ("cookie", "=session=x", "Roundtrip itself uses this cookie"),
    ("cookie", "session", "Roundtrip itself uses this cookie"),
    ("cookie", "a=b\x00", "the byte 0"),
    ("cookie", "a=b\nsession=x", "Roundtrip itself uses this cookie"),
    ("status", "x", "`status`"),
    ("status", "99", "`status`"),
    ("status", "100", "`status`"),
    ("status", "101", "`status`"),
    ("status", "600", "`status`"),
    ("status", "-200", "`status`"),
    ("status", "200 OK", "`status`"),
    ("status", "٢٠٠", "`status`"),
    ("type", "html", "`type`"),
    ("type", "text/html\r\nX: y", "`type`"),
    ("type", "text/é", "`type`"),
    ("type", 'text/html; charset="é"', "`type`"),
    ("type", "text/html; ;", "`type`"),
    ("delay", "11", "`delay`"),
    ("delay", "10.1", "`delay`"),
    ("delay", "-1", "`delay`"),
    ("delay", "1e3", "`delay`"),
    ("delay", "nan", "`delay`"),
]


@pytest.mark.parametrize(("field", "value", "says"), BAD, ids=short)
def test_invalid_fields_are_refused(twins: Twins, field: str, value: str, says: str) -> None:
    for pair in (twins.get("/respond", query_string={field: value}), twins.post("/respond", data={field: value})):
        assert pair.page.status_code == 400
        assert says in pair.json["detail"]
        assert "Set-Cookie" not in pair.page.headers


def test_a_refusal_gives_the_reason(twins: Twins) -> None:
    for name, why in RESERVED.items():
        assert why in twins.get("/respond", query_string={"header": f"{name}: x"}).text


def test_the_server_waits_for_the_delay(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("roundtrip.features.responses.time.sleep", waited.append)
    for delay in ("10", "0.25", ""):
        assert client.get(f"/respond?delay={delay}").status_code == 200
    assert waited == [10, 0.25, 0]


@pytest.mark.parametrize("type", ["text/html", "image/svg+xml", "text/xml", "application/xhtml+xml", "text/javascript"])
def test_the_body_cannot_run_as_this_site(client: FlaskClient, type: str) -> None:
    """`sandbox` has no `allow-scripts` and no `allow-same-origin`, and no page may load it as a script."""
    answer = client.get("/respond", query_string={"type": type, "body": "<script>alert(1)</script>"})
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    _, paths = policies(client.get("/hello"))
    assert paths["script-src"] == "http://*:*/static/ https://*:*/static/"
