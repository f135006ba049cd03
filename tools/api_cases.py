"""Try the API against its description: `python tools/api_cases.py [options of schemathesis run]`.

Starts a server, and lets schemathesis make requests from `/api/openapi.json`: at the edges of every field, and random
ones. All its checks look at each answer; `api_cases.toml` names the operations at which a check expects less, with the
reason. Prints the number of cases, and exits with 1 if an answer is not as described.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from roundtrip.testing import Server

TOOLS = Path(__file__).parent
COMMAND = str(Path(sys.executable).with_name("schemathesis"))

WORKERS = 2 if sys.version_info >= (3, 11, 8) else 1
"""An older Python, such as that of Debian 12, can fail if two threads compile at once (python/cpython#106905)."""

ALWAYS = ("--checks=all", "--continue-on-failure", f"--workers={WORKERS}", "--request-timeout=20")
LONG = ("--max-examples=50",)
SHORT = ("--max-examples=3", "--generation-deterministic", "--exclude-path-regex=^/(api/)?httpbin/")
"""The options of the command alone, and of CI, whose requests are the same in each run. CI tries the paths of httpbin
only at the root, where they are the same views."""

CASES = 5_000
"""Cases that the short run makes at least."""


class Outcome(NamedTuple):
    """The number of cases, whether all answers were as described, and the report of schemathesis."""

    cases: int
    passed: bool
    text: str


def try_api(*options: str) -> Outcome:
    """Run schemathesis against a server of its own."""
    with TemporaryDirectory(prefix="roundtrip-") as folder, Server() as server:
        report = Path(folder) / "report.json"
        environ = {**os.environ, "SCHEMATHESIS_HOOKS": "api_hooks", "PYTHONPATH": str(TOOLS), "COLUMNS": "120"}
        command = [COMMAND, "--no-color", f"--config-file={TOOLS / 'api_cases.toml'}", "run", *ALWAYS]
        command += ["--report=json", f"--report-json-path={report}", *options, f"{server.url}/api/openapi.json"]
        ran = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
        if not report.exists():  # an option is wrong, or the server has no description
            return Outcome(0, False, f"{ran.stdout}{ran.stderr}")
        found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    finished = found["complete"] and found["operations"]["tested"] == found["operations"]["selected"] > 0
    return Outcome(found["test_cases"]["generated"], finished and ran.returncode == 0, ran.stdout)


if __name__ == "__main__":
    outcome = try_api(*(sys.argv[1:] or LONG))
    print(outcome.text)
    print(f"{outcome.cases:,} cases")
    sys.exit(not outcome.passed)
