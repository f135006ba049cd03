"""The WSGI environment of an ASGI request (PEP 3333)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from werkzeug.wsgi import FileWrapper

from .cycle import HEAD, Head, Headers, server_headers
from .socket import SOCKET
from .streams import Input

CHUNK = 64 * 2**10
"""Bytes of a file that a thread reads at a time."""


def environ_of(scope: Any, stream: Any, multiprocess: bool) -> dict[str, Any]:
    """Return the environment for a request with this body.

    `roundtrip.head` is the head as sent (`target`, `headers`), `roundtrip.server_headers` tells the headers that the
    server adds to a response, `roundtrip.input` is the body if it is still arriving: an `Input`, and `roundtrip.socket`
    the `Socket` of a request for one.
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
        "wsgi.file_wrapper": file_wrapper,
        HEAD: head,
        "roundtrip.server_headers": adding(scope["method"], head),
    }
    if SOCKET in scope["extensions"]:
        environ[SOCKET] = scope["extensions"][SOCKET]
    if isinstance(stream, Input):
        environ["roundtrip.input"] = stream
    for name, value in scope["headers"]:
        if b"_" in name:
            continue  # `X_Forwarded_Host` would become the same variable as the header of a proxy
        key = NAMES.get(name) or variable(name)
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}" if key in environ else text
    return environ


def file_wrapper(file: IO[bytes], buffer_size: int = 0) -> FileWrapper:
    """Return the chunks of a file (PEP 3333): larger ones than Werkzeug asks for, because each is a hop to a thread."""
    return FileWrapper(file, max(buffer_size, CHUNK))


def adding(method: str, head: Head) -> Callable[[str, Headers], Headers]:
    """Return the function that tells the headers which the server adds to a response.

    The wire asks before the bridge does. Both get the same list, so that the wire shows the Date that leaves.
    """
    answers: dict[int, Headers] = {}

    def added(status: str, headers: Headers) -> Headers:
        if id(headers) not in answers:
            answers[id(headers)] = server_headers(method, status, headers, close=head["close"])
        return answers[id(headers)]

    return added


def variable(name: bytes) -> str:
    """Return the variable of a header (RFC 3875, section 4.1.18)."""
    key = name.decode("latin-1").upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


COMMON = (b"host", b"user-agent", b"accept", b"cookie", b"content-type", b"content-length", b"referer", b"origin")
NAMES = {name: variable(name) for name in COMMON}
