"""Forms: the echo of a request in every encoding, and of one without an encoding."""

from __future__ import annotations

import hashlib
import json
from io import BytesIO
from typing import Any

import pytest

from tests.conftest import MakeApp
from tests.twins import Twins, short

MULTIPART = "multipart/form-data; boundary=B"
URLENCODED = "application/x-www-form-urlencoded"


def part(headers: str, body: bytes = b"x") -> bytes:
    return b"--B\r\n" + headers.encode() + b"\r\n\r\n" + body + b"\r\n"


END = b"--B--\r\n"
A = part('Content-Disposition: form-data; name="a"', b"1")


@pytest.mark.parametrize(
    ("type", "body", "form"),
    [
        (URLENCODED, b"a=1&a=2&b=", {"a": ["1", "2"], "b": [""]}),
        (URLENCODED, b"a=%E2%82%AC+b&=c&d", {"a": ["€ b"], "": ["c"], "d": [""]}),
        (URLENCODED, b"a=%ff&b=%zz", {"a": ["%FF"], "b": ["%zz"]}),
        (URLENCODED, b"a=\xff", {}),
        (URLENCODED, b"", {}),
        (MULTIPART, A + part('Content-Disposition: form-data; name="a"', b"2") + END, {"a": ["1", "2"]}),
        (MULTIPART, A + part("Content-Disposition: form-data", b"2") + END, {"a": ["1"], "": ["2"]}),
        (MULTIPART, A + part('Content-Disposition: form-data; name=""', b"2") + END, {"a": ["1"], "": ["2"]}),
        (MULTIPART, part('Content-Disposition: form-data; name="€"', b"\xff") + END, {"€": ["\ufffd"]}),
        (MULTIPART, A, {}),
        (MULTIPART, END, {}),
        (MULTIPART, part("X: y") + END, {}),
        ("multipart/form-data", A + END, {}),
        ("text/plain", b"a=1\r\n", {}),
        ("nonsense", b"a=1", {}),
    ],
    ids=short,
)
def test_the_echo_of_a_form(twins: Twins, type: str, body: bytes, form: dict[str, list[str]]) -> None:
    pair = twins.post("/form", data=body, content_type=type)
    assert pair.page.status_code == 200
    assert pair.json["form"] == form
    assert pair.json["body"] == {"size": len(body), "text": body.decode(errors="replace"), "truncated": False}
    assert pair.json["files"] == []


def test_a_file_is_described_and_not_stored(twins: Twins) -> None:
    content = bytes(range(256)) * 1000
    head = 'Content-Disposition: form-data; name="f"; filename="ü \\"1\\".bin"\r\nContent-Type: image/x\r\nX-Own: y'
    body = A + part(head, content) + END
    pair = twins.post("/form", data=body, content_type=MULTIPART)
    assert pair.json["form"] == {"a": ["1"]}
    assert pair.json["files"] == [
        {
            "field": "f",
            "filename": 'ü "1".bin',
            "content_type": "image/x",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "headers": [
                ["Content-Disposition", 'form-data; name="f"; filename="ü \\"1\\".bin"'],
                ["Content-Type", "image/x"],
                ["X-Own", "y"],
            ],
        }
    ]
    assert 'ü "1".bin' in pair.text
    shown = body[: 16 * 2**10].decode(errors="replace")
    assert pair.json["body"] == {"size": len(body), "text": shown, "truncated": True}
    assert twins.get("/uploads").json["files"] == []


def test_a_file_without_a_field_name(twins: Twins) -> None:
    body = part('Content-Disposition: form-data; filename="a"') + A + END
    assert twins.post("/form", data=body, content_type=MULTIPART).json["files"][0]["field"] == ""


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": [1, 1.5, true, null, "\xe2\x82\xac"]}', {"a": [1, 1.5, True, None, "€"]}),
        (b"0", 0),
        (b'"\\ud800"', "\ud800"),
        ('"utf-16"'.encode("utf-16"), "utf-16"),
        (b"[" * 150 + b"]" * 150, json.loads("[" * 150 + "]" * 150)),
        # values that cannot be written as JSON again
        (b"", None),
        (b"{", None),
        (b"[NaN]", None),
        (b"[-Infinity]", None),
        (b"[1e999]", None),
        (b'"\xff"', None),
        (b"1" * 5000, None),
        (b"[" * 980 + b"]" * 980, None),
        (b'{"a":' * 300 + b"1" + b"}" * 300, None),
        (b"[" * 100_000, None),
    ],
    ids=short,
)
def test_the_echo_of_json(twins: Twins, body: bytes, value: Any) -> None:
    pair = twins.post("/form", data=body, content_type="application/json")
    assert pair.page.status_code == 200
    assert pair.json["json"] == value
    assert pair.json["body"]["size"] == len(body)


def test_input_is_never_markup(twins: Twins) -> None:
    evil = "<script>alert(1)</script>"
    body = part(f'Content-Disposition: form-data; name="{evil}"', evil.encode()) + END
    pair = twins.post(f"/form?{evil}={evil}", data=body, content_type=MULTIPART, headers={"X-Evil": evil})
    assert evil not in pair.page.text
    assert pair.text.count(evil) >= 5


def test_the_path_and_the_query_are_echoed(twins: Twins) -> None:
    echo = twins.get("/form?a=1&a=2&b=%E2%82%AC", headers={"X-Own": "y"}).json
    assert echo["args"] == {"a": ["1", "2"], "b": ["€"]}
    assert (echo["method"], echo["path"]) == ("GET", "/api/form")
    assert echo["url"] == "http://localhost/api/form?a=1&a=2&b=%E2%82%AC"
    assert ["x-own", "y"] in echo["headers"]


def test_the_echo_hides_the_cookies_of_roundtrip(twins: Twins) -> None:
    """A page of another origin may read an echo, but it must not read the session."""
    twins.api.set_cookie("visitor", "V" * 22)
    twins.page.set_cookie("visitor", "V" * 22)
    twins.api.set_cookie("session", "S" * 22)
    twins.page.set_cookie("session", "S" * 22)
    twins.api.set_cookie("a", "b")
    pair = twins.get("/form?x")
    assert pair.json["cookies"] == {"a": "b"}
    assert "VVVVVVV" not in pair.twin.text + pair.page.text
    assert "SSSSSSS" not in pair.twin.text + pair.page.text


@pytest.mark.parametrize(
    ("type", "body", "status"),
    [
        (URLENCODED, b"a=" + b"x" * 499_998, 200),
        (URLENCODED, b"a=" + b"x" * 499_999, 413),
        ("application/json", b'"' + b"x" * 499_999 + b'"', 413),
        ("application/x+json", b'"' + b"x" * 499_999 + b'"', 413),
        ("text/plain", b"x" * 600_000, 200),
        (MULTIPART, part('Content-Disposition: form-data; name="a"', b"x" * 500_001) + END, 413),
        (MULTIPART, part('Content-Disposition: form-data; name="a"; filename="f"', b"x" * 600_000) + END, 200),
        (MULTIPART, part(f'Content-Disposition: form-data; name="{"a" * 600_000}"') + END, 413),
        (MULTIPART, A * 1001 + END, 413),
        (MULTIPART, A * 1000 + END, 200),
    ],
    ids=short,
)
@pytest.mark.parametrize("chunked", [False, True])
def test_text_has_a_limit(twins: Twins, type: str, body: bytes, status: int, chunked: bool) -> None:
    """Flask reads text into memory, with and without a Content-Length."""
    if chunked:
        environ = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
        answers = [
            client.post(path, input_stream=BytesIO(body), content_type=type, environ_overrides=environ)
            for client, path in ((twins.page, "/form"), (twins.api, "/api/form"))
        ]
        assert [answer.status_code for answer in answers] == [status, status]
        assert status == 200 or "500,000 bytes in 1,000 parts" in answers[1].json["detail"]  # type: ignore[index]
        return
    pair = twins.post("/form", content_type=type, data=body)
    assert pair.page.status_code == status
    assert status == 200 or "500,000 bytes in 1,000 parts" in pair.json["detail"]


def test_a_request_has_a_limit(make_app: MakeApp) -> None:
    twins = Twins(make_app(max_upload="1KiB"))
    for path in ("/form", "/method", "/landing"):
        assert twins.post(path, data=b"x" * 1024, content_type="text/plain").page.status_code == 200
        pair = twins.post(path, data=b"x" * 1025, content_type="text/plain")
        assert pair.page.status_code == 413
        assert "1 KiB at most" in pair.text
