"""Check the files of web-platform-tests that the labs name.

`.venv/bin/python tools/wpt_files.py CHECKOUT` compares `tools/wpt_files.txt` with a checkout of web-platform-tests, and
names the files that are not there. A test compares the list with the labs.
"""

from __future__ import annotations

import sys
from pathlib import Path

LIST = Path(__file__).with_suffix(".txt")


def listed() -> list[str]:
    """Return the names of the list."""
    return [line for line in LIST.read_text("utf-8").splitlines() if not line.startswith("#")]


def missing(checkout: Path) -> list[str]:
    """Return the listed files that a checkout does not have."""
    return [name for name in listed() if not (checkout / name).is_file()]


def main() -> None:
    """Name the missing files, and fail if there is one."""
    checkout = Path(sys.argv[1])
    if not (checkout / "cookies").is_dir():
        sys.exit(f"{checkout} is no checkout of web-platform-tests: it has no folder cookies.")
    names = missing(checkout)
    for name in names:
        print(f"not found: {name}")
    print(f"{len(listed()) - len(names)} of {len(listed())} files found.")
    sys.exit(1 if names else 0)


if __name__ == "__main__":
    main()
