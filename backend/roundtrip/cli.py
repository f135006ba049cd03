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
"""Requests that a worker answers at once; most of them wait (a slow login, a delay, an upload)."""

CONNECTIONS = 512
"""Connections that a worker holds, idle ones too: every browser keeps up to six open."""

GRACE = 3
"""Seconds that a worker gets to finish its answers when the server stops."""

CGI = re.compile(r"HTTP_.*|CONTENT_(TYPE|LENGTH)|AUTH_TYPE|REMOTE_USER")
"""Variables (RFC 3875, section 4.1) that would be headers: the server copies its environment into WSGI's."""


def options(command: Any) -> Any:
    """Give the command an option for each setting, so that `--help` is complete by itself."""
    for each in reversed(fields(Settings)):
        default = each.default_factory()
        sized = each.metadata["parse"] is size
        shown = f" [default: {in_words(default) if sized else default}]" if default != () else ""
        flag = f"--{each.name.replace('_', '-')}"
        metavar = "SIZE" if sized else "NUMBER" if each.type == "int" else "TEXT"
        help = f"{each.metadata['help']}{shown} [ROUNDTRIP_{each.name.upper()}]"
        command = click.option(flag, each.name, metavar=metavar, help=help)(command)
    return command


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="roundtrip")
@options
def main(**given: str | None) -> None:
    """See every round trip your browser makes."""
    chosen = Settings.load(**given)
    create_app(**given)  # once before any worker does, so that a folder that cannot be written is said once
    with free(chosen.host, chosen.port) as place:
        port = place.getsockname()[1]
        if sys.platform != "linux":
            place.close()  # there the server has the port alone
        hand_down(given)
        threading.Thread(target=announce, args=(chosen.host, port), daemon=True).start()
        serve(chosen, port)


def serve(chosen: Settings, port: int) -> None:
    """Serve until a signal comes."""
    server = Granian(
        "roundtrip:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=chosen.host,
        port=port,
        workers=chosen.workers,
        blocking_threads=THREADS,
        backpressure=CONNECTIONS,
        workers_kill_timeout=GRACE,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
    )
    server.serve()


def free(host: str, port: int) -> socket.socket:
    """A socket that has `port`, or for 0 one that is free; a clear line and status 1 if it cannot be had.

    Where workers share a port (SO_REUSEPORT), it is kept from other programs for as long as this socket lives.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        place = socket.socket(family, kind)
        if os.name == "posix" and port:  # as the server does: a port that was in use a moment ago is free
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(address)
        if sys.platform == "linux":
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        return place
    except OSError as error:
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        raise SettingError(f"cannot listen on {host} port {port} ({why}); choose another with --port") from None


def hand_down(given: dict[str, str | None]) -> None:
    """Let the workers, which are processes of their own, find the options in their environment."""
    for name, value in given.items():
        if value is not None:
            os.environ[f"ROUNDTRIP_{name.upper()}"] = value
    for name in filter(CGI.fullmatch, list(os.environ)):
        del os.environ[name]


def announce(host: str, port: int) -> None:
    """Say where it serves once it does: the workers take a moment to listen."""
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
