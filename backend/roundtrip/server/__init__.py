"""The server: uvicorn, with a protocol that keeps the bytes of each request, and a bridge to the WSGI application."""

from __future__ import annotations

import ctypes
import socket
from contextlib import suppress

from flask import Flask
from uvicorn import Config, Server
from uvicorn.supervisors import Multiprocess

from . import access
from .bridge import Bridge

M_ARENA_MAX = -8
"""A parameter of mallopt(3)."""

GRACE = 3
"""Seconds in which a worker can finish its responses when the server stops."""


def application() -> Bridge:
    """Return the ASGI application of a worker process; its settings come from the environment."""
    from .. import create_app

    return bridged(create_app())


def bridged(app: Flask) -> Bridge:
    """Return the ASGI application for `app`, in the process that will serve it.

    A process that shares the folder with others writes an exchange to the wire before the response leaves: the next
    request may reach another process. Behind a proxy, there may be several servers.
    """
    limit_arenas()
    options = app.extensions["settings"]
    if options.access_log:
        access.switch_on()
    alone = options.workers == 1 and not options.proxies
    return Bridge(
        app,
        multiprocess=not alone,
        slow=marked(app, "may_wait"),
        slow_below=below(app, "may_wait"),
        instant=marked(app, "only_computes") if alone else {},  # a write to the wire waits for other processes
    )


def limit_arenas() -> None:
    """Let all threads share two pools of memory. The C library of Linux gives each thread one, which it keeps."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def marked(app: Flask, mark: str) -> dict[tuple[str, str], str]:
    """Return the method and path of each request whose view has a mark of `threads`, with the name of the view."""
    found: dict[tuple[str, str], str] = {}
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if hasattr(view, mark):
            found |= {(method, rule.rule): view.__name__ for method in rule.methods or ()}
    return found


def below(app: Flask, mark: str) -> dict[str, str]:
    """Return the beginning of the paths of each marked view that has arguments, with the name of the view."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.arguments]
    views = [(rule.rule.partition("<")[0], app.view_functions[rule.endpoint]) for rule in rules]
    return {beginning: view.__name__ for beginning, view in views if hasattr(view, mark)}


def serve(listener: socket.socket, app: Flask) -> None:
    """Serve on a bound socket until a signal comes. With several workers, each process makes its own app.

    A supervisor replaces a worker that ends.
    """
    workers = app.extensions["settings"].workers
    config = Config(
        bridged(app) if workers == 1 else f"{__name__}:application",
        factory=workers > 1,
        http=f"{__name__}.protocol:Protocol",
        ws="none",  # a WebSocket begins with a request to the application
        lifespan="off",
        proxy_headers=False,
        log_level="error",
        workers=workers,
        timeout_graceful_shutdown=GRACE,
    )
    if workers == 1:
        Server(config).run(sockets=[listener])
    else:
        Multiprocess(config, [listener]).run()
