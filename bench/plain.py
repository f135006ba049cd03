"""A plain Flask application on Roundtrip's server, for comparison: `python bench/plain.py --port 0` serves it."""

from __future__ import annotations

import sys

from flask import Flask, Response, abort, jsonify, request

from roundtrip.cli.serve import listen
from roundtrip.config import Settings
from roundtrip.server import serve

app = Flask(__name__)
app.extensions["settings"] = Settings.load()


@app.route("/echo", methods=["GET", "POST"])
def echo() -> Response:
    """Show the request, as `/get` of httpbin does."""
    return jsonify(
        args=request.args.to_dict(flat=False),
        form=request.form.to_dict(flat=False),
        headers=dict(request.headers),
        origin=request.remote_addr,
        url=request.url,
    )


@app.get("/cookies")
def cookies() -> Response:
    return jsonify(cookies=dict(request.cookies))


@app.get("/status/<int:code>")
def status(code: int) -> Response:
    abort(code)


for view in app.view_functions.values():
    vars(view)["only_computes"] = True  # the same treatment as the views of Roundtrip


if __name__ == "__main__":
    with listen("127.0.0.1", int(sys.argv[-1])) as listener:
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        serve(listener, app)
