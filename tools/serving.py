"""A Roundtrip of one's own, for as long as a `with` block lasts."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def served() -> Iterator[str]:
    """Start the `roundtrip` command of this environment, on a free port and in an empty instance; give its address."""
    roundtrip = Path(sys.executable).with_name("roundtrip")
    with tempfile.TemporaryDirectory() as instance:
        command = [str(roundtrip), "--port", "0", "--instance", instance]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None  # noqa: S101
                yield server.stdout.readline().split()[2]
            finally:
                server.terminate()
