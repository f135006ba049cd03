"""Plain Flask: an app without Roundtrip, with small views like those of the article."""

from __future__ import annotations

import base64
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import flask
import pytest
from click.testing import CliRunner
from flask import Flask, abort, make_response, redirect, render_template, request, session, url_for
from flask.cli import cli
from flask.sessions import SecureCookieSessionInterface
from werkzeug.test import TestResponse

KEY = "a key that somebody printed"
UUID = "0d5c5b9e-8d8c-4d5c-9d6e-0a1b2c3d4e5f"


def sign_out() -> str:
    session.clear()
    return ""


def plain(**config: Any) -> Flask:
    app = Flask(__name__)
    app.secret_key = KEY
    app.config.update(config)

    def view(rule: str, answer: Callable[..., Any], *methods: str, **options: Any) -> None:
        app.add_url_rule(rule, options.pop("endpoint", rule), answer, methods=methods or None, **options)

    view("/hello", lambda: "Hello")
    view("/dict", lambda: {"a": 1})
    view("/list", lambda: [1])
    view("/generator", lambda: iter(["a", "b"]))
    view("/none", lambda: None)
    view("/user/<username>", lambda username: f"hello, {username}", endpoint="user")
    for kind in ("string", "path", "int", "float", "uuid", "any(a,b)"):
        view(f"/{kind}/<{kind}:value>", lambda value: repr(value))
    view("/signed/<int(signed=True):value>", lambda value: repr(value))
    for rule in ("/one/<name>", "/two/<other>"):
        view(rule, lambda name: name)
    view("/method", lambda: request.method, "GET", "POST", "PUT")
    view("/post", lambda: "", "POST")
    view("/login", lambda: "form" if request.method == "GET" else "check", "GET", "POST")
    view("/echo", lambda: [request.args.to_dict(False), request.form.to_dict(False)], "GET", "POST")
    view("/field", lambda: request.form["username"], "POST")
    view("/tuple", lambda: ("b", 201, {"header-x": "1"}))
    view("/pair", lambda: ("b", {"header-x": "1"}))
    view("/int-header", lambda: make_response("b", 200, {"header-x": 1}))
    view("/line-break", lambda: ("b", {"header-x": "1\r\nheader-y: 2"}))
    view("/slash/", lambda: request.get_data(as_text=True), "GET", "POST")
    view("/unslash", lambda: "")
    view("/lax/", lambda: "", strict_slashes=False)
    view("/both/", lambda: "with")
    view("/both", lambda: "without")
    view("/re", lambda: redirect("/"))
    view("/set-name", set_name)
    view("/set-number", lambda: make_response("").set_cookie("name", 1))  # type: ignore[arg-type]
    view("/get-name", lambda: f"Your name is {request.cookies.get('name')}")
    view("/sign-in", lambda: session.update(username="robert", list=[]) or "")
    view("/append", lambda: session["list"].append(1) or "")
    view("/who", lambda: f"{session.get('username')}")
    view("/sign-out", sign_out)
    view("/files", lambda: [[each.filename for each in request.files.values()], request.form], "POST")
    view("/file", lambda: request.files["the_file"].filename, "POST")
    view("/unread", lambda: "", "POST")
    view("/abort/<int:code>", abort)
    app.register_error_handler(410, lambda error: f"{type(error).__module__}.{type(error).__name__}")
    app.register_error_handler(405, lambda error: ("no", 405) if request.path == "/post" else error)
    return app


def set_name() -> flask.Response:
    answer = make_response(request.cookies.get("name", "none yet"))
    answer.set_cookie("name", "Robert")
    return answer


def ask(line: str, /, config: dict[str, Any] | None = None, **more: Any) -> TestResponse:
    """Return the response of the plain app to `METHOD /path`."""
    method, path = line.split(" ", 1)
    with mock.patch.object(Flask, "log_exception"):  # an expected 500 needs no stack in the log
        return plain(**config or {}).test_client(use_cookies=False).open(path, method=method, **more)


def debug(**environ: str) -> bool:
    """Return whether an app that is made in this environment is in debug mode."""
    with mock.patch.dict(os.environ, environ, clear=True):
        return Flask(__name__).debug


def run_script() -> Any:
    """Return the address at which `app.run()` of a script would serve; no server starts."""
    with mock.patch.dict(os.environ, clear=True), mock.patch("werkzeug.serving.run_simple") as start:
        Flask(__name__).run()
    return start.call_args.args[:2]


def run_flask(*arguments: str) -> Any:
    """Return the address at which `flask` would serve, or the last line of its output; no server starts."""
    kept = (mock.patch.dict(os.environ), mock.patch.dict(sys.modules), mock.patch("sys.path", [*sys.path]))
    with kept[0], kept[1], kept[2], mock.patch("flask.cli.run_simple") as start:
        result = CliRunner().invoke(cli, arguments)
    return start.call_args.args[:2] if start.called else result.output.strip().splitlines()[-1]


def script(folder: Path) -> str:
    (folder / "hello.py").write_text("from flask import Flask\napp = Flask(__name__)\n")
    return str(folder / "hello.py")


def raised(call: Callable[..., Any], *args: Any, **options: Any) -> str:
    """Return the name of the exception that a call raises."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 (the row names it)
        call(*args, **options)
    return caught.type.__name__


def built(endpoint: str, **values: Any) -> str:
    with plain().test_request_context():
        return url_for(endpoint, **values)


def rendered(folder: Path, name: str) -> Any:
    (folder / name).write_text("{{ text }}")
    with Flask(__name__, template_folder=folder).app_context():
        return render_template(name, text="<b>")


def static_file(folder: Path) -> list[Any]:
    """Return the Cache-Control of a static file, and the status of a second request for it."""
    (folder / "static").mkdir()
    (folder / "static" / "style.css").touch()
    client = Flask(__name__, static_folder=folder / "static").test_client()
    with (
        client.get("/static/style.css") as first,
        client.get("/static/style.css", headers={"If-None-Match": first.headers["ETag"]}) as second,
    ):
        return [first.headers["Cache-Control"], second.status_code]


def signed_in(**more: Any) -> str:
    """Return the Set-Cookie header of a plain app's session."""
    return plain().test_client().get("/sign-in", **more).headers["Set-Cookie"]


def who(raw: str, *keys: str) -> str:
    """Return the name in a session cookie, as an app with these keys reads it."""
    app = plain(SECRET_KEY_FALLBACKS=keys[1:])
    app.secret_key = keys[0] if keys else KEY
    return app.test_client(use_cookies=False).get("/who", headers={"Cookie": raw.partition(";")[0]}).text


def payload(raw: str) -> Any:
    """Return the payload of a session cookie, read without a key."""
    text = raw.partition("=")[2].partition(".")[0]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def forged(username: str, days_ago: int = 0) -> str:
    """Return a session cookie that a stranger with the key has signed `days_ago`."""
    with mock.patch("itsdangerous.timed.time.time", return_value=int(time.time()) - days_ago * 86_400):
        app = plain()
        signer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert signer
        return f"session={signer.dumps({'username': username})}"


def after_logout() -> list[str]:
    """Return the names that the browser and a copy of its cookie have after the logout."""
    client = plain().test_client()
    copy = client.get("/sign-in").headers["Set-Cookie"]
    client.get("/sign-out")
    return [client.get("/who").text, who(copy)]


def changed_in_place() -> str | None:
    client = plain().test_client()
    client.get("/sign-in")
    return client.get("/append").headers.get("Set-Cookie")


def multipart(*parts: str) -> dict[str, Any]:
    """Return a multipart body of these parts, as a browser writes it."""
    body = "".join(f"--x\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
    return {"data": f"{body}--x--\r\n", "content_type": "multipart/form-data; boundary=x"}


def field(size: int) -> str:
    return f'name="text"\r\n\r\n{"x" * size}'
