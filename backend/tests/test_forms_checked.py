"""The form that the server checks: each rule, the message at its field, and the redirect that carries the values."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from roundtrip.signup import KEPT, SignUp
from tests.test_inputs import ask, budget, texts
from tests.twins import Pair, Twins, short

URLENCODED = "application/x-www-form-urlencoded"

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
    """Post the valid form with some values changed or omitted, and follow the redirect."""
    form = {name: value for name, value in {**RIGHT, **changed}.items() if value is not None}
    pair = twins.post("/form/checked", data=form)
    assert pair.page.status_code == 303
    return twins.get(str(pair.page.location))


def test_valid_values_are_converted(twins: Twins) -> None:
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
        ("email", "zoe", "complete address"),
        ("email", "zoe@", "complete address"),
        ("email", "zoë@example.org", "complete address"),
        ("email", "a@b.org\na@c.org", "complete address"),
        ("email", "a@-b.org", "complete address"),
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
        ("day", "2026-02-30", "a valid date"),
        ("day", "30.01.2026", "a valid date"),
        ("day", "1999-12-31", "2099-12-31"),
        ("day", "2100-01-01", "2099-12-31"),
        ("day", "2026-01-31", "this is a Saturday"),
        ("website", "example.org", "complete address"),
        ("website", "javascript:alert(1)", "complete address"),
        ("website", "https://user:secret@example.org/", "complete address"),
        ("website", "https://[", "complete address"),
        ("website", f"https://a.example/{'a' * 200}", "200"),
        ("course", "", "Choose a course."),
        ("course", None, "Choose a course."),
        ("course", "dance", "does not exist"),
        ("message", "x" * 281, "280"),
        ("accept", None, "Accept the rules"),
        ("accept", "", "Accept the rules"),
        ("accept", "false", "Accept the rules"),
    ],
    ids=short,
)
def test_every_rule_has_a_message_at_its_field(twins: Twins, field: str, value: str | None, message: str) -> None:
    pair = check(twins, **{field: value})
    assert not pair.json["valid"]
    assert list(pair.json["errors"]) == [field]
    assert message in " ".join(pair.json["errors"][field])
    assert pair.text.startswith("1 field to correct")
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
def test_values_at_the_limits_are_valid(twins: Twins, field: str, value: str | None, data: Any) -> None:
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
def test_an_empty_post_gets_a_message_for_each_missing_field(twins: Twins, type: str, body: bytes) -> None:
    pair = twins.post("/form/checked", data=body, content_type=type)
    assert pair.page.location == "/form/checked?name="
    assert set(twins.get(pair.page.location).json["errors"]) == {"name", "email", "age", "day", "course", "accept"}


def test_only_a_get_shows_the_outcome(twins: Twins) -> None:
    """Post/redirect/get: the same URL always shows the same page, and no cookie is involved."""
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


def test_a_long_value_does_not_make_the_url_long(twins: Twins) -> None:
    huge = {field.name: "😀" * 4_000 for field in SignUp()}
    pair = twins.post("/form/checked", data=huge)
    location = str(pair.page.location)
    assert len(location) < 12 * len(huge) * (KEPT + 10)
    assert {len(values[0]) for values in parse_qs(urlsplit(location).query).values()} == {KEPT + 1}
    assert set(twins.get(location).json["errors"]) == set(huge) - {"accept"}
    assert twins.get(f"/form/checked?age={'9' * 5000}").json["errors"]["age"]


def test_a_typed_value_is_never_markup(twins: Twins) -> None:
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
def test_no_input_causes_an_error(app: Flask, typed: dict[str, str]) -> None:
    data = {**RIGHT, **{name: value.encode("utf-8", "replace").decode() for name, value in typed.items()}}
    ask(Twins(app), "POST", "/form/checked", data=data)
    ask(Twins(app), "GET", "/form/checked", query_string=data)
