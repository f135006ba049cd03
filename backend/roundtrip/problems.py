"""Errors: a page with the code and the reason, or RFC 9457 `application/problem+json` under `/api`."""

from __future__ import annotations

import secrets
from typing import Any, NoReturn

from flask import Flask, Response, current_app, json, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge
from werkzeug.routing import RequestRedirect

from .body import request_body
from .config import in_words, settings
from .reply import is_api, redirection
from .syntax.http import reason

WHAT_TO_DO = {
    400: "The server could not make sense of this request. Check what was sent, and send it again.",
    401: "This needs a login. Log in at /login first.",
    403: "The server understood, and refuses. Another account, or a request from this site, may be let in.",
    404: "There is nothing at this path. Check its spelling, or look at /routes for every path there is.",
    405: "This path does not take that method. The Allow header names those it takes.",
    406: "The server has no answer in a form that the Accept header asked for. Ask for another type.",
    408: "The request took too long to arrive. Send it again.",
    409: "The request does not fit the present state. Look at it afresh, then try again.",
    410: "This was here once, and is gone for good. Remove the link that led here.",
    415: "The server does not read this type of body. Send another Content-Type.",
    418: "The server is a teapot and will not brew coffee (RFC 2324). Ask a coffee pot.",
    422: "The request is well formed, but its values make no sense. Correct them, and send it again.",
    429: "Too many requests in a short time. Wait a moment, then try again.",
    451: "The law forbids to show this here. There is nothing to do but look elsewhere.",
    500: "Something broke in the server, and it is not your doing. Try again, or report what you did.",
    502: "A server behind this one gave an answer that makes no sense. Try again in a moment.",
    503: "The server cannot answer just now. Try again in a moment.",
    504: "A server behind this one did not answer in time. Try again in a moment.",
}


class Refusal(HTTPException):
    """An error with its own words, and perhaps a page of its own that keeps what the person typed."""

    def __init__(self, code: int, detail: str, template: str = "problem.html", **context: Any) -> None:
        super().__init__(detail)
        self.code = code
        self.template = template
        self.context = context


def refuse(code: int, detail: str, template: str = "problem.html", **context: Any) -> NoReturn:
    """Answer with an error: `detail` says what to do; `template` and `context` make its page."""
    raise Refusal(code, detail, template, **context)


def init_app(app: Flask) -> None:
    app.before_request(slash)
    app.register_error_handler(HTTPException, answer)
    app.after_request(status_line)


def status_line(response: Response) -> Response:
    """Write the reason phrase of RFC 9110 into the status line: `404 Not Found`, where Werkzeug writes `NOT FOUND`."""
    response.status = f"{response.status_code} {reason(response.status_code)}"
    return response


def slash() -> Response | None:
    """Answer the router's own redirect, as from `/slash` to `/slash/`, like any other: Flask shows it to no handler."""
    moved = request.routing_exception
    if not isinstance(moved, RequestRedirect):
        return None
    return redirection(moved.new_url.removeprefix(request.host_url.rstrip("/")), moved.code)


def answer(error: HTTPException) -> Response | HTTPException:
    """Any HTTP error as a page or as a problem; ready responses pass as they are."""
    code = error.code or 500
    if code < 400 or error.response is not None:
        return error
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": reason(code),
        "status": code,
        "detail": detail(error),
    }
    if isinstance(error, InternalServerError) and error.original_exception:
        problem["id"] = secrets.token_hex(6)
        current_app.logger.error("500 with id %s: %s %s", problem["id"], request.method, request.path)
        problem["detail"] += f" The log has it under the id {problem['id']}."
    return with_headers(render(error, problem), error)


def detail(error: HTTPException) -> str:
    """One sentence that says what to do."""
    if isinstance(error, RequestEntityTooLarge) and "description" not in vars(error):
        return too_large()
    own = vars(error).get("description")
    return own or WHAT_TO_DO.get(error.code or 500) or in_general(error.code or 500)


def in_general(code: int) -> str:
    if code < 500:
        return "The request cannot be served as it is. Change it, then send it again."
    return "The server failed at a request that may be quite right. Try again in a moment."


def too_large() -> str:
    """Which limit a body went over, in the words of the limit."""
    limit = settings().max_upload
    if max(request.content_length or 0, request_body().size) > limit:
        return f"A request may carry {in_words(limit)} at most. Send less at once."
    memory = current_app.config["MAX_FORM_MEMORY_SIZE"]
    parts = current_app.config["MAX_FORM_PARTS"]
    return f"The text of a request may hold {memory:,} bytes in {parts:,} parts at most. Send less, or a file."


def render(error: HTTPException, problem: dict[str, Any]) -> Response:
    if is_api():
        body = make_response(json.dumps(problem), error.code)
        body.content_type = "application/problem+json"
        return body
    template = getattr(error, "template", "problem.html")
    context = getattr(error, "context", {})
    return make_response(render_template(template, problem=problem, **context), error.code)


def with_headers(response: Response, error: HTTPException) -> Response:
    """Add what the error and its status owe: Allow (RFC 9110, 15.5.6), WWW-Authenticate (15.5.2), and so on."""
    response.headers.update([pair for pair in error.get_headers() if pair[0] != "Content-Type"])
    if response.status_code == 401:
        # A scheme no browser prompts for: draft-broyer-http-cookie-auth.
        response.headers["WWW-Authenticate"] = 'Cookie realm="Roundtrip", form-action="/login", cookie-name="session"'
    if response.status_code == 405 and request.url_rule:
        response.allow.update(request.url_rule.methods or ())
    if response.status_code in (429, 503):
        response.headers.setdefault("Retry-After", "1")
    return response
