"""Run the backend tests with the oldest or the newest packages that `pyproject.toml` allows.

`.venv/bin/python tools/dependencies.py lowest`, or `highest`. The packages go into a virtual environment of their own,
which is deleted at the end. Further arguments go to pytest; `--python 3.13` takes another Python of this machine.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = ROOT / "pyproject.toml"
RESOLUTIONS = {"lowest": "lowest-direct", "highest": "highest"}
"""Our names for the resolutions of uv. Only our own dependencies have pins; the packages that these need stay new."""


def main() -> None:
    """Parse the arguments, and exit with the status of pytest."""
    parser = argparse.ArgumentParser(description="Run the backend tests with other versions of the dependencies.")
    parser.add_argument("versions", choices=RESOLUTIONS)
    parser.add_argument("--python", default=sys.executable, help="a version, or the path of a program")
    arguments, for_pytest = parser.parse_known_args()
    with TemporaryDirectory(prefix="roundtrip-dependencies-") as folder:
        environment = Path(folder)
        install(environment, RESOLUTIONS[arguments.versions], arguments.python)
        sys.exit(tested(environment, for_pytest))


def install(environment: Path, resolution: str, python: str) -> None:
    """Make a virtual environment with these versions, the test packages that fit them, and this checkout."""
    pins = environment / "pins.txt"
    uv("venv", "--python", python, "--allow-existing", str(environment))
    to = ("--python", str(environment / "bin/python"))
    compile = ("pip", "compile", *to, "--no-header", "--no-annotate", "--resolution", resolution)
    uv(*compile, "--output-file", str(pins), str(PYPROJECT))
    pins.write_text("\n".join(chosen(pins.read_text("utf-8"))), "utf-8")
    uv("pip", "install", *to, "--requirements", str(pins), "--group", "test", "--group", "build")
    uv("pip", "install", *to, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    print(pins.read_text("utf-8"), flush=True)


def chosen(pins: str) -> list[str]:
    """Return the pins of our own dependencies."""
    dependencies = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]["dependencies"]
    names = {re.split(r"[^\w.-]", text)[0] for text in dependencies}
    return [line for line in pins.splitlines() if line.partition("==")[0] in names]


def uv(*arguments: str) -> None:
    """Run uv, which trusts the certificates of the machine."""
    environment = {"UV_SYSTEM_CERTS": "1", **os.environ}
    subprocess.run(["uv", arguments[0], "--quiet", *arguments[1:]], cwd=ROOT, env=environment, check=True)  # noqa: S607


def tested(environment: Path, arguments: list[str]) -> int:
    """Run the backend tests there, and return the status of pytest."""
    programs = environment / "bin"
    inherited = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    variables = {**inherited, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    command = [str(programs / "python"), "-m", "pytest", "backend/tests", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=ROOT, env=variables).returncode


if __name__ == "__main__":
    main()
