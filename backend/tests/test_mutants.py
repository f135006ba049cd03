"""`make mutants`: its table fits the program, its copies run their own code, and it tells caught from survived."""

from __future__ import annotations

from pathlib import Path

import pytest
from mutants import FAILED, Copy, Mutant, Workers, misfits, read

URLS = "backend/roundtrip/syntax/urls.py"
URL_TESTS = ("backend/tests/test_wire_jar.py",)
HOST = "return address if ADDRESS.fullmatch(address) else host"

PLANTED = """
def test_the_served_program_is_that_of_this_folder(serve):
    with serve().client() as client:
        assert client.get("/hello").text == "Hello from the copy!"
        assert "<title>The page of the copy" in client.get("/").text
"""


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "copy")


def test_every_row_fits_the_program() -> None:
    rows = read()
    assert misfits(rows) == []
    assert len(rows) >= 60
    assert len(set(rows)) == len({row.breaks for row in rows}) == len(rows), "two rows are the same"
    assert all(row.tests for row in rows)


@pytest.mark.parametrize(
    ("before", "after", "tests", "says"),
    [
        ("no such text", "x", URL_TESTS, "is there 0 times"),
        ("return", "x", URL_TESTS, "is there"),
        (HOST, "(", URL_TESTS, "is no Python"),
        (HOST, "return address", ("backend/tests/test_nothing.py",), "there is no backend/tests/test_nothing.py"),
    ],
)
def test_a_row_that_does_not_fit_is_named(before: str, after: str, tests: tuple[str, ...], says: str) -> None:
    [sentence] = misfits([Mutant(URLS, before, after, tests, "some behaviour")])
    assert sentence.startswith(f"{URLS}: some behaviour\n")
    assert says in sentence


@pytest.mark.tools
def test_tests_and_servers_in_a_copy_run_the_code_of_the_copy(copy: Copy) -> None:
    planted = "backend/tests/test_planted.py"
    (copy.folder / planted).write_text(PLANTED)
    assert copy.run([planted])[0] == FAILED
    for name, old, new in (
        ("backend/roundtrip/features/hello.py", 'return "Hello World!"', 'return "Hello from the copy!"'),
        ("frontend/index.html", "<title>", "<title>The page of the copy"),
    ):
        file = copy.folder / name
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))
    status, output = copy.run([planted])
    assert status == 0, output


@pytest.mark.tools
def test_a_mutant_is_caught_or_survives_and_is_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workers = Workers(tmp_path, 1)
    broken = Mutant(URLS, HOST, "return address", URL_TESTS, "a dot at the end")
    harmless = Mutant(URLS, HOST, f"{HOST} or address", URL_TESTS, "nothing")
    no_tests = Mutant(URLS, HOST, "return address", (f"{URL_TESTS[0]}::test_nothing",), "a dot at the end")
    words = [workers.verdict(mutant, timeout=60) for mutant in (broken, harmless, no_tests, broken)]
    assert words == ["caught", "SURVIVED", "NOT RUN", "caught"]
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [f"caught   {URLS}: a dot at the end", f"SURVIVED {URLS}: nothing"]


@pytest.mark.tools
def test_a_mutant_that_hangs_is_caught(copy: Copy) -> None:
    hanging = Mutant(
        URLS, "def host_of(url: str) -> str:\n", "def host_of(url: str) -> str:\n    while True: ...\n", URL_TESTS, ""
    )
    assert copy.tried(hanging, timeout=5) == (FAILED, "it hangs")


@pytest.mark.tools
def test_tests_that_fail_anyway_prove_nothing(tmp_path: Path) -> None:
    workers = Workers(tmp_path, 1)
    failing = tmp_path / "0" / "backend/tests/test_failing.py"
    failing.write_text("def test_it() -> None:\n    raise AssertionError\n")
    with pytest.raises(SystemExit, match="prove nothing"):
        workers.whole(["backend/tests/test_failing.py"])
    assert workers.whole(URL_TESTS) > 0
