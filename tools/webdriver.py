"""Drive a browser without Playwright, so that it keeps the settings of a browser started by hand.

Two protocols with the same commands: WebDriver over HTTP (WebKitGTK), and Marionette over a socket (Firefox).
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

START_SECONDS = 60
"""How long a driver may take to answer its first request."""

SCRIPT_SECONDS = 60
CSS = "css selector"


def promised(script: str) -> str:
    """Return a script whose result is the promise of an async function: WebDriver waits for it."""
    return f"return (async () => {{ {script} }})()"


class WebDriver:
    """A session of WebDriver over HTTP."""

    def __init__(self, address: str, capabilities: dict[str, Any]) -> None:
        self._http = httpx.Client(base_url=address, timeout=START_SECONDS + SCRIPT_SECONDS)
        session = self._post("/session", {"capabilities": {"alwaysMatch": capabilities}})
        self.version = session["capabilities"]["browserVersion"]
        self._path = f"/session/{session['sessionId']}"

    def open(self, address: str) -> None:
        self._post(f"{self._path}/url", {"url": address})

    def click(self, selector: str) -> None:
        element = self._post(f"{self._path}/element", {"using": CSS, "value": selector})
        self._post(f"{self._path}/element/{next(iter(element.values()))}/click", {})

    def run(self, script: str) -> Any:
        return self._post(f"{self._path}/execute/sync", {"script": promised(script), "args": []})

    def close(self) -> None:
        self._http.delete(self._path)
        self._http.close()

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        response = self._http.post(path, json=body)
        value = response.json()["value"]
        if response.is_error:
            raise RuntimeError(f"WebDriver refused {path}: {value}")
        return value


class Marionette:
    """A session of Marionette, the protocol under Firefox's WebDriver. A message is its length, a colon, and JSON."""

    def __init__(self, port: int) -> None:
        self._socket = connected(port)
        self._file = self._socket.makefile("rb")
        self._read()  # the greeting
        self._number = 0
        session = self._send("WebDriver:NewSession", {"timeouts": {"script": SCRIPT_SECONDS * 1000}})
        self.version = session["capabilities"]["browserVersion"]

    def open(self, address: str) -> None:
        self._send("WebDriver:Navigate", {"url": address})

    def click(self, selector: str) -> None:
        element = self._send("WebDriver:FindElement", {"using": CSS, "value": selector})["value"]
        self._send("WebDriver:ElementClick", {"id": next(iter(element.values()))})

    def run(self, script: str) -> Any:
        return self._send("WebDriver:ExecuteScript", {"script": promised(script), "args": []})["value"]

    def close(self) -> None:
        self._send("Marionette:Quit", {"flags": ["eForceQuit"]})
        self._socket.close()

    def _send(self, command: str, parameters: dict[str, Any]) -> Any:
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._read()
        if error:
            raise RuntimeError(f"Marionette refused {command}: {error['error']}: {error['message']}")
        return result

    def _read(self) -> Any:
        length = b""
        while (byte := self._file.read(1)) != b":":
            length += byte
        return json.loads(self._file.read(int(length)))


def free_port() -> int:
    """Return a port of this machine on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def connected(port: int) -> socket.socket:
    """Connect to a port on which a program is about to listen."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=START_SECONDS + SCRIPT_SECONDS)
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@contextmanager
def firefox(program: str, preferences: dict[str, Any], *options: str) -> Iterator[Marionette]:
    """Start Firefox with a fresh profile, as a person does. Marionette changes no preference of the profile."""
    port = free_port()
    preferences = {"marionette.port": port, "remote.prefs.recommended": False, **preferences}
    with TemporaryDirectory(prefix="firefox-") as profile:
        lines = [f'user_pref("{name}", {json.dumps(value)});\n' for name, value in preferences.items()]
        Path(profile, "user.js").write_text("".join(lines), "utf-8")
        with running(program, "-headless", "-marionette", "-no-remote", "-profile", profile, *options):
            session = Marionette(port)
            try:
                yield session
            finally:
                session.close()


@contextmanager
def webkit(driver: str, display: str, options: dict[str, Any]) -> Iterator[WebDriver]:
    """Start WebKitGTK's browser on a virtual display."""
    port = free_port()
    with running("env", f"DISPLAY={display}", driver, f"--port={port}"):
        connected(port).close()
        session = WebDriver(f"http://127.0.0.1:{port}", {"webkitgtk:browserOptions": options})
        try:
            yield session
        finally:
            session.close()


@contextmanager
def virtual_display(program: str) -> Iterator[str]:
    """Start an X server without a screen, and give the name of its display."""
    command = [program, "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            yield f":{server.stdout.readline().strip()}"  # type: ignore[union-attr]  # it is a pipe
        finally:
            server.terminate()


@contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the end of the block."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()
