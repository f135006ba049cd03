"""Errors: a page with the status code and the reason, or under `/api` an `application/problem+json` (RFC 9457)."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Sequence
from typing import Any, NoReturn, NotRequired, TypedDict

from flask import Flask, Response, current_app, json, make_response, render_template, request
from werkzeug.exceptions import ClientDisconnected, HTTPException, InternalServerError, RequestEntityTooLarge
from werkzeug.routing import RequestRedirect

from .body import request_body
from .config import in_words, settings
from .reply import redirection, wants_json
from .syntax.http import reason

WHAT_TO_DO = {
    400: "The server cannot understand this request. Check the values that you sent, then send it again.",
    401: "This path needs a login. Log in at /login first.",
    403: "The server refuses this request. Try another account, or send the request from a page of this site.",
    404: "There is nothing at this path. Check its spelling, or find all paths at /routes.",
    405: "This path does not allow this method. Use a method that the Allow header lists.",
    406: "The server has no response of a type that the Accept header allows. Ask for another type.",
    408: "The request took too long to arrive. Send it again.",
    409: "The request conflicts with the current state. Load the page again, then repeat your change.",
    410: "This page is gone, and it will not come back. Remove the link that led here.",
    415: "The server does not support this type of body. Send another Content-Type.",
    418: "The server is a teapot and cannot brew coffee (RFC 2324). Ask a coffee pot.",
    422: "The server can read this request, but some of its values are not valid. Correct them, then send it again.",
    429: "You sent too many requests in a short time. Wait a moment, then try again.",
    451: "The law does not allow the server to show this page. Look for another source.",
    500: "The server failed, and this is not your fault. Try again, or report the steps that led here.",
    502: "A server behind this server sent an invalid response. Try again in a moment.",
    503: "The server cannot answer now. Try again in a moment.",
    504: "A server behind this server did not answer in time. Try again in a moment.",
}
"""Status code → the sentence on its error page."""


class Problem(TypedDict):
    """An error as JSON (RFC 9457); `id` is in the log of the server too, if the error is its own fault."""

    type: str
    title: str
    status: int
    detail: str
    id: NotRequired[str]


class Refusal(HTTPException):
    """An error with a message of its own. Its page can be a form that keeps the values that the visitor typed."""

    def __init__(
        self,
        code: int,
        detail: str,
        template: str = "problem.html",
        *,
        wait: int = 0,
        headers: Sequence[tuple[str, str]] = (),
        **context: Any,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.template = template
        self.wait = wait
        self.headers = headers
        self.context = context

    def get_headers(self, *args: Any, **kwargs: Any) -> list[tuple[str, str]]:
        """Return the headers of the answer."""
        return [*super().get_headers(*args, **kwargs), *self.headers]


def refuse(
    code: int,
    detail: str,
    template: str = "problem.html",
    *,
    wait: int = 0,
    headers: Sequence[tuple[str, str]] = (),
    **context: Any,
) -> NoReturn:
    """Answer with an error: `detail` tells the visitor what to do; its page is `template`, rendered with `context`.

    `wait`: the seconds after which the visitor may try again (Retry-After). `headers`: more headers of the answer.
    """
    raise Refusal(code, detail, template, wait=wait, headers=headers, **context)


def init_app(app: Flask) -> None:
    app.before_request(answer_router)
    app.register_error_handler(HTTPException, answer_error)
    app.after_request(status_line)
    app.logger.addFilter(on_one_line)


def on_one_line(record: logging.LogRecord) -> bool:
    """Escape the control characters of a message: a path may have a line break, and would forge a line of the log."""
    record.msg, record.args = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", escaped, record.getMessage()), None
    return True


def escaped(character: re.Match[str]) -> str:
    return character[0].encode("unicode_escape").decode("ascii")


def status_line(response: Response) -> Response:
    """Use the reason phrase of RFC 9110 in the status line: `404 Not Found`. Werkzeug writes `404 NOT FOUND`."""
    line = f"{response.status_code} {reason(response.status_code)}"
    if response.status != line:
        response.status = line
    return response


def answer_router() -> Response | None:
    """Answer a redirect of the router, such as from `/slash` to `/slash/`: Flask calls no error handler for it."""
    redirect = request.routing_exception
    if not isinstance(redirect, RequestRedirect):
        return None
    return redirection(redirect.new_url.removeprefix(request.host_url.rstrip("/")), redirect.code)


def answer_error(error: HTTPException) -> Response | HTTPException:
    """Return an HTTP error as a page or as a problem; an error that has a response passes unchanged."""
    code = error.code or 500
    if code < 400 or error.response is not None:
        return error
    problem: Problem = {
        "type": "about:blank",
        "title": reason(code),
        "status": code,
        "detail": detail(error),
    }
    if isinstance(error, InternalServerError) and error.original_exception:
        problem["id"] = secrets.token_hex(6)
        current_app.logger.error("500 with id %s: %s %s", problem["id"], request.method, request.path)
        problem["detail"] += f" The server's log has the details under the id {problem['id']}."
    return with_headers(render(error, problem), error)


def detail(error: HTTPException) -> str:
    """Return the sentence that tells the visitor what to do."""
    if isinstance(error, RequestEntityTooLarge) and "description" not in vars(error):
        return too_large()
    if isinstance(error, ClientDisconnected):
        return "The request ended too early, so the server stored nothing. Send it again."
    return vars(error).get("description") or what_to_do(error.code or 500)


def what_to_do(code: int) -> str:
    """Return the sentence for a status code; a general one if the code has none of its own."""
    if code in WHAT_TO_DO:
        return WHAT_TO_DO[code]
    if code < 500:
        return "The server cannot accept this request. Change it, then send it again."
    return "The server failed, but your request may be correct. Try again in a moment."


def too_large() -> str:
    """Return the sentence that names the limit of the body."""
    limit = settings().max_upload
    if max(request.content_length or 0, request_body().size) > limit:
        return f"A request can have {in_words(limit)} at most. Split the data into smaller requests."
    memory = current_app.config["MAX_FORM_MEMORY_SIZE"]
    parts = current_app.config["MAX_FORM_PARTS"]
    return f"The text of a request can have {memory:,} bytes in {parts:,} parts at most. Send less text, or a file."


def render(error: HTTPException, problem: Problem) -> Response:
    if wants_json():
        response = make_response(json.dumps(problem), error.code)
        response.content_type = "application/problem+json"
        return response
    template = getattr(error, "template", "problem.html")
    context = getattr(error, "context", {})
    return make_response(render_template(template, problem=problem, **context), error.code)


def with_headers(response: Response, error: HTTPException) -> Response:
    """Add the headers that the status requires (RFC 9110, section 15.5), such as Allow or WWW-Authenticate."""
    response.headers.update([pair for pair in error.get_headers() if pair[0] != "Content-Type"])
    if response.status_code == 401 and "WWW-Authenticate" not in response.headers:
        # No browser shows a password dialog for this scheme (draft-broyer-http-cookie-auth).
        form = f"{request.root_path}/login"
        response.headers["WWW-Authenticate"] = f'Cookie realm="Roundtrip", form-action="{form}", cookie-name="session"'
    if response.status_code == 405 and request.url_rule:
        response.allow.update(request.url_rule.methods or ())
    if response.status_code == 426:
        response.headers.update({"Upgrade": "websocket", "Connection": "Upgrade"})
    if response.status_code in (429, 503):
        response.headers.setdefault("Retry-After", str(getattr(error, "wait", 0) or 1))
    return response
