"""The checks of the missions: each accepts recorded trips that show its thing, and rejects trips that nearly do."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Error, Page

pytestmark = pytest.mark.slow

Step = tuple[str, dict[str, Any]]
"""A request line, and options of Playwright's `fetch`; `stranger` sends it without cookies, with the wire's token."""
Way = list[Step]

LOAD = """async () => [
  Object.keys((await import("/static/lessons/predicates.js")).PREDICATES),
  (await import("/static/lessons/missions.js")).MISSIONS,
]"""

CHECK = """async (name) => {
  const { PREDICATES } = await import("/static/lessons/predicates.js");
  const { log } = await (await fetch("/api/wire")).json();
  const trips = Map.groupBy(log.entries, ({ pageref }) => pageref);
  const found = PREDICATES[name]([...trips].map(([id, entries]) => ({ id, entries })));
  return [log.entries.length, found?.map(({ _id }) => _id) ?? null];
}"""


def ask(line: str, **options: Any) -> Step:
    return line, options


def post(target: str, /, **form: str) -> Step:
    return f"POST {target}", {"form": form}


def cross(line: str, origin: str = "http://localhost", **headers: str) -> Step:
    """A request as a script of another origin sends it."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return line, {"stranger": True, "headers": {"Origin": origin, **names}}


FILE = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"hello"}
NO_FILE = {"name": "", "mimeType": "application/octet-stream", "buffer": b""}
LOGIN = post("/login", username="robert", password="open-sesame")
STAY: dict[str, Any] = {"max_redirects": 0}
CSS = "/static/style.css"
SCRIPT = {"Sec-Fetch-Dest": "empty"}
"""Without it, a request for a file is not recorded: the page itself could have sent it."""
OTHER = "/api/lab/origins"

# The name of a check: ways that fit, and ways that nearly fit.
WAYS: dict[str, tuple[list[Way], list[Way]]] = {
    "helloAsPage": ([[ask("GET /hello")]], [[ask("HEAD /hello")], [ask("GET /api/hello")], [ask("GET /index")]]),
    "helloAsJson": (
        [[ask("GET /api/hello")]],
        [[ask("GET /hello")], [ask("HEAD /api/hello")], [ask("GET /api/index")]],
    ),
    "converterRefused": (
        [[ask("GET /number/-1")], [ask("GET /api/number/1.5")]],
        [[ask("GET /number/1")], [ask("GET /float/1")], [ask("GET /error/404")]],
    ),
    "spaceEncoded": (
        [[ask("GET /string/a%20b")], [ask("GET /api/user/John%20Doe")]],
        [[ask("GET /string/a+b")], [ask("GET /string/ab?c=%20")], [ask("GET /number/%20")]],
    ),
    "slashDecoded": (
        [[ask("GET /string/a%2Fb")], [ask("GET /api/string/a%2fb")]],
        [[ask("GET /path/a%2Fb")], [ask("GET /string/a/b")], [ask("GET /string/ab?c=%2F")]],
    ),
    "methodRefused": (
        [[ask("DELETE /method")], [ask("PATCH /api/method")]],
        [[ask("PUT /method")], [ask("DELETE /nothing")]],
    ),
    "headersOnly": ([[ask("HEAD /method")]], [[ask("GET /method")], [ask("HEAD /nothing")]]),
    "fieldsInQuery": (
        [[ask("GET /form?text=a")]],
        [[ask("GET /form")], [post("/form", text="a")], [ask("GET /method?text=a")]],
    ),
    "fieldsEncoded": (
        [[post("/form", text="Zoë & Co.")]],
        [[post("/form", text="Zoe")], [ask("POST /form", multipart={"text": "100%25"})], [ask("GET /form?text=%26")]],
    ),
    "uncheckedLeftOut": (
        [[post("/form", text="a")], [ask("GET /form?text=a")], [ask("POST /form", multipart={"text": "a"})]],
        [
            [post("/form", text="a", checkbox="on")],
            [ask("POST /form", multipart={"text": "a", "checkbox": "on"})],
            [post("/form", other="a")],
            [ask("GET /form")],
        ],
    ),
    "loginRefused": (
        [[post("/login", username="robert", password="guess")]],
        [[LOGIN], [post("/login", username="locked", password="open-sesame")], [ask("GET /error/401")]],
    ),
    "loginSeeOther": (
        [[LOGIN]],
        [
            [post("/login", username="robert", password="guess")],
            [ask("POST /login", form={"username": "robert", "password": "open-sesame"}, **STAY)],
            [ask("GET /session"), post("/session/tamper")],
        ],
    ),
    "markupEscaped": (
        [[ask("GET /template/%3Cb%3ERobert")]],
        [[ask("GET /template/Robert")], [ask("GET /api/template/%3Cb%3E")], [ask("GET /user/%3Cb%3E")]],
    ),
    "noContent": (
        [[ask("GET /respond?status=204&body=Hello")], [post("/respond", status="204")]],
        [[ask("GET /respond?status=200")], [ask("GET /respond?status=205")]],
    ),
    "tagsAsText": (
        [[post("/respond", type="text/plain", body="<h1>Hello</h1>")]],
        [
            [post("/respond", type="text/html", body="<h1>Hello</h1>")],
            [post("/respond", type="text/plain", body="1 < 2")],
            [post("/respond", type="text/plain", status="404", body="<h1>Hello</h1>")],
        ],
    ),
    "redirectFollowed": (
        [[ask("GET /re")], [ask("GET /api/re")]],
        [[ask("GET /re", **STAY)], [ask("GET /index")], [ask("GET /redirect/302")]],
    ),
    "slashAdded": (
        [[ask("GET /slash")]],
        [[ask("GET /slash/")], [ask("GET /slash", **STAY)], [ask("GET /redirect/308")]],
    ),
    "slashRefused": ([[ask("GET /unslash/")]], [[ask("GET /unslash")], [ask("GET /slash/")], [ask("GET /nothing/")]]),
    "postBecameGet": (
        [[post("/redirect/302", body="a")], [post("/redirect/301", body="a")]],
        [
            [post("/redirect/303", body="a")],
            [post("/redirect/307", body="a")],
            [ask("POST /redirect/302", form={"body": "a"}, **STAY)],
            [ask("POST /redirect/302")],
            [ask("GET /redirect/302")],
        ],
    ),
    "postStayed": (
        [[post("/redirect/307", body="a")], [post("/redirect/308", body="a")]],
        [[post("/redirect/302", body="a")], [ask("GET /redirect/307")], [ask("PUT /redirect/307", form={"body": "a"})]],
    ),
    "loopStopped": (
        [[ask("GET /redirect/loop")]],
        [[ask("GET /redirect/loop", max_redirects=5)], [ask("GET /redirect/chain/20")]],
    ),
    "notModified": (
        [[ask(f"GET {CSS}", headers=SCRIPT | {"If-None-Match": "*"})]],
        [
            [ask(f"GET {CSS}", headers=SCRIPT)],
            [ask(f"GET {CSS}", headers=SCRIPT | {"If-None-Match": '"another"'})],
            [ask("GET /respond?status=304")],
        ],
    ),
    "partOnly": (
        [[ask(f"GET {CSS}", headers=SCRIPT | {"Range": "bytes=0-99"})]],
        [
            [ask(f"GET {CSS}", headers=SCRIPT)],
            [ask(f"GET {CSS}", headers=SCRIPT | {"Range": "bytes=999999-"})],
            [ask("GET /respond?status=206", headers={"Range": "bytes=0-99"})],
        ],
    ),
    "cookieCameBack": (
        [[ask("GET /set-name"), ask("GET /get-name")], [post("/cookies", name="a", value="1")]],
        [
            [ask("GET /set-name")],
            [ask("GET /get-name"), ask("GET /set-name")],
            [post("/cookies", name="a", value="1", path="/get-name")],
            [LOGIN],
        ],
    ),
    "pathDoesNotMatch": (
        [[post("/cookies", name="a", value="1", path="/get-name")]],
        [
            [post("/cookies", name="a", value="1")],
            [post("/cookies", name="a", value="1", domain="example.org")],
            [post("/cookies", name="a", value="1", path="/cookies")],
        ],
    ),
    "domainRefused": (
        [[post("/cookies", name="a", value="1", domain="example.org")]],
        [[post("/cookies", name="a", value="1")], [post("/cookies", name="__Host-a", value="1", path="/get-name")]],
    ),
    "httpOnlyCameBack": (
        [[post("/cookies", name="a", value="1", httponly="on")]],
        [
            [post("/cookies", name="a", value="1")],
            [post("/cookies", name="a", value="1", httponly="on", path="/get-name")],
            [LOGIN],
        ],
    ),
    "cookieDeleted": (
        [[post("/cookies", name="a", value="1"), post("/cookies/delete", name="a")]],
        [
            [post("/cookies", name="a", value="1")],
            [post("/cookies/delete", name="a")],
            [post("/cookies", name="a", value="1", path="/cookies"), post("/cookies/delete", name="a")],
        ],
    ),
    "sessionReadable": (
        [[ask("GET /session"), ask("GET /session/cookie")]],
        [[ask("GET /session/cookie")], [ask("GET /session"), ask("GET /session")]],
    ),
    "signatureRefused": (
        [[LOGIN, post("/session/tamper")], [LOGIN, post("/api/session/tamper")]],
        [
            [ask("GET /session"), post("/session/tamper")],
            [LOGIN, post("/logout"), post("/session/tamper")],
            [LOGIN, post("/logout")],
            [LOGIN, ask("POST /session/tamper", **STAY)],
        ],
    ),
    "loggedOut": (
        [[LOGIN, post("/logout")], [LOGIN, ask("GET /api/logout")]],
        [
            [ask("GET /session"), post("/logout")],
            [LOGIN, post("/session/tamper")],
            [LOGIN, ask("POST /logout", **STAY)],
        ],
    ),
    "fileArrived": (
        [[ask("POST /upload", multipart={"the_file": FILE})]],
        [
            [ask("POST /upload", multipart={"the_file": NO_FILE})],
            [post("/upload", the_file="a.txt")],
            [ask("POST /form", multipart={"the_file": FILE})],
        ],
    ),
    "fileLost": (
        [
            [post("/upload", the_file="a.txt")],
            [ask("POST /upload", data="the_file=a.txt\r\n", headers={"Content-Type": "text/plain"})],
        ],
        [
            [ask("POST /upload", multipart={"the_file": FILE})],
            [ask("POST /upload", multipart={"the_file": NO_FILE})],
            [post("/upload", the_file="")],
            [post("/form", the_file="a.txt")],
        ],
    ),
    "problemAsJson": ([[ask("GET /api/error/404")]], [[ask("GET /error/404")], [ask("GET /api/hello")]]),
    "crashHidden": (
        [[ask("GET /crash")], [ask("GET /api/crash")]],
        [[ask("GET /error/500")], [ask("GET /respond?status=500")]],
    ),
    "fromOwnPage": (
        [[ask("GET /origins", headers={"Sec-Fetch-Site": "same-origin"})]],
        [
            [ask("GET /origins", headers={"Sec-Fetch-Site": "cross-site"})],
            [ask("GET /origins")],
            [ask("GET /hello", headers={"Sec-Fetch-Site": "same-origin"})],
        ],
    ),
    "postRefused": (
        [[ask("POST /origins", headers={"Sec-Fetch-Site": "cross-site"})]],
        [
            [ask(line, headers={"Sec-Fetch-Site": site})]
            for line, site in (("POST /origins", "same-origin"), ("GET /origins", "cross-site"))
        ],
    ),
    "answerHidden": (
        [[cross(f"GET {OTHER}")], [cross("GET /api/origins")]],
        [
            [cross(f"GET {OTHER}?origin=*")],
            [cross(f"GET {OTHER}", "{server}")],
            [cross(f"OPTIONS {OTHER}", Access_Control_Request_Method="PUT")],
            [ask("GET /api/origins")],
        ],
    ),
    "answerAllowed": (
        [[cross(f"GET {OTHER}?origin=*")], [cross(f"GET {OTHER}?origin=other", "{other}")]],
        [
            [cross(f"GET {OTHER}")],
            [cross(f"GET {OTHER}?origin=other", "http://example.org")],
            [cross(f"GET {OTHER}?origin=*", Cookie="a=1")],
            [cross(f"GET {OTHER}?origin=other", "{other}", Cookie="a=1")],
            [cross(f"GET {OTHER}?origin=*", "{server}")],
        ],
    ),
    "preflightPassed": (
        [
            [
                cross(f"OPTIONS {OTHER}?origin=*&methods=PUT", Access_Control_Request_Method="PUT"),
                cross(f"PUT {OTHER}?origin=*&methods=PUT"),
            ]
        ],
        [
            [cross(f"OPTIONS {OTHER}?origin=*&methods=PUT", Access_Control_Request_Method="PUT")],
            [cross(f"PUT {OTHER}?origin=*&methods=PUT")],
            [
                cross(f"OPTIONS {OTHER}?origin=*", Access_Control_Request_Method="PUT"),
                cross(f"PUT {OTHER}?origin=*"),
            ],
        ],
    ),
    "preflightRefused": (
        [[cross(f"OPTIONS {OTHER}{query}", Access_Control_Request_Method="PUT")] for query in ("", "?origin=*")],
        [
            [cross(f"OPTIONS {OTHER}?origin=*&methods=PUT", Access_Control_Request_Method="PUT")],
            [cross(f"OPTIONS {OTHER}")],
            [cross(f"GET {OTHER}")],
        ],
    ),
}


def test_every_check_is_used_and_tried(page: Page) -> None:
    page.goto("/#hello")
    checks, missions = page.evaluate(LOAD)

    assert sorted(checks) == sorted(mission["fits"] for mission in missions), "one check for each mission"
    assert sorted(WAYS) == sorted(checks)


@pytest.mark.parametrize("name", WAYS)
def test_a_check_accepts_what_fits_and_rejects_what_nearly_fits(page: Page, base_url: str, name: str) -> None:
    page.goto("/#hello")
    token = page.request.get("/api/lab/token").json()["wire"]

    for fits, ways in zip((True, False), WAYS[name], strict=True):
        assert ways
        for way in ways:
            page.request.delete("/api/wire")
            page.context.clear_cookies(name=re.compile("^(?!visitor$)"))
            for line, options in way:
                send(page, base_url, token, line, options)
            recorded, found = page.evaluate(CHECK, name)
            assert recorded >= len(way), f"{way} is not on the wire"
            assert (found is not None) == fits, way


def send(page: Page, base_url: str, token: str, line: str, options: dict[str, Any]) -> None:
    """Send a request: for the visitor, or as the script of another origin."""
    method, target = line.split(" ")
    if not options.get("stranger"):
        with suppress(Error):  # Playwright stops a loop with an error
            page.request.fetch(target, method=method, **options)
        return
    names = {"{server}": base_url, "{other}": base_url.replace("127.0.0.1", "localhost")}
    headers = {name: names.get(value, value) for name, value in options["headers"].items()}
    url = f"{base_url}{target}{'&' if '?' in target else '?'}{urlencode({'wire': token})}"
    with suppress(HTTPError):
        urlopen(Request(url, method=method, headers=headers)).close()
