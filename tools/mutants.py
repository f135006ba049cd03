"""Break the program on purpose, one line at a time, and report whether the tests notice: `make mutants`.

The breaks are the rows of `mutants.toml`: in `file` the text `from` becomes `to`, then at least one of `tests` must
fail; `breaks` names the lost behaviour. The checkout itself is never changed: each worker has a copy of its own.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tools" / "mutants.toml"
PYTEST = ("-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header")
MOST, ALL = ("-m", "not browsers"), ("-m", "")
"""Options that select tests although a plain `pytest` leaves them out: for a row that names the test itself, all."""

FAILED = 1
"""pytest's exit status when tests ran and some failed; others mean that it could not run them."""

SLACK = 60.0
"""Seconds that a mutant's tests may take longer than all tests of the whole program; then it hangs, and is caught."""


@dataclass(frozen=True)
class Mutant:
    """A row of the table."""

    file: str
    before: str
    after: str
    tests: tuple[str, ...]
    breaks: str

    def applied(self, source: str) -> str:
        """Return the source with the break; raise `ValueError` where the row does not fit the file."""
        if (count := source.count(self.before)) != 1:
            raise ValueError(f"`from` is there {count} times instead of once: {self.before!r}")
        broken = source.replace(self.before, self.after)
        if self.file.endswith(".py"):
            try:
                compile(broken, self.file, "exec")
            except SyntaxError as error:
                raise ValueError(f"`to` is no Python ({error.msg}): {self.after!r}") from None
        return broken

    def __str__(self) -> str:
        return f"{self.file}: {self.breaks}"


def read(table: Path = TABLE) -> list[Mutant]:
    """The rows of the table."""
    rows: list[dict[str, Any]] = tomllib.loads(table.read_text("utf-8"))["mutant"]
    return [Mutant(row["file"], row["from"], row["to"], tuple(row["tests"]), row["breaks"]) for row in rows]


def misfits(mutants: Iterable[Mutant], root: Path = ROOT) -> list[str]:
    """A sentence for each row that does not fit the checkout."""
    wrong = []
    for mutant in mutants:
        files = [test.partition("::")[0] for test in mutant.tests]
        wrong += [f"{mutant}\n  there is no {file}" for file in files if not (root / file).is_file()]
        try:
            mutant.applied((root / mutant.file).read_text("utf-8"))
        except (OSError, ValueError) as error:
            wrong.append(f"{mutant}\n  {error}")
    return wrong


class Copy:
    """The files of the checkout in a folder of their own, where tests and the servers that they start run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
        for name in filter(None, names):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, folder / name)
        # PYTHONPATH goes before the checkout, which the environment has as an editable install; the `roundtrip`
        # command and its workers inherit it. Without .pyc files, no run reads the code of the run before.
        paths = os.pathsep.join(str(folder / part) for part in ("backend", ".", "tools"))
        self.environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
        self.check()

    def check(self) -> None:
        """Stop unless Python imports the program of the copy, and the program finds the frontend of the copy."""
        ask = "import roundtrip, roundtrip.config as c; print(roundtrip.__file__, c.frontend(), sep='\\n')"
        ran = subprocess.run(
            [sys.executable, "-c", ask], cwd=self.folder.parent, env=self.environment, capture_output=True, text=True
        )
        inside = [Path(line).resolve().is_relative_to(self.folder.resolve()) for line in ran.stdout.splitlines()]
        if inside != [True, True]:
            sys.exit(f"Python does not import the copy in {self.folder}:\n{ran.stdout}{ran.stderr}")

    def run(self, tests: Sequence[str], timeout: float | None = None) -> tuple[int, str]:
        """Run test files; return pytest's exit status and output. A run that hangs counts as failed."""
        command = [sys.executable, *PYTEST, *(ALL if any("::" in test for test in tests) else MOST), *tests]
        # Only the end-to-end tests use plugins of pytest, which take four times as long to import as all the rest.
        plugins = {} if any(test.startswith("e2e/") for test in tests) else {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        # A session of its own, so that the servers and browsers of a run that hangs end with it.
        with subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment | plugins,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                output, _ = process.communicate(timeout=timeout)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                return FAILED, "it hangs"
        return process.returncode, output

    def tried(self, mutant: Mutant, timeout: float) -> tuple[int, str]:
        """Run a mutant's tests against the broken program, and mend it."""
        file = self.folder / mutant.file
        source = file.read_text("utf-8")
        file.write_text(mutant.applied(source), "utf-8")
        try:
            return self.run(mutant.tests, timeout)
        finally:
            file.write_text(source, "utf-8")


class Workers:
    """Copies that take turns at the work."""

    def __init__(self, folder: Path, count: int) -> None:
        self._free: SimpleQueue[Copy] = SimpleQueue()
        self.pool = ThreadPoolExecutor(count)
        for copy in self.pool.map(Copy, [folder / str(number) for number in range(count)]):
            self._free.put(copy)

    def whole(self, tests: Sequence[str]) -> float:
        """Return the seconds that tests take while nothing is broken; stop if one fails, as it would catch anything."""
        copy, began = self._free.get(), time.monotonic()
        status, output = copy.run(tests)
        if status == FAILED:  # on a busy machine a browser may crash; once more, or an hour of work is lost
            began = time.monotonic()
            status, output = copy.run(tests)
        self._free.put(copy)
        if status:
            raise SystemExit(f"These tests fail although nothing is broken yet, so they prove nothing:\n{output}")
        return time.monotonic() - began

    def verdict(self, mutant: Mutant, timeout: float) -> str:
        """Report one mutant in a line: caught, SURVIVED, or NOT RUN where pytest could not run its tests."""
        copy = self._free.get()
        status, output = copy.tried(mutant, timeout)
        self._free.put(copy)
        word = {0: "SURVIVED", FAILED: "caught"}.get(status, "NOT RUN")
        print(f"{word:8} {mutant}" + (f"\n{output}" if word == "NOT RUN" else ""), flush=True)
        return word


def main() -> None:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("part", nargs="*", help="only mutants with this text in their file, their tests or their words")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="how many copies run tests")
    options = parser.parse_args()
    rows = [row for row in read() if not options.part or any(part in repr(row) for part in options.part)]
    if wrong := misfits(rows):
        sys.exit("\n".join([*wrong, f"{len(wrong)} rows of {TABLE.name} do not fit the checkout."]))
    if not rows:
        sys.exit("No mutant has such a text.")
    with tempfile.TemporaryDirectory() as folder:
        workers = Workers(Path(folder), min(options.workers, len(rows)))
        tests = sorted({test for row in rows for test in row.tests})
        count = min(options.workers, len(tests))
        print(f"First {len(tests)} sets of tests, with nothing broken …", flush=True)
        timeout = SLACK + max(workers.pool.map(workers.whole, [tests[start::count] for start in range(count)]))
        verdicts = list(workers.pool.map(lambda row: workers.verdict(row, timeout), rows))
    caught, survived, left = (verdicts.count(word) for word in ("caught", "SURVIVED", "NOT RUN"))
    print(f"{caught} caught, {survived} survived" + (f", {left} not run" if left else ""))
    sys.exit(caught != len(verdicts))


if __name__ == "__main__":
    main()
