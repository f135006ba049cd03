"""Cookies: the server sets every attribute of a browser, and refuses values that would break the header."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.twins import Twins, heading, short


def test_the_browser_sends_the_name_back(twins: Twins) -> None:
    assert twins.get("/get-name").json == {"name": None, "message": "No name is set. Set one at /set-name."}
    assert twins.get("/set-name").page.headers["Set-Cookie"] == "name=Robert; Path=/"
    pair = twins.get("/get-name")
    assert heading(pair.page) == "Your name is Robert"
    assert pair.json == {"name": "Robert", "message": "Your name is Robert"}


@pytest.mark.parametrize(
    "name", ["Zoë €", "a;b", 'a"b', "a,b", " ", "", "\x00\x19\x7f", "\r\nSet-Cookie: x=y", "x" * 9000]
)
def test_the_browser_sends_any_name_back(twins: Twins, name: str) -> None:
    twins.get("/set-name", query_string={"name": name})
    assert twins.get("/get-name").json["name"] == name


@pytest.mark.parametrize(
    ("form", "header"),
    [
        ({}, "a=; Path=/"),
        ({"value": "b"}, "a=b; Path=/"),
        ({"value": "b;c"}, 'a="b\\073c"; Path=/'),
        ({"value": "b", "path": "/cookies"}, "a=b; Path=/cookies"),
        ({"value": "b", "domain": "example.org"}, "a=b; Domain=example.org; Path=/"),
        ({"value": "b", "domain": ".example.org"}, "a=b; Domain=example.org; Path=/"),
        ({"value": "b", "httponly": "on"}, "a=b; HttpOnly; Path=/"),
        ({"value": "b", "secure": "on", "samesite": "none"}, "a=b; Secure; Path=/; SameSite=None"),
        ({"value": "b", "samesite": "Strict"}, "a=b; Path=/; SameSite=Strict"),
        ({"value": "b", "partitioned": "on"}, "a=b; Secure; Path=/; Partitioned"),
    ],
    ids=short,
)
def test_attributes(twins: Twins, form: dict[str, str], header: str) -> None:
    pair = twins.post("/cookies", data={"name": "a", **form})
    assert pair.page.location == "/cookies"
    assert pair.page.headers["Set-Cookie"] == header


@pytest.mark.parametrize("age", ["0", "60", "-1", "9999999999", "-9999999999"])
def test_max_age(client: FlaskClient, age: str) -> None:
    cookie = client.post("/cookies", data={"name": "a", "max_age": age}).headers["Set-Cookie"]
    assert f"Max-Age={age};" in cookie


WHICH = [
    *(("name", each, "`name`") for each in ["", "a b", "a=b", "a;b", "é", "a\x00", "a\r\nb", "(a)"]),
    *(("name", each, "Roundtrip itself uses this cookie") for each in ["session", "visitor"]),
    *(("path", each, "`path`") for each in ["x", "/a;b", "/a b", "/é", "/a\r\nb", " /"]),
    *(("domain", each, "`domain`") for each in ["a..b", "a b", "a;b", "é.org", "x" * 64, "a.", "[::1]"]),
]
"""Fields that identify a cookie, each with a wrong value. Both views, to set and to delete, read them."""

HOW = [
    *(("max_age", each, "`max_age`") for each in ["x", "1.5", "1e3", "+1", "99999999999", "٣"]),
    *(("samesite", each, "`samesite`") for each in ["x", "Lax; Secure"]),
]
"""Fields that only the view to set a cookie reads."""


@pytest.mark.parametrize(
    ("path", "field", "value", "says"),
    [*(("/cookies", *row) for row in [*WHICH, *HOW]), *(("/cookies/delete", *row) for row in WHICH)],
    ids=short,
)
def test_invalid_fields_are_refused(twins: Twins, path: str, field: str, value: str, says: str) -> None:
    pair = twins.post(path, data={"name": "a", field: value})
    assert pair.page.status_code == 400
    assert says in pair.json["detail"]
    assert "Set-Cookie" not in pair.page.headers


@pytest.mark.parametrize(("field", "value"), [row[:2] for row in HOW], ids=short)
def test_delete_ignores_lifetime_and_samesite(twins: Twins, field: str, value: str) -> None:
    pair = twins.post("/cookies/delete", data={"name": "a", field: value})
    assert pair.page.status_code == 303
    [header] = pair.page.headers.getlist("Set-Cookie")
    assert header == "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/"


@pytest.mark.parametrize("value", ["\x1a", "a\x1f"])
def test_a_value_with_a_control_character_is_refused(twins: Twins, value: str) -> None:
    """The server would drop a header with such a character, without a message."""
    pairs = (
        twins.get("/set-name", query_string={"name": value}),
        twins.post("/cookies", data={"name": "a", "value": value}),
    )
    for pair in pairs:
        assert pair.page.status_code == 400
        assert "control characters" in pair.json["detail"]


def test_the_form_keeps_a_wrong_value(client: FlaskClient) -> None:
    page = client.post("/cookies", data={"name": "a", "value": '"v"', "max_age": "soon"})
    assert 'name="value" value="&#34;v&#34;"' in page.text
    assert 'name="max_age" value="soon"' in page.text


def test_a_cookie_is_deleted(twins: Twins) -> None:
    twins.post("/cookies", data={"name": "a", "value": "b", "path": "/cookies"})
    twins.post("/cookies/delete", data={"name": "a"})
    assert twins.page.get_cookie("a", path="/cookies"), "another path is another cookie"
    twins.post("/cookies/delete", data={"name": "a", "path": "/cookies"})
    assert not twins.page.get_cookie("a", path="/cookies")
    pair = twins.post("/cookies/delete", data={"name": "a", "path": "/x", "domain": "example.org"})
    [header] = pair.page.headers.getlist("Set-Cookie")
    assert header == "a=; Domain=example.org; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/x"


@pytest.mark.parametrize(
    ("header", "cookies", "raw"),
    [
        ("a=b", {"a": "b"}, "a=b"),
        ("a=b; session=x; c=d; visitor=y", {"a": "b", "c": "d"}, "a=b; c=d"),
        ("session=x", {}, ""),
        ("visitor=x; session=y", {}, ""),
        ("session =x", {}, ""),
        ('a="b\\054c"', {"a": "b,c"}, 'a="b\\054c"'),
        ("a", {"a": ""}, "a"),
        ("a=b=c", {"a": "b=c"}, "a=b=c"),
        (";;;", {}, ";;;"),
    ],
)
def test_cookies_that_the_browser_sends_back(twins: Twins, header: str, cookies: dict[str, str], raw: str) -> None:
    pair = twins.get("/cookies", headers={"Cookie": header})
    assert pair.json == {"cookies": cookies, "raw": raw}
    shown = re.findall(r"<th scope=\"row\">([^<]*)</th>\s*<td>([^<]*)</td>", pair.page.text)
    assert {unescape(name): unescape(value) for name, value in shown} == cookies


@pytest.mark.parametrize(
    "header", ["a=b;session=OWN-SECRET;c=d", "a=b;  session=OWN-SECRET", "a=b;\tvisitor=OWN-SECRET"]
)
def test_no_spelling_reveals_the_cookies_of_roundtrip(twins: Twins, header: str) -> None:
    """Browsers write `; ` between pairs. Other clients omit the space, and Flask reads these pairs too."""
    for path in ("/cookies", "/form?x", "/landing"):
        pair = twins.get(path, headers={"Cookie": header})
        assert "OWN-SECRET" not in pair.page.text + pair.twin.text
