"""What Roundtrip adds to Flask: `python bench/overhead.py`, in the project's virtual environment.

Calls both applications in this process, without a server, with the same request: Roundtrip's `/api/get-name`, and a
view of plain Flask that answers the same. Prints the processor time of a request in microseconds: medians of 9 turns.
Exits with 1 if Roundtrip takes 45 µs more than Flask without a visitor.
"""

from __future__ import annotations

import io
import statistics
import sys
import tempfile
import time
from typing import Any

from flask import Flask, jsonify, request

from roundtrip import create_app
from roundtrip.server.cycle import HEAD
from roundtrip.server.environ import environ_of

ROUNDS, REQUESTS, MOST = 9, 2000, 45.0
PATH = b"/api/get-name"
VISITOR = (b"Cookie", b"visitor=" + b"V" * 22)

plain = Flask("plain")


@plain.get(PATH.decode())
def get_name() -> Any:
    return jsonify(name=request.cookies.get("name"))


def scope(*headers: tuple[bytes, bytes]) -> dict[str, Any]:
    """Return the ASGI scope of a request, as the server makes it."""
    sent = [(b"Host", b"127.0.0.1:5000"), *headers]
    return {
        "method": "GET",
        "path": PATH.decode(),
        "raw_path": PATH,
        "query_string": b"",
        "http_version": "1.1",
        "server": ("127.0.0.1", 5000),
        "client": ("127.0.0.1", 50000),
        "scheme": "http",
        "headers": [(name.lower(), value) for name, value in sent],
        "extensions": {HEAD: {"target": PATH, "headers": sent, "close": False, "expects": False}},
    }


def microseconds(app: Flask, *headers: tuple[bytes, bytes]) -> float:
    """Return the processor time of a request."""
    began = time.process_time()
    for _ in range(REQUESTS):
        environ = environ_of(scope(*headers), io.BytesIO(), multiprocess=False)
        response = app.wsgi_app(environ, lambda *_: None)  # type: ignore[arg-type]
        b"".join(response)
        if hasattr(response, "close"):
            response.close()
    return (time.process_time() - began) / REQUESTS * 1e6


def main() -> int:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as instance:  # the wire may still write
        ours = create_app(instance=instance)
        turns = [(plain, ()), (ours, ()), (ours, (VISITOR,))]
        found = [[microseconds(app, *headers) for app, headers in turns] for _ in range(ROUNDS)]
    flask, without, recorded = (statistics.median(column) for column in zip(*found, strict=True))
    print(f"Flask {flask:.0f} µs; Roundtrip {without:.0f} µs (+{without - flask:.0f}), with the wire {recorded:.0f} µs")
    return 0 if without - flask < MOST else 1


if __name__ == "__main__":
    sys.exit(main())
