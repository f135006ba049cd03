"""One exchange, as it crossed the server's boundary: the request, the answer, and the rule between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import SplitResult, urlsplit

Headers = list[tuple[str, str]]
Outcome = Literal["complete", "aborted", "exception"]
"""`aborted`: the client went away in the middle. `exception`: the program itself broke."""


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """What the recorder noted. Times in seconds (`started` since 1970), sizes in bytes, bodies only their heads."""

    id: int = 0
    started: float
    wait: float = 0.0
    receive: float = 0.0
    method: str
    url: str
    protocol: str = "HTTP/1.1"
    request_headers: Headers = field(default_factory=list)
    request_body: bytes = b""
    request_size: int = 0
    status: int = 0
    reason: str = ""
    response_headers: Headers = field(default_factory=list)
    response_body: bytes = b""
    response_size: int = 0
    rule: str | None = None
    endpoint: str | None = None
    args: dict[str, Any] = field(default_factory=dict)
    outcome: Outcome = "complete"

    @property
    def answered(self) -> float:
        """When the answer's head was ready: no browser can follow a redirect before."""
        return self.started + self.wait

    @property
    def ended(self) -> float:
        return self.started + self.wait + self.receive

    def request_header(self, name: str) -> str | None:
        return first(self.request_headers, name)

    def response_header(self, name: str) -> str | None:
        return first(self.response_headers, name)


def first(headers: Headers, name: str) -> str | None:
    """The first header of a name, whatever its letter case (RFC 9110, section 5.1)."""
    return next((value for each, value in headers if each.lower() == name.lower()), None)


def every(headers: Headers, name: str) -> list[str]:
    """All values of a name, such as Set-Cookie, which must not be joined (RFC 9110, section 5.3)."""
    return [value for each, value in headers if each.lower() == name.lower()]


def split(url: str) -> SplitResult:
    """The parts of an address; one that makes no sense has only a path."""
    try:
        return urlsplit(url)
    except ValueError:  # such as a bracket that does not close
        return SplitResult("", "", url, "", "")
