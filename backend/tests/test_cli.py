"""The subcommands of `roundtrip`: their output and exit status. e2e/test_commands.py runs them with a real browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from roundtrip import cli, create_app
from roundtrip.cli.table import lines
from roundtrip.cli.verdicts import records
from roundtrip.config import PACKAGE, shipped
from roundtrip.testing import ROUNDTRIP

report_module = sys.modules["roundtrip.cli.report"]  # `roundtrip.cli.report` is the command


def run(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(cli.main, arguments, terminal_width=80)


@pytest.mark.parametrize(
    ("command", "most"),
    [((), 45), (("routes",), 24), (("report",), 24), (("har",), 24)],
)
def test_help_fits_on_a_screen(command: tuple[str, ...], most: int) -> None:
    help = run(*command, "--help").output.splitlines()
    assert 5 < len(help) <= most
    assert max(map(len, help)) <= 80


def test_the_version_is_that_of_the_distribution() -> None:
    version = re.search(r'^version = "(.+)"$', (PACKAGE.parents[1] / "pyproject.toml").read_text("utf-8"), re.M)
    assert version
    assert run("--version").output.endswith(f", version {version[1]}\n")


def test_python_runs_the_package() -> None:
    ran = subprocess.run([sys.executable, "-m", "roundtrip", "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("python -m roundtrip, version ")


def test_no_browser_library_is_loaded_to_serve() -> None:
    code = "import sys, roundtrip.cli.serve; print('playwright' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


def test_an_option_of_the_server_is_refused_before_a_command() -> None:
    result = run("--max-files", "3", "routes")
    assert result.exit_code == 2
    assert "--max-files is an option of the server, which `routes` does not use." in result.output


def test_routes_has_a_row_for_each_rule_and_says_which_have_a_twin(tmp_path: Path) -> None:
    head, *rows = run("routes").output.splitlines()
    assert head.split() == ["Methods", "Endpoint", "Twin", "Path"]
    rules = list(create_app(instance=tmp_path).url_map.iter_rules())
    twins = [rule for rule in rules if rule.endpoint.startswith("api.")]
    assert len(rows) == len(rules) - len(twins) > 50
    assert len([row for row in rows if " /api  " in row]) == len(twins)
    assert re.fullmatch(
        r"GET, POST, PUT +methods\.method +/api  /method", next(r for r in rows if r.endswith("/method"))
    )
    assert re.fullmatch(r"GET +page\.index +/", rows[0])


def test_routes_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUNDTRIP_INSTANCE", str(tmp_path / "never"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert run("routes").exit_code == 0
    assert list(tmp_path.iterdir()) == []


def test_a_table_has_numbers_at_the_right() -> None:
    assert lines([("Lab", "agree"), ("a", 5), ("longer", 1234)]) == ["Lab     agree", "a           5", "longer  1,234"]


@pytest.mark.parametrize("command", [("report",), ("har", "http://127.0.0.1:1/")])
def test_without_playwright_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    result = run(*command)
    assert result.exit_code == 2
    assert result.output == 'Error: this command needs Playwright. Install it: pip install "flask-roundtrip[browser]"\n'


@pytest.mark.parametrize("command", [("report",), ("har", "http://127.0.0.1:1/")])
def test_a_missing_browser_is_one_line(command: tuple[str, ...]) -> None:
    """In a process of its own: another test may use Playwright in this one."""
    without = {**os.environ, "PATH": "", "PLAYWRIGHT_BROWSERS_PATH": "/nowhere"}
    ran = subprocess.run([*ROUNDTRIP, *command, "--browser", "firefox"], env=without, capture_output=True, text=True)
    assert ran.returncode == 2
    assert re.fullmatch(r"Error: There is no firefox here\. .* playwright install firefox .*\n", ran.stderr)


@pytest.mark.parametrize("address", ["example.org", "ftp://example.org", "http://", "file:///etc/passwd"])
def test_har_needs_whole_urls(address: str) -> None:
    result = run("har", address)
    assert result.exit_code == 2
    assert f"{address!r} is not a URL; write one such as http://127.0.0.1:5000/hello" in result.output


@pytest.fixture
def same(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A report with the recorded verdicts, which the command gets instead of that of a browser."""
    record = records()[report_module.MODES["chromium"]]
    names = dict(name.split(": ", 1)[::-1] for name in record["others"])
    others = [{"lab": lab, "case": case, **record["others"][f"{lab}: {case}"]} for case, lab in names.items()]
    agreeing = [{"lab": "Cookie lab", "case": str(number), "verdict": "agrees"} for number in range(record["agree"])]
    result = {**record, "at": "2026-01-01T00:00:00Z", "cases": [*agreeing, *others]}
    monkeypatch.setattr(report_module, "run", lambda browser: result)
    return result


def test_report_succeeds_if_all_verdicts_are_the_recorded_ones(same: dict[str, Any]) -> None:
    result = run("report")
    assert result.exit_code == 0
    table = result.stdout.splitlines()
    assert table[0].split() == ["Lab", "agree", "may", "differ"]
    total = next(line for line in table if line.startswith("All labs"))
    assert total.split()[2:] == [f"{same[count]:,}" for count in report_module.COUNTS]
    assert len([line for line in table if re.match("(differs|may) ", line)]) == same["may"] + same["differ"]
    assert table[-1].startswith("No difference from the verdicts recorded with version ")


def test_report_fails_if_a_verdict_changed(same: dict[str, Any]) -> None:
    changed = next(case for case in same["cases"] if case["verdict"] == "differs")
    name, got = f"{changed['lab']}: {changed['case']}", changed["got"]
    changed["verdict"] = "agrees"
    result = run("report")
    assert result.exit_code == 1
    assert f"  {name}: differs ({got!r}) is now agrees\n" in result.stdout
    assert "No difference" not in result.stdout


def test_the_record_of_the_verdicts_is_found() -> None:
    assert shipped("docs/browsers.json").is_file()
    assert set(report_module.MODES.values()) <= records().keys()
