"""The distribution: its name, its metadata, the links of its README, and the checks of `make dist`."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest
from dependencies import chosen
from metadata import absolute, urls

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
REPOSITORY = "https://example.org/a/b"
LINK = re.compile(r'(?:\]\(|src="|srcset=")([^)"]+)')


def test_the_readme_of_the_index_has_only_absolute_links() -> None:
    before, after = (LINK.findall(text) for text in (readme(), absolute(readme(), REPOSITORY)))
    assert len(before) == len(after) > 8
    assert [link for link in after if not link.startswith("https://")] == []


def test_each_link_of_the_readme_leads_to_a_file_of_the_repository() -> None:
    added = [link for link in LINK.findall(absolute(readme(), REPOSITORY)) if link.startswith(REPOSITORY)]
    paths = [link.removeprefix(f"{REPOSITORY}/").split("/main/") for link in added]
    assert len(paths) > 6
    assert [path for _, path in paths if not (ROOT / path).exists()] == []
    assert {view for view, path in paths if path.endswith(".png")} == {"raw"}
    assert {view for view, path in paths if not path.endswith(".png")} == {"blob"}


def readme() -> str:
    return (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("link", ["[a](https://b.example/c)", "[a](#b)", "`[a](b` and no more"])
def test_other_links_stay(link: str) -> None:
    assert absolute(link, REPOSITORY) == link


@pytest.mark.parametrize("picture", ["![A](docs/a.png)", '<img src="docs/a.png">', '<source srcset="docs/a.png">'])
def test_a_picture_of_any_form_leads_to_its_bytes(picture: str) -> None:
    assert absolute(picture, "https://example.org/r") == picture.replace("docs", "https://example.org/r/raw/main/docs")


def test_the_urls_of_the_project_lead_to_files_of_the_repository() -> None:
    paths = [url.partition("/main/")[2] for url in urls(REPOSITORY).values() if "/main/" in url]
    assert len(paths) == 2
    assert [path for path in paths if not (ROOT / path).is_file()] == []


def test_what_is_installed_is_the_distribution_of_this_checkout() -> None:
    installed = metadata(PROJECT["name"])
    assert installed["Version"] == PROJECT["version"]
    assert installed["License-Expression"] == "BSD-3-Clause"
    assert "](docs/" not in str(installed.json["description"])


def test_the_changelog_begins_with_this_version() -> None:
    [newest, *_] = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest == PROJECT["version"]


def test_each_dependency_has_a_lowest_version_and_make_versions_installs_it() -> None:
    lowest = dict(text.partition(";")[0].partition(",")[0].strip().split(">=") for text in PROJECT["dependencies"])
    pins = [f"{name}=={version}" for name, version in lowest.items()]
    assert len(pins) > 10
    assert chosen("\n".join(["blinker==1.9.0", *pins, "h11==0.16.0 ; python_version > '3'"])) == pins


@pytest.mark.tools
def test_the_archives_pass_every_check(tmp_path: Path) -> None:
    program = [sys.executable, str(ROOT / "tools/distribution.py"), str(tmp_path / "dist")]
    ran = subprocess.run(program, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Final rating: 10/10" in ran.stdout
    assert ran.stdout.count("PASSED") == 2, "twine checks both archives"
