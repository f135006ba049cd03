# A response as the form describes it, in a sandbox.
import time

from flask import Flask, make_response, request

app = Flask(__name__)


@app.route("/respond", methods=["GET", "POST"])
def respond():
    form = request.values
    response = make_response(form.get("body", ""), form.get("status", 200, type=int))
    response.content_type = form.get("type") or "text/plain; charset=utf-8"
    for line in form.get("header", "").splitlines():
        name, _, value = line.partition(":")
        response.headers.add(name, value.strip())
    for line in form.get("cookie", "").splitlines():
        response.headers.add("Set-Cookie", line)
    response.headers["Content-Security-Policy"] = "sandbox"
    time.sleep(form.get("delay", 0, type=float))
    return response
