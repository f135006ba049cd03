"""Set up this checkout if necessary: `python3 tools/setup.py runtime dev` installs these layers, or does nothing.

The Makefile calls this program. It needs only Python: pip installs uv, and uv installs the other packages.
A Python that is too old for Roundtrip must be able to parse this file, to show the message below.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("Roundtrip needs Python 3.11 or later. If you have one, name it: make run PYTHON=python3.12")

import fcntl
import hashlib
import importlib.util
import json
import os
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from debian import apt_install

ROOT = Path(__file__).resolve().parent.parent
BIN, READY = ROOT / ".venv/bin", ROOT / ".venv/ready.json"
PYPROJECT, NODE_LOCK, FINDER = ROOT / "pyproject.toml", ROOT / "package-lock.json", ROOT / "tools/browsers.py"
UV_LOCK, LOCK, DEV_LOCK = (ROOT / f"requirements{part}.lock" for part in ("-uv", "", "-dev"))

# npm must find the node of this checkout. uv must trust the certificates of the machine, as pip does.
ENVIRONMENT = {"UV_SYSTEM_CERTS": "1", **os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
PIP = [BIN / "python", "-m", "pip", "-qq", "install", "--require-hashes", "-r", UV_LOCK]
INSTALL, SYNC = ([BIN / "uv", "pip", verb, "--quiet", "--python", BIN / "python"] for verb in ("install", "sync"))
# The build backend comes from the lock, with its hashes; an isolated build would download another one without.
PROJECT = [*INSTALL, "--no-index", "--no-deps", "--no-build-isolation", "--reinstall", "--editable", ROOT]


class Layer(NamedTuple):
    """A part of the set-up. Its commands run again when a file that they read has changed, or their result is gone."""

    title: str
    reads: list[Path]
    makes: Path
    commands: list[list[Any]]

    def state(self) -> str:
        """Return a digest of this Python and of the files that the commands read."""
        parts = [sys.base_prefix.encode(), sys.version.encode(), *(path.read_bytes() for path in self.reads)]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()


LAYERS = {
    "venv": Layer(
        "Making a virtual environment",
        [UV_LOCK],
        BIN / "uv",
        [[sys.executable, "-m", "venv", "--clear", BIN.parent], PIP],
    ),
    "runtime": Layer(
        "Installing Flask and Roundtrip",
        [LOCK, PYPROJECT],
        BIN / "roundtrip",
        [[*INSTALL, "--require-hashes", "-r", LOCK], PROJECT],
    ),
    "dev": Layer(
        "Installing pytest, Playwright and the checkers",
        [LOCK, DEV_LOCK, PYPROJECT],
        BIN / "pytest",
        [[*SYNC, "--require-hashes", UV_LOCK, LOCK, DEV_LOCK], PROJECT],
    ),
    "browsers": Layer("Looking for browsers", [DEV_LOCK, FINDER], READY.parent, [[BIN / "python", FINDER]]),
    "node": Layer(
        "Installing Biome and TypeScript",
        [NODE_LOCK],
        ROOT / "node_modules/.bin/tsc",
        [[BIN / "npm", "ci", "--silent", "--no-audit", "--no-fund"]],
    ),
}


def prepare(names: list[str]) -> None:
    """Bring these layers up to date. An interrupted set-up leaves no `READY`, and starts again from nothing."""
    ready = json.loads(READY.read_text("utf-8")) if READY.exists() else {}
    for name in ["venv", *names]:
        layer = LAYERS[name]
        if layer.makes.exists() and ready.get(name) == layer.state():
            continue
        print(f"{layer.title}…", flush=True)
        READY.unlink(missing_ok=True)
        if name == "venv":
            ready = {}
            require_venv()
        done = all(subprocess.run(command, env=ENVIRONMENT).returncode == 0 for command in layer.commands)
        ready[name] = layer.state() if done else ""
        READY.parent.mkdir(exist_ok=True)
        READY.write_text(json.dumps(ready), "utf-8")
        if not done:
            sys.exit(f"{layer.title} did not work, see above. Is the network available? Then try again.")


def require_venv() -> None:
    """Stop unless Python can make virtual environments; Debian has a package for that."""
    package = f"python3.{sys.version_info.minor}-venv"
    if not has_venv() and not (apt_install(package) and has_venv()):
        sys.exit(f"This Python lacks its venv module. On Debian and Ubuntu: apt-get install {package}")


def has_venv() -> bool:
    """Return whether this Python can make a virtual environment with pip in it."""
    importlib.invalidate_caches()
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


if __name__ == "__main__":
    try:
        fcntl.flock(os.open(ROOT, os.O_RDONLY), fcntl.LOCK_EX)  # until this process ends: only one sets up at a time
        prepare(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
