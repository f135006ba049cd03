"""The trip that a test expects, and its differences from a real one. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from .diagram import Mark
from .trips import Hop, Trip, Wire

STEP = re.compile(r"([A-Z]+) (/\S*|\w+://\S+)(?: (\d{3})(?: .*)?)?")

REDIRECTS = (301, 302, 303, 307, 308)

Step = str | int
"""A hop (`"POST /login"`, or with its status `"POST /login 303"`), or the status of the hop before it (`303`)."""


@dataclass(frozen=True)
class Wanted:
    """A hop that a test expects: its method, its path or rule or address, and its status if that matters."""

    method: str
    place: str
    status: int | None = None

    @property
    def request(self) -> str:
        return f"{self.method} {self.place}"

    def __str__(self) -> str:
        return f"{self.request} {self.status}" if self.status else self.request

    def places(self, hop: Hop) -> tuple[str | None, ...]:
        """Return the texts that can name the place of a hop: with its query, without, by its rule, in full."""
        return (hop.request.target, hop.path, hop.rule, hop.request.url)

    def is_request_of(self, hop: Hop) -> bool:
        return self.method == hop.method and self.place in self.places(hop)

    def matches(self, hop: Hop) -> bool:
        return self.is_request_of(hop) and self.status in (None, hop.status)


def wanted(steps: tuple[Step, ...]) -> tuple[Wanted, ...]:
    """Return the hops that the arguments of an assertion describe."""
    __tracebackhide__ = True
    hops: list[Wanted] = []
    for step in steps:
        if isinstance(step, int):
            if not hops or hops[-1].status is not None:
                raise ValueError(f"The status {step} must follow its request: trip('POST /login', {step}).")
            hops[-1] = Wanted(hops[-1].method, hops[-1].place, step)
        elif match := STEP.fullmatch(step):
            hops.append(Wanted(match[1], match[2], int(match[3]) if match[3] else None))
        else:
            raise ValueError(f"{step!r} is no hop: write a method and a path, such as 'POST /login'.")
    if not hops:
        raise ValueError("Name at least one hop, such as 'POST /login'.")
    return tuple(hops)


class Difference(NamedTuple):
    """A difference of a trip from the expected one: a sentence without its subject, and a mark in the diagram."""

    sentence: str
    mark: Mark


@dataclass(frozen=True)
class Expected:
    """A trip that a test expects: exactly these hops, `times` times; at least once if that is None."""

    hops: tuple[Wanted, ...]
    times: int | None = None

    def __post_init__(self) -> None:
        if self.times is not None and self.times < 1:
            raise ValueError("`times` is at least 1. For a request that must not happen: never('POST /login').")

    def found(self, wire: Wire) -> list[Trip]:
        return [trip for trip in wire if self.difference(trip) is None]

    def holds(self, wire: Wire) -> bool:
        count = len(self.found(wire))
        return count > 0 if self.times is None else count == self.times

    def may_go_on(self, wire: Wire) -> bool:
        """Return whether the newest of the trips found ends with a redirect, which a browser follows in a moment."""
        return any(trip[-1].status in REDIRECTS for trip in self.found(wire)[-1:])

    def difference(self, trip: Trip) -> Difference | None:
        """Return the first difference of a trip; None if it is as expected."""
        for index, want in enumerate(self.hops):
            number = index + 1
            if index == len(trip):
                mark = Mark(index, "response", f"expected next: {want}")
                return Difference(f"ends before hop {number}, {want}", mark)
            hop = trip[index]
            if not want.is_request_of(hop):
                place = hop.request.url if "://" in want.place else hop.request.target
                mark = Mark(index, "request", f"expected {want}")
                return Difference(f"has {hop.method} {place} as hop {number}", mark)
            if not want.matches(hop):
                got = f"answered with {hop.status}" if hop.status else "not answered"
                mark = Mark(index, "response", f"expected {want.status}")
                return Difference(f"has {hop.method} {hop.request.target} {got}, not {want.status}", mark)
        if len(trip) > len(self.hops):
            index = len(self.hops)
            return Difference(f"goes on with hop {index + 1}", Mark(index, "request", "not expected"))
        return None

    def nearest(self, wire: Wire) -> int | None:
        """Return the index of the trip that agrees longest, the newest of equals; None if none begins as it should."""
        scores = []
        for index, trip in enumerate(wire):
            differs = self.difference(trip)
            at = len(self.hops) if differs is None else differs.mark.hop
            half = at < min(len(trip), len(self.hops)) and self.hops[at].is_request_of(trip[at])
            scores.append((at + half * 0.5, index))
        best = max(scores, default=(0, 0))
        return best[1] if best[0] > 0 else None
