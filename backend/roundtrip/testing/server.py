"""Start a real server for a test, and stop it for sure, also if the test is killed.

    from roundtrip.testing import Server

    with Server("--max-files", "5") as server:
        urllib.request.urlopen(f"{server.url}/hello")

This module needs only the standard library, and runs on Linux and macOS.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sysconfig
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Self
from urllib.parse import urlsplit

ROUNDTRIP = (str(Path(sysconfig.get_path("scripts"), "roundtrip")),)
"""The `roundtrip` command of the running Python's environment."""

START_SECONDS = 60.0
"""How long a server may take to print its address; it needs one second on an idle machine."""

STOP_SECONDS = 20.0
"""How long a server may take to end by itself; it gives its workers three seconds to finish their responses."""

ADDRESS = re.compile(r"http://[^\s/]+:\d+|(?<=serves )unix:\S+|(?<=at: )unix:\S+")


WATCH = ("/bin/sh", "-c", 'read -r _; kill -s KILL -- "-$1"; rm -rf -- "$2"', "roundtrip-watch")
"""Waits until its standard input ends, then kills a process group and removes a folder."""


class ServerError(RuntimeError):
    """The server did not start; the message contains its output."""


class Server:
    """A running server process: started by the constructor, stopped by `stop()` or at the end of a `with` block.

    `options` follow the command line. `command` starts another program that accepts `--port 0` and prints its
    address, such as `flask --app roundtrip run`. `environ` is added to the environment of this process, without
    its `ROUNDTRIP_*` variables: the settings of the person who runs the tests do not matter. `folder` is the working
    directory of the program. With `wait=False`, the constructor returns while the server starts; `url` waits for it.

    Unless `options` or `environ` name an instance folder, the server gets an empty one, which is deleted with it.

    A watcher, a small shell, ends the server if this process ends without `stop()`, for example by SIGKILL.
    """

    def __init__(
        self,
        *options: str,
        command: Sequence[str] = ROUNDTRIP,
        environ: Mapping[str, str] | None = None,
        folder: Path | None = None,
        start_seconds: float = START_SECONDS,
        stop_seconds: float = STOP_SECONDS,
        wait: bool = True,
    ) -> None:
        self._command = [*command, "--port", "0", *options]
        self._start_seconds, self._stop_seconds = start_seconds, stop_seconds
        self._status: int | None = None
        self._lines: list[str] = []
        self._addresses: SimpleQueue[str] = SimpleQueue()
        self._instance = tempfile.TemporaryDirectory(prefix="roundtrip-")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ROUNDTRIP_")}
        try:
            self._process = subprocess.Popen(
                self._command,
                cwd=folder,
                env={**inherited, "ROUNDTRIP_INSTANCE": self._instance.name, **(environ or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                process_group=0,  # with its workers, so that all of them can be killed
            )
        except OSError:
            self._instance.cleanup()
            raise
        self._watcher = self._watch()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if wait:
            _ = self.url

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @cached_property
    def url(self) -> str:
        """The address without a slash at its end: `http://127.0.0.1:40123`, or a socket such as `unix:/tmp/socket`.

        Raises ServerError if the server does not start; it is stopped then.
        """
        try:
            return self._wait_for_address(self._start_seconds)
        except BaseException:  # also KeyboardInterrupt: no server may be left behind
            self.stop()
            raise

    @property
    def port(self) -> int:
        """The port of `url`."""
        return urlsplit(self.url).port or 80

    @property
    def running(self) -> bool:
        """Whether the server was not stopped, and did not end by itself."""
        return self._status is None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The id of the main process; the workers are its children."""
        return self._process.pid

    @property
    def output(self) -> str:
        """Everything that the server has printed, on standard output and standard error."""
        return "".join(self._lines)

    def stop(self) -> int:
        """Terminate the server, and kill each process that is left; a second call does nothing.

        Return the exit status: 0 if a `roundtrip` ended as it should, -9 if something had to be killed.
        """
        if self._status is None:
            self._process.terminate()
            ended = self._ends()
            with suppress(ProcessLookupError, PermissionError):  # nothing is left; macOS says the latter
                os.killpg(self._process.pid, signal.SIGKILL)
            status = self._process.wait()
            self._reader.join(self._stop_seconds)
            self._status = status if ended else -signal.SIGKILL
            with self._watcher:  # which closes its pipe; a watcher that is killed first does nothing more
                self._watcher.kill()
            self._instance.cleanup()
        return self._status

    def _watch(self) -> subprocess.Popen[bytes]:
        """Start the watcher. Only this process has the other end of its pipe, which closes however the process ends."""
        return subprocess.Popen(
            [*WATCH, str(self._process.pid), self._instance.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a signal to the group of this process does not reach it
        )

    def _ends(self) -> bool:
        """Return whether the process and all that write to its output end in time."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(self._stop_seconds)
            self._reader.join(self._stop_seconds)
        return self._process.poll() is not None and not self._reader.is_alive()

    def _read(self) -> None:
        """Keep the output of the server, so that its pipe never fills up, and pass on its address."""
        with self._process.stdout as output:  # type: ignore[union-attr]  # it is a pipe
            for line in output:
                self._lines.append(line)
                if address := ADDRESS.search(line):
                    self._addresses.put(address[0])
        self._addresses.put("")  # the end, which may come before any address

    def _wait_for_address(self, seconds: float) -> str:
        """Return the first address that the server prints, or raise `ServerError`."""
        try:
            address = self._addresses.get(timeout=seconds)
        except Empty:
            raise ServerError(self._failure(f"printed no address within {seconds:g} seconds")) from None
        if not address:
            self._addresses.put(address)  # for anyone who asks again
            raise ServerError(self._failure(f"ended with status {self.stop()} and printed no address"))
        return address

    def _failure(self, problem: str) -> str:
        """Describe why the server did not start: the command, the problem and the output."""
        return f"`{shlex.join(self._command)}` {problem}. Its output:\n{self.output or '(nothing)'}"
