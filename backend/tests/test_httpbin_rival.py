"""The judge of the httpbin paths: the real httpbin 0.10.4 beside Roundtrip, and each difference with its reason."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from werkzeug.routing import Map, Rule

from roundtrip.testing import Server, ServerError

pytestmark = pytest.mark.slow

UV = str(Path(sys.executable).with_name("uv"))
RIVAL = [UV, "run", "--quiet", "--no-project", "--with", "httpbin==0.10.4", "python"]
PROGRAM = str(Path(__file__).with_name("httpbin_rival.py"))

COMPARED = ("Location", "Content-Encoding", "Cache-Control", "Accept-Ranges", "Content-Range", "X-A")
"""Headers with the same value in both answers."""
PRESENT = ("ETag", "Last-Modified", "WWW-Authenticate", "Proxy-Authenticate")
"""Headers that both answers have, or neither."""
NOT_OURS = {"/its-rules", "/static/<path:filename>", "/legacy", "/"}
"""Rules that are no paths of httpbin: of the test, of Flask, and its home page."""

RULES, ALIKE = 54, 47
"""The paths of httpbin, and those where no answer that the test asks for differs."""

BASIC = {"Authorization": "Basic dTpw"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Ask:
    """A request to both servers; `differs` names the parts that differ, each with the reason."""

    line: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    same_body: bool = False
    differs: dict[str, str] = field(default_factory=dict)


TOO_MANY = "Roundtrip names its limit in a 400; httpbin does less than it was asked for, or answers 404"
LEAVES = "no redirect of Roundtrip leads to another site"
ONE_TYPE = "httpbin sends two Content-Type headers, which no answer may have"
STATELESS = "the nonce has the state of Digest, not a cookie"
PART = """--B\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nx\r\n--B--\r\n"""
STATUSES = (200, 204, 301, 302, 303, 304, 307, 401, 402, 404, 406, 407, 418, 429, 500)
KINDS = ("image/png", "image/jpeg", "image/webp", "image/svg+xml", "image/*", "text/html")

ASKS = [
    Ask("GET /get?a=1&a=2&b="),
    Ask("GET /get", {"Accept": "application/json", "X-Forwarded-Proto": "https"}),
    *(Ask(f"{method} /{method.lower()}", FORM, "a=1&a=2") for method in ("POST", "PUT", "PATCH", "DELETE")),
    Ask("POST /post", {"Content-Type": "application/json"}, '{"a": [1]}'),
    Ask("POST /post", {"Content-Type": "multipart/form-data; boundary=B"}, PART),
    Ask("GET /post"),
    *(Ask(f"{method} /anything{path}", FORM, "a=1") for method in ("POST", "PUT") for path in ("", "/a/b")),
    Ask("GET /headers"),
    Ask("GET /ip"),
    Ask("GET /user-agent"),
    *(Ask(f"GET /status/{code}") for code in STATUSES),
    Ask("GET /status/308"),
    Ask("GET /status/x"),
    Ask("POST /status/200:1,201:0"),
    Ask("GET /response-headers?X-A=1&X-A=2"),
    Ask("GET /response-headers?Content-Type=text/plain", differs=dict.fromkeys(("type", "JSON"), ONE_TYPE)),
    Ask("GET /redirect/1"),
    Ask("GET /redirect/5"),
    Ask("GET /redirect/3?absolute=true"),
    Ask("GET /relative-redirect/3"),
    Ask("GET /absolute-redirect/3"),
    Ask("GET /redirect-to?url=/get&status_code=307"),
    Ask("POST /redirect-to?url=/get", FORM, "a=1"),
    Ask("GET /redirect-to?url=http://example.org/", differs=dict.fromkeys(("status", "type", "Location"), LEAVES)),
    Ask("GET /html"),
    Ask("GET /json"),
    Ask("GET /xml"),
    Ask("GET /robots.txt", same_body=True),
    Ask("GET /deny"),
    Ask("GET /encoding/utf8"),
    Ask("GET /forms/post"),
    Ask("GET /links/3"),
    Ask("GET /links/3/1"),
    Ask("GET /image"),
    *(Ask("GET /image", {"Accept": kind}) for kind in KINDS),
    *(Ask(f"GET /image/{kind}") for kind in ("png", "jpeg", "webp", "svg")),
    Ask("GET /uuid"),
    Ask("GET /base64/SFRUUEJJTiBpcyBhd2Vzb21l", same_body=True),
    Ask("GET /base64/%21", same_body=True),
    Ask("GET /bytes/100?seed=5", same_body=True),
    Ask("GET /bytes/200000", differs=dict.fromkeys(("status", "type"), TOO_MANY)),
    Ask("GET /stream-bytes/100?seed=5&chunk_size=7", same_body=True),
    Ask("GET /stream/3"),
    Ask("GET /range/100", same_body=True),
    Ask("GET /range/100", {"Range": "bytes=10-19"}, same_body=True),
    Ask("GET /range/100", {"Range": "bytes=-5"}, same_body=True),
    Ask("GET /range/100", {"Range": "bytes=100-"}),
    Ask("GET /range/0", differs=dict.fromkeys(("status", "ETag", "Accept-Ranges"), TOO_MANY)),
    Ask("GET /delay/0.1"),
    Ask("GET /drip?duration=0.1&numbytes=5&code=201", same_body=True),
    Ask("GET /drip?numbytes=0"),
    Ask("GET /gzip"),
    Ask("GET /deflate"),
    Ask("GET /brotli"),
    Ask("GET /cache"),
    Ask("GET /cache", {"If-None-Match": '"x"'}),
    Ask("GET /cache/60"),
    Ask("GET /etag/abc"),
    Ask("GET /etag/abc", {"If-None-Match": '"abc"'}),
    Ask("GET /etag/abc", {"If-Match": '"other"'}),
    Ask("GET /cookies", {"Cookie": "a=1; b=2"}),
    Ask("GET /cookies/set?a=1&b=2"),
    Ask("GET /cookies/set/a/b"),
    Ask("GET /cookies/delete?a=&b="),
    *(Ask(f"GET /{hidden}basic-auth/u/p", headers) for hidden in ("", "hidden-") for headers in ({}, BASIC)),
    Ask("GET /bearer"),
    Ask("GET /bearer", {"Authorization": "Bearer x"}),
    *(
        Ask(f"GET /digest-auth/auth/u/p{rest}", differs={"Set-Cookie": STATELESS})
        for rest in ("", "/SHA-256", "/MD5/1")
    ),
]


@pytest.fixture(scope="module")
def rival() -> Iterator[httpx.Client]:
    """The real httpbin."""
    try:
        server = Server(command=[*RIVAL, PROGRAM], start_seconds=120)
    except ServerError as error:
        pytest.skip(f"httpbin could not be installed here: {error}")
    with server, httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def ours() -> Iterator[httpx.Client]:
    """Roundtrip, at the address that replaces the one of httpbin."""
    with Server() as server, httpx.Client(base_url=f"{server.url}/httpbin", timeout=30) as client:
        yield client


def answer(client: httpx.Client, ask: Ask) -> httpx.Response:
    method, _, target = ask.line.partition(" ")
    client.cookies.clear()
    return client.request(method, target, headers=ask.headers, content=ask.body or None)


def facts(response: httpx.Response, *, same_body: bool) -> dict[str, Any]:
    """Return the parts of an answer that both servers must agree on."""
    typed = response.status_code < 400 and response.status_code not in (204, 304)
    found: dict[str, Any] = {
        "status": response.status_code,
        "type": response.headers.get("Content-Type", "").partition(";")[0] if typed else "",
        "JSON": members(response),
        "Set-Cookie": sorted(re.split("=|;", line)[0] for line in response.headers.get_list("Set-Cookie")),
        "Allow": set(response.headers.get("Allow", "").split(", ")),
    }
    found |= {name: response.headers.get(name) for name in COMPARED}
    found |= {name: name in response.headers for name in PRESENT}
    found["Location"] = path_of(found["Location"])
    if same_body:
        found["body"] = response.content
    return found


def members(response: httpx.Response) -> Any:
    """Return the names of all members of JSON; of several lines, those of the first."""
    if response.status_code >= 400 or not response.headers.get("Content-Type", "").startswith("application/json"):
        return None
    value, _ = json.JSONDecoder().raw_decode(response.text)
    return sorted(value) if isinstance(value, dict) else value


def path_of(location: str | None) -> str | None:
    """Return a Location below the address of the server: whether it is a whole URL, and its path."""
    if location is None:
        return None
    parts = urlsplit(location)
    return f"{'whole ' if parts.netloc else ''}{parts.path.removeprefix('/httpbin')}"


def differences(ask: Ask, theirs: httpx.Response, ours: httpx.Response) -> dict[str, tuple[Any, Any]]:
    """Return the parts that differ.

    One difference has the same reason at each path: Roundtrip says `no-store`, so that each click is a round trip, and
    `no-cache` where an answer has an ETag.
    """
    pairs = zip(*(facts(each, same_body=ask.same_body).items() for each in (theirs, ours)), strict=True)
    found = {name: (one, other) for (name, one), (_, other) in pairs if one != other}
    if found.get("Cache-Control") in ((None, "no-store"), (None, "no-cache")):
        del found["Cache-Control"]
    return found


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: f"{ask.line} {' '.join(ask.headers.values())}".strip())
def test_both_answer_alike(rival: httpx.Client, ours: httpx.Client, ask: Ask) -> None:
    found = differences(ask, answer(rival, ask), answer(ours, ask))
    assert found.keys() == ask.differs.keys(), found


def test_every_path_of_httpbin_is_compared(rival: httpx.Client) -> None:
    rules = {rule for rule in rival.get("/its-rules").json() if rule not in NOT_OURS}
    router = Map([Rule(rule) for rule in rules]).bind("localhost")

    def rule(ask: Ask) -> str:
        return str(router.match(urlsplit(ask.line.split(" ")[1]).path, return_rule=True)[0])

    assert rules == {rule(ask) for ask in ASKS}
    differ = {rule(ask) for ask in ASKS if ask.differs}
    assert (len(rules), len(rules - differ)) == (RULES, ALIKE), differ


@pytest.mark.parametrize("path", ["/json", "/image/png", "/uuid", "/bytes/5", "/status/200"])
def test_other_sites_may_read_an_answer_without_facts_of_the_visitor(
    rival: httpx.Client, ours: httpx.Client, path: str
) -> None:
    origin = {"Origin": "https://example.org"}
    assert rival.get(path, headers=origin).headers["Access-Control-Allow-Origin"] == "https://example.org"
    assert ours.get(path, headers=origin).headers["Access-Control-Allow-Origin"] == "*"
    for own in ("/get", "/headers", "/ip", "/cookies"):
        assert "Access-Control-Allow-Origin" not in ours.get(own, headers=origin).headers
