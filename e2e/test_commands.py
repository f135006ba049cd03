"""The commands that start a browser of their own: `roundtrip har` and `roundtrip report`."""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

import jsonschema_rs
import pytest

from roundtrip.testing import ROUNDTRIP
from tests.wires import SCHEMA

pytestmark = pytest.mark.slow


def roundtrip(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*ROUNDTRIP, *arguments], capture_output=True, text=True)


def test_har_prints_what_the_browser_did(base_url: str, browser_name: str) -> None:
    addresses = [f"{base_url}/redirect/chain/2", f"{base_url}/set-name?name=Ada", f"{base_url}/get-name"]
    ran = roundtrip("har", "--browser", browser_name, *addresses)
    assert ran.returncode == 0, ran.stderr
    assert [line.partition(": 200, ")[0] for line in ran.stderr.splitlines()] == addresses

    har: dict[str, Any] = json.loads(ran.stdout)
    jsonschema_rs.validate(SCHEMA, har)
    assert har["log"]["browser"]["name"] == browser_name
    paths = ["/redirect/chain/2", "/redirect/chain/1", "/landing", "/set-name?name=Ada", "/get-name"]
    entries = {entry["request"]["url"].removeprefix(base_url): entry for entry in har["log"]["entries"]}
    assert [path for path in entries if "static" not in path and "favicon" not in path] == paths
    assert [entries[path]["response"]["status"] for path in paths] == [302, 302, 200, 200, 200]
    assert "Your name is Ada" in entries["/get-name"]["response"]["content"]["text"], "all URLs are one visit"
    assert len(har["log"]["pages"]) == len(addresses)


def test_har_goes_on_after_a_url_that_does_not_open(base_url: str, browser_name: str) -> None:
    ran = roundtrip("har", "--browser", browser_name, "http://nowhere.invalid/", f"{base_url}/hello")
    assert ran.returncode == 1
    failed, opened = ran.stderr.splitlines()
    assert failed.startswith("http://nowhere.invalid/: ")
    assert opened.startswith(f"{base_url}/hello: 200, ")
    assert f"{base_url}/hello" in [entry["request"]["url"] for entry in json.loads(ran.stdout)["log"]["entries"]]


@pytest.mark.browsers
def test_report_runs_all_labs(browser_name: str) -> None:
    ran = roundtrip("report", "--browser", browser_name)
    assert ran.returncode in (0, 1), ran.stderr
    assert re.search(r"^All labs +[\d,]+ +\d+ +\d+$", ran.stdout, re.M)
    assert ("No difference from" in ran.stdout) == (ran.returncode == 0)
    assert f"{browser_name} " in ran.stderr
