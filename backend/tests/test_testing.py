"""The server under test: it starts on a free port, reports why it cannot start, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from roundtrip.testing import Server, ServerError
from tests.serving import PATIENCE

ADDRESS = "print('Serving http://127.0.0.1:9', flush=True)"
"""A program that only claims to serve; nothing connects to it."""
STUBBORN = f"import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); {ADDRESS}; time.sleep(600)"


def python(program: str) -> list[str]:
    """A command line that runs a program, whatever options follow."""
    return [sys.executable, "-c", program]


def test_it_serves_until_the_block_ends() -> None:
    with Server() as server:
        assert httpx.get(f"{server.url}/healthz", timeout=PATIENCE).text == "ok"
        assert server.url == f"http://127.0.0.1:{server.port}"
        assert server.output == f"Roundtrip serves {server.url} (Ctrl+C stops it)\n"
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/healthz", timeout=PATIENCE)
    assert server.stop() == 0, "nothing had to be killed"


def test_it_stops_when_the_block_fails() -> None:
    with pytest.raises(ZeroDivisionError), Server() as server:
        raise ZeroDivisionError
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/healthz", timeout=PATIENCE)


def test_options_and_variables_arrive() -> None:
    with Server("--max-files", "3", environ={"ROUNDTRIP_KEEP": "7200"}) as server:
        limits = httpx.get(f"{server.url}/api/visitor").json()["limits"]
    assert (limits["max_files"], limits["keep"]) == (3, 7200)


def test_settings_of_the_person_do_not_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUNDTRIP_KEEP", "never")
    with Server() as server:
        assert "never" not in server.output
    with pytest.raises(ServerError, match=r"ROUNDTRIP_KEEP: 'never' is not a whole number"):
        Server(environ={"ROUNDTRIP_KEEP": "never"})


def test_the_instance_folder_goes_with_the_server_unless_it_has_a_name(tmp_path: Path) -> None:
    show = "import os, time; print(os.environ['ROUNDTRIP_INSTANCE'], 'http://127.0.0.1:9', flush=True); time.sleep(600)"
    with Server(command=python(show)) as server:
        instance = Path(server.output.split()[0])
        assert list(instance.iterdir()) == []
    assert not instance.exists()
    with Server("--instance", str(tmp_path)):
        pass
    assert (tmp_path / "secret_key").is_file()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("a file where the folder should be")
    with pytest.raises(ServerError) as raised:
        Server("--instance", str(tmp_path))
    assert "roundtrip --port 0 --instance" in str(raised.value)
    assert "ended with status 1 and printed no address" in str(raised.value)
    assert "cannot store the uploads" in str(raised.value)


def test_who_does_not_wait_gets_the_address_or_the_error_later() -> None:
    with Server(wait=False) as server:
        assert httpx.get(f"{server.url}/api/hello").json() == {"message": "Hello World!"}
    broken = Server("--keep", "never", start_seconds=10, wait=False)
    for _ in range(2):
        with pytest.raises(ServerError, match=r"(?s)ended with status .*'never' is not"):
            _ = broken.url


@pytest.mark.slow
def test_a_server_that_prints_no_address_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[str]] = []

    class Watched(subprocess.Popen[str]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    with pytest.raises(ServerError, match=r"printed no address within 2 seconds. Its output:\nwaiting"):
        Server(command=python("import time; print('waiting', flush=True); time.sleep(600)"), start_seconds=2)
    assert started[0].returncode is not None


def test_a_command_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-command"):
        Server(command=["no-such-command"])


def test_another_command_can_serve() -> None:
    flask = str(Path(sys.executable).with_name("flask"))
    with Server(command=[flask, "--app", "roundtrip", "run"]) as server:
        assert httpx.get(f"{server.url}/hello").text == "Hello World!"
    assert '"GET /hello HTTP/1.1" 200' in server.output, "it prints its log to standard error"


def test_a_server_that_ignores_the_signal_is_killed() -> None:
    server = Server(command=python(STUBBORN), stop_seconds=0.5)
    assert server.stop() == -9
    assert server.stop() == -9


@pytest.mark.slow
def test_workers_that_outlive_their_server_are_killed() -> None:
    server = Server("--workers", "2", stop_seconds=0.5)
    assert httpx.get(f"{server.url}/healthz", timeout=PATIENCE).text == "ok"
    os.kill(server.pid, signal.SIGKILL)
    assert httpx.get(f"{server.url}/healthz", timeout=PATIENCE).text == "ok", "its workers still serve"
    server.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/healthz", timeout=PATIENCE)
