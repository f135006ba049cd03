"""Behind a proxy: the address that the browser used, in every place that shows or needs it; and the Unix socket."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient

from roundtrip.wire import Store
from roundtrip.wire.news import News
from tests.conftest import MakeApp, Serve
from tests.policies import policies
from tests.serving import PATIENCE, run
from tests.wires import VISITOR, entries, newest_first

pytestmark = pytest.mark.slow

HEADERS = {
    "X-Forwarded-For": "10.0.0.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "rt.localhost:8443",
    "X-Forwarded-Prefix": "/rt",
}
ORIGIN = "https://rt.localhost:8443"


def behind(make_app: MakeApp, headers: dict[str, str], *, proxies: int = 1) -> FlaskClient:
    """A client whose requests come through a proxy that adds `headers`."""
    client = make_app(proxies=proxies).test_client()
    client.environ_base |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return client


@pytest.fixture
def client(make_app: MakeApp) -> FlaskClient:
    return behind(make_app, HEADERS)


def test_the_wire_and_the_echo_show_the_address_that_the_browser_used(client: FlaskClient) -> None:
    client.set_cookie("visitor", VISITOR)
    assert client.get("/form?a=%2F").status_code == 200
    assert client.get("/api/form?a=%2F").get_json()["url"] == f"{ORIGIN}/rt/api/form?a=%2F"
    assert client.get("/user/a b").status_code == 200
    page, twin, odd = (entry["request"] for entry in entries(client))
    assert page["url"] == f"{ORIGIN}/rt/form?a=%2F"
    assert page["_target"] == "/form?a=%2F", "the target that reached the server"
    assert twin["url"] == f"{ORIGIN}/rt/api/form?a=%2F"
    assert (odd["url"], odd["_target"]) == (f"{ORIGIN}/rt/user/a%20b", "/user/a%20b"), "also where it is rebuilt"


def test_the_own_cookies_are_secure_and_stay_below_the_prefix(make_app: MakeApp) -> None:
    client = make_app(proxies=1).test_client(use_cookies=False)
    page, session = client.get("/", headers=HEADERS, buffered=True), client.get("/session", headers=HEADERS)
    sent = {"Cookie": session.headers["Set-Cookie"].partition(";")[0], **HEADERS}
    for answer in (page, session, client.post("/session/tamper", headers=sent)):
        [cookie] = answer.headers.getlist("Set-Cookie")
        assert {"Secure", "HttpOnly", "Path=/rt", "SameSite=Lax"} <= set(cookie.split("; "))


def test_scripts_come_from_below_the_prefix(client: FlaskClient) -> None:
    for path in ("/", "/hello", "/nothing"):
        rules, paths = policies(client.get(path, buffered=True))
        assert rules["script-src"] == "'self'"
        assert paths == {
            "script-src": "http://*:*/rt/static/ https://*:*/rt/static/",
            "style-src": "http://*:*/rt/static/ https://*:*/rt/static/",
        }


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("GET /re", "/rt/index"),
        ("GET /api/re", "/rt/api/index"),
        ("GET /slash", "/rt/slash/"),
        ("GET /api/slash", "/rt/api/slash/"),
        ("GET /redirect/302?to=/landing", "/rt/landing"),
        ("GET /redirect/302?to=/rt/landing", "/rt/landing"),
        ("GET /api/redirect/302?to=/rt/landing", "/rt/api/landing"),
        ("GET /redirect/302?to=/rtx", "/rt/rtx"),
        ("GET /redirect/chain/2", "/rt/redirect/chain/1"),
        ("GET /go?endpoint=routing.user&username=a", "/rt/user/a"),
        ("POST /logout", "/rt/session"),
        ("POST /api/logout", "/rt/api/session"),
    ],
)
def test_a_redirect_stays_below_the_prefix(client: FlaskClient, asked: str, location: str) -> None:
    method, path = asked.split()
    assert client.open(path, method=method).headers["Location"] == location


def test_links_stay_below_the_prefix(client: FlaskClient) -> None:
    for path in ("/login", "/upload", "/uploads", "/cookies", "/form", "/nothing"):
        page = client.get(path).text
        links = re.findall(r'(?:href|src|action)="([^"#]*)"', page)
        assert len(links) > 3
        assert [link for link in links if not link.startswith("/rt/")] == [], path
        assert f"answered GET /rt{path}" in page


def test_the_page_has_only_relative_addresses(client: FlaskClient) -> None:
    """So its forms work below any prefix, without JavaScript too."""
    addresses = re.findall(r'(?:href|src|action|data-path)="([^"]*)"', client.get("/", buffered=True).text)
    assert len(addresses) > 80
    assert [address for address in addresses if address.startswith("/")] == []


def test_the_other_name_has_the_prefix_too(make_app: MakeApp) -> None:
    client = behind(make_app, {**HEADERS, "X-Forwarded-Host": "localhost:8443"})
    assert 'data-ask="https://127.0.0.1:8443/rt/api/origins"' in client.get("/origins/elsewhere").text


@pytest.mark.parametrize(
    ("origin", "status"), [(ORIGIN, 200), ("http://localhost", 403), ("https://rt.localhost", 403)]
)
def test_the_cross_site_check_compares_with_the_address_of_the_browser(
    client: FlaskClient, origin: str, status: int
) -> None:
    assert client.post("/form", headers={"Origin": origin}).status_code == status


def test_without_the_setting_the_headers_are_not_trusted(make_app: MakeApp) -> None:
    client = behind(make_app, HEADERS, proxies=0)
    page = client.get("/", buffered=True)
    [cookie] = page.headers.getlist("Set-Cookie")
    assert "Secure" not in cookie
    assert "; Path=/;" in f"{cookie};"
    assert client.get("/api/form").get_json()["url"] == "http://localhost/api/form"
    assert client.get("/re").headers["Location"] == "/index"
    assert client.post("/form", headers={"Origin": ORIGIN}).status_code == 403
    assert "ROUNDTRIP_PROXIES" in client.post("/form", headers={"Origin": ORIGIN}).text


def test_with_two_proxies_the_last_but_one_value_counts(make_app: MakeApp) -> None:
    hosts, schemes = "forged.localhost, rt.localhost, inner.localhost", "http, https, http"
    client = behind(make_app, {"X-Forwarded-Host": hosts, "X-Forwarded-Proto": schemes}, proxies=2)
    assert client.get("/api/form").get_json()["url"] == "https://rt.localhost/api/form"


@pytest.mark.parametrize(
    ("headers", "url"),
    [
        ({"Proto": "https", "Port": "443"}, "https://localhost/form"),
        ({"Proto": "http", "Port": "80"}, "http://localhost/form"),
        ({"Proto": "https", "Port": "8443"}, "https://localhost:8443/form"),
        ({"Proto": "https", "Host": "a.localhost:443"}, "https://a.localhost/form"),
        ({"Proto": "x; script-src *"}, "http://localhost/form"),
        ({"Prefix": "/"}, "http://localhost/form"),
        ({"Prefix": "/rt/"}, "http://localhost/rt/form"),
        ({"Prefix": "/a/b-c"}, "http://localhost/a/b-c/form"),
        ({"Prefix": "//evil.test"}, "http://localhost/form"),
        ({"Prefix": "/../x"}, "http://localhost/form"),
        ({"Prefix": "/a;b"}, "http://localhost/form"),
        ({"Prefix": "https://evil.test"}, "http://localhost/form"),
    ],
)
def test_what_proxies_send(make_app: MakeApp, headers: dict[str, str], url: str) -> None:
    client = behind(make_app, {f"X-Forwarded-{name}": value for name, value in headers.items()})
    client.set_cookie("visitor", VISITOR)
    assert client.get("/form").status_code == 200
    [entry] = entries(client)
    assert entry["request"]["url"] == url


def test_a_header_with_an_underscore_is_not_that_of_the_proxy(serve: Serve) -> None:
    """In WSGI both names become one variable, and the last value would count."""
    server = serve("--proxies", "1")
    sent = [("X-Forwarded-Host", "rt.localhost"), ("X_Forwarded_Host", "forged.localhost")]
    with server.client() as client:
        echo: dict[str, Any] = client.get("/api/form", headers=sent).json()
    assert echo["url"] == "http://rt.localhost/api/form"
    assert ["X_Forwarded_Host", "forged.localhost"] in echo["headers"], "the page shows what arrived"


def test_servers_behind_a_proxy_share_a_wire(serve: Serve) -> None:
    """An exchange is in the file before its response leaves: the next request may reach the other server."""
    one, other = (serve("--proxies", "1") for _ in range(2))
    with one.client() as client, other.client() as reader:
        client.get("/")
        reader.cookies.update(client.cookies)
        for number in range(1, 21):
            client.get(f"/user/{number}")
            assert len(newest_first(reader)) == number


def test_a_proxy_brings_other_machines(serve: Serve) -> None:
    """So the demo accounts are off, although the server itself listens on loopback."""
    server = serve("--proxies", "1", "--hosts", "rt.example")
    because = "because a proxy is in front of it. It answers to localhost, rt.example (ROUNDTRIP_HOSTS)."
    assert because in server.output
    with server.client() as client:
        assert client.get("/api/login", headers={"X-Forwarded-Host": "rt.example"}).json() == {"accounts": []}
        assert client.get("/api/login", headers={"X-Forwarded-Host": "evil.example"}).status_code == 400
    assert "It answers to localhost (ROUNDTRIP_HOSTS)." in serve("--proxies", "1").output


def test_the_own_cookies_below_a_prefix_are_deleted_too(make_app: MakeApp) -> None:
    client = make_app(proxies=1).test_client(use_cookies=False)
    answer = client.post("/cookies/clear", headers={**HEADERS, "Cookie": f"visitor={VISITOR}; a=1"})
    assert [cookie.split("; ")[1] for cookie in answer.headers.getlist("Set-Cookie")] == ["Path=/rt", "Path=/"]


# One thread


def test_a_stream_of_news_ends_where_it_would_hold_the_only_thread(tmp_path: Path) -> None:
    store = Store(tmp_path / "wire.sqlite3", most=10, keep=60)
    assert list(News(store, "anna", single_thread=True)) == [b"retry: 500\ndata: 0\n\n"]


@pytest.mark.parametrize("multithread", [True, False])
def test_the_stream_asks_the_server_for_its_threads(make_app: MakeApp, multithread: bool) -> None:
    client = make_app().test_client()
    client.set_cookie("visitor", VISITOR)
    answer = client.get("/api/wire/news", environ_overrides={"wsgi.multithread": multithread})
    lines = iter(answer.response)
    assert next(lines) == b"retry: 500\ndata: 0\n\n"
    assert (next(lines, b"") == b"") is not multithread
    assert answer.headers["X-Accel-Buffering"] == "no", "nginx passes each line on at once"
    answer.close()


# The Unix socket


def get(path: Path) -> httpx.Response:
    """Send a request to a socket in the file system."""
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), timeout=PATIENCE) as client:
        return client.get("http://localhost/api/form")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_serves_on_a_socket_in_the_file_system(serve: Serve, tmp_path: Path, workers: str) -> None:
    path = tmp_path / "socket"
    server = serve("--host", f"unix:{path}", "--workers", workers)
    assert f"Roundtrip serves unix:{path} (Ctrl+C stops it)" in server.output
    assert get(path).json()["url"] == "http://localhost/api/form"
    assert path.stat().st_mode & 0o777 == 0o666, "a proxy may run as another user; the folder decides"
    again = run("--host", f"unix:{path}", ROUNDTRIP_INSTANCE=str(tmp_path / "instance"))
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == (
        f"Error: cannot listen on unix:{path} (Address already in use); choose another socket with --host\n"
    )
    assert get(path).status_code == 200, "and the first server goes on"


def test_it_replaces_the_socket_of_a_server_that_was_killed(serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "socket"
    serve("--host", f"unix:{path}").stop()
    assert path.is_socket(), "a server that ends leaves it"
    serve("--host", f"unix:{path}")
    assert get(path).status_code == 200


def test_it_replaces_no_other_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("mine")
    ended = run("--host", f"unix:{path}", ROUNDTRIP_INSTANCE=str(tmp_path / "instance"))
    assert ended.returncode == 1
    assert path.read_text() == "mine"
