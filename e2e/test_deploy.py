"""Roundtrip behind a real nginx, with the files of `deploy/`: HTTPS, a prefix, gunicorn, and two instances."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.deployed import GUNICORN, Busy, Nginx, configured, free_port, make_certificate, service
from e2e.tap import expect_hops, hops, trips, wire
from roundtrip.testing import Server

pytestmark = pytest.mark.nginx

Site = Callable[..., str]
Visit = Callable[[str], Page]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A certificate in the place of each example in `deploy/`."""
    certificate, key = make_certificate(tmp_path_factory.mktemp("certificate"))
    return {"certificate": str(certificate), "key": str(key)}


@pytest.fixture
def running() -> Iterator[ExitStack]:
    """Everything that a test starts; it stops at the end, the last first."""
    with ExitStack() as running:
        yield running


@pytest.fixture
def site(running: ExitStack, tmp_path: Path, certificate: dict[str, str]) -> Site:
    """Start nginx with `deploy/nginx.conf` and these sockets behind it; return the address of the site."""

    def start(*sockets: str) -> str:
        port, plain = free_port(), free_port()
        first, *others = (f"server unix:{path};" for path in sockets)
        replacements = {
            "server unix:/run/roundtrip/1/socket;": first,
            "server unix:/run/roundtrip/2/socket;": " ".join(others),
            "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
            "listen [::]:443 ssl http2;": "",
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "listen [::]:80;": "",
            "/etc/ssl/roundtrip/fullchain.pem": certificate["certificate"],
            "/etc/ssl/roundtrip/privkey.pem": certificate["key"],
        }
        running.enter_context(Nginx(tmp_path, configured("nginx.conf", replacements), port))
        return f"https://localhost:{port}"

    return start


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext]) -> Visit:
    """Open an address as a new visitor, whose browser accepts the certificate."""

    def open(address: str) -> Page:
        page = new_context(ignore_https_errors=True).new_page()
        page.goto(address)
        expect(page.get_by_role("status", name="Login")).to_have_text("Not logged in")
        return page

    return open


def entries(page: Page, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.request.get(f"{address}/api/wire").json()["log"]["entries"]
    return found


def cookies(page: Page) -> dict[str, Any]:
    """The cookies of the browser by their names."""
    return {cookie["name"]: cookie for cookie in page.context.cookies()}


def native(running: ExitStack, folder: Path, instance: str = "1", **environ: str) -> str:
    """Start an instance of the native service; return its socket."""
    running.enter_context(service("roundtrip@.service", folder, instance, **environ))
    return f"{folder}/roundtrip/{instance}/socket"


def test_the_page_works_over_https(running: ExitStack, tmp_path: Path, site: Site, visit: Visit) -> None:
    address = site(native(running, tmp_path))
    page = visit(f"{address}/#session")
    session = page.get_by_role("region", name="Session", exact=True)

    session.get_by_role("button", name="Show session").click()

    expect(session.get_by_title("Session stage").content_frame.get_by_role("heading")).to_have_text(
        "You're not logged in!"
    )
    expect_hops(wire(page), ["GET /session 200 OK"])
    [entry] = entries(page, address)
    assert entry["request"]["url"] == f"{address}/session"
    assert {name: (cookie["secure"], cookie["path"]) for name, cookie in cookies(page).items()} == {
        "visitor": (True, "/"),
        "session": (True, "/"),
    }
    protocol = page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol")
    assert protocol in ("h2", "")  # a stock Firefox does not tell it


def test_a_form_is_no_attack_and_a_redirect_stays(running: ExitStack, tmp_path: Path, site: Site, visit: Visit) -> None:
    address = site(native(running, tmp_path))
    page = visit(f"{address}/#redirects")
    redirects = page.get_by_role("region", name="Redirects", exact=True)
    redirects.get_by_role("combobox", name="Code").select_option("303")
    redirects.get_by_role("combobox", name="Method").select_option("POST")

    redirects.get_by_role("button", name="Follow").click()

    expect_hops(wire(page), ["POST /redirect/303 303 See Other", "GET /landing 200 OK"])
    expect(redirects.get_by_label("Final URL")).to_have_text(f"{address}/landing")
    first, _ = entries(page, address)
    sent = {header["name"].lower(): header["value"] for header in first["request"]["headers"]}
    assert sent["origin"] == address, "the guard has compared it with the address of the browser"


def test_news_arrive_at_once(running: ExitStack, tmp_path: Path, site: Site, visit: Visit) -> None:
    address = site(native(running, tmp_path))
    page = visit(address)
    with page.expect_request("**/api/wire/news"):
        page.reload()
    for number in range(1, 4):
        page.context.request.get(f"{address}/user/{number}")
        expect(hops(wire(page))).to_have_count(number, timeout=2_000)


def test_a_socket_opens_and_closes(running: ExitStack, tmp_path: Path, site: Site, visit: Visit) -> None:
    address = site(native(running, tmp_path))
    page = visit(f"{address}/#socket")
    panel = page.get_by_role("region", name="Socket", exact=True)

    panel.get_by_role("button", name="Open the socket").click()
    panel.get_by_role("button", name="Send text").click()
    result = panel.get_by_role("tabpanel", name="Result")
    expect(result.get_by_role("listitem").filter(has_text="hello")).to_have_count(2)
    panel.get_by_role("button", name="Close the socket").click()

    expect_hops(wire(page), ["GET /api/socket/echo 101 Switching Protocols"])


def test_an_upload_comes_back_and_a_large_one_gets_its_page(
    running: ExitStack, tmp_path: Path, site: Site, visit: Visit, excused: list[str]
) -> None:
    excused.append("413")
    address = site(native(running, tmp_path, ROUNDTRIP_MAX_UPLOAD="2MiB"))
    page = visit(f"{address}/#upload")
    upload = page.get_by_role("region", name="Upload", exact=True)
    upload.get_by_role("radio", name="Fetch").check()
    content = bytes(range(256)) * 4096 + b"the end"
    for name, body in (("small.bin", content), ("large.bin", content * 9)):
        upload.get_by_label("Files").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": body}
        )
        upload.get_by_role("button", name="Upload", exact=True).click()
        expect(upload.get_by_role("tabpanel", name="Result")).to_contain_text(
            "small.bin" if name == "small.bin" else "A request can have 2 MiB at most."
        )

    [file] = page.request.get(f"{address}/api/uploads").json()["files"]
    assert page.request.get(address + file["url"]).body() == content
    assert file["filename"] == "small.bin"


def test_many_cookies_pass(running: ExitStack, tmp_path: Path, site: Site) -> None:
    """nginx itself would answer 400 to a header of more than 8 KiB."""
    address = site(native(running, tmp_path))
    cookies = "; ".join(f"c{number}={'x' * 4000}" for number in range(50))
    with httpx.Client(verify=False) as client:
        answer = client.get(f"{address}/api/cookies", headers={"Cookie": cookies})
    assert answer.json()["raw"] == cookies


def test_http_leads_to_https(running: ExitStack, tmp_path: Path, site: Site) -> None:
    site(str(tmp_path / "nobody"))
    port = (tmp_path / "site.conf").read_text().partition("listen 127.0.0.1:")[2].partition(";")[0]
    answer = httpx.get(f"http://127.0.0.1:{port}/hello?a=%2F")
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://127.0.0.1/hello?a=%2F")


# Below a prefix


def test_the_page_works_below_a_prefix(
    running: ExitStack, tmp_path: Path, certificate: dict[str, str], visit: Visit
) -> None:
    port = free_port()
    replacements = {
        "unix:/run/roundtrip/1/socket": f"unix:{native(running, tmp_path)}",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        "/etc/ssl/example/fullchain.pem": certificate["certificate"],
        "/etc/ssl/example/privkey.pem": certificate["key"],
    }
    running.enter_context(Nginx(tmp_path, configured("nginx-prefix.conf", replacements), port))
    address = f"https://localhost:{port}/rt"
    page = visit(f"{address}#session")
    expect(page).to_have_url(f"{address}/#session")  # nginx adds the slash
    session = page.get_by_role("region", name="Session", exact=True)
    final = session.get_by_label("Final URL")

    session.get_by_role("button", name="Log out").click()
    expect_hops(trips(page).first, ["POST /rt/logout 303 See Other", "GET /rt/session 200 OK"])
    expect(final).to_have_text(f"{address}/session")
    session.get_by_role("radio", name="Fetch").check()
    session.get_by_role("button", name="Show session").click()
    expect(final).to_have_text(f"{address}/api/session")

    assert {cookie["path"] for cookie in cookies(page).values()} == {"/rt"}
    page.request.get(f"{address}/user/%61%2Fb?c=%7C")
    last = entries(page, address)[-1]["request"]
    assert (last["url"], last["_target"]) == (f"{address}/user/%61%2Fb?c=%7C", "/user/%61%2Fb?c=%7C")
    session.get_by_role("tab", name="Code").click()
    expect(session.get_by_label("Code of api.session.session")).to_be_visible()
    session.get_by_role("tab", name="Reproduce").click()
    expect(session.get_by_label("curl", exact=True)).to_contain_text(f"{address}/api/session")
    with page.expect_download() as download:
        wire(page).get_by_role("button", name="Download HAR").click()
    assert download.value.url.startswith(f"{address}/api/wire.har")
    page.goto(f"{address}/#report")
    expect(page.get_by_role("region", name="Report", exact=True)).to_contain_text("has only those below /rt/")


# Without the setting


PLAIN = "server {{ listen 127.0.0.1:{port} {ssl}; {certificate} location / {{ proxy_pass {server}; }} }}"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_page_is_alive_behind_a_proxy_that_nobody_has_set_up(
    running: ExitStack, tmp_path: Path, certificate: dict[str, str], visit: Visit, scheme: str
) -> None:
    server, port = running.enter_context(Server()), free_port()
    files = f"ssl_certificate {certificate['certificate']}; ssl_certificate_key {certificate['key']};"
    ssl, files = ("ssl", files) if scheme == "https" else ("", "")
    site = PLAIN.format(port=port, ssl=ssl, certificate=files, server=server.url)
    running.enter_context(Nginx(tmp_path, site, port))
    page = visit(f"{scheme}://localhost:{port}/#forms")
    forms = page.get_by_role("region", name="Forms", exact=True)

    forms.get_by_role("button", name="Submit", exact=True).click()

    expect_hops(wire(page), ["POST /form 200 OK"])
    forms.get_by_role("radio", name="Fetch").check()
    forms.get_by_role("button", name="Submit", exact=True).click()
    expect(forms.get_by_role("tabpanel", name="Result")).to_contain_text("200 OK")
    expect(hops(wire(page))).to_have_count(2, timeout=2_000)


# gunicorn


def test_the_page_works_with_gunicorn(running: ExitStack, tmp_path: Path, site: Site, visit: Visit) -> None:
    running.enter_context(service("roundtrip-gunicorn.service", tmp_path))
    address = site(f"{tmp_path}/roundtrip/gunicorn/socket")
    page = visit(f"{address}/#hello")

    page.get_by_role("button", name="Say hello").click()

    expect_hops(wire(page), ["GET /hello 200 OK"])
    [entry] = entries(page, address)
    assert entry["request"]["url"] == f"{address}/hello"
    assert cookies(page)["visitor"]["secure"]


def test_gunicorn_with_one_thread_answers_every_click(
    running: ExitStack, tmp_path: Path, site: Site, visit: Visit
) -> None:
    """Its default worker has one thread: a stream of news that stayed open would hold it for 15 seconds."""
    path = f"{tmp_path}/socket"
    command = [sys.executable, "-c", GUNICORN, "--bind", f"unix:{path}", "roundtrip:create_app()"]
    running.enter_context(Server(command=command, environ={"ROUNDTRIP_PROXIES": "1"}))
    page = visit(f"{site(path)}/#hello")
    stage = page.get_by_title("Hello stage").content_frame
    for number in range(1, 4):
        page.get_by_role("button", name="Say hello").click()
        expect(stage.locator("body")).to_have_text("Hello World!", timeout=2_000)
        expect(hops(wire(page))).to_have_count(number, timeout=2_000)


# Two instances on one folder


VISITORS = 6


def test_one_of_two_instances_is_killed_and_nothing_is_lost(running: ExitStack, tmp_path: Path, site: Site) -> None:
    first = service("roundtrip@.service", tmp_path, "1")
    running.callback(first.stop)
    address = site(f"{tmp_path}/roundtrip/1/socket", native(running, tmp_path, "2"))
    visitors = [Busy(address) for _ in range(VISITORS)]
    barrier = threading.Barrier(VISITORS + 1, timeout=60)
    threads = [threading.Thread(target=each.work, args=(n, barrier)) for n, each in enumerate(visitors)]
    for thread in threads:
        thread.start()

    barrier.wait()
    os.kill(first.pid, signal.SIGKILL)
    for thread in threads:
        thread.join()

    for visitor in visitors:
        entries = visitor.client.get("/api/wire").json()["log"]["entries"]
        recorded = [f"{e['request']['method']} {e['request']['url'].removeprefix(address)}" for e in entries]
        assert Counter(visitor.paths) - Counter(recorded) == Counter()
        files = visitor.client.get("/api/uploads").json()["files"]
        stored = {file["filename"]: visitor.client.get(file["url"]).content for file in files}
        assert visitor.files.items() <= stored.items()
        assert visitor.client.get("/api/session").json()["visits"] == visitor.visits + 1
        visitor.client.close()
    # nginx repeats a GET at the other instance. A POST that the killed one may have read gets a 502: sent twice, it
    # could count twice.
    failed = [failure for visitor in visitors for failure in visitor.failed]
    assert [failure for failure in failed if not failure.startswith("POST ") or not failure.endswith(" 502")] == []
    assert len(failed) <= VISITORS, "at most the request that each visitor had on its way"
    # systemd starts the killed instance again, at the socket that it has left.
    native(running, tmp_path, "1")
    with httpx.Client(transport=httpx.HTTPTransport(uds=f"{tmp_path}/roundtrip/1/socket")) as client:
        assert client.get("http://localhost/healthz").text == "ok"
