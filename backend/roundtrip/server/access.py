"""The access log: a line for each request on standard output, in the Common Log Format.

A request can write nothing into it but printable ASCII: every other byte of its target is shown as `\\xhh`.
"""

from __future__ import annotations

import logging
import re
import sys
from time import localtime, strftime

LOG = logging.getLogger("roundtrip.access")
UNSAFE = re.compile(rb'[^\x21-\x7e]|["\\]')


def switch_on() -> None:
    """Print the lines of this process from now on."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.handlers, LOG.propagate = [handler], False
    LOG.setLevel(logging.INFO)


def log(client: tuple[str, int] | None, request: tuple[str, bytes, str] | None, status: int, size: int | None) -> None:
    """Write down a request, when its response begins.

    `request` has the method, the target and the version; None stands for bytes that are no request. `size` is the
    announced length of the body.
    """
    if LOG.isEnabledFor(logging.INFO):
        line = "-"
        if request:
            method, target, version = request
            line = f"{method} {printable(target)} HTTP/{version}"
        address = client[0] if client else "-"
        LOG.info('%s - - [%s] "%s" %d %s', address, now(), line, status, "-" if size is None else size)


def printable(target: bytes) -> str:
    return UNSAFE.sub(lambda found: b"\\x%02x" % found[0][0], target).decode("ascii")


def now() -> str:
    return strftime("%d/%b/%Y:%H:%M:%S %z", localtime())
