"""Sweeps that need no request: a thread of each process calls them."""

from __future__ import annotations

import os
import threading
import weakref
from typing import Protocol


class Sweepable(Protocol):
    sweep_every: float
    """Seconds between two sweeps."""

    def sweep(self) -> None: ...


SWEPT: weakref.WeakSet[Sweepable] = weakref.WeakSet()


def sweep_regularly(swept: Sweepable) -> None:
    """Call `sweep` from time to time, as long as the object is used. A forked process does so too."""
    SWEPT.add(swept)
    start(swept)


def start(swept: Sweepable) -> None:
    unused = threading.Event()
    weakref.finalize(swept, unused.set)
    arguments = (weakref.ref(swept), swept.sweep_every, unused)
    threading.Thread(target=run, args=arguments, name="sweep", daemon=True).start()


def run(reference: weakref.ref[Sweepable], every: float, unused: threading.Event) -> None:
    while not unused.wait(every):
        sweep(reference)


def sweep(reference: weakref.ref[Sweepable]) -> None:
    if swept := reference():
        swept.sweep()


def start_again() -> None:
    """Start the threads of a fork: no thread survives one."""
    for swept in list(SWEPT):
        start(swept)


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=start_again)
