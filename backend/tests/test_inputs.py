"""Random inputs: only /crash answers 500, no redirect leaves the site, and a twin is always JSON."""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from roundtrip.features import login
from tests.twins import Twins, again, protected, stays
from tests.uploads import END, MULTIPART

pytestmark = pytest.mark.slow

FIVE = ["GET", "POST", "PUT", "PATCH", "DELETE"]
PATHS = [
    *("/hello", "/method", "/form", "/login", "/session", "/session/cookie", "/session/tamper", "/logout", "/template"),
    *("/response", "/re", "/slash", "/redirect/302", "/landing", "/set-name", "/get-name", "/cookies"),
    *("/cookies/delete", "/upload", "/uploads", "/uploads/x", "/uploads/x/delete", "/error/404", "/origins"),
    *("/origins/elsewhere", "/url-for", "/go", "/respond", "/routes", "/nothing"),
    *("/catch", "/catch/nothing", "/catch/nothing/a"),
    *("/lab/session/guessed/run", "/lab/session/current/run/login", "/lab/session/current/run/logout"),
]

# Text as an attacker would write it: pieces that have a meaning in some syntax, and random characters.
PIECES = [
    *("/", "//", "\\", "..", ".", "?", "#", "%", "%2f", "%00", "%ff", "\t", "\r\n", "\x00", "\x1b", "\x7f", "\x85"),
    *("http:", "javascript:", "evil.example", "@", ":", ";", ",", "=", "&", "+", " ", '"', "'", "<b>", "{{7*7}}"),
    *(
        "0",
        "-1",
        "1e999",
        "nan",
        "9" * 400,
        "9" * 5000,
        "\u2028",
        "\ud800",
        "\U0010ffff",
        "é",
        "€",
        "٣",
        "\uff46",
        "__class__",
    ),
    *("session", "visitor", "static", "api", "routing.user", "username", "value", "endpoint", "_external", "Location:"),
    *("Set-Cookie: session=x", "bytes=0-", "W/", "text/html", "charset=", "the_file", "None", "null", "true", "[", "{"),
]
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=5).map("".join),
    st.text(max_size=30),
    st.text(st.characters(max_codepoint=255), max_size=30),
)
fields = st.dictionaries(
    st.one_of(
        st.sampled_from(
            [
                *("a", "name", "value", "path", "domain", "max_age", "samesite", "secure", "httponly", "partitioned"),
                *(
                    "username",
                    "password",
                    "next",
                    "remember",
                    "to",
                    "ask",
                    "status",
                    "header",
                    "cookie",
                    "body",
                    "type",
                ),
                *("delay", "endpoint", "the_file"),
            ]
        ),
        texts,
    ),
    st.lists(texts, min_size=1, max_size=2),
    max_size=4,
)
header_texts = texts.map(lambda text: text.encode("utf-8", "replace").decode("latin-1"))
FORBIDDEN = str.maketrans("", "", "\r\n\x00")
"""Characters that no server accepts in a header."""


def budget(examples: int) -> Callable[[Any], Any]:
    """Return settings for this number of inputs, which are the same in each run."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove delays, the slow account and the slow hash: these tests do not need them."""
    monkeypatch.setattr("roundtrip.features.responses.time.sleep", lambda _: None)
    monkeypatch.setattr(login, "check_password_hash", lambda _, given: given == "open-sesame")


def ask(twins: Twins, method: str, path: str, **request: Any) -> None:
    """Request both twins. `/respond` and the paths of httpbin have no twins, so only their responses are checked."""
    if path.partition("?")[0] == "/respond" or (method, path.partition("?")[0]) == ("GET", "/cookies/delete"):
        for side in ("", "/api"):
            answer = twins.bare.open(f"{side}{path}", method=method, buffered=True, **again(request))
            sound(answer, 599, any_cookie=True)
        return
    for answer in twins.open(method, path, **request):
        sound(answer)


def sound(answer: TestResponse, most: int = 499, *, any_cookie: bool = False) -> None:
    """Check a response: no crash, all security headers, and no redirect to another site."""
    assert answer.status_code <= most
    protected(answer, any_cookie=any_cookie)
    location = answer.headers.get("Location")
    assert location is None or stays(location)


def quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")


# 200 + 150 + 400 + 200 + 200 + 250 + 100 + 200 + 150 + 100 + 150 = 2,100 inputs


@budget(200)
@given(
    rule=st.sampled_from(
        ["user", "string", "number", "float", "path", "uuid", "template", "uploads", "redirect", "error"]
    ),
    value=texts,
)
def test_converters(app: Flask, rule: str, value: str) -> None:
    assume(not (rule == "error" and value.isdigit()))
    ask(Twins(app), "GET", f"/{rule}/{quoted(value)}")


@budget(150)
@given(
    endpoint=st.one_of(texts, st.sampled_from(["routing.user", "routing.path", "static", "routing.float"])), more=fields
)
@example("routing.path", {"value": ["//evil.example"]})
@example("routing.user", {"username": ["\x00"]})
def test_url_for_and_go(app: Flask, endpoint: str, more: dict[str, list[str]]) -> None:
    query = "&".join(f"{quoted(name)}={quoted(value)}" for name, values in more.items() for value in values)
    for path in ("/url-for", "/go"):
        ask(Twins(app), "GET", f"{path}?endpoint={quoted(endpoint)}&{query}")


@budget(400)
@given(to=texts, slash=st.sampled_from(["", "/", "//", "/\\", "/."]), code=st.sampled_from([301, 302, 303, 307, 308]))
def test_to(app: Flask, to: str, slash: str, code: int) -> None:
    ask(Twins(app), "GET", f"/redirect/{code}?to={quoted(slash + to)}")


@budget(200)
@given(to=texts, slash=st.sampled_from(["", "/", "//", "/\\", "/."]))
def test_next(app: Flask, to: str, slash: str) -> None:
    form = f"username=robert&password=open-sesame&next={quoted(slash + to)}"
    ask(Twins(app), "POST", "/login", data=form, content_type="application/x-www-form-urlencoded")


@budget(200)
@given(
    asked=st.fixed_dictionaries(
        {},
        optional={
            "status": st.one_of(texts, st.integers(200, 599).map(str)),
            "header": st.one_of(texts, st.builds("{}: {}".format, texts, texts), texts.map("X-A: {}".format)),
            "cookie": st.one_of(texts, st.builds("{}={}".format, texts, texts), texts.map("a=b; {}".format)),
            "body": texts,
            "type": st.one_of(texts, texts.map("text/html; charset={}".format)),
            "delay": texts,
        },
    )
)
def test_respond(app: Flask, asked: dict[str, str]) -> None:
    query = "&".join(f"{name}={quoted(value)}" for name, value in asked.items())
    ask(Twins(app), "GET", f"/respond?{query}")


@budget(250)
@given(path=st.sampled_from(PATHS), form=fields)
def test_form_fields(app: Flask, path: str, form: dict[str, list[str]]) -> None:
    body = "&".join(f"{quoted(name)}={quoted(value)}" for name, values in form.items() for value in values)
    ask(Twins(app), "POST", path, data=body, content_type="application/x-www-form-urlencoded")


# Werkzeug does not close the temporary file of an incomplete part.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
@budget(100)
@given(
    path=st.sampled_from(["/upload", "/form", "/landing", "/respond", "/cookies"]),
    name=texts,
    filename=texts,
    type=texts,
    content=st.binary(max_size=100),
    end=st.sampled_from([END, b"", b"--B", b"--B\r\n"]),
)
@example("/upload", "x", "a.txt", "text/plain", b"x", END)
def test_filenames_and_parts(
    app: Flask, path: str, name: str, filename: str, type: str, content: bytes, end: bytes
) -> None:
    head = (
        f'--B\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: {type}\r\n\r\n'
    )
    twins, body = Twins(app), head.encode("utf-8", "surrogatepass") + content + b"\r\n" + end
    ask(twins, "POST", path, data=body, content_type=MULTIPART)
    body = body.replace(b'name="' + name.encode("utf-8", "surrogatepass"), b'name="the_file', 1)
    ask(twins, "POST", "/upload", data=body, content_type=MULTIPART)
    files = twins.get("/uploads").json["files"]
    assert files or (filename, end) != ("a.txt", END), "the example is kept, so that the loop runs"
    for each in files:
        answer = twins.api.get(each["url"], buffered=True)
        sound(answer)
        assert answer.headers["Content-Disposition"].startswith("attachment")


@budget(200)
@given(
    path=st.sampled_from(PATHS), cookie=header_texts, own=st.sampled_from(["", "session=", "visitor=", "a=b;session="])
)
def test_cookies_and_sessions(app: Flask, path: str, cookie: str, own: str) -> None:
    for method in ("GET", "POST"):
        ask(Twins(app), method, path, headers={"Cookie": (own + cookie).translate(FORBIDDEN)})


bodies = st.one_of(
    st.binary(max_size=60),
    st.text(string.printable, max_size=60).map(str.encode),
    st.lists(
        st.sampled_from(['"', "[", "]", "{", "}", ":", ",", "1", "-", "e", ".", "\\u", "d800", "NaN", "null"]),
        max_size=12,
    )
    .map("".join)
    .map(str.encode),
)


@budget(150)
@given(
    path=st.sampled_from(PATHS),
    body=bodies,
    type=st.one_of(
        header_texts,
        st.sampled_from(["application/json", "application/json; charset=utf-16", "text/plain", "multipart/form-data"]),
    ),
    method=st.sampled_from(FIVE),
)
def test_bodies(app: Flask, path: str, body: bytes, type: str, method: str) -> None:
    ask(Twins(app), method, path, data=body, content_type=type.translate(FORBIDDEN))


@budget(100)
@given(path=st.sampled_from(PATHS), method=st.text(string.ascii_uppercase + "!-_", min_size=1, max_size=8))
def test_methods(app: Flask, path: str, method: str) -> None:
    assume(method not in ("HEAD", "OPTIONS"))
    ask(Twins(app), method, path)


NAMES = ["Host", "Origin", "Referer", "Sec-Fetch-Site", "Range", "If-None-Match", "If-Modified-Since", "Accept"]
NAMES += ["Content-Length", "Transfer-Encoding", "X-Forwarded-Host", "X-Forwarded-Proto", "Authorization", "If-Range"]
NAMES += ["Forwarded", "X-HTTP-Method-Override", "Accept-Language", "Cache-Control", "Expect", "Upgrade", "Date"]


@budget(150)
@given(
    path=st.sampled_from(PATHS), headers=st.dictionaries(st.sampled_from(NAMES), header_texts, min_size=1, max_size=3)
)
def test_headers(app: Flask, path: str, headers: dict[str, str]) -> None:
    clean = {name: value.translate(FORBIDDEN) for name, value in headers.items()}
    ask(Twins(app), "GET", path, headers=clean)
    sound(Twins(app).page.get("/static/style.css", headers=clean, buffered=True))
