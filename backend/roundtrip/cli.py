"""The `roundtrip` command: serve the page with Granian."""

from __future__ import annotations

import os
import re
import socket
import sys
import threading
import time
from dataclasses import fields
from typing import Any

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from . import create_app
from .config import SettingError, Settings, in_words, size

THREADS = 128
"""Requests that a worker answers at the same time; most of them wait (a slow login, a delay, an upload)."""

CONNECTIONS = 512
"""Open connections of a worker, including idle ones: a browser keeps up to six of them."""

GRACE = 3
"""Seconds in which a worker can finish its responses when the server stops."""

CGI = re.compile(r"HTTP_.*|CONTENT_(TYPE|LENGTH)|AUTH_TYPE|REMOTE_USER")
"""Variables (RFC 3875, section 4.1) that look like headers: the server copies its environment into each request."""


def options(command: Any) -> Any:
    """Add an option for each setting to the command, so that `--help` shows every setting."""
    for setting in reversed(fields(Settings)):
        default = setting.default_factory()
        is_size = setting.metadata["parse"] is size
        shown = f" [default: {in_words(default) if is_size else default}]" if default != () else ""
        flag = f"--{setting.name.replace('_', '-')}"
        metavar = "SIZE" if is_size else "NUMBER" if setting.type == "int" else "TEXT"
        help = f"{setting.metadata['help']}{shown} [ROUNDTRIP_{setting.name.upper()}]"
        command = click.option(flag, setting.name, metavar=metavar, help=help)(command)
    return command


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="roundtrip")
@options
def main(**values: str | None) -> None:
    """See every round trip your browser makes."""
    settings = Settings.load(**values)
    create_app(**values)  # before the workers do, so that a folder that is not writable is reported only once
    with reserve(settings.host, settings.port) as reserved:
        port = reserved.getsockname()[1]
        if sys.platform != "linux":
            reserved.close()  # on these systems, the server cannot share the port
        pass_to_workers(values)
        threading.Thread(target=announce, args=(settings.host, port), daemon=True).start()
        serve(settings, port)


def serve(settings: Settings, port: int) -> None:
    """Run the server until a signal stops it."""
    server = Granian(
        "roundtrip:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=settings.host,
        port=port,
        workers=settings.workers,
        blocking_threads=THREADS,
        backpressure=CONNECTIONS,
        workers_kill_timeout=GRACE,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
    )
    server.serve()


def reserve(host: str, port: int) -> socket.socket:
    """Return a socket bound to `port`, or to a free port for 0; raise `SettingError` if that is not possible.

    On Linux, the workers share the port (SO_REUSEPORT). No other program can take it while this socket is open.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        reserved = socket.socket(family, kind)
        if os.name == "posix" and port:  # like the server: a port that was in use a moment ago counts as free
            reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind(address)
        if sys.platform == "linux":
            reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
            reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        return reserved
    except OSError as error:
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        raise SettingError(f"cannot listen on {host} port {port} ({why}); choose another port with --port") from None


def pass_to_workers(values: dict[str, str | None]) -> None:
    """Put the options into the environment: the workers are separate processes, and read them there."""
    for name, value in values.items():
        if value is not None:
            os.environ[f"ROUNDTRIP_{name.upper()}"] = value
    for name in filter(CGI.fullmatch, list(os.environ)):
        del os.environ[name]


def announce(host: str, port: int) -> None:
    """Print the address when the server accepts connections: the workers need a moment to start."""
    while True:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return click.echo(f"Roundtrip serves http://{bracketed(host)}:{port} (Ctrl+C stops it)")


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


if __name__ == "__main__":
    sys.exit(main())
