"""The container: the instructions of the Dockerfile run one by one in a clean root, then its server does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from roundtrip.testing import Server
from tests.dockerfile import Stage, built, instructions

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
ALLOWED = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)


def context() -> dict[str, Path]:
    """The files that the engine would receive: .dockerignore excludes everything, then names what is needed."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {name: ROOT / name for name in listed.splitlines() if any(f"{name}/".startswith(f"{a}/") for a in ALLOWED)}


def test_the_context_is_a_list_of_what_is_allowed() -> None:
    first, *_ = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert first == "*"
    assert len(ALLOWED) > 5
    assert [path for path in ALLOWED if not (ROOT / path).exists()] == []
    assert not [name for name in context() if "test" in name.split("/")]


def test_the_image_has_no_rights_and_no_secret() -> None:
    steps = list(instructions(DOCKERFILE))
    names = [name for name, _ in steps]
    assert names.index("USER") < names.index("CMD")
    assert dict(steps)["USER"] == "roundtrip"
    assert "HEALTHCHECK" in names
    assert not re.search(r"SECRET|PASSWORD|TOKEN|\bARG\b", DOCKERFILE)


def test_compose_publishes_the_port_on_this_machine_only() -> None:
    compose = (ROOT / "compose.yaml").read_text("utf-8")
    assert re.findall(r'^ +- "(.*:\d+)"', compose, re.MULTILINE) == ["127.0.0.1:5000:5000"]
    assert "read_only: true" in compose
    assert "no-new-privileges:true" in compose


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The last stage of the Dockerfile."""
    probe = ["unshare", "--mount", "true"]
    if shutil.which(probe[0]) is None or os.geteuid() != 0 or subprocess.run(probe, capture_output=True).returncode:
        pytest.skip("a clean root needs Linux, and root that may mount")
    folder = tmp_path_factory.mktemp("image")
    folder.parent.chmod(0o755)
    folder.chmod(0o755)
    stage = built(folder, DOCKERFILE, context())
    data = [file.name for file in stage.path("/data").iterdir() if not file.name.startswith(".")]
    assert data == [], "a key in the image would be that of everyone"
    return stage


@pytest.mark.tools
def test_the_commands_of_the_image_run_in_a_clean_root(image: Stage) -> None:
    """The user of the image cannot change the program; there is no installer and no build backend."""
    assert image.run(["id", "-un"]).stdout == "roundtrip\n"
    assert image.run(["touch", "/opt/roundtrip/x"]).returncode != 0
    assert image.run(["roundtrip", "--version"]).stdout.startswith("roundtrip, version ")
    without_playwright = image.run(["roundtrip", "report"])
    assert without_playwright.returncode == 2
    assert "Install it: pip install" in without_playwright.stderr
    count = "from roundtrip.cli.verdicts import records; print(len(records()))"
    assert image.run(["python", "-c", count]).stdout == "7\n", "the recorded verdicts are in the wheel"
    for module in ("pip", "hatchling"):
        assert image.run(["python", "-c", f"import {module}"]).returncode != 0


@pytest.mark.tools
def test_the_server_of_the_image_is_healthy_until_it_stops(image: Stage) -> None:
    with Server(command=image.arguments(image.command)) as server:
        assert server.url.startswith("http://0.0.0.0:")
        address = f"http://127.0.0.1:{server.port}"
        page = httpx.get(address)
        assert page.status_code == 200
        assert httpx.get(f"{address}/static/style.css").status_code == 200
        assert "accounts are switched off" in server.output, "the default of a server that others can reach"
        health = image.arguments(image.health, {"PORT": str(server.port)})
        assert subprocess.run(health).returncode == 0
        key = image.path("/data") / "secret_key"
        assert (key.stat().st_uid, key.stat().st_mode & 0o777) == (10001, 0o600)
        assert server.stop() == 0
        assert '"GET /healthz HTTP/1.1" 200 ' in server.output
        assert subprocess.run(health, stderr=subprocess.DEVNULL).returncode != 0
