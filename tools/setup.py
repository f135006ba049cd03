"""Make this checkout ready, once, and then do one thing with it: `python3 tools/setup.py run`.

This is what the Makefile calls. It needs Python and nothing else, so it keeps to the standard library,
and to a syntax that Pythons too old for Roundtrip can read: they must get as far as being told so.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("Roundtrip needs Python 3.11 or later. Where you have one, name it: make run PYTHON=python3.12")

import fcntl
import hashlib
import importlib.util
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from browsers import apt_install

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
NODE_BIN = ROOT / "node_modules" / ".bin"

PYPROJECT = ROOT / "pyproject.toml"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
NODE_LOCK = ROOT / "package-lock.json"

PIP = [f"{BIN}/python", "-m", "pip", "--disable-pip-version-check", "install"]
UV = [f"{BIN}/uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
UV += ["--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]

# A program of this checkout goes before one of the machine, above all its node.
ENVIRONMENT = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


# The steps of the set-up


@dataclass(frozen=True)
class Step:
    """Something that is done once, and again when an input has changed or what it makes is gone."""

    says: str
    inputs: list[Path | str]  # a file stands for its content, a text for itself
    command: list[str]
    makes: Path
    quiet: bool = True  # its output is shown only when it fails

    @property
    def stamp(self) -> Path:
        """The file that remembers what the last success was made of."""
        return VENV / "stamps" / self.makes.name

    def fingerprint(self) -> str:
        """Sum up the command and its inputs."""
        contents = [part.read_text("utf-8") if isinstance(part, Path) else part for part in self.inputs]
        return hashlib.sha256("\0".join([*self.command, *contents]).encode()).hexdigest()

    def is_done(self) -> bool:
        """Tell whether the last success still holds."""
        return self.makes.exists() and self.stamp.exists() and self.stamp.read_text() == self.fingerprint()

    def do(self) -> None:
        """Run the command and remember its success, or stop with the end of what it said."""
        print(f"{self.says}…", flush=True)
        ran = subprocess.run(
            self.command,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if self.quiet else None,
            stderr=subprocess.STDOUT if self.quiet else None,
            encoding="utf-8",
            errors="replace",
        )
        if ran.returncode and not self.quiet:
            sys.exit(1)  # it said itself what is wrong
        if ran.returncode:
            print(*ran.stdout.splitlines()[-20:], sep="\n", file=sys.stderr)
            stop(f"{self.says} did not work, see above. Is the network there? Then try again.")
        self.stamp.parent.mkdir(exist_ok=True)
        self.stamp.write_text(self.fingerprint())


MAKE_VENV = Step(
    "Making a virtual environment",
    [f"{sys.base_prefix} {sys.version}"],
    [sys.executable, "-m", "venv", "--clear", str(VENV)],
    makes=BIN / "python",
)
RUNTIME = Step(
    "Installing Flask and friends",
    [RUNTIME_LOCK],
    [*PIP, "--require-hashes", "--requirement", str(RUNTIME_LOCK)],
    makes=BIN / "flask",
)
PROJECT = Step(
    "Installing Roundtrip",
    [RUNTIME_LOCK, PYPROJECT],
    # The build backend came with the lock and its hashes; isolation would fetch another, without.
    [*PIP, "--no-index", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
    makes=BIN / "roundtrip",
)
TOOLS = Step(
    "Installing pytest, Playwright and the checkers",
    [DEV_LOCK],
    [*PIP, "--require-hashes", "--requirement", str(DEV_LOCK)],
    makes=BIN / "pytest",
)
BROWSERS = Step(
    "Looking for browsers",
    [DEV_LOCK, ROOT / "tools/browsers.py"],
    [f"{BIN}/python", f"{ROOT}/tools/browsers.py"],
    makes=VENV,
    quiet=False,
)
NODE_TOOLS = Step(
    "Installing Biome and TypeScript",
    [NODE_LOCK],
    [f"{BIN}/npm", "ci", "--no-audit", "--no-fund"],
    makes=NODE_BIN / "tsc",
)


def prepare(*steps: Step) -> None:
    """Do those steps that are not done, while no other set-up is at work in this checkout."""
    checkout = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(checkout, fcntl.LOCK_EX)
    for step in [MAKE_VENV, *steps]:
        if not step.is_done():
            if step is MAKE_VENV:
                require_venv()
            step.do()
    os.close(checkout)


def require_venv() -> None:
    """Stop unless Python can make virtual environments; on Debian that is a package of its own."""
    package = f"python3.{sys.version_info.minor}-venv"
    if not has_venv() and not (apt_install(package) and has_venv()):
        stop(f"This Python lacks its venv module. On Debian and Ubuntu: apt-get install {package}")


def has_venv() -> bool:
    """Tell whether this Python can make a virtual environment with pip in it."""
    importlib.invalidate_caches()
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


# The commands


def run(options: list[str]) -> None:
    """Serve the page."""
    prepare(RUNTIME, PROJECT)
    become(BIN / "roundtrip", *options)


def test(options: list[str]) -> None:
    """Run all tests, or those that the options choose."""
    prepare(RUNTIME, PROJECT, TOOLS, BROWSERS)
    become(BIN / "pytest", "-n", "auto", "--maxprocesses", "8", *options)


def ask_browsers(options: list[str]) -> None:
    """Run the whole report in each browser, one after another, and compare it with docs/browsers.md."""
    prepare(RUNTIME, PROJECT, TOOLS, BROWSERS)
    become(BIN / "pytest", "-m", "browsers", *options)


def mutants(options: list[str]) -> None:
    """Break the program on purpose, one line at a time, and report which breaks the tests do not notice."""
    prepare(RUNTIME, PROJECT, TOOLS, BROWSERS)
    become(BIN / "python", f"{ROOT}/tools/mutants.py", *options)


def check(_options: list[str]) -> None:
    """Run every checker, also after one has found something."""
    prepare(RUNTIME, PROJECT, TOOLS, NODE_TOOLS)
    colours = [] if sys.stdout.isatty() else ["--colors=off"]  # Biome alone colours what no one looks at
    passed = [
        succeeds(BIN / "ruff", "check", "--quiet"),
        succeeds(BIN / "ruff", "format", "--check", "--quiet"),
        succeeds(BIN / "mypy", "--no-error-summary"),
        succeeds(NODE_BIN / "biome", "ci", "--error-on-warnings", *colours),
        succeeds(NODE_BIN / "tsc", "--project", "."),
    ]
    if not all(passed):
        stop("Something is to be repaired, see above; `make format` does what a program can.")


def tidy(_options: list[str]) -> None:
    """Let ruff and Biome repair what they can, and lay out the code."""
    prepare(RUNTIME, PROJECT, TOOLS, NODE_TOOLS)
    succeeds(BIN / "ruff", "check", "--fix")
    succeeds(BIN / "ruff", "format")
    succeeds(NODE_BIN / "biome", "check", "--write")


def lock(options: list[str]) -> None:
    """Write the lock files; with `--upgrade`, take what is new within the ranges of pyproject.toml."""
    prepare(TOOLS)
    runtime, dev = RUNTIME_LOCK.name, DEV_LOCK.name
    written = (
        succeeds(*UV, *options, "--group", "build", "--output-file", runtime, PYPROJECT.name)
        and succeeds(*UV, *options, "--group", "test", "--group", "check", "-c", runtime, "--output-file", dev)
        and succeeds(BIN / "npm", "install", "--package-lock-only", "--omit-lockfile-registry-resolved")
    )
    if not written:
        stop("The lock files are not complete, see above.")


COMMANDS = {
    "run": run,
    "test": test,
    "browsers": ask_browsers,
    "mutants": mutants,
    "check": check,
    "format": tidy,
    "lock": lock,
}


def succeeds(program: Path | str, *arguments: str) -> bool:
    """Run a program that speaks for itself, and tell whether it was content."""
    print(" ".join([Path(program).name, *arguments]), flush=True)
    return subprocess.run([program, *arguments], env=ENVIRONMENT).returncode == 0


def become(program: Path, *arguments: str) -> NoReturn:
    """Give this process over to a program, so that signals and the exit status are its own."""
    os.execve(program, [str(program), *arguments], ENVIRONMENT)


def stop(sentence: str) -> NoReturn:
    """Say on standard error what is wrong, and leave with status 1."""
    sys.exit(sentence)


def main() -> None:
    """Do the command that the first argument names."""
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        stop(f"Usage: {sys.argv[0]} {'|'.join(COMMANDS)} [option…]")
    os.chdir(ROOT)
    COMMANDS[sys.argv[1]](sys.argv[2:])


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
