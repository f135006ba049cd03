"""The message of a failed assertion: the trip that a test expects, and the trips of the visitor."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

from .diagram import Mark, drawn
from .steps import Expected, Wanted
from .trips import Wire

LISTED = 10
"""Trips that a message lists in one line each."""


def failure(expected: Expected, wire: Wire, name: str, where: str, waited: float) -> str:
    """Return the message of a failed assertion: the trip that is missing, the nearest one as a diagram, the others."""
    lines = "\n".join(f"    {hop}" for hop in expected.hops)
    count = len(expected.found(wire))
    if count:
        times = f"{count} time{'s' * (count > 1)}, not {expected.times}"
        return "\n\n".join([f"The {name} made this trip {times} (waited {waited:g} s):", lines, listed(wire)])
    parts = [f"The {name} made no such trip within {waited:g} s:", lines, *compared(expected, wire, name), where]
    return "\n\n".join(filter(None, parts))


def compared(expected: Expected, wire: Wire, name: str) -> Iterator[str]:
    """Yield the parts of a message that show the wire: the nearest trip, or the newest if none is near."""
    if not wire:
        yield "The wire is empty: the server received no request from it."
        return
    nearest = expected.nearest(wire)
    at = newest(wire) if nearest is None else nearest
    differs = expected.difference(wire[at])
    if nearest is None or differs is None:
        yield f"No trip of its {len(wire)} begins with {expected.hops[0].request}. The newest is:"
        yield indent(drawn(wire[at]), "    ")
    else:
        yield f"The nearest, trip {at + 1} of {len(wire)}, {differs.sentence}:"
        yield indent(drawn(wire[at], differs.mark), "    ")
    yield listed(wire, without=at)


def newest(wire: Wire) -> int:
    """Return the index of the newest trip that a test caused. Chromium also requests the icon of a page without one."""
    caused = [index for index, trip in enumerate(wire) if trip[0].path != "/favicon.ico"]
    return caused[-1] if caused else len(wire) - 1


def listed(wire: Wire, without: int | None = None) -> str:
    """Return the trips in one line each, the newest last; "" if there is none."""
    rows = [f"    {index + 1}  {' → '.join(trip.lines)}" for index, trip in enumerate(wire) if index != without]
    if not rows:
        return ""
    older = [f"    … {len(rows) - LISTED} older"] if len(rows) > LISTED else []
    return "\n".join(["All trips:" if without is None else "The other trips:", *older, *rows[-LISTED:]])


def forbidden(hops: tuple[Wanted, ...], wire: Wire, name: str) -> str | None:
    """Return the message that a hop exists which must not; None if there is none."""
    for at, trip in enumerate(wire):
        for index, hop in enumerate(trip):
            if any(want.matches(hop) for want in hops):
                diagram = indent(drawn(trip, Mark(index, "request", "must not happen")), "    ")
                return f"The {name} sent {hop.line}, which must not happen. Trip {at + 1} of {len(wire)}:\n\n{diagram}"
    return None
