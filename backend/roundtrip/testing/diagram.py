"""A trip as a small text diagram: two lifelines, an arrow for each request and each response."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from .trips import Hop, Trip, Wire

WIDTH = 66
"""Characters between the lifelines, these included: with the margins of pytest, a line has fewer than 80."""

ARROW = "──▶│"
"""The end of a request. A text with it has a diagram."""

SHOWN = 50
"""Characters of a request body that the diagram shows."""


class Mark(NamedTuple):
    """A note of a failed assertion: below the request or the response of a hop, or below a trip that lacks the hop."""

    hop: int
    part: Literal["request", "response"]
    note: str


def drawn(trip: Trip, mark: Mark | None = None) -> str:
    """Return the diagram, with the mark of a failed assertion."""
    lines = [lifelines(trip)]
    for index, hop in enumerate(trip):
        lines += drawn_hop(hop, mark if mark and mark.hop == index else None)
    if mark and mark.hop >= len(trip):
        lines += marked(mark, mark.part)
    return "\n".join(lines)


def drawn_wire(wire: Wire, newest: int | None = None) -> str:
    """Return the diagrams of all trips, or only of the newest, below one heading."""
    if not wire:
        return "(no request)"
    trips = ["\n".join(line for hop in trip for line in drawn_hop(hop)) for trip in wire]
    older = len(trips) - newest if newest else 0
    first = [f"… {older} older trips"] if older > 0 else []
    return f"{lifelines(wire[-1])}\n" + "\n\n".join([*first, *trips[max(older, 0) :]])


def lifelines(trip: Trip) -> str:
    """Return the names of the two lifelines. Every browser says that it is a Mozilla."""
    agent = trip[0].request.headers.get("user-agent", "")
    return ("Browser" if agent.startswith("Mozilla/") else "Client").ljust(WIDTH - len("Server")) + "Server"


def drawn_hop(hop: Hop, mark: Mark | None = None) -> Iterator[str]:
    before = [change for change in hop.changes if " refused" not in change]
    after = [change for change in hop.changes if change not in before]
    yield from noted(before)
    yield arrow(f"│── {hop.method} {hop.request.target} ─", size(hop.request.size), ARROW)
    yield from noted([sent(hop)])
    yield from marked(mark, "request")
    yield arrow(f"│◀─ {status(hop)} ─", facts(hop), "───│")
    yield from noted([hop.response.detail, *after])
    yield from marked(mark, "response")


def marked(mark: Mark | None, part: str) -> Iterator[str]:
    if mark and mark.part == part:
        yield f"✗ {mark.note}"


def arrow(start: str, fact: str, end: str) -> str:
    """Join both ends of an arrow. A long start is truncated, so that the end stays."""
    end = f"─ {fact} {end}" if fact else f"──{end}"
    room = WIDTH - len(end)
    if len(start) > room:
        start = f"{start[: max(room - 3, 4)]}… ─"
    return start.ljust(room, "─") + end


def noted(notes: list[str]) -> Iterator[str]:
    """Yield lines between two arrows."""
    for line in wrap(" · ".join(filter(None, notes)), WIDTH - 5):
        yield f"│   {line}".ljust(WIDTH - 1) + "│"


def status(hop: Hop) -> str:
    return f"{hop.response.status} {hop.response.reason}".strip() if hop.response.status else "no answer"


def facts(hop: Hop) -> str:
    """Return the facts of a response that matter: its Location and the cookies that are stored, or its content."""
    response = hop.response
    stored = [f"sets {cookie.name}" for cookie in response.cookies if cookie.stored]
    if response.location is not None:
        return " · ".join([f"to {response.location}", *stored])
    kind = response.headers.get("content-type", "").partition(";")[0]
    return " · ".join(filter(None, [*stored, kind if response.size else "", size(response.size)]))


def sent(hop: Hop) -> str:
    """Return the beginning of a request body, without what a terminal cannot show."""
    kind = hop.request.headers.get("content-type", "").partition(";")[0]
    if kind == "multipart/form-data":
        return kind
    text = " ".join("".join(char if char.isprintable() else " " for char in hop.request.text).split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def size(count: int) -> str:
    return f"{count:,} B" if count else ""
