"""A trip as a small text diagram: two lifelines, an arrow for each request and each response."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .trips import Hop, Trip

WIDTH = 76
"""Characters between the lifelines, these included."""

HEAD = f"Browser{'Server':>{WIDTH - 7}}"

SHOWN = 50
"""Characters of a request body that the diagram shows."""


def drawn(trip: Trip, marks: Mapping[int, str] | None = None) -> str:
    """Return the diagram; `marks` are notes of a failed assertion: index of a hop → note. One may follow the last."""
    marks = marks or {}
    lines = [HEAD]
    for index, hop in enumerate(trip):
        lines += drawn_hop(hop)
        if index in marks:
            lines.append(f"✗ {marks[index]}")
    return "\n".join([*lines, *(f"✗ {note}" for index, note in marks.items() if index >= len(trip))])


def drawn_hop(hop: Hop) -> Iterator[str]:
    before = [change for change in hop.changes if " refused" not in change]
    after = [change for change in hop.changes if change not in before]
    yield from (noted(change) for change in before)
    yield arrow_out(f"{hop.method} {hop.request.target}", size(hop.request.size))
    if hop.request.size:
        yield noted(sent(hop))
    yield arrow_back(*answer(hop))
    yield from (noted(change) for change in after)


def arrow_out(text: str, fact: str) -> str:
    return line(f"│── {text} ─", f"─ {fact} ──▶│" if fact else "────▶│")


def arrow_back(text: str, fact: str) -> str:
    return line(f"│◀─ {text} ─", f"─ {fact} ───│" if fact else "────│")


def line(start: str, end: str) -> str:
    """Join both ends of an arrow; a long start is truncated, so that the end stays."""
    room = WIDTH - len(end)
    if len(start) > room:
        start = f"{start[: max(room - 3, 4)]}… ─"
    return start.ljust(room, "─") + end


def noted(note: str) -> str:
    return f"│   {note}"


def answer(hop: Hop) -> tuple[str, str]:
    """Return the status of the response, and the facts that matter: its Location and cookies, or its content."""
    response = hop.response
    if not response.status:
        return "no answer", ""
    stored = [cookie.name for cookie in response.cookies if cookie.stored]
    facts = [f"sets {', '.join(stored)}"] if stored else []
    if response.location is not None:
        facts.insert(0, f"to {response.location}")
    elif response.size:
        facts.append(f"{response.headers.get('content-type', '').partition(';')[0]} {size(response.size)}".strip())
    return f"{response.status} {response.reason}".strip(), " · ".join(facts)


def sent(hop: Hop) -> str:
    """Return the beginning of a request body, without what a terminal cannot show."""
    kind = hop.request.headers.get("content-type", "").partition(";")[0]
    text = " ".join("".join(char if char.isprintable() else " " for char in hop.request.text).split())
    if kind == "multipart/form-data":
        return kind
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def size(count: int) -> str:
    return f"{count:,} B" if count else ""
