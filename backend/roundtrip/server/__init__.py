"""The server: uvicorn, with a protocol that keeps the bytes of each request, and a bridge to the WSGI application."""

from __future__ import annotations

import socket

from flask import Flask
from uvicorn import Config, Server
from uvicorn.supervisors import Multiprocess

from .bridge import Bridge

GRACE = 3
"""Seconds in which a worker can finish its responses when the server stops."""


def application() -> Bridge:
    """Return the ASGI application of a worker process; its settings come from the environment."""
    from .. import create_app

    return bridged(create_app())


def bridged(app: Flask) -> Bridge:
    """Return the ASGI application for `app`."""
    return Bridge(app, multiprocess=app.extensions["settings"].workers > 1)


def serve(listener: socket.socket, app: Flask) -> None:
    """Serve on a bound socket until a signal comes. With several workers, each process makes its own app.

    A supervisor replaces a worker that ends.
    """
    workers = app.extensions["settings"].workers
    config = Config(
        bridged(app) if workers == 1 else f"{__name__}:application",
        factory=workers > 1,
        http=f"{__name__}.protocol:Protocol",
        lifespan="off",
        log_level="error",
        workers=workers,
        timeout_graceful_shutdown=GRACE,
    )
    if workers == 1:
        Server(config).run(sockets=[listener])
    else:
        Multiprocess(config, [listener]).run()
