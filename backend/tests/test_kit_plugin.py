"""The pytest plugin, in runs of pytest of its own: cheap until it is used, and gone with the run that used it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.serving import PATIENCE, wait_until

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PLUGIN = ("-p", "roundtrip.pytest_plugin", "-p", "no:cacheprovider")
Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run pytest on a test file, with our plugin and no other: `run(code, "-q")`."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # also where Roundtrip is not installed
    for name in ("CI", "BUILD_NUMBER"):  # with them pytest repeats the whole message in its summary
        monkeypatch.delenv(name, raising=False)

    def start(code: str, *options: str, conftest: str = "") -> pytest.RunResult:
        pytester.makeconftest(conftest)
        pytester.makepyfile(code)
        return pytester.runpytest_subprocess(*PLUGIN, *options, timeout=PATIENCE)

    return start


def test_package_names_the_plugin() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"roundtrip": "roundtrip.pytest_plugin"}
    assert (ROOT / "backend/roundtrip/py.typed").is_file()


def test_plugin_imports_nothing_until_it_is_used() -> None:
    program = (
        "import pytest, sys\nbefore = set(sys.modules)\nimport roundtrip.pytest_plugin\n"
        "print(sorted(name for name in set(sys.modules) - before))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "['roundtrip', 'roundtrip.pytest_plugin']"


def test_the_server_starts_before_the_browser(run: Run) -> None:
    result = run(
        """
        import pytest

        @pytest.fixture(scope="session")
        def page(): ...

        def test_it(page, roundtrip): ...
        """,
        "--setup-plan",
    )
    plan = [words[2] for line in result.outlines if (words := line.split())[:1] == ["SETUP"]]
    assert plan.index("roundtrip_server") < plan.index("page")


def test_run_that_does_not_use_the_fixture_starts_no_server(run: Run) -> None:
    result = run(
        """
        import sys

        def test_nothing():
            assert "flask" not in sys.modules and "roundtrip.testing" not in sys.modules
        """
    )
    result.assert_outcomes(passed=1)


def test_clients_are_visitors_from_their_first_request(run: Run) -> None:
    result = run(
        """
        import asyncio
        import pytest
        import requests  # which moto needs

        def test_login(roundtrip):
            client = roundtrip.client(follow_redirects=True)
            client.post("/login", data={"username": "robert", "password": "open-sesame"})
            trip = roundtrip.expect(client).trip("POST /login", 303, "GET /session", 200)
            assert trip[1].changes == ("method POST→GET", "body dropped", "cookie session added")
            assert roundtrip.wire(client).lines == [["POST /login 303", "GET /session 200"]]

        def test_two_clients_are_two_visitors(roundtrip):
            first, second = roundtrip.client(), roundtrip.client()
            first.get("/hello")
            assert len(roundtrip.wire(first)) == 1 and len(roundtrip.wire(second)) == 0
            like = roundtrip.client(first)
            like.get("/re")
            assert roundtrip.wire(first).lines == [["GET /hello 200"], ["GET /re 302"]]

        def test_session_of_requests(roundtrip):
            with roundtrip.watch(requests.Session()) as session:
                session.post(f"{roundtrip.url}/login", data={"username": "robert", "password": "open-sesame"})
                roundtrip.expect(session).trip("POST /login", 303, "GET /session", 200)
                roundtrip.reset(session)
                assert session.get(f"{roundtrip.url}/api/session").json()["username"] is None
                assert roundtrip.wire(session).lines == [["GET /api/session 200"]]

        def test_something_else(roundtrip):
            with pytest.raises(TypeError, match="dict is no visitor: name a page or a browser context"):
                roundtrip.wire({})

        def test_reset(roundtrip):
            client, other = roundtrip.client(), roundtrip.client()
            other.get("/hello")
            client.post("/login", data={"username": "robert", "password": "open-sesame"})
            client.post("/upload", files={"the_file": b"hello"})
            roundtrip.reset(client)
            assert list(roundtrip.wire(client)) == []
            assert client.get("/api/session").json()["username"] is None
            assert client.get("/api/uploads").json()["files"] == []
            assert len(roundtrip.wire(client)) == 2 and len(roundtrip.wire(other)) == 1
            roundtrip.reset()
            assert list(roundtrip.wire(client)) == list(roundtrip.wire(other)) == []

        async def scenario(roundtrip):
            async with roundtrip.aclient(follow_redirects=True) as client:
                await client.post("/login", data={"username": "robert", "password": "open-sesame"})
                trip = await roundtrip.aexpect(client).trip("POST /login", 303, "GET /session", 200)
                assert "session" in trip[1].request.cookies
                await roundtrip.areset(client)
                assert (await client.get("/api/session")).json()["username"] is None
                assert roundtrip.wire(client).lines == [["GET /api/session 200"]]

        def test_asynchronous_client(roundtrip):
            asyncio.run(scenario(roundtrip))
        """
    )
    result.assert_outcomes(passed=6)


def test_failed_assertion_shows_the_trip_and_only_the_line_of_the_test(run: Run) -> None:
    result = run(
        """
        def test_login(roundtrip):
            client = roundtrip.client(follow_redirects=True)
            client.post("/login", data={"username": "robert", "password": "guess"})
            roundtrip.expect(client, timeout=0).trip("POST /login", 303, "GET /session")
        """
    )
    result.assert_outcomes(failed=1)
    output = re.sub(r"─+ text/html · [\d,]+ B ─+", "─ text/html ─", result.stdout.str())
    message = output[output.index(">  ") :].partition("\n\ntest_failed")[0]
    assert [line.rstrip() for line in message.splitlines()] == [
        '>       roundtrip.expect(client, timeout=0).trip("POST /login", 303, "GET /session")',
        "E       AssertionError: The client made no such trip within 0 s:",
        "E",
        "E           POST /login 303",
        "E           GET /session",
        "E",
        "E       The nearest, trip 1 of 1, has POST /login answered with 401, not 303:",
        "E",
        "E           Client                                                      Server",
        "E           │── POST /login ──────────────────────────────────────── 30 B ──▶│",
        "E           │   username=robert&password=guess                               │",
        "E           │◀─ 401 Unauthorized ─ text/html ─│",
        "E           │   Wrong username or password.                                  │",
        "E           ✗ expected 303",
    ]
    assert output.count("──▶│") == 1, "the report does not repeat the diagram"


def test_har_of_a_failed_test_is_kept(run: Run, pytester: pytest.Pytester) -> None:
    result = run(
        """
        def test_passes(roundtrip):
            roundtrip.client().get("/hello")

        def test_fails(roundtrip):
            roundtrip.client().get("/hello")
            assert False

        def test_fails_twice(roundtrip):
            roundtrip.client().get("/hello")
            roundtrip.settings(keep=60).client().get("/re")
            assert False
        """
    )
    result.assert_outcomes(passed=1, failed=2)
    name = pytester.path.name.replace("_", "-")
    files = sorted(str(path.relative_to(pytester.path)) for path in pytester.path.rglob("*.har"))
    assert [re.sub(rf"{name}|test-har-\S+?-py", "FILE", file) for file in files] == [
        "test-results/FILE-test-fails-twice/wire-client-2-keep-60.har",
        "test-results/FILE-test-fails-twice/wire-client.har",
        "test-results/FILE-test-fails/wire.har",
    ]
    har = json.loads((pytester.path / files[2]).read_text("utf-8"))
    assert [entry["request"]["url"].rpartition("/")[2] for entry in har["log"]["entries"]] == ["hello"]
    result.stdout.fnmatch_lines(
        ["*Roundtrip: the wire of the client -*", "│── GET /hello ─*▶│", "│◀─ 200 OK ─*", "HAR: test-results/*"]
    )
    result.stdout.fnmatch_lines(["*Roundtrip: the wire of the client 2, keep=60*", "│── GET /re ─*"])


def test_settings_change_a_limit_within_one_test(run: Run) -> None:
    result = run(
        """
        import httpx
        import pytest
        from roundtrip.testing import ServerError

        def test_limit(roundtrip):
            with roundtrip.settings(max_upload="1KiB") as small:
                client = small.client()
                assert client.post("/upload", files={"the_file": b"x" * 2000}).status_code == 413
                trip = small.expect(client).trip("POST /upload", 413)
                assert trip[0].response.detail.startswith("A request can have 1 KiB at most.")
                assert client.post(f"{roundtrip.url}/upload", files={"the_file": b"x" * 2000}).status_code == 303
            with pytest.raises(httpx.ConnectError):
                httpx.get(small.url)

        def test_wrong_name(roundtrip):
            with pytest.raises(ServerError, match="--max-upload"):
                roundtrip.settings(max_uplod="1KiB")

        def test_server_that_ended(roundtrip):
            other = roundtrip.settings()
            client = other.client()
            other.server.stop()
            with pytest.raises(ServerError, match="does not answer: "):
                other.wire(client)

        def test_limit_of_logins(roundtrip):
            strict = roundtrip.settings(login_limit="1/minute")
            wrong = {"username": "robert", "password": "guess"}
            answers = [strict.client().post("/login", data=wrong).status_code for _ in range(2)]
            assert answers == [401, 429]
            client = roundtrip.client()
            assert [client.post("/login", data=wrong).status_code for _ in range(25)] == [401] * 25
        """
    )
    result.assert_outcomes(passed=4)


def test_settings_of_all_tests_come_from_a_fixture(run: Run) -> None:
    result = run(
        """
        def test_limit(roundtrip):
            assert roundtrip.client().get("/api/visitor").json()["limits"]["max_files"] == 3
        """,
        conftest="""
        import pytest

        @pytest.fixture(scope="session")
        def roundtrip_settings():
            return {"max_files": 3, "origins": ["http://a.example", "http://b.example"]}
        """,
    )
    result.assert_outcomes(passed=1)


def test_each_worker_of_xdist_has_one_server(run: Run, pytester: pytest.Pytester) -> None:
    result = run(
        """
        import os
        import pytest

        @pytest.mark.parametrize("number", range(6))
        def test_server(roundtrip, roundtrip_server, tmp_path_factory, number):
            roundtrip.client().get("/hello")
            with open("servers.txt", "a") as file:
                file.write(f"{os.environ['PYTEST_XDIST_WORKER']} {roundtrip.url} {roundtrip_server.pid}\\n")
        """,
        *("-p", "xdist", "-n", "2", "--dist", "loadgroup"),
        conftest="""
        import pytest

        def pytest_collection_modifyitems(items):
            for index, item in enumerate(items):
                item.add_marker(pytest.mark.xdist_group(str(index % 2)))
        """,
    )
    result.assert_outcomes(passed=6)
    servers = {tuple(line.split()) for line in (pytester.path / "servers.txt").read_text("utf-8").splitlines()}
    assert {worker for worker, _, _ in servers} == {"gw0", "gw1"}
    assert len(servers) == len({url for _, url, _ in servers}) == 2
    assert not any(exists(int(pid)) for _, _, pid in servers)


@pytest.mark.parametrize("group", [False, True], ids=["process", "group"])
def test_killed_run_leaves_no_process_and_no_folder(pytester: pytest.Pytester, group: bool) -> None:
    pytester.makepyfile(
        """
        import time
        from pathlib import Path

        def test_waits(roundtrip_server):
            facts = [str(roundtrip_server.port), str(roundtrip_server.pid), roundtrip_server._instance.name]
            Path("facts.part").write_text(" ".join(facts))
            Path("facts.part").rename("facts.txt")
            time.sleep(600)
        """
    )
    facts = pytester.path / "facts.txt"
    command = [sys.executable, "-m", "pytest", *PLUGIN]
    environ = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    with subprocess.Popen(command, cwd=pytester.path, env=environ, stdout=subprocess.DEVNULL, process_group=0) as ran:
        try:
            wait_until(lambda: facts.exists() or ran.poll() is not None)
        finally:
            os.killpg(ran.pid, signal.SIGKILL) if group else ran.kill()
    port, pid, folder = facts.read_text("utf-8").split()
    try:
        wait_until(lambda: not exists(int(pid)))
        wait_until(lambda: not Path(folder).exists())
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(port)))
    finally:
        with suppress(ProcessLookupError):
            os.killpg(int(pid), signal.SIGKILL)


def exists(pid: int) -> bool:
    """Return whether a process runs; one that ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
