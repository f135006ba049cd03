"""Forms: the echo of whatever arrives, in every encoding, and in none; and the form that the server checks."""

from __future__ import annotations

import hashlib
import re
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from roundtrip.signup import KEPT, SignUp
from tests.conftest import MakeApp
from tests.test_inputs import ask, budget, texts
from tests.twins import Pair, Twins, short

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
def test_what_a_form_becomes(twins: Twins, type: str, body: bytes, form: dict[str, list[str]]) -> None:
    pair = twins.post("/form", data=body, content_type=type)
    assert pair.page.status_code == 200
    assert pair.json["form"] == form
    assert pair.json["body"] == {"size": len(body), "text": body.decode(errors="replace"), "truncated": False}
    assert pair.json["files"] == []


def test_a_file_is_described_and_not_kept(twins: Twins) -> None:
    content = bytes(range(256)) * 1000
    head = 'Content-Disposition: form-data; name="f"; filename="ü \\"1\\".bin"\r\nContent-Type: image/x\r\nX-Own: y'
    pair = twins.post("/form", data=A + part(head, content) + END, content_type=MULTIPART)
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
    assert pair.json["body"]["truncated"]
    assert len(pair.json["body"]["text"].encode()) >= 16 * 2**10
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
        (b"[" * 150 + b"]" * 150, ...),
        # none of these is JSON that can be written again
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
def test_what_json_becomes(twins: Twins, body: bytes, value: Any) -> None:
    pair = twins.post("/form", data=body, content_type="application/json")
    assert pair.page.status_code == 200
    assert pair.json["json"] == value or (value is ... and pair.json["json"])
    assert pair.json["body"]["size"] == len(body)


def test_what_arrived_is_never_markup(twins: Twins) -> None:
    evil = "<script>alert(1)</script>"
    body = part(f'Content-Disposition: form-data; name="{evil}"', evil.encode()) + END
    pair = twins.post(f"/form?{evil}={evil}", data=body, content_type=MULTIPART, headers={"X-Evil": evil})
    assert evil not in pair.page.text
    assert pair.text.count(evil) >= 5


def test_the_path_and_the_query_are_echoed(twins: Twins) -> None:
    echo = twins.get("/form?a=1&a=2&b=%E2%82%AC", headers={"X-Own": "y"}).json
    assert echo["args"] == {"a": ["1", "2"], "b": ["€"]}
    assert (echo["method"], echo["path"]) == ("GET", "/api/form")
    assert echo["url"] == "http://localhost/api/form?a=1&a=2&b=€"
    assert ["X-Own", "y"] in echo["headers"]


def test_own_cookies_are_not_given_away(twins: Twins) -> None:
    """A page of another origin may read an echo; the session it must not."""
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
    """It is held in memory, with its length declared or not."""
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


RIGHT = {
    **{
        "name": "Zoë",
        "email": "zoe@example.org",
        "age": "42",
        "day": "2026-01-30",
        "website": "https://a.example/?b=1",
    },
    **{"course": "http", "message": "one\r\ntwo", "accept": "yes"},
}


def check(twins: Twins, **changed: str | None) -> Pair:
    """Post the right form with some values changed, or left out, and follow the redirect."""
    form = {name: value for name, value in {**RIGHT, **changed}.items() if value is not None}
    pair = twins.post("/form/checked", data=form)
    assert pair.page.status_code == 303
    return twins.get(str(pair.page.location))


def test_what_is_right_is_understood(twins: Twins) -> None:
    pair = check(twins, name="  Zoë ", unknown="x")
    assert pair.json == {
        "valid": True,
        "errors": {},
        "values": {**RIGHT, "name": "  Zoë ", "message": "one\ntwo"},
        "data": {**RIGHT, "age": 42, "message": "one\ntwo", "accept": True},
        "types": dict.fromkeys(RIGHT, "str") | {"age": "int", "day": "date", "accept": "bool"},
    }
    assert "Age42int" in pair.text
    assert "First day2026-01-30date" in pair.text


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "Write your name."),
        ("name", "  ", "Write your name."),
        ("name", None, "Write your name."),
        ("name", "Z", "2 to 60"),
        ("name", "Z" * 61, "2 to 60"),
        ("email", "", "Write your mail address."),
        ("email", "zoe", "whole address"),
        ("email", "zoe@", "whole address"),
        ("email", "zoë@example.org", "whole address"),
        ("email", "a@b.org\na@c.org", "whole address"),
        ("email", "a@-b.org", "whole address"),
        ("email", "a" * 249 + "@b.org", "254"),
        ("age", "", "Write your age."),
        ("age", " ", "whole number"),
        ("age", "4.5", "whole number"),
        ("age", "0x2a", "whole number"),
        ("age", "12", "from 13 to 120"),
        ("age", "121", "from 13 to 120"),
        ("age", "-42", "from 13 to 120"),
        ("age", "9" * 299, "from 13 to 120"),
        ("age", "42" + " " * KEPT + "x", "whole number"),
        ("day", "", "Choose your first day."),
        ("day", "2026-02-30", "a date that there is"),
        ("day", "30.01.2026", "a date that there is"),
        ("day", "1999-12-31", "in this century"),
        ("day", "2100-01-01", "in this century"),
        ("day", "2026-01-31", "this is a Saturday"),
        ("website", "example.org", "whole address"),
        ("website", "javascript:alert(1)", "whole address"),
        ("website", "https://user:secret@example.org/", "whole address"),
        ("website", "https://[", "whole address"),
        ("website", f"https://a.example/{'a' * 200}", "200"),
        ("course", "", "Choose a course."),
        ("course", None, "Choose a course."),
        ("course", "dance", "no such course"),
        ("message", "x" * 281, "280"),
        ("accept", None, "Accept the rules"),
        ("accept", "", "Accept the rules"),
        ("accept", "false", "Accept the rules"),
    ],
    ids=short,
)
def test_every_rule_has_its_words_at_its_field(twins: Twins, field: str, value: str | None, message: str) -> None:
    pair = check(twins, **{field: value})
    assert not pair.json["valid"]
    assert list(pair.json["errors"]) == [field]
    assert message in " ".join(pair.json["errors"][field])
    assert pair.text.startswith("1 thing to mend")
    control = re.search(rf'<[^>]* id="{field}"[^>]*>', pair.page.text)
    assert control
    assert 'aria-invalid="true"' in control[0]
    described = re.search(r'aria-describedby="([^"]*)"', control[0])
    assert described
    assert f"{field}-error" in described[1].split()
    assert re.search(rf'<p class="error" id="{field}-error">[^<]*{message}', pair.page.text)
    assert f'<a href="#{field}">' in pair.page.text
    assert pair.page.text.count("aria-invalid") == 1
    assert field not in pair.json["data"]


@pytest.mark.parametrize(
    ("field", "value", "data"),
    [
        ("name", "Zo", "Zo"),
        ("name", "Z" * 60, "Z" * 60),
        ("age", "13", 13),
        ("age", "120", 120),
        ("age", " 42 ", 42),
        ("day", "2000-01-03", "2000-01-03"),
        ("day", "2099-12-31", "2099-12-31"),
        ("email", "robert@localhost", "robert@localhost"),
        ("email", " zoe+a@example.org ", "zoe+a@example.org"),
        ("website", "", ""),
        ("website", None, None),
        ("message", "\r\n" * 280, "\n" * 280),
        ("message", None, None),
        ("accept", "on", True),
    ],
    ids=short,
)
def test_what_lies_just_inside_the_rules(twins: Twins, field: str, value: str | None, data: Any) -> None:
    found = check(twins, **{field: value}).json
    assert found["errors"] == {}
    assert found["data"][field] == data


def test_the_form_begins_without_a_message(twins: Twins) -> None:
    pair = twins.get("/form/checked")
    assert pair.json == {"valid": None, "errors": {}, "values": {}, "data": {}, "types": {}}
    assert "aria-invalid" not in pair.page.text
    assert "mend" not in pair.text


@pytest.mark.parametrize(
    ("type", "body"),
    [(URLENCODED, b""), (URLENCODED, b"x=y"), ("text/plain", b"name=Zoe\r\n"), ("application/json", b'{"name": 1}')],
)
def test_a_post_of_nothing_is_told_all_that_is_missing(twins: Twins, type: str, body: bytes) -> None:
    pair = twins.post("/form/checked", data=body, content_type=type)
    assert pair.page.location == "/form/checked?name="
    assert set(twins.get(pair.page.location).json["errors"]) == {"name", "email", "age", "day", "course", "accept"}


def test_only_a_get_shows_what_came_of_it(twins: Twins) -> None:
    """Post/redirect/get: the same URL says the same, however often it is asked, and no cookie is in play."""
    sent = twins.post("/form/checked", data={**RIGHT, "age": "12"})
    assert sent.page.status_code == 303
    first, second = (twins.get(str(sent.page.location)) for _ in range(2))
    assert first.page.text == second.page.text
    assert first.json == second.json
    assert "Set-Cookie" not in first.page.headers
    assert 'value="12"' in first.page.text
    assert "one\ntwo</textarea>" in first.page.text
    assert re.search(r'<option selected value="http">', first.page.text)
    assert re.search(r'<input[^>]* checked[^>]*type="checkbox"', first.page.text)


def test_the_url_does_not_grow_with_what_was_typed(twins: Twins) -> None:
    huge = {field.name: "😀" * 4_000 for field in SignUp()}
    pair = twins.post("/form/checked", data=huge)
    location = str(pair.page.location)
    assert len(location) < 12 * len(huge) * (KEPT + 10)
    assert {len(values[0]) for values in parse_qs(urlsplit(location).query).values()} == {KEPT + 1}
    assert set(twins.get(location).json["errors"]) == set(huge) - {"accept"}
    assert twins.get(f"/form/checked?age={'9' * 5000}").json["errors"]["age"]


def test_what_was_typed_is_never_markup(twins: Twins) -> None:
    evil = '"><script>alert(1)</script>'
    pair = check(twins, **dict.fromkeys(RIGHT, evil))
    assert "<script" not in pair.page.text
    assert pair.json["values"]["name"] == evil
    pair = check(twins, name=evil, message=evil)
    assert pair.json["valid"]
    assert "<script" not in pair.page.text
    assert evil in pair.text


@budget(150)
@given(typed=st.fixed_dictionaries({}, optional=dict.fromkeys(RIGHT, texts)))
@example({"age": "9" * 400})
@example({"day": "0000-00-00"})
@example({"website": "https://" + "\u0130" * 64 + ".example"})
@example({"website": "https://\u2100.example"})
def test_nothing_breaks_it(app: Flask, typed: dict[str, str]) -> None:
    data = {**RIGHT, **{name: value.encode("utf-8", "replace").decode() for name, value in typed.items()}}
    ask(Twins(app), "POST", "/form/checked", data=data)
    ask(Twins(app), "GET", "/form/checked", query_string=data)
