"""The object behind the fixture `roundtrip`: a server, its visitors, and what crossed their wires."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlencode, urlsplit

from .expect import TIMEOUT, AsyncExpect, Expect, Watched
from .server import Server, ServerError
from .trips import Wire
from .visitors import COOKIE, Visitor, Visitors, cookies_for, forget_session, holder_of, is_async, page_of

if TYPE_CHECKING:
    import httpx

PATIENCE = 30.0
"""Seconds in which the server must answer."""

T = TypeVar("T")


class Roundtrip:
    """A running Roundtrip in a test: its address, its visitors, and assertions on the requests that they sent.

    A visitor is a page or a browser context of Playwright, or a client of httpx. Each has its own wire, session and
    files.
    """

    def __init__(self, server: Server, visitors: Visitors | None = None, title: str = "") -> None:
        self.server = server
        self._title = title
        self._ends_with_test = visitors is not None
        self._visitors = visitors or Visitors()
        self._servers: list[Roundtrip] = []
        self._clients: list[httpx.Client] = []

    @property
    def url(self) -> str:
        """The address of the server, without a slash at its end."""
        return self.server.url

    def __repr__(self) -> str:
        return f"<Roundtrip at {self.url}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Visitors

    def watch(self, visitor: T) -> T:
        """Make a page, a context or a client a visitor before its first request: `roundtrip.watch(new_context())`."""
        if is_async(visitor):
            raise TypeError("This page is asynchronous. Write: await roundtrip.awatch(page)")
        self._visitors.add(visitor, self.url)
        return visitor

    async def awatch(self, visitor: T) -> T:
        """Do the same for an asynchronous page or context."""
        waiting = self._visitors.add(visitor, self.url)
        if waiting is not None:
            await waiting
        return visitor

    def client(self, like: Any = None, **options: Any) -> httpx.Client:
        """Return a client of httpx that is a visitor of its own, or the visitor `like`, with the cookies of its page.

        `options` are those of `httpx.Client`, such as `follow_redirects=True`. The client is closed after the test.
        """
        import httpx

        client = httpx.Client(**self._options(options))
        self._clients.append(client)
        self._adopt(client, like)
        return client

    def aclient(self, like: Any = None, **options: Any) -> httpx.AsyncClient:
        """Return the same client for asyncio; close it with `async with`."""
        import httpx

        client = httpx.AsyncClient(**self._options(options))
        self._adopt(client, like)
        return client

    def _options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return options of a client; no proxy of the environment comes between it and the server.

        The certificates of the machine need 30 ms to load, and this server needs none of them.
        """
        nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return {"base_url": self.url, "timeout": PATIENCE, "trust_env": False, "verify": nobody, **options}

    def _adopt(self, client: Any, like: Any) -> None:
        """Make a client a visitor: a new one, or the one that it has to be like."""
        if like is None:
            self._visitors.add(client, self.url)
            return
        given = dict(cookies_for(holder_of(like), self.url)) if not is_async(like) else {}
        for name, value in {**given, COOKIE: self._visitors.find(like, self.url).id}.items():
            client.cookies.set(name, value, domain=urlsplit(self.url).hostname, path="/")

    # The wire

    def wire(self, visitor: Any) -> Wire:
        """Return the trips of a visitor until now, the oldest first."""
        __tracebackhide__ = True
        return Wire.of_har(self.har(visitor))

    def har(self, visitor: Any) -> dict[str, Any]:
        """Return the wire of a visitor as HAR 1.2."""
        __tracebackhide__ = True
        return self._har(self._visitors.find(visitor, self.url))

    def save_har(self, visitor: Any, file: Path | str) -> Path:
        """Write the wire of a visitor to a file, for `page.route_from_har` or the developer tools of a browser."""
        path = Path(file)
        path.write_text(json.dumps(self.har(visitor), indent=1), "utf-8")
        return path

    def expect(self, visitor: Any, *, timeout: float = TIMEOUT) -> Expect:
        """Return assertions on the wire of a visitor, which wait: `expect(page).trip("POST /login", 303, …)`."""
        __tracebackhide__ = True
        return Expect(self._watched(visitor, timeout))

    def aexpect(self, visitor: Any, *, timeout: float = TIMEOUT) -> AsyncExpect:
        """Return the same assertions for asyncio."""
        __tracebackhide__ = True
        return AsyncExpect(self._watched(visitor, timeout))

    def _watched(self, thing: Any, timeout: float) -> Watched:
        __tracebackhide__ = True
        visitor = self._visitors.find(thing, self.url)

        def pause(seconds: float) -> None:
            """Wait; a page goes on meanwhile, with the handlers of its dialogs and routes."""
            page = page_of(thing)
            page.wait_for_timeout(seconds * 1000) if page is not None else time.sleep(seconds)

        def where() -> str:
            page = page_of(thing)
            return f"The page is at {page.url}.{self._elsewhere(page.url)}" if page is not None else ""

        return Watched(lambda: Wire.of_har(self._har(visitor)), visitor.name, where, pause, timeout)

    def _elsewhere(self, url: str) -> str:
        """Return a sentence for a page of another host, which has no visitor cookie of this server."""
        host, here = urlsplit(url).hostname, urlsplit(self.url).hostname
        return f" The visitor cookie belongs to {here}, not to {host}." if host and host != here else ""

    def wires(self) -> dict[str, dict[str, Any]]:
        """Return the HAR of each visitor that sent a request, by its name: `page`, `client 2`, `page, keep=60`."""
        found = {f"{visitor.name}{self._title}": self._har(visitor) for visitor in self._visitors}
        for other in self._servers:
            found |= other.wires() if other.server.running else {}
        return {name: har for name, har in found.items() if har["log"]["entries"]}

    # Other clients

    def catch(self, visitor: Any, body: str = "", **answer: Any) -> str:
        """Return an address at which any client reaches the wire of a visitor, and which answers with `body`.

        `answer` are other fields of the panel Catch: `status=202`, `type="application/json"`, `header="X-A: 1"`,
        `delay=2`. A visitor has one address, so the next call changes its answer.
        """
        __tracebackhide__ = True
        owner = self._visitors.find(visitor, self.url)
        self._ask("POST", "/api/catch?record=no", owner, {"body": body, **answer})
        address: str = self._ask("GET", "/api/visitor", owner)["catch"]["address"]
        return address

    # A clean start, and another server

    def reset(self, *visitors: Any) -> None:
        """Forget the wire, the session and the files of these visitors; without any, of all visitors of the test."""
        for visitor in self._chosen(visitors):
            if is_async(visitor.holder):
                raise TypeError("This page is asynchronous. Write: await roundtrip.areset(page)")
            self._forget(visitor)
            forget_session(visitor.holder, self.url)

    async def areset(self, *visitors: Any) -> None:
        """Do the same for asynchronous pages."""
        for visitor in self._chosen(visitors):
            self._forget(visitor)
            waiting = forget_session(visitor.holder, self.url)
            if waiting is not None:
                await waiting

    def _chosen(self, visitors: tuple[Any, ...]) -> list[Visitor]:
        return [self._visitors.find(thing, self.url) for thing in visitors] or list(self._visitors)

    def _forget(self, visitor: Visitor) -> None:
        """Delete the files of a visitor, then its wire, which has the requests for that too."""
        for file in self._ask("GET", "/api/uploads", visitor)["files"]:
            self._ask("DELETE", file["url"], visitor)
        self._ask("DELETE", "/api/wire", visitor)

    def settings(self, **changes: Any) -> Roundtrip:
        """Start another server with changed settings (`max_upload="1KiB"`), which ends with the test, or by `close()`.

        The result is like this object, with another `url`, and works in a `with` block too. Pages and clients are the
        same visitors there, and their wires are separate. The names of the settings are those of `roundtrip --help`,
        with `_` for `-`.
        """
        title = "".join(f", {name}={as_text(value)}" for name, value in changes.items())
        other = Roundtrip(Server(*options(changes)), self._visitors, title)
        self._servers.append(other)
        return other

    def close(self) -> None:
        """Close the clients, and stop the servers that `settings()` started: this one, if it is one of them."""
        for client in self._clients:
            client.close()
        for other in self._servers:
            other.close()
        if self._ends_with_test:
            self.server.stop()

    # HTTP

    def _har(self, visitor: Visitor) -> dict[str, Any]:
        har: dict[str, Any] = self._ask("GET", "/api/wire.har", visitor)
        return har

    def _ask(self, method: str, path: str, visitor: Visitor, form: Mapping[str, Any] | None = None) -> Any:
        """Send a request as this visitor, with the fields of a form, and return the JSON of the response."""
        place = urlsplit(self.url)
        headers = {"Cookie": f"{COOKIE}={visitor.id}", "Accept": "application/json"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE)
        try:
            connection.request(method, path, urlencode(form) if form is not None else None, headers)
            response = connection.getresponse()
            text = response.read()
        except OSError as error:
            output = self.server.output or "(nothing)"
            raise ServerError(f"The server at {self.url} does not answer: {error}. Its output:\n{output}") from error
        finally:
            connection.close()
        if response.status >= 400:
            raise RuntimeError(f"{method} {path} was answered with {response.status}: {text.decode(errors='replace')}")
        with suppress(ValueError):
            return json.loads(text)
        return None


def options(settings: Mapping[str, Any]) -> list[str]:
    """Return settings as options of the command line."""
    return [part for name, value in settings.items() for part in (f"--{name.replace('_', '-')}", as_text(value))]


def as_text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
