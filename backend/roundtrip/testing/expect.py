"""Assertions on the wire of a visitor: they wait, and a failure shows the trips as a diagram."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from itertools import chain, repeat

from .failure import failure, forbidden
from .steps import Expected, Step, wanted
from .trips import Trip, Wire

TIMEOUT = 5.0
"""Seconds that an assertion waits; Playwright's own wait as long."""

PAUSES = (0.02, 0.05, 0.1, 0.2)
"""Seconds between two looks at the wire; the last one repeats."""

SETTLE = 0.25
"""Seconds in which a browser follows a redirect that ends an expected trip: then the trip has one hop too many."""


def waiting(expected: Expected, wire: Wire, timeout: float) -> Generator[float, Wire, Wire]:
    """Yield the pause before each further look at the wire, and receive what it showed; return the last look."""
    until = time.monotonic() + timeout
    for pause in chain(PAUSES, repeat(PAUSES[-1])):
        if expected.holds(wire):
            if not expected.may_go_on(wire):
                break
            wire = yield SETTLE
            if expected.holds(wire):
                break
        left = until - time.monotonic()
        if left <= 0:
            break
        wire = yield min(pause, left)
    return wire


@dataclass(frozen=True)
class Watched:
    """What an assertion needs of a visitor: its wire, its name and address for messages, and a way to wait."""

    read: Callable[[], Wire]
    name: str
    where: Callable[[], str]
    pause: Callable[[float], None]
    timeout: float


class Expect:
    """Assertions on one visitor, for synchronous tests."""

    def __init__(self, visitor: Watched) -> None:
        self._visitor = visitor

    def trip(self, *steps: Step, times: int | None = None, timeout: float | None = None) -> Trip:
        """Wait for a trip of exactly these hops, and return the newest: `trip("POST /login", 303, "GET /session")`.

        A path without a query matches any query. A rule of Flask matches too: `GET /user/<username>`. `times` is the
        exact number of such trips; without it, one is enough.
        """
        __tracebackhide__ = True
        visitor, expected = self._visitor, Expected(wanted(steps), times)
        seconds = visitor.timeout if timeout is None else timeout
        looks = waiting(expected, visitor.read(), seconds)
        try:
            pause = next(looks)
            while True:
                visitor.pause(pause)
                pause = looks.send(visitor.read())
        except StopIteration as end:
            wire = end.value
        return judged(expected, wire, visitor, seconds)

    def never(self, *steps: Step) -> None:
        """Check that no request until now is one of these hops. It does not wait: first expect a later trip."""
        __tracebackhide__ = True
        message = forbidden(wanted(steps), self._visitor.read(), self._visitor.name)
        if message:
            raise AssertionError(message)


class AsyncExpect:
    """The same assertions for asyncio: `await roundtrip.aexpect(page).trip(…)`."""

    def __init__(self, visitor: Watched) -> None:
        self._visitor = visitor

    async def trip(self, *steps: Step, times: int | None = None, timeout: float | None = None) -> Trip:
        """Wait for a trip as `Expect.trip` does."""
        __tracebackhide__ = True
        visitor, expected = self._visitor, Expected(wanted(steps), times)
        seconds = visitor.timeout if timeout is None else timeout
        looks = waiting(expected, await asyncio.to_thread(visitor.read), seconds)
        try:
            pause = next(looks)
            while True:
                await asyncio.sleep(pause)
                pause = looks.send(await asyncio.to_thread(visitor.read))
        except StopIteration as end:
            wire = end.value
        return judged(expected, wire, visitor, seconds)

    async def never(self, *steps: Step) -> None:
        """Check as `Expect.never` does."""
        __tracebackhide__ = True
        message = forbidden(wanted(steps), await asyncio.to_thread(self._visitor.read), self._visitor.name)
        if message:
            raise AssertionError(message)


def judged(expected: Expected, wire: Wire, visitor: Watched, waited: float) -> Trip:
    """Return the newest trip that was expected, or raise AssertionError."""
    __tracebackhide__ = True
    if expected.holds(wire):
        return expected.found(wire)[-1]
    raise AssertionError(failure(expected, wire, visitor.name, visitor.where(), waited))
