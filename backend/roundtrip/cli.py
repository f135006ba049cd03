"""The `roundtrip` command: serve the page with Granian."""

from __future__ import annotations

import os
import socket
import sys
from dataclasses import fields
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from .config import SettingError, Settings, in_words, size
from .keys import signing_keys

THREADS = 64
"""Requests that a worker answers at once; most of them wait (a slow login, a delay, an upload)."""


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
    signing_keys(chosen)  # before any worker starts, so that a folder that cannot be written is said once
    port = free(chosen.host, chosen.port)
    hand_down(given)
    click.echo(f"Roundtrip serves http://{bracketed(chosen.host)}:{port} (Ctrl+C stops it)")
    server = Granian(
        "roundtrip:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=chosen.host,
        port=port,
        workers=chosen.workers,
        blocking_threads=THREADS,
        backpressure=2 * THREADS,
        websockets=False,
        log_level=LogLevels.error,
    )
    server.serve()


def free(host: str, port: int) -> int:
    """`port`, or for 0 one that is free; a clear line and status 1 if it cannot be had."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            if os.name == "posix":  # as the server does: a port that was in use a moment ago is free
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except OSError as error:
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        raise SettingError(f"cannot listen on {host} port {port} ({why}); choose another with --port") from None


def hand_down(given: dict[str, str | None]) -> None:
    """Let the workers, which are processes of their own, find the options in their environment."""
    for name, value in given.items():
        if value is not None:
            os.environ[f"ROUNDTRIP_{name.upper()}"] = value
    for name in [name for name in os.environ if name.startswith("HTTP_")]:
        del os.environ[name]  # the server copies its environment into WSGI's, where HTTP_PROXY would be a header


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


if __name__ == "__main__":
    sys.exit(main())
