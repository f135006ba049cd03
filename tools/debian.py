"""Install packages of Debian and Ubuntu. This file needs only Python, because it runs before anything is installed."""

import os
import shutil
import subprocess

SECONDS = 600
"""How long an installation may take."""


def apt_install(*packages: str) -> bool:
    """Install Debian packages where that is possible: as root, on a machine that has apt-get."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print(f"Installing {' and '.join(packages)} from the system's packages…", flush=True)
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    return quietly(["apt-get", "update"]) and quietly(install)


def quietly(command: list[str]) -> bool:
    """Run a command without output, for a limited time, and return whether it succeeded."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        ran = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return ran.returncode == 0
