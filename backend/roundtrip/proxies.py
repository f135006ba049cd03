"""The proxies in front of the server: the request gets the scheme, the host and the prefix that the browser used."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

PREFIX = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")
"""A path below which a proxy serves the application, such as `/rt`."""

DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def init_app(app: Flask, count: int) -> None:
    """Trust the `X-Forwarded-*` headers of the last `count` proxies; without a proxy, anyone could write them."""
    if count:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            Tidy(app.wsgi_app), x_for=count, x_proto=count, x_host=count, x_port=count, x_prefix=count
        )


class Tidy:
    """WSGI middleware that spells the host and the prefix as a browser does.

    A proxy may name the default port of the scheme, and end the prefix with a slash. An invalid scheme or prefix does
    not count.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        prefix = environ.get("SCRIPT_NAME", "").rstrip("/")
        environ["SCRIPT_NAME"] = prefix if PREFIX.fullmatch(prefix) else ""
        if environ["wsgi.url_scheme"] not in DEFAULT_PORTS:
            environ["wsgi.url_scheme"] = "http"
        if "HTTP_HOST" in environ:
            environ["HTTP_HOST"] = environ["HTTP_HOST"].removesuffix(DEFAULT_PORTS[environ["wsgi.url_scheme"]])
        return self._app(environ, start_response)
