"""The tour: its text is what `tools/tour.py` writes, and each picture is there in both themes."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest
import tour

ROOT = Path(__file__).parents[2]


def test_the_text_is_that_of_the_command() -> None:
    assert (tour.DOCS / "tour.md").read_text("utf-8") == tour.document()


@pytest.mark.parametrize("page", ["docs/tour.md", "README.md"])
def test_each_picture_is_there(page: str) -> None:
    sources = re.findall(r'(?:src|srcset)="([^"]+)"', (ROOT / page).read_text("utf-8"))
    assert len(sources) == (2 * len(tour.STOPS) if page == "docs/tour.md" else 2)
    for source in sources:
        head = ((ROOT / page).parent / source).read_bytes()[:24]
        assert struct.unpack(">II", head[16:]) == (tour.SIZE["width"], tour.SIZE["height"]), source


@pytest.mark.tools
def test_the_command_takes_the_pictures(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "tools/tour.py", tmp_path], check=True)
    assert (tmp_path / "tour.md").read_text("utf-8") == tour.document()
    assert len(list((tmp_path / "tour").glob("*.png"))) == 2 * len(tour.STOPS)
