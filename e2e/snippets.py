"""Run pytest snippets as a person would: in a folder of their own, all in one run."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONFTEST = """
import pytest
from roundtrip.browsers import launch_options

@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type, browser_type_launch_args):
    channel = browser_type_launch_args.get("channel")
    return {**browser_type_launch_args, **launch_options(browser_type, channel=channel)}
"""


def run_snippets(
    folder: Path, snippets: dict[str, str], browser: str, channel: str | None, conftest: str = ""
) -> dict[str, str]:
    """Write snippets into `folder`, each under its name, and return the failure of each, empty if it passed."""
    for name, snippet in snippets.items():
        (folder / f"test_{name}.py").write_bytes(snippet.encode())
    (folder / "conftest.py").write_text(CONFTEST + conftest)
    command = [
        sys.executable,
        "-B",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir=.",
        "--junitxml=said.xml",
    ]
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    ran = subprocess.run(
        [
            *command,
            "--junitxml=said.xml",
            f"--browser={browser}",
            *([f"--browser-channel={channel}"] if channel else []),
        ],
        cwd=folder,
        env={**own, "PYTHONPATH": str(ROOT / "tools")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (folder / "said.xml").exists(), ran.stdout + ran.stderr
    tests = ElementTree.parse(folder / "said.xml").iter("testcase")
    failures = {test.attrib["classname"]: "".join(part.text or "" for part in test) for test in tests}
    return {name: failures.get(f"test_{name}", "This test did not run.") for name in snippets}
