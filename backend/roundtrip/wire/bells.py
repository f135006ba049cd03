"""Bells: whoever waits for a visitor's exchanges in this process hears of each one as soon as it is stored."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Bell = Callable[[], object]


class Bells:
    """Functions to call, by the visitor. A thread that stores an exchange calls them, so they must be quick."""

    def __init__(self) -> None:
        self._bells: defaultdict[str, list[Bell]] = defaultdict(list)
        self._lock = threading.Lock()

    @contextmanager
    def hung(self, visitor: str, bell: Bell) -> Iterator[None]:
        """Call `bell` for each exchange of this visitor, until the block ends."""
        with self._lock:
            self._bells[visitor].append(bell)
        try:
            yield
        finally:
            with self._lock:
                self._bells[visitor].remove(bell)
                if not self._bells[visitor]:
                    del self._bells[visitor]

    def ring(self, visitor: str) -> None:
        with self._lock:
            bells = tuple(self._bells.get(visitor, ()))
        for bell in bells:
            bell()
