"""The key that signs sessions: made once, and an unusable one is an error of one line."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from roundtrip import create_app
from roundtrip.config import SettingError
from tests.serving import run


def test_a_key_is_made_once(tmp_path: Path) -> None:
    first, second = (create_app(instance=tmp_path).secret_key for _ in range(2))
    assert first == second == (tmp_path / "secret_key").read_text()
    assert len(str(first)) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


UNUSABLE = [
    (b"", "is empty"),
    (b" \r\n" * 20, "is empty"),
    (b"x", "has 1 bytes, and a key needs 16"),
    (b"x" * 15 + b"\n", "has 15 bytes, and a key needs 16"),
    (b"\xff" * 32, "is not UTF-8 text"),
]


@pytest.mark.parametrize(("content", "says"), UNUSABLE, ids=repr)
def test_a_key_that_protects_nobody(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "secret_key").write_bytes(content)
    with pytest.raises(SettingError, match=says) as wrong:
        create_app(instance=tmp_path)
    assert str(tmp_path / "secret_key") in wrong.value.message
    assert "\n" not in wrong.value.message
    assert (tmp_path / "secret_key").read_bytes() == content, "the file of a person is not replaced"
    assert create_app(instance=tmp_path, secret_key="another").secret_key == "another"


@pytest.mark.parametrize("content", [b"x" * 16, b"x" * 16 + b"\n", "é".encode() * 8])
def test_a_key_that_is_long_enough(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret_key").write_bytes(content)
    assert create_app(instance=tmp_path).secret_key == content.decode()


def test_the_command_says_so_in_one_line_and_ends(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    ended: subprocess.CompletedProcess[str] = run("--port", "0", ROUNDTRIP_INSTANCE=str(tmp_path))
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert ended.stderr.startswith("Error: secret_key: ")
