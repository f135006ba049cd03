"""The production server: the output, the limits and the workers of the real `roundtrip` command."""

from __future__ import annotations

import json
import re
import stat
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.conftest import Serve
from tests.serving import OTHER_SERVERS, PATIENCE, Server, run
from tests.uploads import END, MULTIPART, file, part

pytestmark = pytest.mark.slow

ROBERT = {"username": "robert", "password": "open-sesame"}
MIB = 2**20


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The server of all tests that need no other one."""
    with Server() as server:
        yield server


# The output of the command


def test_it_prints_the_address_when_it_serves(server: Server) -> None:
    assert re.fullmatch(r"Roundtrip serves http://127\.0\.0\.1:\d+ .*\n", server.output)
    assert httpx.get(f"{server.url}/healthz").text == "ok"


def test_a_port_in_use_is_one_line(server: Server, tmp_path: Path) -> None:
    again = run("--port", str(server.port), "--instance", str(tmp_path))
    assert again.returncode == 1
    assert again.stderr.count("\n") == 1
    assert f"cannot listen on 127.0.0.1 port {server.port}" in again.stderr
    assert "--port" in again.stderr
    assert again.stdout == ""


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--port", "x"], "from 0 to 65535"),
        (["--workers", "0"], "from 1 to 64"),
        (["--host", "no.such.host.invalid"], "cannot listen on no.such.host.invalid"),
        (["--max-upload", "1XB"], "such as 64MiB"),
    ],
)
def test_a_bad_setting_is_one_line(tmp_path: Path, options: list[str], says: str) -> None:
    wrong = run("--instance", str(tmp_path), *options)
    assert wrong.returncode == 1
    assert wrong.stderr.count("\n") == 1
    assert says in wrong.stderr


def test_a_bad_variable_is_one_line(tmp_path: Path) -> None:
    wrong = run("--instance", str(tmp_path), ROUNDTRIP_KEEP="never")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)
    assert "ROUNDTRIP_KEEP" in wrong.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_instance_that_cannot_store_uploads_is_one_line(tmp_path: Path, workers: str) -> None:
    """The command prints it once; the workers print no stack trace."""
    (tmp_path / "uploads").write_text("a file where the folder should be")
    wrong = run("--instance", str(tmp_path), "--port", "0", "--workers", workers)
    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)
    assert "cannot store the uploads" in wrong.stderr


def test_flask_run_serves_it_too() -> None:
    flask = [str(Path(sys.executable).with_name("flask")), "--app", "roundtrip", "run"]
    with Server(command=flask) as server, server.client() as client:
        assert client.get("/hello").text == "Hello World!"
        assert client.post("/upload", files={"the_file": b"x" * MIB}).status_code == 303
        assert client.get("/api/uploads").json()["files"][0]["size"] == MIB
        chunked = client.post("/api/landing", content=iter([b"a", b"b"]))
        assert chunked.json()["body"] == {"size": 2, "text": "ab", "truncated": False}


@pytest.mark.parametrize("command", OTHER_SERVERS.values(), ids=OTHER_SERVERS)
def test_behind_another_server_too_a_client_that_sends_everything_first_reads_the_answer(command: list[str]) -> None:
    """Flask's server and gunicorn close a connection with an unread body, and the client then loses the answer."""
    head = b"POST /api/form HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    with Server(command=command) as server, server.connect() as connection:
        answer = connection.send(head % (100 * MIB), *[b"x" * MIB] * 100).answer()
    assert b"A request can have 64 MiB at most." in answer


# Keys


def test_only_its_owner_can_read_the_key(serve: Serve, tmp_path: Path) -> None:
    serve()
    key = tmp_path / "instance" / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    assert len(key.read_text()) >= 32


def test_a_session_is_valid_after_a_restart_and_a_rotation(serve: Serve) -> None:
    cookies = httpx.Cookies()

    def who(*options: str, **environ: str) -> str | None:
        server = serve(*options, **environ)
        with httpx.Client(base_url=server.url, cookies=cookies) as client:
            found: str | None = client.get("/api/session").json()["username"]
            cookies.update(client.cookies)
        server.stop()
        return found

    first = serve(ROUNDTRIP_SECRET_KEY="a")
    with first.client() as client:
        client.post("/login", data=ROBERT)
        cookies.update(client.cookies)
    assert who(ROUNDTRIP_SECRET_KEY="a") == "robert"
    assert who("--secret-key", "b,a") == "robert"
    assert who(ROUNDTRIP_SECRET_KEY="b") == "robert", "the first key has signed it again"
    assert who(ROUNDTRIP_SECRET_KEY="a") is None


# Workers


def test_two_workers_share_all_data(serve: Serve) -> None:
    """Each request opens a connection, which either worker may accept."""
    server = serve("--workers", "2", "--max-files", "5")
    with httpx.Client(
        base_url=server.url, timeout=PATIENCE, limits=httpx.Limits(max_keepalive_connections=0)
    ) as client:
        client.post("/login", data=ROBERT)
        assert [client.get("/api/session").json()["visits"] for _ in range(10)] == list(range(1, 11))
        for number in range(5):
            assert client.post("/upload", files={"the_file": (f"{number}", b"x")}).status_code == 303
            assert len(client.get("/api/uploads").json()["files"]) == number + 1
        for each in client.get("/api/uploads").json()["files"] * 3:
            assert client.get(each["url"]).content == b"x"
        assert client.post("/upload", files={"the_file": b"x"}).status_code == 413


def test_simultaneous_uploads_keep_to_the_limit(serve: Serve) -> None:
    server = serve("--workers", "2", "--max-files", "3")
    visitor = {"Cookie": f"visitor={'V' * 22}"}

    def upload(number: int) -> int:
        files = {"the_file": (str(number), b"x" * MIB)}
        return httpx.post(f"{server.url}/upload", files=files, headers=visitor, timeout=PATIENCE).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(upload, range(8)))
    kept = httpx.get(f"{server.url}/api/uploads", headers=visitor).json()["files"]
    assert sorted(answers) == [303] * 3 + [413] * 5
    assert len(kept) == 3


# Limits


@pytest.mark.parametrize("path", ["/upload", "/api/upload", "/form", "/method"])
@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_100_megabytes_are_refused_with_a_page(server: Server, path: str, chunked: bool) -> None:
    """A client that sends its whole body first still reads the whole response: the connection does not break."""
    begin, piece = file("big.bin", b"").removesuffix(b"\r\n"), b"x" * MIB
    length = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % (len(begin) + 100 * MIB)
    head = [f"POST {path} HTTP/1.1".encode(), b"Host: localhost", b"Connection: close", length]
    head.append(b"Content-Type: " + MULTIPART.encode())
    pieces = [begin, *[piece] * 100]
    if chunked:
        pieces = [b"%x\r\n%b\r\n" % (len(each), each) for each in [*pieces, b""]]
    with server.connect() as connection:
        answer = connection.send(b"\r\n".join(head) + b"\r\n\r\n", *pieces).answer()
    top, _, body = answer.partition(b"\r\n\r\n")
    if path == "/method" and chunked:
        assert top.startswith(b"HTTP/1.1 200"), "no view has read the body, and it has no Content-Length"
        return
    assert top.startswith(b"HTTP/1.1 413")
    assert b"A request can have 64 MiB at most." in body
    assert int(re.search(rb"(?i)content-length: (\d+)", top)[1]) == len(body)  # type: ignore[index]


def test_a_client_that_disconnects_leaves_nothing(serve: Serve, tmp_path: Path) -> None:
    server = serve()
    begin = file("half.bin", b"x" * MIB)[:-2]
    head = f"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: {MULTIPART}\r\n"
    uploads = tmp_path / "instance" / "uploads"

    def half_written() -> list[Path]:
        return [path for path in uploads.rglob("*") if path.is_file()]

    with server.client() as client:

        def files_until(count: int) -> int:
            """Send requests until so many files are there, or there is no more hope; return how many are there."""
            until = time.monotonic() + PATIENCE
            while len(half_written()) != count and time.monotonic() < until:
                client.get("/healthz")
            return len(half_written())

        for length in ("Content-Length: 9000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n900000\r\n"):
            connection = server.connect().send((head + length).encode(), begin)
            assert files_until(1) == 1, "the file is arriving"
            connection.reset()
            assert files_until(0) == 0
        assert client.get("/api/uploads").json() == {"files": []}


def test_a_body_that_ends_early_is_not_stored(server: Server) -> None:
    body = file("half.bin", b"x" * 1000)
    head = f"POST /api/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: {MULTIPART}\r\n"
    with server.connect() as connection:
        connection.send(f"{head}Content-Length: {len(body) + 100}\r\n\r\n".encode(), body).finish()
        answer = connection.answer()
    assert b" 400 " in answer.partition(b"\r\n")[0]
    assert b"ended too early" in answer


# Requests that no correct client sends


ODD = [
    (b"GET /api/user/\xc3\xa9 HTTP/1.1\r\nHost: localhost", 200),
    (b"GET /api/user/\xff HTTP/1.1\r\nHost: localhost", 200),
    (b"GET /api/form?a=\xff HTTP/1.1\r\nHost: localhost", 200),
    (b"GET /api/cookies HTTP/1.1\r\nHost: localhost\r\nCookie: a=\xff; b=\xc3\xa9", 200),
    (b"GET /api/form HTTP/1.1\r\nHost: localhost\r\nX-Own: \xe2\x82\xac\xff", 200),
    (b"GET /api/hello HTTP/1.1\r\nHost: \xff", 400),
    (b"GET /api/hello HTTP/1.1\r\nHost: a\r\nHost: b", 400),
    (b"GET /api/hello HTTP/1.1\r\nHost: ", 400),
    (b"GET /api/hello HTTP/1.1", 400),
    (b"GET /api/hello HTTP/1.0", 200),
    (b"GET /api/hello", 400),
    (b"GET http://evil.example/api/slash HTTP/1.1\r\nHost: localhost", 308),
    (b"GET //evil.example/slash HTTP/1.1\r\nHost: localhost", 404),
    (b"GET //api/slash HTTP/1.1\r\nHost: localhost", 308),
    (b"OPTIONS * HTTP/1.1\r\nHost: localhost", 404),
    (b"TRACE /api/hello HTTP/1.1\r\nHost: localhost\r\nCookie: session=secret", 405),
    (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost", 404),
    (b"POST /api/form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
    (b"POST /api/form HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1", 400),
    (b"POST /api/form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9" + b"9" * 30, 400),
    (b"POST /api/form HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz", 400),
    (b"POST /api/form HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, x", 400),
    (b"GET /api/hello HTTP/1.1\r\nHost: localhost\r\nA: " + b"a" * 300_000, 200),
    (b"GET /api/hello HTTP/1.1\r\nHost: localhost" + b"\r\nA: b" * 200, 200),
    (b"GET /api/hello HTTP/1.1\r\nHost: localhost\r\nToo-Long: " + b"a" * 2_000_000, 431),
    (b"GET /static/../pyproject.toml HTTP/1.1\r\nHost: localhost", 404),
    (b"GET /static/%2e%2e/%2e%2e/pyproject.toml HTTP/1.1\r\nHost: localhost", 404),
]


@pytest.mark.parametrize(("request_", "status"), ODD, ids=[ascii(ask[:70]) for ask, _ in ODD])
def test_an_odd_request(server: Server, request_: bytes, status: int) -> None:
    head, _, body = request_.partition(b"\r\n\r\n")
    with server.connect() as connection:
        answer = connection.send(head + b"\r\nConnection: close\r\n\r\n" + body).answer()
    assert int(answer.split(b" ")[1]) == status
    assert b"secret" not in answer
    assert not re.search(rb"(?im)^location:.*evil", answer)


@pytest.mark.parametrize(
    "sent", [b"\x16\x03\x01\x02\x00\x01", b"\xff", b"GET /hello HTTP/1.1\nHost: localhost\n\n"], ids=ascii
)
def test_bytes_that_are_no_request_are_refused_at_once(server: Server, sent: bytes) -> None:
    """The first are those of a browser that opens https:// by mistake."""
    with server.connect() as connection:
        answer = connection.send(sent).until(b"\r\n")
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")


def test_a_variable_of_the_environment_is_not_a_header(serve: Serve) -> None:
    """Some servers copy their environment into the WSGI environment, and its variables become headers."""
    server = serve(HTTP_SEC_FETCH_SITE="cross-site", CONTENT_TYPE="application/json", CONTENT_LENGTH="5")
    answer = httpx.post(f"{server.url}/api/form?x")
    assert answer.status_code == 200, "no other site made this request"
    assert not {"Sec-Fetch-Site", "Content-Type"} & {name for name, _ in answer.json()["headers"]}


def test_idle_connections_delay_no_request(server: Server) -> None:
    """More connections than threads: a browser keeps six open, and a test suite has many browsers."""
    idle = [server.connect() for _ in range(300)]
    assert httpx.get(f"{server.url}/healthz", timeout=PATIENCE / 6).text == "ok"
    for connection in idle:
        connection.close()


def test_it_stops_while_a_request_hangs(serve: Serve) -> None:
    server = serve()
    with server.connect() as connection:
        connection.send(b"POST /form HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
        assert connection.receive().startswith(b"HTTP/1.1 100")  # the server waits for the body
        assert server.stop() == 0, "the server had to be killed"


def test_a_part_can_have_any_header(server: Server) -> None:
    odd = [
        part("Content-Disposition: form-data"),
        part("X: y"),
        part('Content-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=zlib'),
        part("Content-Disposition: form-data; name=a; filename*=utf-8''%ed%a0%80%0a"),
        part("Content-Disposition: attachment; filename=\x00"),
        part("Content-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=a"),
        part(": \r\n : x\r\nContent-Disposition"),
    ]
    for each in odd:
        for path in ("/form", "/api/form", "/upload", "/api/upload", "/respond", "/login"):
            answer = httpx.post(
                f"{server.url}{path}", content=each + END, headers={"Content-Type": MULTIPART}, timeout=PATIENCE
            )
            assert answer.status_code < 500
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            if path.startswith("/api/"):
                assert answer.headers["Content-Type"] in ("application/json", "application/problem+json")
                assert isinstance(json.loads(answer.text), dict)
            else:
                assert answer.headers["Content-Type"].startswith(("text/html", "text/plain"))
