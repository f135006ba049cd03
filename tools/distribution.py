"""Build the archives of a release into `dist/`, and ask the tools of the packaging community about them.

`make dist` runs this. The wheel is built from the sdist, as an installer without a wheel would do it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"

DEVELOPERS = ("backend/tests", "bench", "e2e", "tools")
"""Folders whose imports are in the dependency groups; they import each other's modules."""

FOREIGN = (
    "--known-first-party",
    "e2e",
    "--known-first-party",
    "tests",
    "--ignore",
    "DEP002,DEP004",
    "--per-rule-ignores",
    "DEP001=httpbin",
)
CHECKS: list[list[str]] = [
    ["validate-pyproject", "pyproject.toml"],
    ["deptry", "."],
    ["deptry", "backend", *DEVELOPERS[1:], "--exclude", "^$", "--extend-exclude", "^$", *FOREIGN],
    ["twine", "check", "--strict", "{sdist}", "{wheel}"],
    ["check-wheel-contents", "{wheel}"],
    ["pyroma", "--min", "10", "{sdist}"],
]


def main() -> None:
    """Build, then run each check; go on after a failure, and exit with 1 if there was one."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DIST
    archives = built(folder)
    failed = [command[0] for command in CHECKS if not passes([part.format(**archives) for part in command])]
    sys.exit(f"These checks failed, see above: {', '.join(failed)}" if failed else 0)


def built(folder: Path) -> dict[str, str]:
    """Build both archives into an empty folder, with the build backend of this environment; return their paths."""
    shutil.rmtree(folder, ignore_errors=True)
    if not passes(["python", "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]):
        sys.exit("The archives were not built, see above.")
    [sdist], [wheel] = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return {"sdist": str(sdist), "wheel": str(wheel)}


def passes(command: list[str]) -> bool:
    """Run a program of this environment, and return whether it succeeded."""
    print(f"\n$ {' '.join(command)}", flush=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": path}).returncode == 0


if __name__ == "__main__":
    main()
