"""One exchange as the recorder saw it: the request, the response, and the rule that answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Headers = list[tuple[str, str]]
Outcome = Literal["complete", "aborted", "cut", "exception"]
"""`aborted`: the client closed the connection early. `cut`: the body was shorter than its Content-Length.
`exception`: the application raised one."""


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """The facts of an exchange. Times in seconds (`started` since 1970), sizes in bytes; bodies are truncated.

    `target` is the target of the request as sent. In it and in the headers, a lone surrogate stands for a byte that is
    not UTF-8 (Python's `surrogateescape`). `unread` says that the response came before the end of the request's body;
    then `request_size` is the announced size, if there is one. `decoded_size` is that of a compressed response, whose
    `response_body` is decoded. `rebuilt` says that the server did not tell the headers as sent, and `by_token` that a
    token named the visitor, not a cookie. `caught` says that the token was in the path, so that any client may have
    sent the request. `messages` are those of a WebSocket, as in a HAR.
    """

    id: int = 0
    started: float
    wait: float = 0.0
    receive: float = 0.0
    method: str
    url: str
    target: str = ""
    protocol: str = "HTTP/1.1"
    request_headers: Headers = field(default_factory=list)
    request_body: bytes = b""
    request_size: int = 0
    unread: bool = False
    status: int = 0
    reason: str = ""
    response_headers: Headers = field(default_factory=list)
    response_body: bytes = b""
    response_size: int = 0
    decoded_size: int | None = None
    rule: str | None = None
    endpoint: str | None = None
    args: dict[str, Any] = field(default_factory=dict)
    outcome: Outcome = "complete"
    rebuilt: bool = False
    by_token: bool = False
    caught: bool = False
    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def answered(self) -> float:
        """The time at which the response's headers were ready: a browser follows a redirect only after it."""
        return self.started + self.wait

    @property
    def ended(self) -> float:
        return self.started + self.wait + self.receive

    def request_header(self, name: str) -> str | None:
        return first(self.request_headers, name)

    def response_header(self, name: str) -> str | None:
        return first(self.response_headers, name)


def first(headers: Headers, name: str) -> str | None:
    """Return the first value of a header; names are case-insensitive (RFC 9110, section 5.1)."""
    return next((value for key, value in headers if key.lower() == name.lower()), None)


def every(headers: Headers, name: str) -> list[str]:
    """Return all values of a header. Set-Cookie values must not be joined (RFC 9110, section 5.3)."""
    return [value for key, value in headers if key.lower() == name.lower()]
