"""Run a Dockerfile without a container engine: each instruction, one by one, in a clean root of a mount namespace.

The root has the programs of this machine (`/usr`, read-only), the running Python in place of the base image's, and a
copy of `/etc`. Nothing that an instruction does changes the machine. It needs Linux, and root for the mounts.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PASSED_ON = re.compile(r"(PIP|SSL|REQUESTS)_|CURL_CA_BUNDLE$|(?i:https?|no|all)_proxy$")
"""Variables of this machine for its network, which an engine would have settings for."""

MOUNTS = """
set -e
root=$1 python=$2; shift 2
for name in usr dev proc "${python#/}"; do mkdir -p "$root/$name"; mount --rbind "/$name" "$root/$name"; done
mount -o remount,ro,bind "$root/usr"
exec "$@"
"""


@dataclass
class Stage:
    """A stage of the image: its root, and the settings that its instructions have made so far."""

    root: Path
    environ: dict[str, str]
    workdir: str = "/"
    user: str = "root"
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    def arguments(self, command: list[str], environ: Mapping[str, str] | None = None) -> list[str]:
        """Return the arguments that run a command in the root, as its user."""
        mounts = ["unshare", "--mount", "--propagation", "private", "sh", "-c", MOUNTS, "sh"]
        variables = [f"{name}={value}" for name, value in {**self.environ, **(environ or {})}.items()]
        inside = ["env", "-i", *variables, "sh", "-c", f'cd {shlex.quote(self.workdir)} && exec "$@"', "sh", *command]
        change = ["chroot", f"--userspec={self.user}:", str(self.root), "/usr/bin/env", *inside[1:]]
        return [*mounts, str(self.root), sys.base_prefix, *change]

    def run(self, command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.arguments(command), capture_output=True, text=True, **options)

    def path(self, path: str) -> Path:
        """Return a path of the image as a path of this machine."""
        return self.root / os.path.normpath(os.path.join(self.workdir, path)).lstrip("/")  # noqa: PTH118


def instructions(dockerfile: str) -> Iterator[tuple[str, str]]:
    """Return each instruction with its arguments, its lines joined."""
    lines = [line for line in dockerfile.splitlines() if line and not line.startswith("#")]
    for line in "\n".join(lines).replace("\\\n", "").splitlines():
        name, _, arguments = line.partition(" ")
        yield name, arguments


def built(folder: Path, dockerfile: str, context: Mapping[str, Path]) -> Stage:
    """Carry out all instructions; return the last stage. `context` has the files that COPY can copy."""
    stages: dict[str, Stage] = {}
    stage = None
    for name, arguments in instructions(dockerfile):
        if name == "FROM":
            stage = started(folder / f"stage{len(stages)}")
            stages[arguments.partition(" AS ")[2] or "last"] = stage
        else:
            assert stage, "a Dockerfile begins with FROM"
            carry_out(stage, name, arguments, stages, context)
    assert stage
    return stage


def started(root: Path) -> Stage:
    """Return a stage with the directories of a small system."""
    for name in ("etc", "opt", "programs", "root", "tmp", "var/tmp"):
        (root / name).mkdir(parents=True)
    # The base image has `python`; a machine may have only `python3`.
    (root / "programs/python").symlink_to(f"{sys.base_prefix}/bin/python3.{sys.version_info.minor}")
    (root / "tmp").chmod(0o1777)
    shutil.copytree("/etc", root / "etc", symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("shadow-"))
    for name in ("bin", "lib", "lib64", "sbin"):
        if Path("/", name).is_symlink():
            (root / name).symlink_to(Path("/", name).readlink())
    programs = f"/programs:{sys.base_prefix}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    passed_on = {name: value for name, value in os.environ.items() if PASSED_ON.match(name)}
    return Stage(root, {"PATH": programs, "HOME": "/", **passed_on})


def carry_out(
    stage: Stage, name: str, arguments: str, stages: Mapping[str, Stage], context: Mapping[str, Path]
) -> None:
    """Carry out one instruction; fail for one that no test knows."""
    if name == "RUN":
        ran = stage.run(["sh", "-c", arguments])
        assert ran.returncode == 0, f"{arguments}\n{ran.stdout}{ran.stderr}"
    elif name == "COPY":
        copy(stage, arguments.split(), stages, context)
    elif name == "ENV":
        pairs = [pair.split("=", 1) for pair in shlex.split(arguments)]
        stage.environ |= {key: value.replace("$PATH", stage.environ["PATH"]) for key, value in pairs}
    elif name == "WORKDIR":
        stage.workdir = arguments
        stage.path("").mkdir(parents=True, exist_ok=True)
    elif name == "USER":
        stage.user = arguments
    elif name == "CMD":
        stage.command = json.loads(arguments)
    elif name == "HEALTHCHECK":
        stage.health = json.loads(arguments.partition("CMD ")[2])
    else:
        assert name in ("VOLUME", "EXPOSE"), f"{name} {arguments}"


def copy(stage: Stage, arguments: list[str], stages: Mapping[str, Stage], context: Mapping[str, Path]) -> None:
    """Copy a folder of another stage, or files of the context."""
    if arguments[0].startswith("--from="):
        other, source, target = stages[arguments[0].removeprefix("--from=")], *arguments[1:]
        shutil.copytree(other.path(source), stage.path(target), symlinks=True)
        return
    [source, target] = arguments
    for name, path in context.items():
        if source in (".", name):
            stage.path(f"{target}/{name}").parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, stage.path(f"{target}/{name}"))
