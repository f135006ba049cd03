"""How long a test file of another project takes: `python bench/kit.py`, in the project's virtual environment.

It builds the wheel, and installs it with its pytest plugin and pytest-playwright into an empty environment, as
docs/testing.md says. There it writes three test files, each with one of that page's first tests, and runs each file
in Chromium and in Firefox, three times. Exits with 1 if a median is above 5 seconds. Beside them, it runs a test that
only opens an empty page: so long take Python, pytest and the browser alone. It needs the network for the installation.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS, LONGEST = 3, 5.0
BROWSERS = ("chromium", "firefox")
EMPTY = "test_empty_page.py"
EMPTY_TEST = 'def test_empty_page(page):\n    page.goto("about:blank")\n'


def files() -> dict[str, str]:
    """Return names and texts: the fixtures of docs/testing.md, and its first tests, each in a file of its own."""
    page = (ROOT / "docs/testing.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n# (\w+\.py)\n(.*?)^```$", page, re.M | re.S)
    imports, *tests = re.split(r"^(?=def test_)", dict(blocks)["test_first.py"], flags=re.M)
    names = [re.sub(r"def (\w+).*", r"\1.py", test, flags=re.S) for test in tests]
    fixtures = "\n".join(text for name, text in blocks if name == "conftest.py")
    return {"conftest.py": fixtures, **{name: imports + test for name, test in zip(names, tests, strict=True)}}


def install(folder: Path) -> Path:
    """Build the wheel, install it into an empty environment, and return the environment's folder of programs."""
    built, environment = folder / "dist", folder / ".venv"
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(built), str(ROOT))
    run("uv", "venv", "--quiet", "--python", sys.executable, str(environment))
    [wheel] = built.glob("*.whl")
    playwright = f"playwright=={version('playwright')}"  # this version knows the browsers of this machine
    to = ["--quiet", "--python", str(environment / "bin/python")]
    run("uv", "pip", "install", *to, f"{wheel}[pytest]", "pytest-playwright", playwright)
    return environment / "bin"


def run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def seconds(folder: Path, programs: Path, name: str, browser: str) -> float:
    """Run a test file; return how long it took, with the start of Python, server and browser."""
    hidden = {"PYTHONPATH", "VIRTUAL_ENV", "PYTEST_ADDOPTS"}
    environ = {key: value for key, value in os.environ.items() if key not in hidden}
    began = time.perf_counter()
    command = [str(programs / "pytest"), "-q", name, "--browser", browser]
    ran = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(ran.stdout + ran.stderr)
    return time.perf_counter() - began


def main() -> None:
    slow = []
    with tempfile.TemporaryDirectory() as path:
        folder = Path(path)
        programs = install(folder)
        texts = {**files(), EMPTY: EMPTY_TEST}
        for name, text in texts.items():
            (folder / name).write_text(text, "utf-8")
        for browser in BROWSERS:
            for name in sorted(texts.keys() - {"conftest.py"}):
                taken = [seconds(folder, programs, name, browser) for _ in range(ROUNDS)]
                median = statistics.median(taken)
                print(f"{browser}, {name}: {median:.1f} s, of {', '.join(f'{each:.1f}' for each in taken)}", flush=True)
                slow += [name] * (median > LONGEST and name != EMPTY)
    sys.exit(f"Longer than {LONGEST:.0f} s: {', '.join(slow)}" if slow else 0)


if __name__ == "__main__":
    main()
