"""The fixtures of the HTTP-level tests: an app with its own folder, and the real `roundtrip` command."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from roundtrip import create_app
from roundtrip.wire import Store
from tests.serving import Server
from tests.stores import Stores
from tests.twins import Twins

OTHER_HOSTS = (".example.org", ".example")
"""Names of the app beside those of loopback: all names below these two, and these two themselves."""

MakeApp = Callable[..., Flask]
Serve = Callable[..., Server]


@pytest.fixture(scope="session", autouse=True)
def no_foreign_settings() -> Iterator[None]:
    """Remove the `ROUNDTRIP_*` variables of the person who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("ROUNDTRIP_")]:
            patch.delenv(name)
        yield


@pytest.fixture
def make_app(tmp_path: Path) -> MakeApp:
    """Make an app with its own settings and folder: `make_app(max_files=2)`."""

    def make(**settings: Any) -> Flask:
        return create_app(**{"instance": tmp_path / "instance", **settings})

    return make


@pytest.fixture(scope="session")
def app(no_foreign_settings: None, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app with two more host names and as many wrong logins as the tests need, made once.

    Each test is another visitor, so the tests share no data.
    """
    return create_app(instance=tmp_path_factory.mktemp("instance"), hosts=OTHER_HOSTS, login_limit="100000/minute")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client in place of a browser: it keeps cookies and follows no redirect."""
    return app.test_client()


@pytest.fixture
def twins(app: Flask) -> Twins:
    """Two clients: one requests the pages, the other their twins. The responses must agree."""
    return Twins(app)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start the real command: `serve("--workers", "2", ROUNDTRIP_KEEP="60")`; all share the folder `instance`."""
    running: list[Server] = []

    def start(*options: str, **environ: str) -> Server:
        running.append(Server(*options, environ={"ROUNDTRIP_INSTANCE": str(tmp_path / "instance"), **environ}))
        return running[-1]

    yield start
    assert [server.stop() for server in running] == [0] * len(running), "a server had to be killed"


@pytest.fixture
def wire_file(tmp_path: Path) -> Path:
    return tmp_path / "instance" / "wire.sqlite3"


@pytest.fixture
def make_store(wire_file: Path) -> Iterator[Stores]:
    with closing(Stores(wire_file)) as stores:
        yield stores


@pytest.fixture
def store(make_store: Stores) -> Store:
    return make_store()
