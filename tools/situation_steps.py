"""The steps of a situation (`tools/situations.py`), and the words in which its table is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["go", "link", "post", "fetch", "image", "frame", "script", "wait", "clear"]


@dataclass(frozen=True, kw_only=True)
class Hop:
    """A request of a step: its place, and the Set-Cookie values in the response."""

    place: str
    sets: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Step:
    """An action of a person or of a page. `inside` means: in the newest frame, not in the page."""

    kind: Kind
    hops: Sequence[Hop] = ()
    inside: bool = False
    text: str = ""
    options: Sequence[tuple[str, str]] = ()
    status: int = 302


@dataclass(frozen=True)
class Situation:
    """A name and the steps. `blocked`: the browser blocks third-party cookies.

    `hidden` is the fact that neither the requests nor the responses show; nobody can tell the reason without it.
    """

    name: str
    steps: Sequence[Step]
    blocked: bool = False
    hidden: str = ""


def step(kind: Kind, place: str, sets: Sequence[str], to: Sequence[Hop | str], status: int, inside: bool) -> Step:
    hops = [Hop(place=hop) if isinstance(hop, str) else hop for hop in to]
    return Step(kind=kind, hops=(Hop(place=place, sets=sets), *hops), inside=inside, status=status)


def go(place: str, *sets: str, to: Sequence[Hop | str] = (), status: int = 302) -> Step:
    """Enter an address. `to` are the places to which redirects lead."""
    return step("go", place, sets, to, status, False)


def link(place: str, *sets: str, to: Sequence[Hop | str] = (), status: int = 302, inside: bool = False) -> Step:
    """Follow a link of the page."""
    return step("link", place, sets, to, status, inside)


def post(place: str, *sets: str, to: Sequence[Hop | str] = (), status: int = 302, inside: bool = False) -> Step:
    """Submit a form of the page by POST."""
    return step("post", place, sets, to, status, inside)


def fetch(
    place: str,
    *sets: str,
    to: Sequence[Hop | str] = (),
    status: int = 302,
    inside: bool = False,
    **options: str,
) -> Step:
    """Let a script fetch; `options` are those of `fetch()`. Without `credentials`, they are `include`."""
    plain = step("fetch", place, sets, to, status, inside)
    return Step(kind="fetch", hops=plain.hops, inside=inside, status=status, options=tuple(options.items()))


def image(place: str, *sets: str, to: Sequence[Hop | str] = (), inside: bool = False) -> Step:
    """Load an image in the page."""
    return step("image", place, sets, to, 302, inside)


def frame(place: str, *sets: str, to: Sequence[Hop | str] = (), inside: bool = False, **attributes: str) -> Step:
    """Load a frame in the page; `attributes` are those of the element."""
    plain = step("frame", place, sets, to, 302, inside)
    return Step(kind="frame", hops=plain.hops, inside=inside, options=tuple(attributes.items()))


def script(text: str, *, inside: bool = False) -> Step:
    """Run JavaScript in the page."""
    return Step(kind="script", text=text, inside=inside)


def cookie(text: str, *, inside: bool = False) -> Step:
    """Let a script set a cookie."""
    return script(f"document.cookie = {text!r}", inside=inside)


def wait(seconds: float) -> Step:
    return Step(kind="wait", text=str(seconds))


def clear() -> Step:
    """Let the person delete all cookies."""
    return Step(kind="clear")


def hop(place: str, *sets: str) -> Hop:
    return Hop(place=place, sets=sets)


def kept(name: str, *sets: str, then: str = "home/landing", first: str = "home/landing") -> Situation:
    """Set cookies in one navigation, and look at the next one."""
    return Situation(name, (go(first, *sets), go(then)))
