"""The WSGI environment of an ASGI request (PEP 3333)."""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import unquote_to_bytes

from .protocol import HEAD, server_headers


def environ_of(scope: Any, stream: Any, multiprocess: bool) -> dict[str, Any]:
    """Return the environment for a request with this body.

    `roundtrip.head` is the head as sent (`target`, `headers`), and `roundtrip.server_headers` tells the headers that
    the server adds to a response.
    """
    head = scope["extensions"][HEAD]
    host, port = scope["server"] or ("localhost", 80)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": (scope["client"] or ("", 0))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": stream,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": multiprocess,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
        HEAD: head,
        "roundtrip.server_headers": lambda status, headers: server_headers(
            scope["method"], status, headers, close=head["close"]
        ),
    }
    for name, value in scope["headers"]:
        key = NAMES.get(name) or variable(name)
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}" if key in environ else text
    return environ


def variable(name: bytes) -> str:
    """Return the variable of a header (RFC 3875, section 4.1.18)."""
    key = name.decode("latin-1").upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


COMMON = (b"host", b"user-agent", b"accept", b"cookie", b"content-type", b"content-length", b"referer", b"origin")
NAMES = {name: variable(name) for name in COMMON}
