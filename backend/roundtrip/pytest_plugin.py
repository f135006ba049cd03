"""The pytest plugin: a fixture `roundtrip`, a running server and assertions on what its visitors sent.

Every run of pytest in this environment imports this module, so it imports nothing else until a test uses the fixture.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .testing import Roundtrip, Server

KIT = pytest.StashKey["Roundtrip"]()
FOLDER = pytest.StashKey[Path]()

MANY_LOGINS = {"login_limit": "100000/minute"}
"""All tests of a worker share an address, so the limit for wrong logins would count those of every test."""

SERVER = "roundtrip_server"

NEWEST = 10
"""Trips that the report of a failed test shows; the HAR file has all."""


@pytest.fixture(scope="session")
def roundtrip_settings() -> dict[str, Any]:
    """The settings of the server of all tests. Override it: `return {"max_upload": "1KiB"}`."""
    return {}


@pytest.fixture(scope="session")
def roundtrip_server(roundtrip_settings: dict[str, Any]) -> Iterator[Server]:
    """The server of this process, or of this worker of pytest-xdist: started when the first test needs it."""
    from .testing import Server
    from .testing.kit import options

    with Server(*options({**MANY_LOGINS, **roundtrip_settings}), wait=False) as server:
        yield server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Set up the server before all other fixtures of a test, so that it starts while the browser does."""
    for item in items:
        names = getattr(item, "fixturenames", [])
        if SERVER in names:
            names.remove(SERVER)
            names.insert(0, SERVER)


@pytest.fixture
def roundtrip(request: pytest.FixtureRequest, roundtrip_server: Server) -> Iterator[Roundtrip]:
    """A running Roundtrip: `.url`, `.wire(page)`, `.expect(page)`, `.client()`, `.reset()`, `.settings(…)`.

    The page and the context of the test are visitors from their first request.
    """
    from .testing import Roundtrip

    request.node.stash[FOLDER] = folder_of(request)
    with Roundtrip(roundtrip_server) as kit:
        request.node.stash[KIT] = kit
        watch_the_page(kit, request)
        yield kit


def watch_the_page(kit: Roundtrip, request: pytest.FixtureRequest) -> None:
    """Make the page or the context that the test uses a visitor. An asynchronous one must wait for its cookie."""
    from .testing.visitors import is_async

    for name in [name for name in ("page", "context") if name in request.fixturenames]:
        value = request.getfixturevalue(name)
        if hasattr(getattr(value, "context", value), "add_cookies") and not is_async(value):
            kit.watch(value)


def folder_of(request: pytest.FixtureRequest) -> Path:
    """Return the folder for the files of a failed test: that of pytest-playwright, or one that is named like it."""
    try:
        return Path(request.getfixturevalue("output_path"))
    except pytest.FixtureLookupError:
        return Path("test-results").absolute() / slug(request.node.nodeid)


def slug(text: str) -> str:
    """Return a name for a file or a folder, as pytest-playwright makes it from the name of a test."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the wire of each visitor to the report of a failed test, and write it to a HAR file."""
    report = yield
    kit = item.stash.get(KIT, None)
    if kit is not None and report.failed and call.excinfo is not None:
        add_wires(report, kit, item.stash[FOLDER], str(call.excinfo.value))
    return report


def add_wires(report: pytest.TestReport, kit: Roundtrip, folder: Path, message: str) -> None:
    from .testing import Wire
    from .testing.diagram import ARROW, drawn_wire

    try:
        wires = kit.wires()
    except (OSError, RuntimeError) as error:
        report.sections.append(("Roundtrip", f"The wire cannot be read: {error}"))
        return
    for name, har in wires.items():
        file = folder / ("wire.har" if len(wires) == 1 else f"wire-{slug(name)}.har")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(har, indent=1), "utf-8")
        diagram = "" if ARROW in message else f"{drawn_wire(Wire.of_har(har), NEWEST)}\n\n"
        report.sections.append((f"Roundtrip: the wire of the {name}", f"{diagram}HAR: {os.path.relpath(file)}"))
