"""docs/testing.md works: its files are written into an empty folder and run, its commands too."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import PATIENCE

pytestmark = pytest.mark.tools

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/testing.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, re.M | re.S)
"""The language and the text of each code block."""

FILES = [(text.splitlines()[0].removeprefix("# "), text) for language, text in BLOCKS if language == "python"]
"""The name and the text of each Python file: its first line is its name."""

COMMANDS = [line for language, text in BLOCKS if language == "sh" for line in text.splitlines()]
INSTALLS = ("python -m venv ", ". ", "pip install ", "playwright install ")
"""The beginnings of commands that set up an environment; this one has everything already."""

TRACED = "pytest --tracing retain-on-failure"
"""The command of the workflow, which keeps the files of a failed test."""


def conftest() -> str:
    """The page's own fixtures: one of them finds the browsers of this machine."""
    return "\n".join(text for name, text in FILES if name == "conftest.py")


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the page in its folder, with the programs of this environment."""
    environ = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "80"}
    environ.pop("PYTEST_DISABLE_PLUGIN_AUTOLOAD", None)  # the run of another test can have it
    return subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, timeout=3 * PATIENCE, check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "conftest.py").write_text(conftest(), "utf-8")
    return tmp_path


def test_every_block_is_of_a_kind_that_is_tested() -> None:
    assert {language for language, _ in BLOCKS} == {"python", "sh", "text", "yaml"}
    assert len(BLOCKS) == len(re.findall("^```\\w", TEXT, re.M))
    assert all(re.fullmatch(r"\w+\.py", name) for name, _ in FILES)
    assert len(FILES) == 12


@pytest.mark.parametrize("name", [name for name, _ in FILES if name.startswith("test_") and name != "test_wrong.py"])
def test_file_passes(folder: Path, name: str) -> None:
    (folder / name).write_text(dict(FILES)[name], "utf-8")
    ran = run(folder, "pytest", "-q")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(rf"^{dict(FILES)[name].count('def test_')} passed", ran.stdout, re.M)


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith("pytest")])
def test_command_passes_with_the_first_file(folder: Path, command: str) -> None:
    (folder / "test_first.py").write_text(dict(FILES)["test_first.py"], "utf-8")
    ran = run(folder, *shlex.split(command))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"{3 * max(1, command.count('--browser'))} passed" in ran.stdout


def test_message_is_the_one_of_the_page(folder: Path) -> None:
    (folder / "test_wrong.py").write_text(dict(FILES)["test_wrong.py"], "utf-8")
    ran = run(folder, *TRACED.split())
    [shown] = [text for language, text in BLOCKS if language == "text"]
    assert list(comparable(shown)) == [line for line in comparable(ran.stdout) if line.startswith("E")]
    [results] = (folder / "test-results").iterdir()
    assert sorted(path.name for path in results.iterdir()) == ["trace.zip", "wire.har"]


def comparable(text: str) -> Iterator[str]:
    """Yield lines without what differs between two runs: the port."""
    for line in text.splitlines():
        yield re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", line.rstrip())


def test_server_works_without_pytest(folder: Path) -> None:
    (folder / "serve.py").write_text(dict(FILES)["serve.py"], "utf-8")
    ran = run(folder, sys.executable, "serve.py")
    assert (ran.returncode, ran.stdout) == (0, "b'Hello World!'\n"), ran.stderr


def test_other_commands_only_install() -> None:
    others = [command for command in COMMANDS if not command.startswith("pytest")]
    assert len(others) == 4
    assert all(command.startswith(INSTALLS) for command in others)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(re.findall(r"roundtrip\[(\w+)\]", TEXT)) == {"pytest"} <= project["optional-dependencies"].keys()


def test_workflow_runs_commands_of_the_page() -> None:
    [text] = [text for language, text in BLOCKS if language == "yaml"]
    commands = re.findall(r"^ +- run: (.+)$", text, re.M)
    assert [command for command in commands if command not in COMMANDS] == [TRACED]
    assert commands[:2] == COMMANDS[2:4]


def test_files_are_typed(folder: Path) -> None:
    for name, text in FILES:
        if name != "conftest.py":
            (folder / name).write_text(text, "utf-8")
    (folder / "mypy.ini").write_text(f"[mypy]\nstrict = true\nmypy_path = {ROOT / 'backend'}\n", "utf-8")
    names = [name for name, _ in FILES if name != "conftest.py"]
    ran = run(folder, sys.executable, "-m", "mypy", *names)
    assert ran.returncode == 0, ran.stdout
