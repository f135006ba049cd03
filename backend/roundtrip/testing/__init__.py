"""Roundtrip for tests: a real server, the visitors of it, and assertions on the requests that they sent.

The pytest plugin gives a test a `Roundtrip` as its fixture `roundtrip`. This package needs only the standard library,
and httpx for `Roundtrip.client()`.
"""

from .expect import AsyncExpect, Expect
from .kit import Roundtrip
from .server import ROUNDTRIP, Server, ServerError
from .trips import Cookie, Headers, Hop, Request, Response, Trip, Wire

__all__ = [
    "ROUNDTRIP",
    "AsyncExpect",
    "Cookie",
    "Expect",
    "Headers",
    "Hop",
    "Request",
    "Response",
    "Roundtrip",
    "Server",
    "ServerError",
    "Trip",
    "Wire",
]
