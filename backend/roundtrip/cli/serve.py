"""Serve the page: the socket, the settings of the workers, and what a person must know at the start."""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
from pathlib import Path

import click

from .. import create_app
from ..config import SettingError, Settings
from ..hosts import beyond_loopback, is_loopback
from ..server import serve

UNIX = "unix:"
"""The beginning of a `--host` that is a socket in the file system."""

BACKLOG = 1024
"""Connections that wait for a worker."""

SEND_BUFFER = 64 * 2**10
"""Bytes of a response that the kernel keeps for a client that does not read; by itself it keeps up to 4 MiB."""


def serve_page(values: dict[str, str | None]) -> None:
    """Serve the page with these options until a signal comes."""
    settings = Settings.load(**values)
    app = create_app(**values)  # before the workers do, so that a folder that is not writable is reported only once
    with listen(settings.host, settings.port) as listener:
        pass_to_workers(values)
        for stop in (signal.SIGINT, signal.SIGTERM):  # uvicorn raises its signal again when it has stopped
            signal.signal(stop, lambda *_: sys.exit())
        if beyond_loopback(settings):
            click.echo(warning(settings), err=True)
        # The socket accepts connections from now on; they wait until the workers have started.
        click.echo(f"Roundtrip serves {address(settings.host, listener)} (Ctrl+C stops it)")
        serve(listener, app)


def warning(settings: Settings) -> str:
    """Return the warning for a server that other machines can reach."""
    why = "a proxy is in front of it" if settings.proxies else f"it listens on {settings.host}"
    named = settings.hosts or is_loopback(settings.host.lower())
    names = ", ".join(("localhost", *settings.hosts)) if named else "any IP address and this machine's names"
    on = settings.accounts == "anywhere"
    accounts = "The demo accounts work, and their password is public" if on else "The demo accounts are switched off"
    return (
        f"Warning: other machines can reach this server, because {why}. It answers to {names} "
        f"(ROUNDTRIP_HOSTS). {accounts} (ROUNDTRIP_ACCOUNTS). Without HTTPS, others can read the traffic."
    )


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on `port`, or on a free port for 0; raise `SettingError` if that is not possible."""
    is_file = host.startswith(UNIX)
    try:
        listener = bound_to_file(host.removeprefix(UNIX)) if is_file else bound_to_port(host, port)
        listener.listen(BACKLOG)
        listener.set_inheritable(True)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        place, advice = (host, "socket with --host") if is_file else (f"{host} port {port}", "port with --port")
        raise SettingError(f"cannot listen on {place} ({why}); choose another {advice}") from None
    return listener


def bound_to_port(host: str, port: int) -> socket.socket:
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind)
    if os.name == "posix":  # a port that was in use a moment ago counts as free
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)  # its connections inherit this
    listener.bind(address)
    return listener


def bound_to_file(path: str) -> socket.socket:
    """Return a Unix socket. Its folder decides who may connect: a proxy often runs as another user."""
    listener = socket.socket(socket.AF_UNIX)
    if Path(path).is_socket() and is_left(path):
        Path(path).unlink()
    listener.bind(path)
    Path(path).chmod(0o666)
    return listener


def is_left(path: str) -> bool:
    """Return whether nobody listens on the socket: a server that was killed leaves its file."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(path) == errno.ECONNREFUSED


def pass_to_workers(values: dict[str, str | None]) -> None:
    """Put the options into the environment: the workers are separate processes, and read them there."""
    for name, value in values.items():
        if value is not None:
            os.environ[f"ROUNDTRIP_{name.upper()}"] = value


def address(host: str, listener: socket.socket) -> str:
    """Return the address as a browser, or the configuration of a proxy, spells it."""
    if host.startswith(UNIX):
        return host
    return f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
