"""Serve the real httpbin at a free port of this machine, and list its rules at `/its-rules`.

`backend/tests/test_httpbin_rival.py` runs this program in an environment of its own, which has httpbin.
"""

from __future__ import annotations

from typing import Any

from httpbin import app  # type: ignore[import-not-found]  # not one of our packages
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    """Prints no line for a request."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Print nothing."""


@app.get("/its-rules")  # type: ignore[untyped-decorator]
def its_rules() -> list[str]:
    """List the rules."""
    return [rule.rule for rule in app.url_map.iter_rules()]


if __name__ == "__main__":
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    print(f"http://127.0.0.1:{server.port}", flush=True)
    server.serve_forever()
