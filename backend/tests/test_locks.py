"""The lock files: every package has a version and hashes, none names a registry, and README lists what we chose."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-uv.lock"]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def packages(lock: str) -> dict[str, str]:
    """Return each package of a lock file with its version."""
    requirements = (ROOT / lock).read_text("utf-8").replace("\\\n", " ").splitlines()
    lines = [
        re.fullmatch(r"([a-z\d.-]+)==(\S+)( ; .*?)? +(--hash=sha256:[\da-f]{64}\s*)+", line) for line in requirements
    ]
    assert None not in lines, "a requirement has no version or no hashes"
    return {line[1]: line[2] for line in lines if line}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_a_version_and_hashes(lock: str) -> None:
    assert packages(lock)
    assert "://" not in (ROOT / lock).read_text("utf-8")


MACS = [("aarch64-apple-darwin", LOCKS[:2]), ("x86_64-apple-darwin", LOCKS[:1])]
"""An old Mac gets what Roundtrip needs to run; `cryptography`, which only tests need, has no more wheels for it."""


@pytest.mark.tools
@pytest.mark.parametrize(("platform", "locks"), MACS)
def test_macs_get_wheels_of_every_package(platform: str, locks: list[str], tmp_path: Path) -> None:
    """No Mac is needed to ask uv what it would install there: every wheel must have a hash of the lock."""
    where = ["--dry-run", "--target", str(tmp_path), "--python-platform", platform, "--python-version", "3.12"]
    files = [part for lock in locks for part in ("-r", str(ROOT / lock))]
    command = ["uv", "pip", "install", *where, "--only-binary", ":all:", "--require-hashes", *files]
    ran = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "UV_SYSTEM_CERTS": "1"})
    assert ran.returncode == 0, ran.stderr
    assert " + flask==" in ran.stderr


@pytest.mark.tools
def test_macs_get_the_programs_of_node() -> None:
    entries = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    darwin = {name for name, entry in entries.items() if "darwin" in entry.get("os", [])}
    assert {f"node_modules/@biomejs/cli-darwin-{cpu}" for cpu in ("arm64", "x64")} <= darwin


def test_no_node_package_names_a_registry() -> None:
    entries = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert [name for name, entry in entries.items() if "resolved" in entry] == []
    assert all("integrity" in entry for name, entry in entries.items() if name)


def test_a_package_has_one_version_in_all_locks() -> None:
    runtime, dev, uv = map(packages, LOCKS)
    assert not uv.keys() & (runtime.keys() | dev.keys())
    shared = runtime.keys() & dev.keys()
    assert {name: dev[name] for name in shared} == {name: runtime[name] for name in shared}


def test_readme_lists_the_packages_that_we_chose() -> None:
    groups = PYPROJECT["dependency-groups"]
    requirements = [*PYPROJECT["project"]["dependencies"], *groups["test"], *groups["dist"]]
    chosen = {re.split(r"[^\w-]", text)[0] for text in requirements}
    table = (ROOT / "README.md").read_text("utf-8").partition("| package | for |\n|---|---|\n")[2]
    listed = {name for row in re.findall(r"^\| (.+?) \|", table, re.MULTILINE) for name in row.split(", ")}
    assert chosen <= listed
    assert listed - chosen == {"ruff", "mypy", "biome", "typescript", "uv"}, "the checkers, and the installer"
