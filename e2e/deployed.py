"""Roundtrip as docs/deploy.md sets it up: the files of `deploy/`, with the paths and ports of a test in their place."""

from __future__ import annotations

import fcntl
import os
import shlex
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import httpx
import pytest
from debian import apt_install

from roundtrip.testing import Server

DEPLOY = Path(__file__).parents[1] / "deploy"
PATIENCE = 20.0
"""Seconds until nginx must listen, or have ended."""

MAIN = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{ }}
http {{
    access_log off;
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""
"""The main configuration, which Debian's package has in /etc/nginx/nginx.conf."""

GUNICORN = "import sys; from gunicorn.app.wsgiapp import run; del sys.argv[sys.argv.index('--port'):]; run()"
"""gunicorn without the option that `Server` appends."""


def program(name: str, package: str) -> str:
    """Return the path of a program of the machine; install it where that is possible, else skip the test."""
    path = os.pathsep.join((os.environ["PATH"], "/usr/sbin"))
    with Path(tempfile.gettempdir(), "roundtrip-install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another worker of pytest may install it at this moment
        found = shutil.which(name, path=path) or (apt_install(package) and shutil.which(name, path=path))
    return found or pytest.skip(f"There is no {name} here. Install it and try again: apt-get install {package}")


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate that signs itself, for two days; return it and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
    command = [program("openssl", "openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", names]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configured(file: str, replacements: Mapping[str, str]) -> str:
    """Return a file of `deploy/` with replacements. Each text to replace must be there."""
    text = (DEPLOY / file).read_text("utf-8")
    for old, new in replacements.items():
        assert old in text, f"deploy/{file} has no {old!r}"
        text = text.replace(old, new)
    return text


class Nginx:
    """A running nginx with one site: started by the constructor, stopped at the end of a `with` block."""

    def __init__(self, folder: Path, site: str, port: int) -> None:
        (folder / "site.conf").write_text(site)
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
        command = [program("nginx", "nginx-light"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
        self._log = folder / "error.log"
        self._process = subprocess.Popen([*command, "-e", str(self._log)])
        try:
            self._wait_for(port)
        except BaseException:
            self.stop()
            raise

    def _wait_for(self, port: int) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
                return
            time.sleep(0.02)
        raise RuntimeError(f"nginx does not listen:\n{self.log}")

    @property
    def log(self) -> str:
        return self._log.read_text() if self._log.exists() else ""

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def service(file: str, folder: Path, instance: str = "1", **environ: str) -> Server:
    """Run the command of a systemd unit, with its variables, as systemd does (systemd.unit(5), specifiers).

    Sockets and data are below `folder`; the Roundtrip of this environment takes the place of the installed one.
    """
    text = configured(file, {"%t": f"{folder}", "%S": f"{folder}"}).replace("%i", instance)
    lines = [line.partition("=") for line in text.splitlines() if not line.startswith("#")]
    variables = dict(value.split("=", 1) for key, _, value in lines if key == "Environment")
    [start] = [value for key, _, value in lines if key == "ExecStart"]
    [runtime] = [value for key, _, value in lines if key == "RuntimeDirectory"]
    (folder / runtime).mkdir(parents=True, exist_ok=True)
    path, *arguments = shlex.split(start.replace("(", r"\(").replace(")", r"\)"))
    if Path(path).name == "gunicorn":
        command = [sys.executable, "-c", GUNICORN, *arguments]
        return Server(command=command, environ={**variables, **environ})
    command = [str(Path(sysconfig.get_path("scripts"), Path(path).name)), *arguments]
    return Server(command=command, environ={**variables, **environ})


ROUNDS = 15
"""How often a busy visitor reads, counts a visit, and uploads a file."""


class Busy:
    """A visitor at work, and what the server has acknowledged."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, verify=False, timeout=30)
        self.paths: list[str] = []
        self.files: dict[str, bytes] = {}
        self.visits = 0
        self.failed: list[str] = []

    def work(self, number: int, barrier: threading.Barrier) -> None:
        self.get("/")
        self.paths.clear()  # the wire does not record the page itself
        for round in range(ROUNDS):
            if round == ROUNDS // 3:
                barrier.wait()  # one instance is killed while all visitors work
            self.get(f"/user/{number}-{round}")
            self.visits += self.get("/api/session")
            body = f"{number} {round}".encode() * 5_000
            if self.send("POST", "/api/upload", files={"the_file": (f"{round}.txt", body)}):
                self.files[f"{round}.txt"] = body

    def get(self, path: str) -> bool:
        return self.send("GET", path)

    def send(self, method: str, path: str, **options: Any) -> bool:
        """Return whether the server has acknowledged the request."""
        status = self.client.request(method, path, **options).status_code
        if status in (200, 303):
            self.paths.append(f"{method} {path}")
            return True
        self.failed.append(f"{method} {path} {status}")
        return False
