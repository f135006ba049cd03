"""SECURITY.md: each promise names a test or a command that exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    line
    for line in (ROOT / "SECURITY.md").read_text("utf-8").splitlines()
    if line.startswith("|") and not re.match(r"\|(-| promise)", line)
]
TESTS = "\n".join(
    path.read_text("utf-8") for folder in ("backend/tests", "e2e") for path in ROOT.glob(f"{folder}/*.py")
)


@pytest.mark.parametrize("row", ROWS)
def test_a_promise_has_a_proof(row: str) -> None:
    proofs = re.findall("`([^`]+)`", row.split("|")[2])
    assert proofs, "a promise without a proof"
    for proof in proofs:
        if command := re.fullmatch(r"python (bench/\w+\.py)", proof):
            assert (ROOT / command[1]).is_file()
        elif command := re.fullmatch(r"make (\w+)", proof):
            assert f"\n{command[1]}:\n" in (ROOT / "Makefile").read_text("utf-8")
        else:
            assert f"\ndef {proof}(" in TESTS, f"there is no {proof}"


def test_there_are_promises() -> None:
    assert len(ROWS) >= 20
